"""What `policy-themes bench` runs side by side: our pipelines, and what everybody would build.

Each is trained and loaded in a process of its own, so that nothing but its own libraries counts.
"""

import math
import pickle
import shutil
import tempfile
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from itertools import islice
from pathlib import Path
from typing import Any

from policy_themes.errors import MissingExtraError
from policy_themes.records import Sentence

Label = Callable[[Iterable[Sentence]], Iterator[Sentence]]
"""Labels sentences one by one, in their order."""
Score = Callable[[list[str]], Iterable[Mapping[str, float]]]
"""Returns the score of every theme for each text."""
SM, MD = "policy-themes sm", "policy-themes md"
FASTTEXT = "jieba + fastText"
LINEAR = "jieba + TF-IDF + LinearSVC"
STOCK_PKUSEG = "spaCy TextCatBOW, pkuseg"
STOCK_CHAR = "spaCy TextCatBOW, characters"
OURS = (SM, MD)
_BATCH = 512
_SEED = 13


@dataclass(frozen=True)
class Contender:
    """A system that learns from labelled sentences and labels others.

    Attributes:
        name: Its name in tables.
        train: Learns from the train sentences, and from the dev sentences where it chooses an
            epoch by them; the themes come third. It writes a model to a folder.
        load: Returns what labels by the model in a folder.
    """

    name: str
    train: Callable[[Sequence[Sentence], Sequence[Sentence], Sequence[str], Path], None]
    load: Callable[[Path], Label]


def list_contenders(configs: Path, segmenter: Path) -> dict[str, Contender]:
    """Return the contenders by name.

    Args:
        configs: Folder of `sm.cfg`, `md.cfg`, `stock/bow.cfg` and `stock/bow-pkuseg.cfg`.
        segmenter: Folder of the pkuseg model and its dictionary, the same for all who use it.
    """
    pkuseg = {
        "paths.segmenter": str(segmenter),
        "paths.dictionary": str(segmenter / "dictionary.txt"),
    }
    stock = configs / "stock"
    contenders = [
        Contender(SM, partial(_train_spacy, configs / "sm.cfg", {}), _load_own),
        Contender(MD, partial(_train_spacy, configs / "md.cfg", {}), _load_own),
        Contender(FASTTEXT, _train_fasttext, _load_fasttext),
        Contender(LINEAR, _train_linear, _load_linear),
        Contender(STOCK_CHAR, partial(_train_stock, stock / "bow.cfg", {}), _load_stock),
        Contender(
            STOCK_PKUSEG, partial(_train_stock, stock / "bow-pkuseg.cfg", pkuseg), _load_stock
        ),
    ]
    return {contender.name: contender for contender in contenders}


def _load_own(folder: Path) -> Label:
    from policy_themes.models.load import load_pipeline
    from policy_themes.models.predict import label_sentences

    return partial(label_sentences, load_pipeline(folder / "model"))


def _train_stock(
    config: Path,
    settings: Mapping[str, Any],
    train: Sequence[Sentence],
    dev: Sequence[Sentence],
    themes: Sequence[str],
    to: Path,
) -> None:
    # It reads a sentence alone, as one report of one sentence, without headings and neighbours.
    lone_train = [_stand_alone(sentence, i) for i, sentence in enumerate(train)]
    lone_dev = [_stand_alone(sentence, i) for i, sentence in enumerate(dev)]
    _train_spacy(config, settings, lone_train, lone_dev, themes, to)


def _train_spacy(
    config: Path,
    settings: Mapping[str, Any],
    train: Sequence[Sentence],
    dev: Sequence[Sentence],
    themes: Sequence[str],
    to: Path,
) -> None:
    from policy_themes.corpus.docbin import write_docbin
    from policy_themes.training.run import train_pipeline

    with tempfile.TemporaryDirectory() as name:
        work = Path(name)
        paths = {}
        for split, rows in (("train", train), ("dev", dev)):
            write_docbin(work / f"{split}.spacy", rows, themes)
            paths[f"paths.{split}"] = str(work / f"{split}.spacy")
        train_pipeline(config, work / "run", overrides={**settings, **paths})
        shutil.move(work / "run" / "model-best", to / "model")


