"""Runs the recipes of docs/scale.md and compares their output with one run on one machine."""

import argparse
import json
import os
import random
import re
import shlex
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from itertools import zip_longest
from pathlib import Path

import pyspark

SUBJECTS = ["The harbour guild", "Étienne", "The ministry of lamps", "Nobody", "“We,” stderr the abbot,", "東京の市場"]
CLAIMS = ["must pay by June.", "demanded a new pier!", "warned that the boards are rotten.", "has admitted it."]
REST = ["It rained.", "Bread is 3.50 a loaf; tea is not.", "See fig. 2.", "🐟 were sold, 👩‍🚒 watched.", "‘Perhaps.’"]
ODD = ["a\ttab", "two\nlines", 'a "quote"', "back\\slash \\N \\n", "\u2028 and \u0085", "e\u0301", "", "{}", "\r\n\0"]

# Approximate number of pieces.
PIECES = 6

# Recipes of docs/scale.md.
RECIPES = {
    "by_itself.sh", "by_xargs.sh", "by_parallel.sh", "by_slurm.sh", "by_array.sh", "by_partition.py", "by_transform.py",
}

# A faulty purport: it acts at the record that starts with `mark`.
BAD = """#!/usr/bin/env bash
set -o pipefail
echo >>{starts}
out=/dev/stdout words=()
while (($#)); do
    case $1 in
    -o) out=$2 && shift ;;
    --force) ;;
    *) words+=("$1") ;;
    esac
    shift
done
{real} "${{words[@]}}" | awk -v mark={mark} {program} >"$out" || {end}
"""

# The awk program of each faulty purport, and how it ends.
DYING = "index($0, mark) == 1 { found = 1; exit } { print } END { exit found }", "exit 3"
KILLED = DYING[0], "kill -KILL $$"
LOSING = "index($0, mark) != 1", "exit 3"
# Answers everything, then fails.
FAILING = "{ print } index($0, mark) == 1 { found = 1 } END { exit found }", "exit 3"
KINDS = {"dying": DYING, "killed": KILLED, "losing": LOSING, "failing": FAILING}

# Seconds per recipe; a deadlock would never end.
TIMEOUT = 600

GOOD = """#!/usr/bin/env bash
echo >>{starts}
exec {real} "$@"
"""

# Stand-in for Slurm: runs the tasks of an array one after the other and exits with their highest code.
SBATCH = """#!/usr/bin/env bash
last=0 highest=0
while [[ $1 == --* ]]; do
    [[ $1 != --array=0-* ]] || last=${1#--array=0-}
    shift
done
for ((task = 0; task <= last; task++)); do
    code=0
    SLURM_ARRAY_TASK_ID=$task SLURM_CPUS_PER_TASK=2 sh "$@" || code=$?
    ((code <= highest)) || highest=$code
done
exit "$highest"
"""


def records(count: int) -> Iterator[dict]:
    """Yields valid records of every length, some with odd characters; the same in every run."""
    dice = random.Random(7)
    for number in range(count):
        sentences = []
        for _ in range(dice.choice([0, 1, 3, 8, 20])):
            claim = f"{dice.choice(SUBJECTS)} {dice.choice(CLAIMS)}"
            sentences.append(claim if dice.random() < 0.3 else dice.choice(REST))
            if dice.random() < 0.05:
                sentences.append(dice.choice(ODD))
        text = dice.choice([" ", "\n\n"]).join(sentences)
        record = {"id": identity(number, dice), "text": text}
        if number % 3:
            record |= {"source": dice.choice(SUBJECTS), "more": {"nested": [None, 1.5, "\t"]}}
        yield record


def identity(number: int, dice: random.Random) -> int | str:
    """The `id` of a record: its number, or every fifth time a string of odd characters."""
    return number if number % 5 else f"article {number}\t“{dice.choice(ODD)}”"


def recipes(document: str) -> dict[str, str]:
    """The code blocks of the document, by the names in their first comments."""
    blocks = re.findall(r"```(?:sh|python)\n(.*?)```", document, flags=re.DOTALL)
    named = ((re.search(r"^# (by_\w+\.\w+)", block, flags=re.MULTILINE), block) for block in blocks)
    return {name[1]: block for name, block in named if name}


