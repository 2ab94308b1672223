#!/usr/bin/env python3
"""Compares the text that purport reads in a folder of PDFs with the text that pdftotext reads.

    tests/formats/pdf_agreement.py FOLDER             figures, and the files that lost their text
    tests/formats/pdf_agreement.py FOLDER --list      also each long file with its share of sentences
    tests/formats/pdf_agreement.py FOLDER --mutate N  also reads N damaged copies of readable files

PURPORT names the program (default: target/release/purport), JOBS the processes at once (default: 2). Damaged copies
are the same on every run. A file in which pdftotext reads fewer than 20 words says nothing and is skipped.

A file is lost if fewer than a tenth of its words are read, and lost silently if purport then neither fails nor warns.
A sentence agrees if its letters occur in the other text in this order with no others in between; digits may be the
marks of notes.
"""

import argparse
import collections
import os
import random
import re
import statistics
import subprocess
import sys
import tempfile
import threading
import time
import unicodedata
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

PURPORT = os.environ.get("PURPORT", "target/release/purport")
MIN_WORDS = 20
LONG_WORDS = 600
LOST = 0.1
TIMEOUT = 60


def run(words):
    """Exit status, output, errors, seconds and megabytes of a program."""
    begun = time.monotonic()
    with tempfile.TemporaryFile() as output, tempfile.TemporaryFile() as errors:
        # Not Popen.wait, which keeps the memory for itself.
        process = subprocess.Popen([str(word) for word in words], stdout=output, stderr=errors)
        stop = threading.Timer(TIMEOUT, process.kill)
        stop.start()
        _, status, usage = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
        took_too_long = not stop.is_alive()
        stop.cancel()
        output.seek(0)
        errors.seek(0)
        text, says = output.read().decode("utf-8", "replace"), errors.read().decode("utf-8", "replace").strip()
    if took_too_long:
        says = "took too long"
    return process.returncode, text, says, time.monotonic() - begun, usage.ru_maxrss // 1024


def words(text):
    return re.findall(r"\w+", unicodedata.normalize("NFKC", text).lower())


def squeezed(text):
    return "".join(re.findall(r"[^\W\d_]+", unicodedata.normalize("NFKC", text).lower()))


def sentences(text):
    text = re.sub(r"[-\u00ad\u2010]\n(?=[a-z])", "", text)
    border = r"(?<=[.!?])[\u201d\u2019\"')\]]*\s+(?=[\u201c\u2018\"'(\[]?[A-Z])"
    blocks = re.split(r"\n\s*\n|\f", text)
    parts = [part for block in blocks for part in re.split(border, " ".join(block.split()))]
    return [part for part in parts if 5 <= len(words(part)) <= 60 and part.rstrip("\u201d\"')]")[-1:] in ".!?"]


def recall(ours, theirs):
    have, want = collections.Counter(words(ours)), collections.Counter(words(theirs))
    # Texts without spaces, such as Chinese, are cut into words differently.
    whole = sum(min(have[word], count) for word, count in want.items()) / max(sum(want.values()), 1)
    have, want = collections.Counter(squeezed(ours)), collections.Counter(squeezed(theirs))
    letters = sum(min(have[letter], count) for letter, count in want.items()) / max(sum(want.values()), 1)
    return whole if whole > LOST or any("a" <= letter <= "z" for letter in want) else letters


def measure(file):
    theirs = run(["pdftotext", file, "-"])
    if len(words(theirs[1])) < MIN_WORDS:
        return None
    code, ours, says, seconds, memory = run([PURPORT, "text", "--from", "pdf", file])
    found = {"file": file, "code": code, "says": says, "recall": recall(ours, theirs[1]), "seconds": seconds, "memory": memory}
    found.update(words=len(words(theirs[1])), their_seconds=theirs[3], agrees=None)
    if found["words"] >= LONG_WORDS:
        text, all_of_it = sentences(theirs[1]), squeezed(ours)
        if len(text) >= 10:
            found["agrees"] = sum(squeezed(one) in all_of_it for one in text) / len(text)
    return found


