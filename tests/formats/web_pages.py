#!/usr/bin/env python3
"""Scores the text that purport reads from saved web pages with known main text: web_pages.py [--worst N] FOLDER…

A folder has one of three layouts, told apart by the files in it:

  phrases   evaldata.json: {URL: {"file": NAME, "with": [PHRASE…], "without": [PHRASE…]}}, pages in cache/ or eval/
            F1 over the phrases: wanted ones that are there, unwanted ones that are not
  bodies    ground-truth.json: {ID: {"articleBody": TEXT}}, pages in html/ID.html.gz
            F1 of shingles of four words, from the means of precision and recall over the pages
  pairs     folders with source.html and expected.html
            mean over the pages of the F1 of words

Set PURPORT to the program (default: target/release/purport). --worst N lists the N worst pages of each folder.
The pages are no part of the project. Exit status: 0 measured, 77 no folder had one of the layouts."""

import argparse
import concurrent.futures
import gzip
import html
import json
import os
import re
import statistics
import subprocess
import sys
import tempfile
from collections import Counter
from pathlib import Path

PURPORT = os.environ.get("PURPORT", "target/release/purport")
SCRATCH = tempfile.mkdtemp()
ENV = dict(os.environ, XDG_STATE_HOME=SCRATCH, XDG_CONFIG_HOME=SCRATCH)


def read(page):
    """The text of one page, given as bytes; None if it took more than a minute or failed."""
    words = [PURPORT, "text", "--from", "html", "-"]
    try:
        done = subprocess.run(words, input=page, capture_output=True, timeout=60, env=ENV)
    except subprocess.TimeoutExpired:
        return None
    return done.stdout.decode("utf8", "replace") if done.returncode == 0 else None


def read_all(pages):
    with concurrent.futures.ThreadPoolExecutor(2) as pool:
        return list(pool.map(read, pages))


def one_line(text):
    return re.sub(r"\s+", " ", text).strip()


def f1(tp, fp, fn):
    return 2 * tp / (2 * tp + fp + fn) if tp else 0.0


def phrases(folder):
    """(score, worst pages, pages skipped)"""
    entries, pages, missing = [], [], 0
    for entry in json.loads((folder / "evaldata.json").read_text()).values():
        paths = [folder / part / entry["file"] for part in ("cache", "eval")]
        path = next((path for path in paths if path.is_file()), None)
        if path is None:
            missing += 1
            continue
        entries.append(entry)
        pages.append(path.read_bytes())
    total, empty, failed, rows = Counter(), 0, 0, []
    for entry, text in zip(entries, read_all(pages)):
        failed += text is None
        text = one_line(text or "")
        lost = [phrase for phrase in entry["with"] if one_line(phrase) not in text]
        kept = [phrase for phrase in entry["without"] if one_line(phrase) in text]
        total.update(tp=len(entry["with"]) - len(lost), fn=len(lost), fp=len(kept))
        empty += len(lost) == len(entry["with"])
        rows.append((len(lost) + len(kept), entry["file"], f"lost {lost}, kept {kept}"))
    tp, fp, fn = total["tp"], total["fp"], total["fn"]
    score = f"F1 {f1(tp, fp, fn):.4f}, precision {tp / (tp + fp):.4f}, recall {tp / (tp + fn):.4f}, "
    return score + f"no wanted phrase: {empty} of {len(entries)}", rows, missing, failed


def shingles(text):
    words = re.findall(r"\w+", text)
    return Counter(tuple(words[at : at + 4]) for at in range(max(1, len(words) - 3)) if words)


def overlap(found, wanted):
    """(both, only found, only wanted)"""
    both = sum((found & wanted).values())
    return both, sum(found.values()) - both, sum(wanted.values()) - both