class Workshop:
    """A folder with the recipes, the records, and the output of one run."""

    def __init__(self, root: Path, folder: Path, count: int):
        self.folder = folder
        self.failures: list[str] = []
        found = recipes((root / "docs/scale.md").read_text(encoding="utf-8"))
        if set(found) != RECIPES:
            raise ValueError(f"docs/scale.md has {sorted(found)}, and not {sorted(RECIPES)}")
        for name, program in found.items():
            (folder / name).write_text(program, encoding="utf-8")
        self.real = str(Path(os.environ["PURPORT"]).resolve())
        self.starts = folder / "starts"
        # The faulty programs act in the middle, at a record whose `id` is a number.
        middle = count // 2 + (count // 2 % 5 == 0)
        self.program("good/purport", GOOD)
        self.mark = f'{{"id":{middle},'
        for name, (program, end) in KINDS.items():
            mark, program = shlex.quote(self.mark), shlex.quote(program)
            self.program(f"{name}/purport", BAD, mark=mark, program=program, end=end)
        self.source, self.whole = folder / "in.ndjson", folder / "whole.ndjson"
        lines = [json.dumps(record, ensure_ascii=at % 2 == 0) for at, record in enumerate(records(count))]
        # No line end after the last line.
        self.source.write_bytes("\n".join(lines).encode())
        self.piece = self.source.stat().st_size // PIECES
        took = self.one_run(self.source, self.whole)
        claims = check_answers(lines, self.whole.read_text(encoding="utf-8").splitlines(keepends=True))
        size = self.source.stat().st_size / 1e6
        print(f"one run: {count} articles, {size:.1f} MB, {claims} claims, {took:.1f} s", flush=True)
        self.check_faulty_programs()
        # Some invalid records among valid ones.
        self.ill, self.ill_whole = folder / "ill.ndjson", folder / "ill.whole.ndjson"
        ill = ["", "not JSON", "[1]", '{"id":5}', '{"id":"x","text":7}']
        self.ill.write_text("".join(f"{line}\n" for line in (lines[:100] + ill) * 3), encoding="utf-8", newline="\n")
        self.one_run(self.ill, self.ill_whole)

    def program(self, name: str, body: str, **parts: str) -> None:
        """Writes an executable from a template."""
        path = self.folder / name
        path.parent.mkdir(exist_ok=True)
        known = {"starts": shlex.quote(str(self.starts)), "real": shlex.quote(self.real)}
        path.write_text(body.format(**known, **parts) if "{real}" in body else body, encoding="utf-8")
        path.chmod(0o755)

    def one_run(self, source: Path, target: Path) -> float:
        """Writes `target` in one run of the real program; returns the seconds it took."""
        begun = time.monotonic()
        with source.open("rb") as read, target.open("wb") as out:
            subprocess.run([self.real, "classify", "--ndjson"], stdin=read, stdout=out, check=True)
        return time.monotonic() - begun

    def check_faulty_programs(self) -> None:
        """Checks that each faulty program fails in its own way."""
        whole = self.whole.read_bytes()
        before, _, behind = whole.partition(self.mark.encode())
        without = before + behind.partition(b"\n")[2]
        expectations = {"dying": (3, before), "killed": (-9, before), "losing": (0, without), "failing": (3, whole)}
        for kind, expected in expectations.items():
            with self.source.open("rb") as read:
                command = [self.folder / kind / "purport", "classify", "--ndjson"]
                done = subprocess.run(command, stdin=read, stdout=subprocess.PIPE, check=False)
            if (done.returncode, done.stdout) != expected or not behind:
                raise ValueError(f"the program {kind} ends with {done.returncode} after {len(done.stdout)} bytes")

    def run(self, kind: str, words: list[str]) -> tuple[int, str]:
        """Runs a recipe with one of the programs in PATH; returns its exit code and standard error."""
        path = f"{self.folder / kind}:{self.folder / 'stand-in'}:{os.environ['PATH']}"
        with tempfile.TemporaryFile() as stderr:
            streams = {"stdout": subprocess.DEVNULL, "stderr": stderr}
            env = os.environ | {"PATH": path}
            done = subprocess.run(words, cwd=self.folder, env=env, **streams, timeout=TIMEOUT, check=False)
            stderr.seek(0)
            return done.returncode, stderr.read().decode(errors="replace")

    def report(self, what: str, passed: bool, details: str) -> None:
        """Prints the result of a check."""
        print(f"{what}: {details if passed else 'FAILED: ' + details}", flush=True)
        if not passed:
            self.failures.append(what)

    def check(self, name: str, words: Callable[[str, Path, Path], list[str]], keeps_pieces: bool = False) -> None:
        """Runs a recipe with every program and checks the results.

        `words` gives the command for a kind of program, a source and a target. A recipe that keeps its pieces must
        process only the missing ones when it is run again after a failure.
        """
        target = self.folder / "out"
        pieces = self.folder / "out.pieces"
        for kind in ["good", *KINDS]:
            self.clear()
            begun = time.monotonic()
            code, stderr = self.run(kind, words(kind, self.source, target))
            took = f"{time.monotonic() - begun:.1f} s"
            if kind == "good":
                self.compare(name, code, stderr, self.whole, f", {took}")
                continue
            fails = code != 0 and not target.is_file() and not (target / "_SUCCESS").exists()
            details = f"exit code {code}, result {'present' if target.exists() and not fails else 'absent'}, {took}"
            self.report(f"{name}, program {kind}", fails, details)
            if keeps_pieces and kind == "dying":
                missing = len(list(pieces.glob("in.*"))) - len(list(pieces.glob("out.*")))
                self.starts.unlink()
                code, stderr = self.run("good", words("good", self.source, target))
                started = len(self.starts.read_bytes())
                self.report(f"{name}, again", started == missing, f"{started} piece(s) done, {missing} missing")
                self.compare(f"{name}, again", code, stderr, self.whole)
        self.clear()
        code, stderr = self.run("good", words("good", self.ill, target))
        self.compare(f"{name}, with invalid records", code, stderr, self.ill_whole, is_ill=True)

    def clear(self) -> None:
        """Removes the output of an earlier run."""
        for path in self.folder.glob("out*"):
            shutil.rmtree(path) if path.is_dir() else path.unlink()
        self.starts.unlink(missing_ok=True)

    def compare(self, what: str, code: int, stderr: str, whole: Path, more: str = "", is_ill: bool = False) -> None:
        """Compares the output of a recipe with `whole`; if `is_ill`, without line numbers in messages."""
        target = self.folder / "out"
        parts = sorted(target.glob("part-*")) if target.is_dir() else [target] if target.is_file() else []
        got, wanted = b"".join(part.read_bytes() for part in parts), whole.read_bytes()
        if is_ill:
            got, wanted = (re.sub(rb'"error":"line \d+:', b'"error":"line N:', one) for one in (got, wanted))
        lines, all_lines = got.count(b"\n"), wanted.count(b"\n")
        started = len(self.starts.read_bytes()) if self.starts.exists() else 0
        if code == 0 and got == wanted:
            self.report(what, True, f"the same {lines} lines of {started} process(es){more}")
        else:
            self.report(what, False, f"exit code {code}, {lines} of {all_lines} lines{more}\n{stderr[-3000:]}")

    def check_itself(self) -> None:
        """Runs the recipe for one machine on a folder, twice, and with an article that cannot be read."""
        corpus = self.folder / "corpus"
        corpus.mkdir()
        for number, record in zip(range(300), records(300)):
            (corpus / f"{number:03}.txt").write_text(record["text"] + "\n", encoding="utf-8", newline="")
        whole = self.folder / "corpus.whole.ndjson"
        words = ["sh", "by_itself.sh", "corpus", "out"]
        for wanted, again in [(0, False), (0, True), (2, False)]:
            if wanted:
                (corpus / "bad.pdf").write_bytes(b"%PDF-1.7\n")
            with whole.open("wb") as out:
                command = [self.real, "classify", "corpus", "--format", "ndjson"]
                subprocess.run(command, cwd=self.folder, stdout=out, stderr=subprocess.DEVNULL, check=False)
            if not again:
                self.clear()
            code, stderr = self.run("good", words)
            name = f"one machine{', again' * again}{', with an article that cannot be read' * (wanted == 2)}"
            self.compare(name, abs(code - wanted), stderr, whole)


