#!/usr/bin/env python3
"""A classifier for purport in a few lines: what must or should be is a demand.

Put a model of your own in the place of `claims`. Each line that comes in is an article,
{"id": …, "text": …}; each line that goes out, in the same order, says where its claims are. Places count
code points of the text, as Python does; ends are exclusive.
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
