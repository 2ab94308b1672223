"""Takes turns between purport and a blank spaCy pipeline over the same articles, and prints medians."""

import os
import re
import statistics
import subprocess
import sys
import tempfile
import time
import tomllib
from pathlib import Path

import spacy
from spacy.matcher import PhraseMatcher

ARTICLES = 1000
ROUNDS = 3


def several(value: str | list[str]) -> list[str]:
    """A pattern, or a list of patterns, as a list."""
    return [value] if isinstance(value, str) else value


def words(scheme: Path) -> list[str]:
    """The plain words of the scheme's patterns."""
    cues = tomllib.loads(scheme.read_text(encoding="utf-8"))["cue"]
    patterns = [pattern for cue in cues for pattern in several(cue["pattern"])]
    parts = {part.split("/")[0] for pattern in patterns for part in re.split(r"[ |]", pattern)}
    return sorted(part for part in parts if re.fullmatch(r"[a-z]{4,}", part))


def main() -> int:
    root = Path(sys.argv[1])
    sample = (root / "sample/harbour-talks.txt").read_text(encoding="utf-8")
    cues = words(root / "schemes/claims.toml")
    with tempfile.TemporaryDirectory() as folder:
        corpus = Path(folder) / "corpus"
        corpus.mkdir()
        for number in range(ARTICLES):
            (corpus / f"{number:04}.txt").write_text(sample * (1 + number % 5), encoding="utf-8")
        texts = [path.read_text(encoding="utf-8") for path in sorted(corpus.iterdir())]
        size = sum(len(text.encode()) for text in texts) / 1e6
        nlp = spacy.blank("en")
        nlp.max_length = max(map(len, texts)) + 1
        nlp.add_pipe("sentencizer")
        matcher = PhraseMatcher(nlp.vocab, attr="LOWER")
        matcher.add("cue", list(nlp.tokenizer.pipe(cues)))

        def peer() -> int:
            return sum(len(list(doc.sents)) + len(matcher(doc)) for doc in nlp.pipe(texts))

        def ours(jobs: int):
            command = [os.environ["PURPORT"], "classify", str(corpus), "--format", "ndjson", "--jobs", str(jobs)]
            return lambda: subprocess.run(
                command, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
            )

        # spaCy has its pipeline and texts in memory; purport starts, reads the files and writes its output.
        tasks = {
            "purport, one core": ours(1),
            "purport, two cores": ours(2),
            f"spaCy {spacy.__version__}, one core": peer,
        }
        times = {name: [] for name in tasks}
        for _ in range(ROUNDS):
            for name, task in tasks.items():
                begun = time.perf_counter()
                task()
                times[name].append(time.perf_counter() - begun)
    print(f"{ARTICLES} articles of {size:.1f} MB, {len(cues)} words, medians of {ROUNDS} rounds")
    first = statistics.median(next(iter(times.values())))
    for name, taken in times.items():
        median = statistics.median(taken)
        print(f"{name:<28}{size / median:>8.1f} MB/s{median / first:>8.2f}x the time of one core")
    return 0


sys.exit(main())
