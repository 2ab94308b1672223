// The checks of tests/report/browser.
"use strict";
const { spawnSync } = require("node:child_process");
const fs = require("node:fs");
const os = require("node:os");
const path = require("node:path");
const { pathToFileURL } = require("node:url");

const [modules, ...own] = process.argv.slice(2);
const { chromium } = require(path.join(modules, "node_modules", "playwright-core"));
const { PURPORT, CHROMIUM } = process.env;
const project = path.join(__dirname, "..", "..");
const work = fs.mkdtempSync(path.join(os.tmpdir(), "purport-report-"));
const pictures = path.join(work, "pictures");
fs.mkdirSync(pictures);

let failures = 0;
let checks = 0;
const check = (name, holds, more = "") => {
  checks += 1;
  if (holds) return;
  failures += 1;
  console.log(`FAILED ${name}${more === "" ? "" : `: ${more}`}`);
};

/** Runs purport. Status 1 (a warning about a file, such as a lost passage) is not an error. */
const purport = (words, input = "") => {
  const env = { ...process.env, XDG_STATE_HOME: path.join(work, "state"), XDG_CONFIG_HOME: path.join(work, "config") };
  const done = spawnSync(PURPORT, words, { cwd: work, input, encoding: "utf8", env, maxBuffer: 1 << 28 });
  if (done.error || done.status > 1) throw new Error(`${words.join(" ")}: ${done.error ?? done.stderr}`);
  return done.stdout;
};

/** Letters only, without white space, control and invisible characters and their replacements. */
const letters = (text) => text.replace(/[\p{C}\p{Z}\s\u2400-\u2421\ufffd⇄◌\u{fe00}-\u{fe0f}\u034f\u115f\u1160\u17b4\u17b5\u180b-\u180f\u3164\uffa0]/gu, "");

/** Writes an article, decides it with `keys` in the linear review, and exports its report. */
const article = (name, bytes, keys, tags) => {
  const file = path.join(work, name);
  fs.writeFileSync(file, bytes);
  if (tags) {
    purport(["import", tags, "--from", "csv", "--article", name, "--annotator", "r2", "-o", `${name}.tags.toml`]);
  }
  if (keys) purport(["--plain", name], keys);
  purport(["export", name, "--format", "html", "-o", `${name}.report.html`, "--force"]);
  const lines = purport(["export", name, "--format", "jsonl"]).split("\n").filter(Boolean);
  return { name, page: path.join(work, `${name}.report.html`), marks: lines.map((line) => JSON.parse(line)) };
};

const articles = () => {
  const read = (...parts) => fs.readFileSync(path.join(project, ...parts));
  const hostile = Buffer.concat([
    read("tests", "report", "hostile.md"),
    Buffer.from("\n\nThe minister warned \u2028of a\u2029 risk \u202eand\u202c the \u2066union\u2069 \x1b[31mdemanded\x1b[0m pay\x07.\n"),
  ]);
  const keys = "a\nx\n3\nl\ne weigh \"this\" <b>\nt\nmoney, <i>later\n\na\na\n2\nq\n";
  const found = [
    article("kiln-levy.md", read("sample", "kiln-levy.md"), "a\na\n2\na\nx\na\ne said twice\nt\nmoney, later\n\nq\n"),
    article("harbour-talks.txt", read("sample", "harbour-talks.txt"), "a\na\na\nx\nq\n"),
    article("everything.txt", read("tests", "exchange", "article.txt"), "", path.join(project, "tests", "exchange", "tags.csv")),
    article("hostile.md", hostile, keys),
    article("hostile.txt", hostile, keys),
    article(`"><img src=x onerror=alert(9)>.md`, hostile, ""),
  ];
  for (const file of own) {
    const name = path.basename(file);
    for (const ending of ["", ".tags.toml"]) {
      if (fs.existsSync(file + ending)) fs.copyFileSync(file + ending, path.join(work, name + ending));
    }
    found.push(article(name, fs.readFileSync(file), ""));
  }
  return found;
};

