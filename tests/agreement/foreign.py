"""Compares the figures of `purport agree` with other programs on the same decisions; see foreign."""

import hashlib
import importlib
import json
import math
import os
import random
import subprocess
import sys
import tempfile
import warnings
from itertools import combinations
from pathlib import Path

PURPORT = os.environ["PURPORT"]
TOLERANCE = 1e-9
NONE = frozenset()
warnings.filterwarnings("ignore")


def load(*names):
    """Imports the installed modules; reports each that is missing."""
    found = {}
    for name in names:
        try:
            found[name] = importlib.import_module(name)
        except ImportError as error:
            print(f"foreign: SKIPPED {name}: {error}; --install installs it", file=sys.stderr)
    return found


FOREIGN = load(
    "numpy", "pandas", "krippendorff", "sklearn.metrics", "nltk.metrics", "statsmodels.stats.inter_rater",
    "irrCAC.raw", "nervaluate",
)


class Desk:
    """A folder with one article and the tag files of its annotators."""

    def __init__(self, folder):
        self.folder = Path(folder)
        for file in self.folder.iterdir():
            file.unlink()

    def agree(self, text, decisions):
        """Runs `purport agree`; `decisions` lists (start, end, categories) for each passage of each annotator."""
        (self.folder / "a.txt").write_text(text)
        digest = hashlib.sha256(text.encode()).hexdigest()
        files = []
        for annotator, passages in enumerate(decisions):
            head = f'[format]\nversion = 1\n\n[document]\nname = "a.txt"\nsha256 = "{digest}"\nchars = {len(text)}\n\n'
            tags = [head + f'[scheme]\nid = "s"\n\n[annotator]\nid = "r{annotator}"\n']
            for number, (start, end, categories) in enumerate(passages):
                word = "added" if categories else "nothing"
                tags.append(
                    f'\n[[tag]]\nid = "t-{number}"\nquote = {json.dumps(text[start:end])}\n'
                    f'prefix = {json.dumps(text[max(0, start - 32):start])}\nsuffix = {json.dumps(text[end:end + 32])}\n'
                    f"start = {start}\nend = {end}\ncategories = {json.dumps(sorted(categories))}\n"
                    f'decision = "{word}"\nannotator = "r{annotator}"\nat = "2026-01-02T03:04:05Z"\n'
                )
            file = self.folder / f"a.txt.r{annotator}.tags.toml"
            file.write_text("".join(tags))
            files.append(file)
        done = subprocess.run(
            [PURPORT, "agree", "--format", "json", "--bootstrap", "0", *files], capture_output=True, text=True
        )
        if done.returncode != 0:
            sys.exit(f"foreign: purport agree failed: {done.stderr.strip()}")
        return json.loads(done.stdout)


class Ledger:
    """Counts comparisons and collects differences."""

    def __init__(self):
        self.counts, self.wrong = {}, []

    def compare(self, program, figure, case, ours, theirs):
        """Calls `theirs`; where it fails or returns no number, `ours` must be undefined."""
        try:
            theirs = theirs()
            theirs = None if theirs is None or not math.isfinite(theirs) else float(theirs)
        except (ValueError, ZeroDivisionError, KeyError):
            theirs = None
        value = ours["value"]
        same = value is theirs if value is None or theirs is None else abs(value - theirs) <= TOLERANCE
        tally = self.counts.setdefault((figure, program), [0, 0])
        tally[0] += 1
        tally[1] += value is None
        if not same:
            self.wrong.append(f"{case}: {figure} is {ours}, and {theirs} by {program}")


def masi(one, two):
    """The distance of Passonneau (2006), with exact thirds."""
    shared, every = len(one & two), len(one | two)
    if every == 0 or one == two:
        return 0.0
    kin = 0.0 if shared == 0 else 2 / 3 if one <= two or two <= one else 1 / 3
    return 1 - shared / every * kin


