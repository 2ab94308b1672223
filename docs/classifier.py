#!/usr/bin/env python3
"""A minimal classifier for purport: a sentence with "must" or "should" is a demand.

Replace `claims` with a model of your own. Each input line is an article, {"id": …, "text": …}; each output
line, in the same order, lists its claims. Positions count code points, as Python does; ends are exclusive.
"""

import json
import re
import sys

SENTENCE = re.compile(r"[^.!?\s][^.!?\n]*[.!?]?")
DEMAND = re.compile(r"\b(must|should|ought to|has to|have to)\b", re.IGNORECASE)


def claims(text):
    for sentence in SENTENCE.finditer(text):
        cue = DEMAND.search(text, sentence.start(), sentence.end())
        if cue:
            yield {
                "start": sentence.start(),
                "end": sentence.end(),
                "category": "demand",
                "score": 0.9 if cue.group().lower() == "must" else 0.6,
                "evidence": [{"start": cue.start(), "end": cue.end()}],
            }


for line in sys.stdin:
    record = json.loads(line)
    answer = {"id": record["id"], "claims": list(claims(record["text"]))}
    print(json.dumps(answer), flush=True)