def damaged(data, number):
    """A copy with changed bytes, a lost part, a lost end, rubbish after the end, or a false address of its table."""
    random_ = random.Random(number)
    data = bytearray(data)
    kind = number % 5
    if kind == 0:
        for _ in range(random_.randint(1, 40)):
            data[random_.randrange(len(data))] = random_.randrange(256)
    elif kind == 1:
        at = random_.randrange(len(data))
        del data[at : at + random_.randint(1, max(len(data) // 50, 2))]
    elif kind == 2:
        del data[random_.randrange(len(data) // 2, len(data)) :]
    elif kind == 3:
        data += bytes(random_.randrange(256) for _ in range(random_.randint(1, 4000)))
    else:
        data = bytearray(re.sub(rb"startxref\s+\d+", b"startxref\n%d" % random_.randrange(len(data)), bytes(data)))
    return bytes(data)


def mutate(readable, count):
    readable = sorted(readable, key=lambda one: (one["file"].stat().st_size, one["file"]))[: max(count // 2, 40)]
    ours = theirs = 0
    outcomes = collections.Counter()
    with tempfile.TemporaryDirectory() as folder:
        for number in range(count):
            source = readable[number % len(readable)]["file"]
            file = Path(folder) / "damaged.pdf"
            file.write_bytes(damaged(source.read_bytes(), number))
            whole = run(["pdftotext", source, "-"])[1]
            code, text, says, _, _ = run([PURPORT, "text", "--from", "pdf", file])
            ours += recall(text, whole) >= 0.5
            theirs += recall(run(["pdftotext", file, "-"])[1], whole) >= 0.5
            outcome = "read" if code == 0 else "crashed" if "crashed" in says or code not in (0, 2) else "refused"
            outcomes["took too long" if "too long" in says else outcome] += 1
    print(f"damaged copies: {count}, still read: {ours}, by pdftotext {theirs}; {dict(outcomes)}")


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--list", action="store_true")
    parser.add_argument("--mutate", type=int, default=0)
    options = parser.parse_args()
    files = sorted(file for file in options.folder.rglob("*") if file.suffix.lower() == ".pdf" and file.is_file())
    with ThreadPoolExecutor(int(os.environ.get("JOBS", "2"))) as pool:
        found = list(pool.map(measure, files))
    measured = [one for one in found if one]
    if not measured:
        print("pdf_agreement: no file has enough text", file=sys.stderr)
        return 77
    print(f"files: {len(files)}, skipped for lack of text: {len(files) - len(measured)}, measured: {len(measured)}")
    lost = [one for one in measured if one["recall"] < LOST]
    silent = [one for one in lost if one["code"] == 0 and not one["says"]]
    print(f"lost: {len(lost)}, silently: {len(silent)}")
    for one in lost:
        print(f"    {one['file'].relative_to(options.folder)}: {one['recall']:.2f} {one['says'][:110] or 'SILENT'}")
    recalls = [one["recall"] for one in measured]
    print(f"words: mean {statistics.mean(recalls):.3f}, median {statistics.median(recalls):.3f}")
    if options.list:
        for one in sorted(measured, key=lambda one: one["recall"]):
            if LOST <= one["recall"] < 0.8:
                print(f"    {one['recall']:.2f} {one['file'].relative_to(options.folder)} {one['says'][:80]}")
    long = sorted((one for one in measured if one["agrees"] is not None), key=lambda one: one["agrees"])
    if long:
        shares = [one["agrees"] for one in long]
        print(f"sentences of {len(long)} long files: mean {statistics.mean(shares):.3f}, median {statistics.median(shares):.3f}")
        if options.list:
            for one in long:
                print(f"    {one['agrees']:.3f} {one['file'].relative_to(options.folder)}")
    slowest = max(measured, key=lambda one: one["seconds"])
    total, their = (sum(one[key] for one in measured) for key in ("seconds", "their_seconds"))
    largest = max(measured, key=lambda one: one["memory"])
    print(f"seconds: {total:.1f}, pdftotext {their:.1f}; slowest {slowest['seconds']:.1f} ({slowest['file'].name})")
    print(f"largest process: {largest['memory']} MB ({largest['file'].name})")
    if options.mutate:
        mutate([one for one in measured if one["recall"] > 0.9], options.mutate)
    return 0


sys.exit(main())