def coding(ledger, case, ours, rows, labels):
    """Compares the coefficients; `rows` holds each annotator's label for each unit, None where undecided."""
    annotators = len(rows[0])
    number = {label: at for at, label in enumerate(labels)}
    two_or_more = [row for row in rows if sum(label is not None for label in row) > 1]
    complete = [row for row in rows if None not in row]
    pairs = list(combinations(range(annotators), 2))

    def both(one, two):
        return [(number[row[one]], number[row[two]]) for row in rows if row[one] is not None and row[two] is not None]

    if "sklearn.metrics" in FOREIGN:
        metrics = FOREIGN["sklearn.metrics"]

        def kappa():
            values = []
            for one, two in pairs:
                shared = both(one, two)
                if not shared:
                    return None
                values.append(metrics.cohen_kappa_score(*zip(*shared)))
            return sum(values) / len(values)

        ledger.compare("scikit-learn", "kappa", case, ours["cohen_kappa"], kappa)
        if annotators == 2:
            ledger.compare(
                "scikit-learn", "raw", case, ours["observed_agreement"],
                lambda: metrics.accuracy_score(*zip(*both(0, 1))) if both(0, 1) else None,
            )
    if "krippendorff" in FOREIGN:
        numpy = FOREIGN["numpy"]
        table = numpy.array([[sum(row[a] == label for a in range(annotators)) for label in labels] for row in rows])
        ledger.compare(
            "krippendorff", "alpha", case, ours["krippendorff_alpha"],
            lambda: FOREIGN["krippendorff"].alpha(value_counts=table, level_of_measurement="nominal"),
        )
    if "statsmodels.stats.inter_rater" in FOREIGN:
        rater = FOREIGN["statsmodels.stats.inter_rater"]

        def fleiss():
            if not complete:
                return None
            counts = [[row.count(label) for label in labels] for row in complete]
            return rater.fleiss_kappa(FOREIGN["numpy"].array(counts))

        ledger.compare("statsmodels", "fleiss", case, ours["fleiss_kappa"], fleiss)
    # irrCAC fails on a single unit, which has no variance.
    if "irrCAC.raw" in FOREIGN and len(rows) > 1:
        names = {label: f"v{at}" for label, at in number.items()}
        frame = FOREIGN["pandas"].DataFrame([[names.get(label) for label in row] for row in rows])
        used = {label for row in rows for label in row if label is not None}

        def ac1():
            # With one label irrCAC divides by almost zero and returns a number.
            if len(used) < 2 or not two_or_more:
                return None
            return FOREIGN["irrCAC.raw"].CAC(frame, digits=15).gwet()["est"]["coefficient_value"]

        ledger.compare("irrCAC", "ac1", case, ours["gwet_ac1"], ac1)
    if "nltk.metrics" in FOREIGN and complete == rows and len({label for row in rows for label in row}) > 1:
        task = FOREIGN["nltk.metrics"].AnnotationTask

        def data(label):
            return [(f"c{a}", f"u{u}", label(row[a])) for u, row in enumerate(rows) for a in range(annotators)]

        if annotators == 2:
            ledger.compare("nltk", "fleiss", case, ours["fleiss_kappa"], lambda: task(data(lambda label: number[label])).pi())
        if ours.get("masi_alpha"):
            ledger.compare("nltk", "masi", case, ours["masi_alpha"], lambda: task(data(lambda label: label), masi).alpha())


def tables(desk, ledger, count):
    """Compares random decisions: two to four annotators, one to five categories, with and without gaps and sets."""
    for seed in range(count):
        draw = random.Random(seed)
        annotators, categories = draw.randint(2, 4), draw.randint(1, 5)
        units = draw.choice([1, 2, 5, 20, 60])
        gaps, skill, sets = draw.choice([0, 0, 0.2, 0.6]), draw.choice([0, 0.5, 0.9, 1]), draw.choice([0, 0, 0.3])
        none = draw.choice([0, 0.2, 0.95])
        names = [f"c{at}" for at in range(categories)]

        def decide():
            if draw.random() < none:
                return NONE
            chosen = {draw.choice(names)}
            return frozenset(chosen | ({draw.choice(names)} if draw.random() < sets else set()))

        sentences = [f"Sentence {at} of article {seed} tells of the pier." for at in range(units)]
        text, places = "", []
        for sentence in sentences:
            places.append((len(text), len(text) + len(sentence)))
            text += sentence + " "
        rows = []
        for _ in range(units):
            truth = decide()
            row = [truth if draw.random() < skill else decide() for _ in range(annotators)]
            row = [label if draw.random() >= gaps else None for label in row]
            # Every unit needs at least one decision.
            rows.append(row if any(label is not None for label in row) else [truth] + row[1:])
        ours = desk.agree(
            text + "\n",
            [[(*place, row[a]) for place, row in zip(places, rows) if row[a] is not None] for a in range(annotators)],
        )
        labels = sorted({label for row in rows for label in row if label is not None}, key=sorted)
        coding(ledger, f"table {seed}", ours["nominal"], rows, labels)
        for category in ours["categories"]:
            name = category["category"]
            row_labels = [[None if label is None else name in label for label in row] for row in rows]
            coding(ledger, f"table {seed}, {name}", category, row_labels, [False, True])