def _stand_alone(sentence: Sentence, number: int) -> Sentence:
    return replace(sentence, report=str(number), section=())


def _load_stock(folder: Path) -> Label:
    import spacy

    nlp = spacy.load(folder / "model")
    return partial(_label, lambda texts: (doc.cats for doc in nlp.pipe(texts)))


def _train_fasttext(
    train: Sequence[Sentence], dev: Sequence[Sentence], themes: Sequence[str], to: Path
) -> None:
    fasttext = _import_fasttext()
    rows = to / "train.txt"
    with rows.open("w", encoding="utf-8") as file:
        for sentence in train:
            if sentence.themes:
                labels = [f"__label__{theme}" for theme in sentence.themes]
                file.write(" ".join([*labels, *_cut(sentence.text)]) + "\n")
    model = fasttext.train_supervised(
        str(rows), loss="ova", epoch=25, lr=0.5, wordNgrams=2, thread=1, seed=_SEED, verbose=0
    )
    rows.unlink()
    model.save_model(str(to / "model.bin"))


def _load_fasttext(folder: Path) -> Label:
    _cut("")  # loads jieba's dictionary
    model = _import_fasttext().load_model(str(folder / "model.bin"))

    def score(texts: list[str]) -> Iterator[dict[str, float]]:
        labels, scores = model.predict([" ".join(_cut(text)) for text in texts], k=-1)
        for own, values in zip(labels, scores, strict=True):
            names = (label.removeprefix("__label__") for label in own)
            yield dict(zip(names, map(float, values), strict=True))

    return partial(_label, score)


def _train_linear(
    train: Sequence[Sentence], dev: Sequence[Sentence], themes: Sequence[str], to: Path
) -> None:
    from sklearn.feature_extraction.text import TfidfVectorizer
    from sklearn.multiclass import OneVsRestClassifier
    from sklearn.pipeline import make_pipeline
    from sklearn.preprocessing import MultiLabelBinarizer
    from sklearn.svm import LinearSVC

    truths = MultiLabelBinarizer(classes=list(themes)).fit_transform([s.themes for s in train])
    model = make_pipeline(
        TfidfVectorizer(analyzer=_cut),
        OneVsRestClassifier(LinearSVC(random_state=_SEED)),
    ).fit([sentence.text for sentence in train], truths)
    (to / "model.pkl").write_bytes(pickle.dumps((list(themes), model)))


def _load_linear(folder: Path) -> Label:
    _cut("")  # loads jieba's dictionary
    themes, model = pickle.loads((folder / "model.pkl").read_bytes())

    def score(texts: list[str]) -> Iterator[dict[str, float]]:
        for margins in model.decision_function(texts):
            yield {t: 1 / (1 + math.exp(-m)) for t, m in zip(themes, margins, strict=True)}

    return partial(_label, score)


def _label(score: Score, sentences: Iterable[Sentence]) -> Iterator[Sentence]:
    sentences = iter(sentences)
    while batch := list(islice(sentences, _BATCH)):
        for sentence, scores in zip(batch, score([s.text for s in batch]), strict=True):
            themes = tuple(theme for theme, value in scores.items() if value >= 0.5)
            yield sentence.labelled(themes, scores, review=False)


def _cut(text: str) -> list[str]:
    try:
        import jieba  # type: ignore[import-untyped]
    except ImportError as error:
        raise MissingExtraError("jieba", "lab") from error
    jieba.setLogLevel("ERROR")
    return [word for word in jieba.lcut(text) if not word.isspace()]


def _import_fasttext() -> Any:
    try:
        import fasttext
    except ImportError as error:
        raise MissingExtraError("fastText", "lab") from error
    return fasttext