/** Contrast (WCAG 2.1) of two CSS colours. */
const contrast = (one, two) => {
  const luminance = (color) => {
    const [r, g, b] = color.match(/[\d.]+/g).map((part) => Number(part) * (color.startsWith("color(") ? 255 : 1));
    const linear = (c) => (c / 255 <= 0.04045 ? c / 255 / 12.92 : ((c / 255 + 0.055) / 1.055) ** 2.4);
    return 0.2126 * linear(r) + 0.7152 * linear(g) + 0.0722 * linear(b);
  };
  const [a, b] = [luminance(one), luminance(two)];
  return (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
};

/** Opens a report; dialogs, requests, errors, console output and popups are failures. */
const open = async (browser, { name, page: file }, options) => {
  const context = await browser.newContext({ viewport: { width: 1360, height: 900 }, ...options });
  context.setDefaultTimeout(10_000);
  const page = await context.newPage();
  const url = pathToFileURL(file).href;
  page.on("dialog", (dialog) => { check(`${name}: no dialog`, false, dialog.message()); dialog.dismiss(); });
  page.on("request", (request) => check(`${name}: no request`, request.url() === url, request.url()));
  page.on("pageerror", (error) => check(`${name}: no error`, false, error.message));
  page.on("console", (message) => check(`${name}: a quiet console`, false, message.text()));
  page.on("popup", () => check(`${name}: no window`, false));
  await page.goto(url);
  return { page, context };
};

const covered = async (report, page) => {
  const { name, marks } = report;
  const entries = await page.$$eval(".entry", (found) =>
    found.map((entry) => ({
      id: entry.dataset.id,
      quote: entry.querySelector(".quote").textContent,
      words: [...document.querySelectorAll(`mark[data-m="${entry.dataset.n}"]`)]
        .map((mark) => { const copy = mark.cloneNode(true); copy.querySelectorAll(".ref").forEach((ref) => ref.remove()); return copy.textContent; })
        .join(""),
    })));
  check(`${name}: every mark has an entry`, entries.length === marks.length, `${entries.length} of ${marks.length}`);
  for (const mark of marks) {
    const entry = entries.find((one) => one.id === mark.id);
    check(`${name}: ${mark.id} is there`, entry !== undefined);
    if (!entry) continue;
    check(`${name}: ${mark.id} is quoted`, letters(entry.quote) === letters(mark.quote), entry.quote);
    const expected = mark.place === "sure" ? letters(mark.quote) : "";
    check(`${name}: ${mark.id} covers its words`, letters(entry.words) === expected, `${entry.words} | ${mark.quote}`);
  }
};

const safe = async ({ name }, page) => {
  const own = await page.evaluate(() => ({
    scripts: document.querySelectorAll("script").length,
    strangers: document.querySelectorAll("article :is(script, style, iframe, img, svg, object, embed, form, input, link, meta):not(.legend *)").length,
    handlers: [...document.querySelectorAll("*")].filter((one) => [...one.attributes].some((own) => own.name.startsWith("on"))).length,
    links: [...document.querySelectorAll("a")].map((link) => link.getAttribute("href")).filter((to) => !/^(#|https?:|mailto:)/.test(to)),
    title: document.title,
    bodies: document.querySelectorAll("body, main, article").length,
  }));
  check(`${name}: only our script`, own.scripts === 1 && own.strangers === 0 && own.handlers === 0, JSON.stringify(own));
  check(`${name}: links lead to addresses`, own.links.length === 0, own.links.join(" "));
  check(`${name}: the page is whole`, own.bodies === 3 && own.title.endsWith(": claims"), JSON.stringify(own));
};

/** Checks the contrast of every text against the background behind it. */
const legible = async ({ name }, page, scheme) => {
  const pairs = await page.evaluate(() => {
    const found = new Map();
    const canvas = document.createElement("canvas").getContext("2d", { willReadFrequently: true });
    const paint = (layers) => {
      for (const color of layers) { canvas.fillStyle = color; canvas.fillRect(0, 0, 1, 1); }
      return `rgb(${[...canvas.getImageData(0, 0, 1, 1).data].slice(0, 3).join(" ")})`;
    };
    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    while (walker.nextNode()) {
      const own = walker.currentNode.parentElement;
      if (!walker.currentNode.data.trim() || !own.checkVisibility({ visibilityProperty: true }) || own.closest("script, style, .heard, .skip")) continue;
      const layers = [];
      for (let at = own; at; at = at.parentElement) layers.unshift(getComputedStyle(at).backgroundColor);
      const ground = paint(["white", ...layers]);
      const color = paint(["white", getComputedStyle(own).color]);
      found.set(`${color} ${ground}`, [color, ground, `${own.className} ${walker.currentNode.data.slice(0, 30)}`]);
    }
    return [...found.values()];
  });
  for (const [color, ground, where] of pairs) {
    const ratio = contrast(color, ground);
    check(`${name}, ${scheme}: legible`, ratio >= 4.5, `${ratio.toFixed(2)} ${color} on ${ground} in ${where}`);
  }
};

const used = async ({ name, marks }, page) => {
  const shown = () => page.$$eval(".entry", (found) => found.filter((entry) => !entry.hidden).length);
  const count = (of) => marks.filter(of).length;
  const status = () => page.textContent("#shown");
  check(`${name}: all are shown`, (await shown()) === marks.length);
  if (marks.length === 0) return;
  // Filters, each alone and back again.
  const decided = count((mark) => mark.decision && mark.decision !== "open");
  const boxes = await page.$$eval(".filters input[type=checkbox]", (found) => found.map((box) => [box.name, box.value]));
  for (const [kind, value] of boxes) {
    const box = page.locator(`input[name="${kind}"][value="${value}"]`);
    const many = Number(await page.locator(`label:has(input[name="${kind}"][value="${value}"]) small`).textContent());
    await box.setChecked(false, { force: true });
    const left = await shown();
    if (kind === "category") {
      const only = await page.$$eval(".entry", (found, value) => found.filter((one) => one.dataset.categories === value).length, value);
      check(`${name}: without category ${value}`, left === marks.length - only);
    } else {
      check(`${name}: without ${kind} ${value}`, left === marks.length - many, `${left}, ${many}`);
    }
    if (kind === "status") check(`${name}: ${value} are counted`, many === (value === "decided" ? decided : marks.length - decided));
    const visible = await page.$$eval(".entry[hidden]", (found) => found.flatMap((one) => [...document.querySelectorAll(`mark[data-m="${one.dataset.n}"]:not(.off)`)]).length);
    check(`${name}: what is filtered out is not marked`, visible === 0);
    await box.setChecked(true, { force: true });
  }
  check(`${name}: all are back`, (await shown()) === marks.length && (await status()) === `all ${marks.length} shown`);
  // Words.
  await page.keyboard.press("/");
  check(`${name}: / goes to the search`, await page.evaluate(() => document.activeElement.id === "find"));
  await page.keyboard.type("jjkk?t zzz");
  check(`${name}: nothing is found`, (await shown()) === 0 && (await status()) === `0 of ${marks.length} shown`);
  await page.keyboard.press("Escape");
  check(`${name}: Esc empties the search`, (await shown()) === marks.length);
  // Keys: down the list, back, why and away.
  const now = () => page.evaluate(() => document.querySelector(".entry.now")?.dataset.n ?? null);
  for (const [key, expected] of [["j", 1], ["]", 2], ["[", 1], ["k", 1], ["j", 2]]) {
    await page.keyboard.press(key);
    check(`${name}: ${key}`, (await now()) === String(Math.min(expected, marks.length)), await now());
  }
  const opened = () => page.$$eval(".entry details[open]", (found) => found.length);
  check(`${name}: the current one says why`, (await opened()) === 1);
  check(`${name}: the focus is seen`, await page.evaluate(() => {
    const style = getComputedStyle(document.activeElement);
    return document.activeElement !== document.body && style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 2;
  }));
  check(`${name}: the current one is in sight`, await page.evaluate(() => {
    const inside = (one) => { const box = one.getBoundingClientRect(); return box.bottom > 0 && box.top < innerHeight; };
    const mark = document.querySelector("mark.now");
    return inside(document.querySelector(".entry.now summary")) && (!mark || inside(mark));
  }));
  await page.keyboard.press("o");
  check(`${name}: o hides why`, (await opened()) === 0);
  await page.keyboard.press("Escape");
  check(`${name}: Esc leaves it`, (await now()) === null);
  await page.keyboard.press("?");
  check(`${name}: ? shows the keys`, await page.evaluate(() => document.getElementById("help").open));
  await page.keyboard.press("Escape");
  check(`${name}: Esc closes them`, await page.evaluate(() => !document.getElementById("help").open));
  // The mouse: the words of each mark bring up its evidence, with both words apart.
  for (const mark of marks.filter((one) => one.place === "sure").slice(0, 6)) {
    const number = await page.evaluate((id) => [...document.querySelectorAll(".entry")].find((one) => one.dataset.id === id).dataset.n, mark.id);
    await page.locator(`#m-${number}`).click();
    check(`${name}: a click on ${mark.id}`, (await now()) === number);
    const said = await page.locator(`#l-${number} details`).innerText();
    const machine = await page.locator(`#l-${number} .machine`).innerText();
    for (const cue of mark.machine_cues ?? []) check(`${name}: ${mark.id} names ${cue}`, machine.includes(cue), machine);
    if (mark.speaker) check(`${name}: ${mark.id} names its speaker`, letters(machine).includes(letters(mark.speaker)), machine);
    const reader = page.locator(`#l-${number} .reader`);
    check(`${name}: ${mark.id} has the reader's word only if there is one`, ((await reader.count()) === 1) === Boolean(mark.decision));
    if (mark.note) check(`${name}: ${mark.id} has its note`, letters(await reader.innerText()).includes(letters(mark.note)), said);
    if (mark.via) check(`${name}: ${mark.id} tells how`, (await reader.innerText()).includes(mark.via));
    if (mark.saw_machine) check(`${name}: ${mark.id} tells what was seen`, (await reader.innerText()).includes(mark.saw_machine));
    const scores = await page.locator(`#l-${number} .machine`).innerText();
    for (const score of mark.machine_scores ?? []) {
      const two = score >= 0.995 ? "1.0" : `.${String(Math.floor((Math.round(score * 1000) + 5) / 10)).padStart(2, "0")}`;
      check(`${name}: ${mark.id} has its score`, scores.includes(two), `${two} in ${scores}`);
    }
  }
};

/** Checks one report in light and dark, on a narrow screen, without scripts, and printed. */
const tried = async (browser, report) => {
  const plain = report.name.replace(/[^\w.-]/g, "_");
  const shot = (page, what, more = {}) => page.screenshot({ path: path.join(pictures, `${plain}.${what}.png`), ...more });
  for (const scheme of ["light", "dark"]) {
    const { page, context } = await open(browser, report, { colorScheme: scheme });
    const ground = () => page.evaluate(() => getComputedStyle(document.body).backgroundColor);
    const first = await ground();
    check(`${report.name}: ${scheme}`, (contrast(first, "rgb(0, 0, 0)") > 10) === (scheme === "light"), first);
    await legible(report, page, scheme);
    await shot(page, scheme);
    await covered(report, page);
    await safe(report, page);
    if (scheme === "light") await used(report, page);
    await page.evaluate(() => scrollTo(0, 0));
    await page.keyboard.press("j");
    await page.keyboard.press("j");
    await page.keyboard.press("j");
    await page.keyboard.press("j");
    await legible(report, page, `${scheme}, one chosen`);
    await shot(page, `${scheme}-chosen`);
    await page.evaluate(() => scrollTo(0, document.body.scrollHeight));
    await shot(page, `${scheme}-foot`);
    await page.keyboard.press("t");
    check(`${report.name}: t turns ${scheme}`, (await ground()) !== first);
    await page.keyboard.press("t");
    check(`${report.name}: and back`, (await ground()) === first);
    await context.close();
  }
  const narrow = await open(browser, report, { viewport: { width: 400, height: 800 }, colorScheme: "light" });
  await shot(narrow.page, "narrow");
  const over = await narrow.page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
  check(`${report.name}: fits into 400 points`, over <= 0, `${over} too wide`);
  check(`${report.name}: the list is folded away`, !(await narrow.page.locator("#panel").isVisible()));
  if (report.marks.length > 0) {
    await narrow.page.click("#open");
    check(`${report.name}: and pulled out`, await narrow.page.locator("#panel").isVisible());
    await narrow.page.click("#open");
    await narrow.page.keyboard.press("j");
    check(`${report.name}: a claim pulls it out`, await narrow.page.locator("#panel").isVisible());
    await shot(narrow.page, "narrow-chosen");
  }
  await narrow.context.close();
  const still = await open(browser, report, { javaScriptEnabled: false });
  await covered(report, await still.page);
  check(`${report.name}: no dead controls without script`, (await still.page.locator(".filters, .tools, #open").filter({ visible: true }).count()) === 0);
  if (report.marks.length > 0) {
    await still.page.locator(".entry summary").first().click();
    check(`${report.name}: evidence without script`, await still.page.locator(".entry .verdict").first().isVisible());
  }
  await shot(still.page, "still");
  await still.context.close();
  const paper = await open(browser, report, { colorScheme: "dark" });
  await paper.page.pdf({ path: path.join(pictures, `${plain}.pdf`), format: "A4", printBackground: false });
  await paper.page.emulateMedia({ media: "print", colorScheme: "dark" });
  check(`${report.name}: paper is light`, contrast(await paper.page.evaluate(() => getComputedStyle(document.body).color), "rgb(255, 255, 255)") > 7);
  check(`${report.name}: paper has the evidence`, (await paper.page.locator(".verdict").filter({ visible: true }).count()) === report.marks.length);
  check(`${report.name}: and no controls`, (await paper.page.locator(".filters, .tools, #open").filter({ visible: true }).count()) === 0);
  await paper.context.close();
};

const main = async () => {
  const flags = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync"];
  const browser = await chromium.launch({ executablePath: CHROMIUM, headless: true, args: flags });
  for (const report of articles()) {
    // A missing element fails its own report only.
    await tried(browser, report).catch((error) => check(`${report.name}: is a page that works`, false, error.message));
  }
  console.log(`${checks - failures} of ${checks} checks passed, in Chromium ${browser.version()}; the pages: ${work}, pictures: ${pictures}`);
  await browser.close();
};

main().then(() => process.exit(failures > 0 ? 1 : 0), (error) => { console.error(error); process.exit(2); });
