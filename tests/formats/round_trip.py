"""Compares the sentences that purport reads in many formats with those of their source; see round_trip."""

import difflib
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

PURPORT = os.environ["PURPORT"]
# Least share of the source's sentences that must come back.
FLOORS = {"html": 0.99, "epub": 0.99, "docx": 0.99, "odt": 0.99, "pdf": 0.95}
ROUNDS = 7


def sentences(file):
    done = subprocess.run([PURPORT, "text", "--sentences", str(file)], capture_output=True, text=True)
    if done.returncode != 0:
        print(f"round_trip: {done.stderr.strip()}", file=sys.stderr)
        return []
    lines = [" ".join(line.replace("\u00a0", " ").split()) for line in done.stdout.splitlines()]
    return [line for line in lines if line]


def run(*words, **more):
    done = subprocess.run([str(word) for word in words], capture_output=True, text=True, **more)
    if done.returncode != 0:
        print(f"round_trip: {words[0]} failed: {done.stderr.strip()[-300:]}", file=sys.stderr)
    return done.returncode == 0


class Maker:
    """Writes the source in every format, with the installed programs."""

    def __init__(self, source, folder):
        self.source, self.folder = source, folder
        self.made, self.skipped = [], []

    def need(self, program, formats):
        if shutil.which(program):
            return True
        self.skipped.append(f"{formats}: {program} is not installed")
        return False

    def pandoc(self, ending, *words):
        file = self.folder / f"pandoc.{ending}"
        if run("pandoc", "-f", "markdown", "-s", "--metadata", "title= ", *words, "-o", file, self.source):
            self.made.append((ending, "pandoc", file))
        return file

    def office(self, file, ending, name):
        folder = self.folder / f"office-{name}"
        home = self.folder / "office-home"
        words = ["soffice", f"-env:UserInstallation=file://{home}", "--headless"]
        if run(*words, "--convert-to", ending, "--outdir", folder, file, timeout=180):
            self.made.append((ending, f"LibreOffice, from {name}", folder / f"{file.stem}.{ending}"))

    def all(self):
        if not self.need("pandoc", "everything"):
            return
        html = self.pandoc("html")
        self.pandoc("epub")
        docx = self.pandoc("docx")
        odt = self.pandoc("odt")
        if self.need("soffice", "files of LibreOffice"):
            self.office(docx, "odt", "docx")
            self.office(odt, "docx", "odt")
            self.office(docx, "html", "docx to a page")
            self.office(docx, "pdf", "docx to pages")
            self.office(odt, "pdf", "odt to pages")
        if self.need("pdflatex", "pages by LaTeX"):
            file = self.folder / "latex.pdf"
            words = ["--pdf-engine=pdflatex", "-V", "geometry:margin=3cm"]
            if run("pandoc", "-f", "markdown", *words, "-o", file, self.source):
                self.made.append(("pdf", "LaTeX", file))
        if self.need("chromium", "pages by a browser"):
            file = self.folder / "chromium.pdf"
            words = ["chromium", "--headless", "--no-sandbox", "--disable-gpu", f"--print-to-pdf={file}"]
            if run(*words, f"file://{html}", timeout=120) and file.exists():
                self.made.append(("pdf", "Chromium", file))
            columns = self.folder / "columns.html"
            style = "<style>body { column-count: 2; max-width: none; font-size: 11px }</style></head>"
            columns.write_text(html.read_text().replace("</head>", style))
            file = self.folder / "columns.pdf"
            if run(*words[:-1], f"--print-to-pdf={file}", f"file://{columns}", timeout=120) and file.exists():
                self.made.append(("pdf", "Chromium, two columns", file))


def compare(maker):
    expected = sentences(maker.source)
    print(f"{'format':<8}{'made by':<34}{'found':>7}{'same':>7}{'share':>8}{'floor':>7}")
    low = False
    for ending, by, file in maker.made:
        found = sentences(file)
        matcher = difflib.SequenceMatcher(None, expected, found, autojunk=False)
        same = sum(block.size for block in matcher.get_matching_blocks())
        share, floor = same / max(len(expected), 1), FLOORS[ending]
        print(f"{ending:<8}{by:<34}{len(found):>7}{same:>7}{share:>8.3f}{floor:>7}")
        if share < 1:
            low |= share < floor
            for change, one, two, other, end in matcher.get_opcodes()[:12]:
                if change != "equal":
                    print(f"    source: {expected[one:two]}\n    read:   {found[other:end]}")
    return low


def speed(maker):
    """Prints medians of rounds in which the programs take turns."""
    long = maker.folder / "long.md"
    body = maker.source.read_text().split("[^file]:")[0].replace("[^file]", "").replace("[^pond]", "")
    long.write_text("\n\n".join([body] * 80))
    print(f"\n{'format':<8}{'kB':>7}{'purport':>10}{'beside':>24}{'ratio':>8}   ms, medians of {ROUNDS}")
    many = Maker(long, maker.folder / "long")
    many.folder.mkdir()
    for ending in ("html", "epub", "docx", "odt"):
        many.pandoc(ending)
    if shutil.which("soffice"):
        many.office(many.folder / "pandoc.docx", "pdf", "docx")
    for ending, _, file in many.made:
        other = ["pdftotext", file, "-"] if ending == "pdf" else ["pandoc", "-t", "plain", file]
        ours, theirs = [], []
        for _ in range(ROUNDS):
            for words, times in (([PURPORT, "text", file], ours), (other, theirs)):
                begun = time.perf_counter()
                run(*words)
                times.append((time.perf_counter() - begun) * 1000)
        our, their = statistics.median(ours), statistics.median(theirs)
        size = file.stat().st_size // 1000
        print(f"{ending:<8}{size:>7}{our:>10.1f}{other[0]:>14}{their:>10.1f}{our / their:>8.2f}")


def main():
    source = Path(sys.argv[1])
    with tempfile.TemporaryDirectory() as folder:
        maker = Maker(source, Path(folder))
        maker.all()
        for skipped in maker.skipped:
            print(f"round_trip: SKIPPED {skipped}; --install installs it", file=sys.stderr)
        if not maker.made:
            return 77
        low = compare(maker)
        if "--speed" in sys.argv:
            speed(maker)
        if "--keep" in sys.argv:
            shutil.copytree(folder, "made", dirs_exist_ok=True)
        return 1 if low else 0


sys.exit(main())
