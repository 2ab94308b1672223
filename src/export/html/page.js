"use strict";
/* What the page does: filters, one current claim with why it was marked, and keys. Nothing of it is needed to read. */
(() => {
  const all = (words, within = document) => [...within.querySelectorAll(words)];
  const by = (id) => document.getElementById(id);
  const page = document.documentElement;
  const list = by("claims");
  const entries = all(".entry");
  const form = document.querySelector(".filters");
  const opener = by("open");
  let current = null;

  page.classList.add("live");
  for (const one of [form, document.querySelector(".tools"), opener.parentElement]) one.hidden = false;

  /* The pieces of each claim in the text, its lines, and the letter behind it. */
  const found = new Map(entries.map((entry) => [entry.dataset.n, []]));
  for (const piece of all("mark, .u, .ref")) {
    found.get(piece.dataset.m ?? piece.dataset.u ?? piece.id.slice(2)).push(piece);
  }
  const pieces = (entry) => found.get(entry.dataset.n);
  const texts = new Map(entries.map((entry) => [entry, entry.textContent.toLowerCase()]));
  const shown = () => entries.filter((entry) => !entry.hidden);
  const isNarrow = () => getComputedStyle(list).position === "fixed";

  const pull = (open) => {
    list.classList.toggle("pulled", open);
    opener.setAttribute("aria-expanded", String(open));
  };

  const leave = () => {
    if (!current) return;
    current.classList.remove("now");
    current.removeAttribute("aria-current");
    current.querySelector("details").open = false;
    for (const piece of pieces(current)) piece.classList.remove("now");
    current = null;
  };

  /* Makes a claim the current one. The focus goes where the reader came from: to the text, or nowhere. */
  const go = (entry, { focus = false, scroll = true } = {}) => {
    if (entry !== current) leave();
    current = entry;
    entry.classList.add("now");
    entry.setAttribute("aria-current", "true");
    entry.querySelector("details").open = true;
    const own = pieces(entry);
    for (const piece of own) piece.classList.add("now");
    if (isNarrow()) pull(true);
    const room = isNarrow() ? window.innerHeight - list.offsetHeight : window.innerHeight;
    if (scroll && own.length > 0) {
      const box = own[0].getBoundingClientRect();
      if (box.top < 40 || box.bottom > room - 40) window.scrollBy(0, box.top - room / 3);
    }
    const above = list.getBoundingClientRect().top + (isNarrow() ? 44 : 16);
    if (getComputedStyle(list).overflowY === "auto") {
      const box = entry.getBoundingClientRect();
      if (box.top < above || box.bottom > window.innerHeight - 16) list.scrollTop += box.top - above;
    }
    if (focus) (by(`m-${entry.dataset.n}`) ?? entry.querySelector("summary")).focus({ preventScroll: true });
  };

  const step = (way) => {
    const those = shown();
    if (those.length === 0) return;
    const at = those.indexOf(current);
    let next = at + way;
    if (at < 0 && way < 0) next = those.length - 1;
    go(those[Math.min(Math.max(next, 0), those.length - 1)], { focus: true });
  };

  /* What the filters let through. */
  const filter = () => {
    const chosen = (kind) => new Set(all(`input[name="${kind}"]:checked`, form).map((box) => box.value));
    const [categories, statuses, annotators] = ["category", "status", "annotator"].map(chosen);
    const words = by("find").value.toLowerCase().split(/\s+/).filter(Boolean);
    for (const entry of entries) {
      const { categories: own, status, annotator } = entry.dataset;
      const text = texts.get(entry);
      entry.hidden = !(
        own.split(" ").some((one) => categories.has(one)) &&
        statuses.has(status) && annotators.has(annotator) && words.every((word) => text.includes(word))
      );
      for (const piece of pieces(entry)) piece.classList.toggle("off", entry.hidden);
    }
    if (current?.hidden) leave();
    const count = shown().length;
    by("shown").textContent = count === entries.length ? `all ${count} shown` : `${count} of ${entries.length} shown`;
    by("many").textContent = (count === entries.length ? "" : `${count} of `) + (entries.length === 1 ? "1 claim" : `${entries.length} claims`);
  };

  const turn = () => {
    const dark = page.dataset.scheme ? page.dataset.scheme === "dark" : matchMedia("(prefers-color-scheme: dark)").matches;
    page.dataset.scheme = dark ? "light" : "dark";
  };

  const help = by("help");
  const search = () => { if (isNarrow()) pull(true); by("find").focus(); by("find").select(); };
  const escape = () => {
    if (document.activeElement === by("find")) {
      by("find").value = "";
      filter();
      by("find").blur();
    } else {
      leave();
      pull(false);
    }
  };
  const why = () => { if (current) { const details = current.querySelector("details"); details.open = !details.open; } };
  const keys = {
    j: () => step(1), "]": () => step(1), k: () => step(-1), "[": () => step(-1),
    o: why, "/": search, t: turn, "?": () => help.showModal(), Escape: escape,
  };

  document.addEventListener("keydown", (event) => {
    const typing = event.target.matches('input[type="search"]');
    if (event.ctrlKey || event.metaKey || event.altKey || help.open || (typing && event.key !== "Escape")) return;
    if (!Object.hasOwn(keys, event.key)) return;
    event.preventDefault();
    keys[event.key]();
  });

  document.addEventListener("click", (event) => {
    const entry = (number) => entries.find((one) => one.dataset.n === number);
    const ref = event.target.closest(".ref");
    const link = event.target.closest("a");
    const mark = event.target.closest("mark:not(.off)");
    const back = event.target.closest(".back a");
    const summary = event.target.closest(".entry summary");
    if (ref || back) {
      event.preventDefault();
      const own = ref ? entry(ref.id.slice(2)) : back.closest(".entry");
      if (back && isNarrow()) pull(false);
      go(own, { focus: true });
    } else if (mark && !link && getSelection().isCollapsed) {
      go(entry(mark.dataset.m), { scroll: isNarrow() });
    } else if (summary) {
      const own = summary.closest(".entry");
      event.preventDefault();
      if (own === current) leave(); else go(own);
    }
  });

  form.addEventListener("input", filter);
  form.addEventListener("submit", (event) => event.preventDefault());
  opener.addEventListener("click", () => pull(!list.classList.contains("pulled")));
  by("scheme").addEventListener("click", turn);
  by("keys").addEventListener("click", () => help.showModal());

  /* On paper everything is unfolded, and afterwards as it was. */
  let folded = [];
  window.addEventListener("beforeprint", () => {
    folded = all("details:not([open])");
    for (const one of folded) one.open = true;
  });
  window.addEventListener("afterprint", () => { for (const one of folded) one.open = false; });

  filter();
})();