def body_of(text, page):
    """The text without its title and the line of author, date and site below, which the two corpora leave out."""
    paragraphs = [part for part in (text or "").split("\n\n") if part.strip()]
    page = page.decode("utf8", "replace")
    titles = re.findall(r"(?is)<(title|h1)\b[^>]*>(.*?)</\1>", page)
    titles = [one_line(text_of(title)) for _, title in titles]
    squeeze = lambda words: re.sub(r"\W+", "", words)  # noqa: E731
    if paragraphs and any(squeeze(paragraphs[0]) in squeeze(title) for title in titles):
        paragraphs.pop(0)
        if paragraphs and len(paragraphs[0]) < 200 and not re.search(r"[.!?:,;]$", paragraphs[0].strip()):
            is_line = " · " in paragraphs[0] or re.fullmatch(r"[\d-]+|(\S+ ?){1,4}", paragraphs[0].strip())
            paragraphs = paragraphs[1:] if is_line else paragraphs
    return "\n\n".join(paragraphs)


def bodies(folder):
    truth = json.loads((folder / "ground-truth.json").read_text())
    names = [name for name in truth if (folder / "html" / f"{name}.html.gz").is_file()]
    pages = [gzip.decompress((folder / "html" / f"{name}.html.gz").read_bytes()) for name in names]
    precisions, recalls, rows, failed = [], [], [], 0
    for name, page, text in zip(names, pages, read_all(pages)):
        failed += text is None
        tp, fp, fn = overlap(shingles(body_of(text, page)), shingles(truth[name].get("articleBody", "")))
        if tp + fp:
            precisions.append(tp / (tp + fp))
        if tp + fn:
            recalls.append(tp / (tp + fn))
        rows.append((1 - f1(tp, fp, fn), name, f"{tp} shared, {fp} too many, {fn} lost"))
    precision, recall = statistics.mean(precisions), statistics.mean(recalls)
    score = f"F1 {2 * precision * recall / (precision + recall):.4f}, precision {precision:.4f}, recall {recall:.4f}"
    return f"{score} on {len(names)} pages", rows, len(truth) - len(names), failed


def text_of(markup):
    """The words of a page that holds nothing but an article."""
    markup = re.sub(r"(?s)<(script|style|svg|template|noscript)\b.*?</\1>|<!--.*?-->", " ", markup)
    return html.unescape(re.sub(r"<[^>]*>", " ", markup))


def pairs(folder):
    folders = sorted(path.parent for path in folder.rglob("expected.html"))
    whole = [path for path in folders if (path / "source.html").is_file()]
    pages = [(path / "source.html").read_bytes() for path in whole]
    scores, rows, failed = [], [], 0
    for path, page, text in zip(whole, pages, read_all(pages)):
        failed += text is None
        wanted = Counter(re.findall(r"\w+", text_of((path / "expected.html").read_text(errors="replace")).lower()))
        tp, fp, fn = overlap(Counter(re.findall(r"\w+", body_of(text, page).lower())), wanted)
        scores.append(f1(tp, fp, fn))
        rows.append((1 - scores[-1], path.name, f"{tp} shared, {fp} too many, {fn} lost"))
    score = f"word F1 {statistics.mean(scores):.4f}, least {min(scores):.4f} on {len(whole)} pages"
    return score, rows, len(folders) - len(whole), failed


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--worst", type=int, default=0, metavar="N")
    parser.add_argument("folders", nargs="+", type=Path, metavar="FOLDER")
    options = parser.parse_args()
    measured = 0
    for folder in options.folders:
        if (folder / "evaldata.json").is_file():
            measure = phrases
        elif (folder / "ground-truth.json").is_file():
            measure = bodies
        elif next(folder.rglob("expected.html"), None):
            measure = pairs
        else:
            print(f"web_pages: SKIPPED {folder}: none of the three layouts", file=sys.stderr)
            continue
        score, rows, missing, failed = measure(folder)
        measured += 1
        print(f"{measure.__name__:<8} {score}")
        for count, what in ((missing, "named, but no page of that name"), (failed, "purport failed on it")):
            if count:
                print(f"web_pages: SKIPPED {count} in {folder}: {what}", file=sys.stderr)
        for _, name, what in sorted(rows, reverse=True)[: options.worst]:
            print(f"    {name}: {what}")
    return 0 if measured else 77


sys.exit(main())