def spans(desk, ledger, count):
    """Compares random passages with slightly moved ends; no passage overlaps two of the other annotator."""
    for seed in range(count):
        draw = random.Random(1000 + seed)
        names = [f"c{at}" for at in range(draw.randint(1, 4))]
        words = " ".join(f"word{at}" for at in range(draw.choice([60, 300])))
        decisions, at = [[], []], 0
        while at + 60 < len(words):
            start, end, category = at + draw.randint(0, 5), at + draw.randint(25, 40), draw.choice(names)
            for annotator in range(2):
                if draw.random() < 0.8:
                    moved = draw.random() < 0.5
                    begin = start + (draw.randint(0, 8) if moved else 0)
                    finish = end - (draw.randint(0, 8) if moved else 0)
                    label = category if draw.random() < 0.8 else draw.choice(names)
                    decisions[annotator].append((begin, finish, frozenset([label])))
            at += 45
        ours = desk.agree(words, decisions)["unitizing"]
        if "nervaluate" in FOREIGN:
            def entities(passages):
                return [{"label": next(iter(c)), "start": start, "end": end - 1} for start, end, c in passages]

            def theirs(strategy):
                sets = [entities(passages) for passages in decisions]
                if not any(sets):
                    return None
                # nervaluate needs a passage in every text.
                if not all(sets):
                    return 0.0
                done = FOREIGN["nervaluate"].Evaluator([sets[0]], [sets[1]], tags=names, loader="dict").evaluate()
                return done["overall"][strategy].f1

            ledger.compare("nervaluate", "f1-strict", f"spans {seed}", ours["strict_f1"], lambda: theirs("strict"))
            ledger.compare("nervaluate", "f1-overlap", f"spans {seed}", ours["overlap_f1"], lambda: theirs("ent_type"))
        if "krippendorff" in FOREIGN:
            numpy = FOREIGN["numpy"]
            rows = numpy.zeros((2, len(words)))
            for row, passages in zip(rows, decisions):
                for start, end, categories in passages:
                    row[start:end] = 1 + names.index(next(iter(categories)))
            ledger.compare(
                "krippendorff", "char-alpha", f"spans {seed}", ours["character_alpha"],
                lambda: FOREIGN["krippendorff"].alpha(rows, level_of_measurement="nominal"),
            )


def main():
    if not set(FOREIGN) - {"numpy", "pandas"}:
        print("foreign: SKIPPED everything: none of the programs is installed", file=sys.stderr)
        return 77
    words = sys.argv
    count = int(words[words.index("--tables") + 1]) if "--tables" in words else 60
    ledger = Ledger()
    with tempfile.TemporaryDirectory() as folder:
        desk = Desk(folder)
        tables(desk, ledger, count)
        spans(Desk(folder), ledger, count)
    print(f"{'figure':<12}{'program':<16}{'compared':>9}{'undefined':>11}")
    for (figure, program), (compared, undefined) in sorted(ledger.counts.items()):
        print(f"{figure:<12}{program:<16}{compared:>9}{undefined:>11}")
    for line in ledger.wrong[:20]:
        print(f"foreign: {line}", file=sys.stderr)
    compared = sum(counts[0] for counts in ledger.counts.values())
    print(f"{len(ledger.wrong)} of {compared} figures differ by more than {TOLERANCE}")
    return 1 if ledger.wrong else 0


sys.exit(main())
