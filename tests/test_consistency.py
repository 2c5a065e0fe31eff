"""A sentence has the same themes however it is typed: the whole corpus, with its own pipeline."""

import random
import re
from dataclasses import dataclass, field
from pathlib import Path

import opencc
import pytest

from policy_themes.annotations.themes import read_themes
from policy_themes.corpus.docbin import iter_inputs
from policy_themes.corpus.read import decode
from policy_themes.corpus.structure import parse_report
from policy_themes.jsonl import read_jsonl
from policy_themes.models.load import load_pipeline
from policy_themes.records import parse_sentence
from policy_themes.training.prepare import prepare_rows
from policy_themes.training.run import train_pipeline

pytestmark = pytest.mark.slow

ROOT = Path(__file__).parent.parent
HALF = ",;:!?()%"
FULL = "，；：！？（）％"
ASCII = "".join(map(chr, range(0x21, 0x7F))).replace("/", "")  # ` / ` stands between headings
TO_FULL = str.maketrans(HALF, FULL)
TO_HALF = str.maketrans(FULL + "。“”", HALF + '.""')
ALL_TO_FULL = str.maketrans(ASCII, "".join(chr(ord(char) + 0xFEE0) for char in ASCII))
ALL_TO_HALF = {full: half for half, full in ALL_TO_FULL.items()}
TRADITIONAL = {name: opencc.OpenCC(name).convert for name in ("s2t", "s2tw", "s2hk")}
SENTENCES = [parse_sentence(row) for row in read_jsonl(ROOT / "corpus" / "sentences.jsonl")]


def change_figures(text):
    """Replace every figure by another, of the same length or of another in turns."""
    rng = random.Random(text)

    def change(match):
        length = len(match[0]) if rng.random() < 0.5 else rng.randint(1, 6)
        while (other := str(rng.randrange(10 ** (length - 1), 10**length))) == match[0]:
            pass
        return other

    return re.sub(r"\d+", change, text)


WAYS = {
    "full-width punctuation": lambda text: text.translate(TO_FULL),
    "half-width punctuation": lambda text: text.translate(TO_HALF),
    "full width": lambda text: text.translate(ALL_TO_FULL),
    "half width": lambda text: text.translate(ALL_TO_HALF),
    "figures": change_figures,
    **TRADITIONAL,
}
READ = {name: WAYS[name] for name in ("full-width punctuation", *TRADITIONAL)}


@dataclass
class Labeller:
    """A pipeline that labels a text once."""

    nlp: object
    known: dict = field(default_factory=dict)

    def themes(self, texts):
        new = [text for text in dict.fromkeys(texts) if text not in self.known]
        docs = self.nlp.pipe(new)
        self.known |= {text: doc._.themes for text, doc in zip(new, docs, strict=True)}
        return [self.known[text] for text in texts]


@pytest.fixture(scope="module")
def labeller(tmp_path_factory):
    """The sm pipeline trained on the committed corpus and gold."""
    folder = tmp_path_factory.mktemp("corpus")
    themes = [theme.label for theme in read_themes(ROOT / "annotations" / "themes.toml")]
    gold, reports = ROOT / "annotations" / "gold.jsonl", ROOT / "corpus" / "reports.jsonl"
    prepare_rows(gold, reports, folder, themes)
    paths = {
        "paths.train": folder / "train.spacy",
        "paths.dev": folder / "dev.spacy",
        "paths.lexicon": ROOT / "annotations" / "lexicon.tsv",
        "paths.themes": ROOT / "annotations" / "themes.toml",
    }
    overrides = {name: str(path) for name, path in paths.items()}
    train_pipeline(ROOT / "configs" / "sm.cfg", folder / "sm", overrides=overrides)
    return Labeller(load_pipeline(folder / "sm" / "model-best"))


@pytest.fixture(scope="module")
def reports():
    """The text of every report of the corpus."""
    files = sorted((ROOT / "corpus" / "reports").glob("*.txt"))
    return {path.stem: decode(path.read_bytes(), name=path.stem) for path in files}


@pytest.mark.parametrize("way", WAYS)
def test_themes_of_every_sentence_do_not_depend_on_how_it_is_typed(labeller, way):
    texts = [text for _, text in iter_inputs(SENTENCES)]
    typed = [WAYS[way](text) for text in texts]
    assert sum(one != other for one, other in zip(texts, typed, strict=True)) > len(texts) / 2
    pairs = zip(typed, labeller.themes(texts), labeller.themes(typed), strict=True)
    assert [(text, before, after) for text, before, after in pairs if before != after] == []


@pytest.mark.parametrize("way", READ)
def test_reading_a_report_gives_its_sentences_and_their_themes(labeller, reports, way):
    def label(name, text):
        inputs = list(iter_inputs(parse_report(name, text).sentences))
        themes = labeller.themes([text for _, text in inputs])
        return [(s.kind, len(s.text), own) for (s, _), own in zip(inputs, themes, strict=True)]

    for name, text in reports.items():
        assert label(name, READ[way](text)) == label(name, text), name


@pytest.mark.parametrize("way", WAYS)
def test_scores_of_words_do_not_depend_on_how_a_sentence_is_typed(md, way):
    texts = [text for _, text in iter_inputs(SENTENCES)][::25]
    for text, doc in zip(texts, md.pipe(texts), strict=True):
        assert md(WAYS[way](text)).cats == doc.cats, text