def check_answers(lines: list[str], answers: list[str]) -> int:
    """Checks the answers of one run against their records; returns the number of claims."""
    claims = 0
    for number, (line, answer) in enumerate(zip_longest(lines, answers, fillvalue="null"), 1):
        asked, answered = json.loads(line), json.loads(answer)
        claims += len(answered.pop("claims"))
        asked.pop("text")
        if asked != answered:
            raise ValueError(f"line {number} of one run: {answered} for {asked}")
    return claims


def main() -> int:
    parser = argparse.ArgumentParser()
    parser.add_argument("root", type=Path)
    parser.add_argument("--install", action="store_true", help="has been done by the script that calls this one")
    parser.add_argument("--articles", type=int, default=50_000)
    parser.add_argument("--slurm", action="store_true", help="queue the array with Slurm")
    args = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        shop = Workshop(args.root, Path(folder), args.articles)
        shop.check_itself()

        def shell(recipe: str) -> Callable[[str, Path, Path], list[str]]:
            return lambda kind, source, target: ["sh", recipe, str(source), target.name, str(shop.piece)]

        shop.check("xargs", shell("by_xargs.sh"), keeps_pieces=True)
        if shutil.which("parallel"):
            shop.check("GNU parallel", shell("by_parallel.sh"))
        else:
            print("SKIPPED: GNU parallel is not installed", file=sys.stderr)
        if not args.slurm:
            shop.program("stand-in/sbatch", SBATCH)
        shop.check("Slurm's array", shell("by_array.sh"), keeps_pieces=True)

        submit = [str(Path(pyspark.__file__).parent / "bin/spark-submit"), "--master", "local[2]"]
        for setting in [
            "spark.ui.enabled=false",
            f"spark.sql.files.maxPartitionBytes={shop.piece}",
            f"spark.hadoop.fs.local.block.size={shop.piece}",
        ]:
            submit += ["--conf", setting]

        def partition(kind: str, source: Path, target: Path) -> list[str]:
            files = ["--files", str(shop.folder / kind / "purport")]
            return [*submit, *files, "by_partition.py", str(source), str(target)]

        def transform(kind: str, source: Path, target: Path) -> list[str]:
            program = str(shop.folder / kind / "purport")
            return [*submit, "by_transform.py", program, str(source), str(target)]

        shop.check("mapPartitions", partition)
        shop.check("TRANSFORM", transform)
        print(f"{len(shop.failures)} failed{': ' if shop.failures else ''}{'; '.join(shop.failures)}")
        return 1 if shop.failures else 0


if __name__ == "__main__":
    try:
        sys.exit(main())
    except (OSError, ValueError, subprocess.SubprocessError) as error:
        print(f"tests/scale/spark: {error}", file=sys.stderr)
        sys.exit(2)
