"""Readers of other projects: spaCy's own checks and training on our DocBin, a brat reader on our .ann, cassis on our XMI."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

from annotation.corpus import read_marked
from annotation.formats import FORMATS

from .notes import NOTES
from .tools import environment

CORPUS = Path(__file__).parents[2] / "training" / "corpus" / "01.tsv"
SPANCAT = """
[paths]
train = null
dev = null

[system]
seed = 1

[nlp]
lang = "nl"
pipeline = ["tok2vec", "spancat"]
batch_size = 64

[components]

[components.tok2vec]
factory = "tok2vec"

[components.tok2vec.model]
@architectures = "spacy.HashEmbedCNN.v2"
width = 32
depth = 1
embed_size = 500
window_size = 1
maxout_pieces = 2
subword_features = true
pretrained_vectors = null

[components.spancat]
factory = "spancat"
spans_key = "signals"

[components.spancat.model]
@architectures = "spacy.SpanCategorizer.v1"

[components.spancat.model.tok2vec]
@architectures = "spacy.Tok2VecListener.v1"
width = 32

[components.spancat.model.reducer]
@layers = "spacy.mean_max_reducer.v1"
hidden_size = 32

[components.spancat.model.scorer]
@layers = "spacy.LinearLogistic.v1"
nO = null
nI = null

[components.spancat.suggester]
@misc = "spacy.ngram_suggester.v1"
sizes = [1, 2, 3, 4]

[corpora]

[corpora.train]
@readers = "spacy.Corpus.v1"
path = ${paths.train}

[corpora.dev]
@readers = "spacy.Corpus.v1"
path = ${paths.dev}

[training]
train_corpus = "corpora.train"
dev_corpus = "corpora.dev"
max_steps = 60
eval_frequency = 30
"""


def test_spacy_checks_and_trains_on_our_docbin(tmp_path: Path) -> None:
    notes = read_marked(CORPUS)
    FORMATS["spacy"].write(tmp_path / "train.spacy", notes[:200])
    FORMATS["spacy"].write(tmp_path / "dev.spacy", notes[200:260])
    (tmp_path / "base.cfg").write_text(SPANCAT, "utf-8")
    spacy = [sys.executable, "-m", "spacy"]
    paths = ["--paths.train", "train.spacy", "--paths.dev", "dev.spacy"]
    _run([*spacy, "init", "fill-config", "base.cfg", "config.cfg"], tmp_path)
    checked = _run([*spacy, "debug", "data", "config.cfg", *paths], tmp_path)
    assert "signals" in checked and "200 training docs" in checked
    _run([*spacy, "train", "config.cfg", "-o", "out", *paths], tmp_path)
    assert (tmp_path / "out" / "model-last" / "meta.json").exists()


def test_a_brat_reader_reads_our_standoff(cache: Path, tmp_path: Path) -> None:
    folder = tmp_path / "brat"
    FORMATS["brat"].write(folder, NOTES)
    # newline="" because the offsets count a carriage return too, which Python would drop.
    read = (
        "import json, sys; from bioc import brat; from pathlib import Path\n"
        "found = []\n"
        "for place in sorted(Path(sys.argv[1]).glob('*.ann')):\n"
        "    with place.with_suffix('.txt').open(encoding='utf-8', newline='') as text, place.open(encoding='utf-8') as ann:\n"
        "        doc = brat.load(text, ann)\n"
        "    spans = [(e.type, doc.text[slice(*e.total_span)]) for e in doc.entities]\n"
        "    found.append(spans)\n"
        "print(json.dumps(found))\n"
    )
    found = json.loads(_run([environment(cache, "bioc==2.1") / "python", "-c", read, folder], tmp_path))
    for note, spans in zip(NOTES, found, strict=True):
        assert sorted(map(tuple, spans)) == sorted((m.label, m.text) for m in note.mentions)


def test_cassis_reads_our_xmi_and_json(tmp_path: Path) -> None:
    from cassis import load_cas_from_json, load_cas_from_xmi, load_typesystem

    for name, suffix in (("cas-xmi", "xmi"), ("cas-json", "json")):
        folder = tmp_path / suffix
        FORMATS[name].write(folder, NOTES)
        with (folder / "TypeSystem.xml").open("rb") as file:
            types = load_typesystem(file)
        for note, place in zip(NOTES, sorted(folder.glob(f"*.{suffix}")), strict=True):
            with place.open("rb") as file:
                cas = load_cas_from_xmi(file, typesystem=types) if suffix == "xmi" else load_cas_from_json(file)
            spans = [(a.label, a.get_covered_text()) for a in cas.select("webanno.custom.Signaal")]
            assert sorted(spans) == sorted((m.label, m.text) for m in note.mentions)


def _run(command: list[object], folder: Path) -> str:
    done = subprocess.run([str(part) for part in command], cwd=folder, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout[-3000:] + done.stderr[-3000:]
    return done.stdout
