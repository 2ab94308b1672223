"""Loads every export in other programs and compares the passages that they find; see foreign."""

import csv
import importlib
import json
import os
import subprocess
import sys
import tempfile
import zipfile
from importlib.metadata import version
from pathlib import Path

PURPORT = os.environ["PURPORT"]
HERE = Path(__file__).parent
DOCS = HERE.parent.parent / "docs"
# The JSON Lines hold everything about every mark; the other formats are compared with them.
FORMATS = ["jsonl", "csv", "markdown", "w3c", "brat", "labelstudio", "doccano", "prodigy", "cas", "qdc", "qdpx",
           "parquet"]


class Wrong(Exception):
    """A program found something else than purport marked."""


def equal(found, expected, what):
    if found != expected:
        raise Wrong(f"{what}: {found!r} is not {expected!r}")


def purport(*words):
    done = subprocess.run([PURPORT, *map(str, words)], capture_output=True, text=True)
    if done.returncode not in (0, 1):
        raise Wrong(f"purport {' '.join(map(str, words))}: {done.stderr.strip()}")
    return done


def need(*modules):
    return [importlib.import_module(module) for module in modules]


class Desk:
    """The article with its tags, and its exports."""

    def __init__(self, folder):
        self.folder = folder
        self.article = folder / "article.txt"
        self.text = (HERE / "article.txt").read_bytes().decode()
        self.article.write_bytes(self.text.encode())
        purport("import", HERE / "tags.csv", "--from", "csv", "--article", self.article, "--annotator", "r1")
        self.tags = folder / "article.txt.r1.tags.toml"
        for name in FORMATS:
            purport("export", self.article, "--annotator", "r1", "--format", name, "-o", f"{folder}/")
        self.marks = [json.loads(line) for line in self.file(".jsonl").open(encoding="utf-8", newline="\n")]
        self.placed = [mark for mark in self.marks if mark["place"] == "sure"]

    def file(self, ending):
        return self.folder / f"article.txt{ending}"

    def text_of(self, ending):
        return self.file(ending).read_bytes().decode()

    def spans(self):
        """Yields the position and category of every claim."""
        for mark in self.placed:
            refused = mark["decision"] in ("rejected", "nothing")
            decided = mark["decision"] not in (None, "open")
            kinds = [] if refused else mark["categories"] if decided else mark["machine_categories"]
            for kind in kinds:
                yield mark["start"], mark["end"], kind

    def check_import(self, file, form, what):
        """Imports what a program wrote and compares the tags with those exported."""
        back = self.folder / "back.toml"
        words = ["import", file, "--from", form, "--article", self.article, "--annotator", "r1", "-o", back, "--force"]
        purport(*words)
        import tomllib
        keys = ("quote", "start", "end", "decision", "categories", "note", "labels")
        shape = lambda path: [
            {key: tag.get(key) for key in keys} for tag in tomllib.loads(path.read_text())["tag"]
            if "Nobody has ever seen" not in tag["quote"]
        ]
        equal(shape(back), shape(self.tags), what)


def jsonl(desk):
    """Every line fits the schema, and every position has its words."""
    (jsonschema,) = need("jsonschema")
    schema = json.loads((DOCS / "exports.schema.json").read_text())
    validator = jsonschema.Draft202012Validator(schema, format_checker=jsonschema.FormatChecker())
    for mark in desk.marks:
        validator.validate(mark)
    for mark in desk.placed:
        equal(desk.text[mark["start"]:mark["end"]], mark["quote"], "words")
    return len(desk.marks), "jsonschema"


