"""Runs the recipes of docs/scale.md and compares what they give with one run on one machine."""

import argparse
import hashlib
import json
import os
import random
import re
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

SUBJECTS = ["The harbour guild", "Étienne", "The ministry of lamps", "Nobody", "“We,” said the abbot,", "東京の市場"]
CLAIMS = ["must pay by June.", "demanded a new pier!", "warned that the boards are rotten.", "has admitted it."]
REST = ["It rained.", "Bread is 3.50 a loaf; tea is not.", "See fig. 2.", "🐟 were sold, 👩‍🚒 watched.", "‘Perhaps.’"]
ODD = ["a\ttab", "two\nlines", 'a "quote"', "back\\slash \\N \\n", "\u2028 and \u0085", "e\u0301", "", "{}", "\r\n"]


def records(count: int):
    """Records of articles of every length, the same for every run; some are odd, all are good."""
    dice = random.Random(7)
    for number in range(count):
        sentences = []
        for _ in range(dice.choice([0, 1, 3, 8, 20])):
            claim = f"{dice.choice(SUBJECTS)} {dice.choice(CLAIMS)}"
            sentences.append(claim if dice.random() < 0.3 else dice.choice(REST))
            if dice.random() < 0.05:
                sentences.append(dice.choice(ODD))
        text = dice.choice([" ", "\n\n"]).join(sentences)
        identity = number if number % 5 else f"article {number}\t“{dice.choice(ODD)}”"
        yield {"id": identity, "text": text, "source": dice.choice(SUBJECTS), "more": {"nested": [None, 1.5, "\t"]}}


def recipes(document: str) -> dict[str, str]:
    """The programs of the document, by the names in their first comments."""
    blocks = re.findall(r"```(?:sh|python)\n(.*?)```", document, flags=re.DOTALL)
    named = ((re.search(r"^# (by_\w+\.\w+)", block, flags=re.MULTILINE), block) for block in blocks)
    return {name[1]: block for name, block in named if name}


class Workshop:
    """A folder with the recipes, the records, and what one run makes of them."""

    def __init__(self, root: Path, folder: Path, count: int):
        self.folder = folder
        self.faults: list[str] = []
        self.source = folder / "in.ndjson"
        with self.source.open("w", encoding="utf-8", newline="\n") as out:
            for at, record in enumerate(records(count)):
                out.write(json.dumps(record, ensure_ascii=at % 2 == 0) + "\n")
        found = recipes((root / "docs/scale.md").read_text(encoding="utf-8"))
        for name, program in found.items():
            (folder / name).write_text(program, encoding="utf-8")
        wanted = {"by_xargs.sh", "by_parallel.sh", "by_slurm.sh", "by_partition.py", "by_transform.py"}
        if set(found) != wanted:
            raise SystemExit(f"docs/scale.md: has {sorted(found)}, and not {sorted(wanted)}")
        real = os.environ["PURPORT"]
        self.whole = folder / "whole.ndjson"
        begun = time.monotonic()
        with self.source.open("rb") as records_in, self.whole.open("wb") as out:
            subprocess.run([real, "classify", "--ndjson"], stdin=records_in, stdout=out, check=True)
        print(f"one run: {count} articles, {self.source.stat().st_size / 1e6:.1f} MB, {time.monotonic() - begun:.1f} s")
        # One that dies behind its fortieth answer, and one that loses its fifth line and ends well.
        self.programs = {"good": self.program("good", f'exec {real} "$@"\n')}
        # `-o` is where the shell recipes have it write; the others read what it prints.
        bad = 'out=/dev/stdout; next=\nfor word; do [ "$next" ] && out=$word; next=; [ "$word" = -o ] && next=1; done\n'
        head = bad + 'args=(); for word; do [ "$word" = -o ] && break; args+=("$word"); done\n'
        dying = f'{head}{real} "${{args[@]}}" | head -n 40 >"$out"\nexit 3\n'
        self.programs["dying"] = self.program("dying", dying)
        self.programs["losing"] = self.program("losing", f'{head}{real} "${{args[@]}}" | sed 5d >"$out"\n')

    def program(self, name: str, body: str) -> Path:
        path = self.folder / name / "purport"
        path.parent.mkdir()
        path.write_text(f"#!/usr/bin/env bash\n{body}", encoding="utf-8")
        path.chmod(0o755)
        return path

    def run(self, kind: str, words: list[str], **more: str) -> tuple[int, str]:
        """Runs a recipe with one of the programs in its path; gives its exit code and what it said."""
        program = self.programs[kind]
        env = os.environ | {"PATH": f"{program.parent}:{os.environ['PATH']}"} | more
        done = subprocess.run(words, cwd=self.folder, env=env, capture_output=True, text=True, errors="replace")
        return done.returncode, done.stderr

    def check(self, name: str, target: Path, attempt) -> None:
        """Has `attempt` write `target` with every program, and looks at what comes of it."""
        for kind in self.programs:
            shutil.rmtree(target, ignore_errors=True)
            target.unlink(missing_ok=True)
            begun = time.monotonic()
            code, said = attempt(kind)
            took = time.monotonic() - begun
            if kind == "good":
                parts = sorted(target.glob("part-*")) if target.is_dir() else [target]
                same = code == 0 and digest(parts) == digest([self.whole])
                verdict = f"the same in {len(parts)} part(s)" if same else f"NOT THE SAME (exit code {code})\n{said[-3000:]}"
            else:
                there = target.is_file() or (target / "_SUCCESS").exists()
                same = code != 0 and not there
                verdict = "fails as it should" if same else f"DOES NOT FAIL (exit code {code}, result there: {there})"
            print(f"{name}, program {kind}: {verdict}, {took:.1f} s", flush=True)
            if not same:
                self.faults.append(f"{name}, {kind}")