def table(desk):
    """frictionless: the table fits its schema; Python's csv module finds the same words and no formula."""
    (frictionless,) = need("frictionless")
    schema = frictionless.Schema.from_descriptor(json.loads((DOCS / "exports.table.json").read_text()))
    frictionless.system.trusted = True
    resource = frictionless.Resource(path=str(desk.file(".csv")), schema=schema)
    report = resource.validate()
    equal(report.valid, True, report.flatten(["rowNumber", "fieldName", "message"])[:3])
    with desk.file(".csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    plain = lambda cell: cell[1:] if cell.startswith("'") and cell.lstrip("'")[:1] in "=+-@" else cell
    equal([plain(row["quote"]) for row in rows], [mark["quote"] for mark in desk.marks], "quotations")
    for row in rows:
        equal([cell for cell in row.values() if cell[:1] in tuple("=+-@")], [], "formulas")
    return len(rows), "frictionless"


def parquet_arrow(desk):
    """pyarrow: typed columns with the same values as the lines of JSON."""
    (parquet,) = need("pyarrow.parquet")
    file = parquet.ParquetFile(desk.file(".parquet"))
    equal(file.metadata.metadata[b"purport.offset_unit"], b"Unicode code points, end exclusive", "unit")
    rows = file.read().to_pylist()
    for row, mark in zip(rows, desk.marks, strict=True):
        at = row.pop("decided_at")
        equal(at and at.strftime("%Y-%m-%dT%H:%M:%SZ"), mark["decided_at"], "decided_at")
        equal(row, {key: value for key, value in mark.items() if key != "decided_at"}, "row")
    return len(rows), "pyarrow"


def parquet_duckdb(desk):
    (duckdb,) = need("duckdb")
    query = "select quote, len(categories), machine_scores, epoch(decided_at) from read_parquet(?) where place = 'sure'"
    rows = duckdb.execute(query, [str(desk.file(".parquet"))]).fetchall()
    for row, mark in zip(rows, desk.placed, strict=True):
        equal(row[:3], (mark["quote"], len(mark["categories"]), mark["machine_scores"]), "row")
    counted = duckdb.execute("select count(*) from read_csv(?)", [str(desk.file(".csv"))]).fetchone()[0]
    equal(counted, len(desk.marks), "rows of the CSV")
    return len(rows), "duckdb"


def parquet_polars(desk):
    (polars,) = need("polars")
    frame = polars.read_parquet(desk.file(".parquet"))
    equal(frame["quote"].to_list(), [mark["quote"] for mark in desk.marks], "quotations")
    equal(str(frame["decided_at"].dtype), "Datetime(time_unit='us', time_zone='UTC')", "type of decided_at")
    equal(frame["labels"].to_list(), [mark["labels"] for mark in desk.marks], "labels")
    return len(frame), "polars"


# Terms of the Web Annotation context that exports use; JSON-LD drops any other.
OA, AS, DC = "http://www.w3.org/ns/oa#", "http://www.w3.org/ns/activitystreams#", "http://purl.org/dc/terms/"
IRI = lambda iri: {"@id": iri, "@type": "@id"}
VOCABULARY = lambda iri: {"@id": iri, "@type": "@vocab"}
CONTEXT = {
    "id": "@id", "type": "@type",
    **{name: OA + name for name in ["Annotation", "TextualBody", "TextQuoteSelector", "TextPositionSelector", "exact",
                                    "prefix", "suffix", "start", "end", "classifying", "assessing", "tagging", "commenting"]},
    "Software": AS + "Application", "Person": "http://xmlns.com/foaf/0.1/Person",
    "Text": "http://purl.org/dc/dcmitype/Text", "AnnotationCollection": AS + "OrderedCollection",
    "AnnotationPage": AS + "OrderedCollectionPage", "name": "http://xmlns.com/foaf/0.1/name",
    "body": IRI(OA + "hasBody"), "target": IRI(OA + "hasTarget"), "source": IRI(OA + "hasSource"),
    "selector": IRI(OA + "hasSelector"), "motivation": VOCABULARY(OA + "motivatedBy"),
    "purpose": VOCABULARY(OA + "hasPurpose"), "creator": IRI(DC + "creator"), "generator": IRI(AS + "generator"),
    "created": {"@id": DC + "created", "@type": "http://www.w3.org/2001/XMLSchema#dateTime"},
    "format": "http://purl.org/dc/elements/1.1/format",
    "value": "http://www.w3.org/1999/02/22-rdf-syntax-ns#value",
    "label": "http://www.w3.org/2000/01/rdf-schema#label", "total": AS + "totalItems", "startIndex": AS + "startIndex",
    "first": IRI(AS + "first"), "items": {"@id": AS + "items", "@type": "@id", "@container": "@list"},
}


def web_linked(desk):
    """PyLD: every key is a term, everything becomes RDF, and compacting restores the document."""
    jsonld = need("pyld.jsonld")[0]
    document = json.loads(desk.text_of(".jsonld"))
    context = [CONTEXT, document["@context"][1]]
    own = {**document, "@context": context}
    expanded = jsonld.expand(own, {"keepFreeFloatingNodes": True})
    keys = lambda value: sum(map(keys, value.values())) + len(value) if isinstance(value, dict) else \
        sum(map(keys, value)) if isinstance(value, list) else 0
    compact = jsonld.compact(expanded, context)
    without = lambda value: {key: value[key] for key in value if key != "@context"}
    equal(without(compact), without(document), "what was compacted")
    quads = jsonld.to_rdf(own)["@default"]
    for quad in quads:
        equal(":" in quad["predicate"]["value"], True, quad)
    file = desk.folder / "compacted.jsonld"
    file.write_text(json.dumps(compact))
    desk.check_import(file, "w3c", "tags after compacting")
    return len(document["first"]["items"]), f"PyLD ({len(quads)} quads)"


def web_anchored(desk):
    """anchorpoint: quotation and context give the positions."""
    (anchorpoint,) = need("anchorpoint")
    count = 0
    for item in json.loads(desk.text_of(".jsonld"))["first"]["items"]:
        selectors = item["target"]["selector"]
        if isinstance(selectors, dict):
            continue
        quote, position = selectors
        equal(desk.text[position["start"]:position["end"]], quote["exact"], "words")
        selector = anchorpoint.TextQuoteSelector(
            exact=quote["exact"], prefix=quote.get("prefix", ""), suffix=quote.get("suffix", ""))
        found = selector.as_position(desk.text)
        equal((found.start, found.end), (position["start"], position["end"]), quote["exact"])
        count += 1
    return count, "anchorpoint"


def brat(desk):
    """bioc: fragments have their words, types and values are in the configuration, and a copy imports."""
    (module,) = need("bioc.brat")
    kinds, values, section = set(), {}, ""
    for line in (desk.folder / "annotation.conf").read_text().splitlines():
        if line.startswith("["):
            section = line
        elif line and section == "[entities]":
            kinds.add(line)
        elif line and section == "[attributes]":
            name, arguments = line.split("\t")
            values[name] = set(arguments.split("Value:")[1].split("|"))
    with desk.file(".txt").open(encoding="utf-8") as text, desk.file(".ann").open(encoding="utf-8") as annotations:
        document = module.load(text, annotations)
    equal(len(document.text), len(desk.text), "length")
    found = []
    for entity in document.entities:
        parts = sorted((part.begin, part.end) for part in entity.locations)
        words = [document.text[start:end] for start, end in parts]
        equal(" ".join(words), entity.text, "words")
        equal(any("\n" in part for part in words), False, "a line end inside")
        equal(entity.type in kinds, True, entity.type)
        found.append((parts[0][0], parts[-1][1], entity.type))
    for attribute in document.attributes:
        equal(attribute.attributes <= values[attribute.type], True, attribute)
    claims = [one for one in found if one[2] not in ("rejected", "nothing", "noted")]
    equal(sorted(claims), sorted(desk.spans()), "claims")
    copy = desk.folder / "copy.ann"
    with copy.open("w", encoding="utf-8") as file:
        module.dump_ann(document, file)
    desk.check_import(copy, "brat", "tags after bioc")
    return len(found), "bioc"


def label_studio(desk):
    """label-studio-sdk: regions fit the configuration, the converter accepts them, and the short form agrees."""
    (interface,) = need("label_studio_sdk.label_interface")
    config = desk.file(".labelstudio.xml").read_text()
    tasks = json.loads(desk.text_of(".labelstudio.json"))
    labels = interface.LabelInterface(config)
    count = 0
    for task in tasks:
        for kind in ("predictions", "annotations"):
            for one in task[kind]:
                if kind == "predictions":
                    equal(labels.validate_prediction(one, return_errors=True), [], "errors")
                else:
                    prediction = {**one, "model_version": "r1"}
                    equal(labels.validate_prediction(prediction, return_errors=True), [], "errors")
                for region in one["result"]:
                    value = region["value"]
                    equal(task["data"]["text"][value["start"]:value["end"]], value["text"], "words")
                    count += 1
    (converter,) = need("label_studio_sdk.converter")
    for form in ("CONLL2003", "JSON_MIN", "CSV"):
        out = desk.folder / form
        convert = converter.Converter(config, str(desk.folder), download_resources=False)
        convert.convert(str(desk.file(".labelstudio.json")), str(out), form, is_dir=False)
        equal(any(out.iterdir()) if out.is_dir() else out.exists(), True, f"files of {form}")
    desk.check_import(desk.file(".labelstudio.json"), "labelstudio", "tags")
    short = json.loads(next((desk.folder / "JSON_MIN").glob("*.json")).read_text())
    words = sorted(region["text"] for region in short[0]["label"])
    tagged = [mark for mark in desk.placed if mark["decision"]]
    equal(words, sorted(mark["quote"] for mark in tagged), "words in JSON_MIN")
    return count, "label-studio-sdk"


def doccano(desk):
    """As doccano's loader reads lines: all have the same keys; spans lie inside the text and are unique."""
    lines = desk.text_of(".doccano.jsonl").split("\n")[:-1]
    records = [json.loads(line) for line in lines]
    equal(len({tuple(sorted(record)) for record in records}), 1, "sets of keys")
    count = 0
    for record in records:
        for start, end, label in record["label"]:
            equal(isinstance(start, int) and isinstance(end, int) and isinstance(label, str), True, "types")
            equal(0 <= start < end <= len(record["text"]), True, (start, end))
            count += 1
        equal(sorted(map(tuple, record["label"])), sorted(desk.spans()), "spans")
    desk.check_import(desk.file(".doccano.jsonl"), "doccano", "tags")
    return count, "own loader"


def spacy(desk):
    """spaCy: Prodigy's spans become spans of a document, which survives a DocBin."""
    (spacy,) = need("spacy")
    from spacy.tokens import DocBin
    language = spacy.blank("xx")
    bin, aligned, count = DocBin(store_user_data=True), 0, 0
    for line in desk.text_of(".prodigy.jsonl").split("\n")[:-1]:
        task = json.loads(line)
        doc = language(task["text"])
        spans = []
        for span in task["spans"]:
            found = doc.char_span(span["start"], span["end"], label=span["label"])
            aligned += found is not None
            found = found or doc.char_span(span["start"], span["end"], label=span["label"], alignment_mode="expand")
            equal(task["text"][span["start"]:span["end"]] in found.text, True, found.text)
            spans.append(found)
            count += 1
        doc.spans["claims"] = spans
        bin.add(doc)
        equal(sorted((span["start"], span["end"], span["label"]) for span in task["spans"]), sorted(desk.spans()), "spans")
    back = list(DocBin().from_bytes(bin.to_bytes()).get_docs(language.vocab))
    equal(sum(len(doc.spans["claims"]) for doc in back), count, "spans after the DocBin")
    equal(aligned >= count * 0.9, True, f"{aligned} of {count} spans on tokens")
    desk.check_import(desk.file(".prodigy.jsonl"), "prodigy", "tags")
    return count, f"spacy ({aligned} of {count} on tokens)"


def cas(desk):
    """cassis: covered words, features and types."""
    (cassis,) = need("cassis")
    with desk.file(".cas.json").open("rb") as file:
        found = cassis.load_cas_from_json(file)
    equal(found.sofa_string, desk.text, "text")
    marks = sorted(found.select("purport.Mark"), key=lambda mark: (mark.begin, mark.end))
    words = [(mark.get_covered_text(), mark.decision, mark.machineScores.elements or []) for mark in marks]
    expected = [(mark["quote"], mark["decision"], mark["machine_scores"]) for mark in desk.placed]
    equal(sorted(map(str, words)), sorted(map(str, expected)), "words")
    refused = {mark.decision for mark in found.select("purport.Refused")}
    equal(refused, {"rejected", "nothing"}, "decisions of purport.Refused")
    xmi = desk.folder / "cas.xmi"
    found.to_xmi(xmi)
    again = cassis.load_cas_from_xmi(xmi.open("rb"), typesystem=found.typesystem)
    equal(sorted(mark.get_covered_text() for mark in again.select("purport.Mark")),
          sorted(mark["quote"] for mark in desk.placed), "words after XMI")
    return len(marks), "dkpro-cassis"


def refi_project(desk):
    """lxml: references resolve, selections have their words, and the project fits the schema, if given."""
    (etree,) = need("lxml.etree")
    name = "{urn:QDA-XML:project:1.0}"
    with zipfile.ZipFile(desk.file(".qdpx")) as archive:
        equal(archive.testzip(), None, "broken member")
        project = etree.fromstring(archive.read("project.qde"))
        texts = {Path(member).name: archive.read(member).decode() for member in archive.namelist() if "/" in member}
    guids = [element.get("guid") for element in project.iter() if element.get("guid")]
    equal(len(set(guids)), len(guids), "number of GUIDs")
    for element in project.iter():
        for key in ("targetGUID", "creatingUser", "creatingUserGUID"):
            equal(element.get(key) is None or element.get(key) in guids, True, f"{element.tag} {key}")
    quotes = []
    for source in project.iter(f"{name}TextSource"):
        text = texts[source.get("plainTextPath").removeprefix("internal://")]
        for selection in source.iter(f"{name}PlainTextSelection"):
            quotes.append(text[int(selection.get("startPosition")):int(selection.get("endPosition"))])
    equal(quotes, [mark["quote"] for mark in desk.placed], "words")
    schema = os.environ.get("PURPORT_REFI_XSD")
    if schema:
        etree.XMLSchema(etree.parse(schema)).assertValid(project)
    return len(quotes), "lxml, with the schema" if schema else "lxml"


def refi_read(desk):
    """pyrefiqda: the project survives reading, writing and reading."""
    (module,) = need("pyrefiqda")
    folder = desk.folder / "qdpx"
    project = module.RefiProject.load(desk.file(".qdpx"), extract_dir=str(folder))
    again = desk.folder / "again.qdpx"
    module.RefiProject.save(project, again, source_media_dir=folder)
    other = module.RefiProject.load(again, extract_dir=str(desk.folder / "again"))
    equal(other, project, "project")
    codes = module.RefiCodebook.load(desk.file(".qdc")).codes
    return len(codes.code if hasattr(codes, "code") else codes), "pyrefiqda"


def codebook(desk):
    """lxml: one code per category, each with its gloss."""
    (etree,) = need("lxml.etree")
    root = etree.parse(str(desk.file(".qdc"))).getroot()
    codes = list(root.iter("{urn:QDA-XML:codebook:1.0}Code"))
    equal(len(codes), 4, "codes")
    equal(all(code.find("{*}Description").text for code in codes), True, "glosses")
    return len(codes), "lxml"


CHECKS = [("jsonl", jsonl), ("csv", table), ("parquet", parquet_arrow), ("parquet", parquet_duckdb),
          ("parquet", parquet_polars), ("w3c", web_linked), ("w3c", web_anchored), ("brat", brat),
          ("labelstudio", label_studio), ("doccano", doccano), ("prodigy", spacy), ("cas", cas),
          ("qdpx", refi_project), ("qdpx", refi_read), ("qdc", codebook)]


def main():
    ran = failed = foreign = 0
    with tempfile.TemporaryDirectory() as folder:
        desk = Desk(Path(folder))
        print(f"{'format':<13}{'marks':>6}  checked by")
        for name, check in CHECKS:
            try:
                count, by = check(desk)
                package = by.split()[0].rstrip(",")
                try:
                    by = f"{by} {version(package)}"
                except importlib.metadata.PackageNotFoundError:
                    pass
                print(f"{name:<13}{count:>6}  {by}")
                ran += 1
                foreign += by != "own loader"
            except ModuleNotFoundError as missing:
                print(f"foreign: SKIPPED {name}: {missing}; --install installs it", file=sys.stderr)
            except Wrong as wrong:
                print(f"{name:<13}{'WRONG':>6}  {check.__name__}: {wrong}")
                ran, failed = ran + 1, failed + 1
            except Exception as error:  # Programs refuse a file with exceptions of their own.
                print(f"{name:<13}{'WRONG':>6}  {check.__name__}: {type(error).__name__}: {error}")
                ran, failed = ran + 1, failed + 1
    print(f"{ran - failed} of {ran} checks passed")
    return 1 if failed else 0 if foreign else 77


sys.exit(main())