def digest(paths: list[Path]) -> str:
    """The digest of files one after the other; that of nothing if one is missing."""
    whole = hashlib.sha256()
    for path in paths:
        whole.update(path.read_bytes() if path.is_file() else b"")
    return whole.hexdigest()


def shards(shop: Workshop, kind: str) -> tuple[int, str]:
    """The tasks of an array, one after the other, as Slurm starts them."""
    folder = shop.folder / "shards"
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir()
    split = ["split", "-d", "-a", "4", "-n", "l/4", "in.ndjson", "shards/in."]
    subprocess.run(split, cwd=shop.folder, check=True)
    for task in range(4):
        code, said = shop.run(kind, ["sh", "by_slurm.sh", "shards"], SLURM_ARRAY_TASK_ID=str(task))
        if code:
            return code, said
    # A second round finds all done, and does nothing: not even with a program that would fail.
    code, said = shop.run("dying", ["sh", "by_slurm.sh", "shards"], SLURM_ARRAY_TASK_ID="0")
    with (shop.folder / "out.array").open("wb") as out:
        for path in sorted(folder.glob("out.*")):
            out.write(path.read_bytes())
    return code, said


def main() -> int:
    parser = argparse.ArgumentParser()
    parser.add_argument("root", type=Path)
    parser.add_argument("--install", action="store_true")
    parser.add_argument("--articles", type=int, default=50_000)
    args = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        shop = Workshop(args.root, Path(folder), args.articles)
        source, at = str(shop.source), lambda name: str(shop.folder / name)
        shop.check("xargs", shop.folder / "out.xargs", lambda kind: shop.run(kind, ["sh", "by_xargs.sh", source, at("out.xargs")]))
        if shutil.which("parallel"):
            call = ["sh", "by_parallel.sh", source, at("out.parallel")]
            shop.check("GNU parallel", shop.folder / "out.parallel", lambda kind: shop.run(kind, call))
        else:
            print("SKIPPED: GNU parallel is not there")
        shop.check("Slurm's array", shop.folder / "out.array", lambda kind: shards(shop, kind))
        # Small pieces, so that there are several of them.
        piece = max(shop.source.stat().st_size // 6, 1)
        home = Path(__import__("pyspark").__file__).parent
        spark = [str(home / "bin/spark-submit"), "--master", "local[2]", "--conf", "spark.ui.enabled=false"]
        spark += ["--conf", f"spark.sql.files.maxPartitionBytes={piece}", "--conf", "spark.task.maxFailures=1"]
        spark += ["--conf", f"spark.hadoop.mapreduce.input.fileinputformat.split.maxsize={piece}"]

        def partition(kind: str) -> tuple[int, str]:
            files = ["--files", str(shop.programs[kind])]
            return shop.run(kind, [*spark, *files, "by_partition.py", source, at("out.partition")])

        def transform(kind: str) -> tuple[int, str]:
            return shop.run(kind, [*spark, "by_transform.py", str(shop.programs[kind]), source, at("out.transform")])

        shop.check("mapPartitions", shop.folder / "out.partition", partition)
        shop.check("TRANSFORM", shop.folder / "out.transform", transform)
        print(f"{len(shop.faults)} at fault{': ' if shop.faults else ''}{'; '.join(shop.faults)}")
        return 1 if shop.faults else 0


if __name__ == "__main__":
    sys.exit(main())
