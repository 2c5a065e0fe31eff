"""The systems to beat, as everybody would build them; each reads the sentence alone."""

import tempfile
from collections import Counter
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import numpy
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.multiclass import OneVsRestClassifier
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import MultiLabelBinarizer
from sklearn.svm import LinearSVC
from spacy.tokens import DocBin
from spacy.util import registry

from policy_themes.annotations.lexicon import Term
from policy_themes.corpus.reports import fold_reports
from policy_themes.errors import MissingExtraError
from policy_themes.pipeline.features import find_terms, set_lexicon
from policy_themes.records import Sentence
from policy_themes.training.run import read_config, train_pipeline
from policy_themes.training.thresholds import choose_threshold

Labels = list[tuple[str, ...]]
Baseline = Callable[[Sequence[Sentence], Sequence[Sentence], Sequence[str]], Labels]
"""Learns from the first sentences and returns the themes it gives to the second; the themes in
order come last."""
LINEAR_SVC = "TF-IDF (characters 1-3) + LinearSVC"
_SEED = 13


def list_baselines(terms: Sequence[Term], stock_configs: Path) -> dict[str, Baseline]:
    """Return the baselines by name.

    Args:
        terms: The policy lexicon.
        stock_configs: Folder of the configs `bow.cfg` and `ensemble.cfg`, spaCy's own text
            classifiers over characters.
    """
    return {
        "lexicon rules": lambda train, test, themes: predict_by_lexicon(test, themes, terms),
        LINEAR_SVC: predict_linear_svc,
        "TF-IDF (characters 1-3) + logistic regression": predict_logistic,
        "fastText (characters 1-3)": predict_fasttext,
        "spaCy TextCatBOW (characters)": _stock(stock_configs / "bow.cfg"),
        "spaCy TextCatEnsemble (characters)": _stock(stock_configs / "ensemble.cfg"),
    }


def predict_by_lexicon(
    test: Sequence[Sentence], themes: Sequence[str], terms: Sequence[Term]
) -> Labels:
    """Return the themes that most of a sentence's terms point to, all of them where several tie."""
    model: Any = registry.architectures.get("policy_themes.NgramLinear.v1")()
    set_lexicon(model, {term.text: term.themes for term in terms if not term.is_stock_phrase})
    lexicon = model.attrs["lexicon"]
    labels: Labels = []
    for sentence in test:
        counts = Counter(t for term in find_terms(model, sentence.text) for t in lexicon[term])
        most = max(counts.values(), default=0)
        labels.append(tuple(theme for theme in themes if most and counts[theme] == most))
    return labels


def predict_linear_svc(
    train: Sequence[Sentence], test: Sequence[Sentence], themes: Sequence[str]
) -> Labels:
    """Return what TF-IDF with a linear SVM gives, scikit-learn's defaults but for the n-grams."""
    return _fit_linear(LinearSVC(random_state=0), train, test, themes)


def predict_logistic(
    train: Sequence[Sentence], test: Sequence[Sentence], themes: Sequence[str]
) -> Labels:
    """Return what TF-IDF with logistic regression gives.

    C is 10: at scikit-learn's 1 the scores of so many features stay low, and half the themes are
    missed.
    """
    return _fit_linear(LogisticRegression(C=10, max_iter=1000), train, test, themes)


def predict_fasttext(
    train: Sequence[Sentence], test: Sequence[Sentence], themes: Sequence[str]
) -> Labels:
    """Return what fastText gives, one against all, at thresholds chosen on a fifth of the reports.

    Raises:
        MissingExtraError: fastText is not installed.

    References:
        Joulin et al. (2017), Bag of Tricks for Efficient Text Classification, EACL.
    """
    held = set(fold_reports([sentence.report for sentence in train], 5, seed=_SEED)[0])
    inner = [sentence for sentence in train if sentence.report in held]
    scores = _score_fasttext([s for s in train if s.report not in held], inner, themes)
    truths = numpy.array([[float(t in s.themes) for t in themes] for s in inner])
    thresholds = [choose_threshold(scores[:, i], truths[:, i]) for i in range(len(themes))]
    return _decide(_score_fasttext(train, test, themes), numpy.array(thresholds), themes)


def predict_stock(
    config: Path, train: Sequence[Sentence], test: Sequence[Sentence], themes: Sequence[str]
) -> Labels:
    """Return what a stock spaCy text classifier gives; a tenth of the reports chooses the epoch."""
    held = set(fold_reports([sentence.report for sentence in train], 10, seed=_SEED)[0])
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        _write_rows(folder / "dev.spacy", [s for s in train if s.report in held], themes)
        _write_rows(folder / "train.spacy", [s for s in train if s.report not in held], themes)
        paths = {f"paths.{split}": str(folder / f"{split}.spacy") for split in ("train", "dev")}
        nlp = train_pipeline(config, overrides=paths)
    docs = nlp.pipe((sentence.text for sentence in test), batch_size=256)
    scores = numpy.array([[doc.cats[theme] for theme in themes] for doc in docs])
    return _decide(scores, numpy.full(len(themes), 0.5), themes)


def _stock(config: Path) -> Baseline:
    read_config(config)  # a missing one is told before hours of training
    return lambda train, test, themes: predict_stock(config, train, test, themes)


def _fit_linear(
    classifier: Any, train: Sequence[Sentence], test: Sequence[Sentence], themes: Sequence[str]
) -> Labels:
    binarizer = MultiLabelBinarizer(classes=list(themes)).fit([])
    model = make_pipeline(
        TfidfVectorizer(analyzer="char", ngram_range=(1, 3)), OneVsRestClassifier(classifier)
    )
    model.fit([s.text for s in train], binarizer.transform([s.themes for s in train]))
    predicted = binarizer.inverse_transform(model.predict([s.text for s in test]))
    return [tuple(labels) for labels in predicted]


def _score_fasttext(
    train: Sequence[Sentence], test: Sequence[Sentence], themes: Sequence[str]
) -> numpy.ndarray:
    try:
        import fasttext
    except ImportError as error:
        raise MissingExtraError("fastText", "lab") from error
    with tempfile.TemporaryDirectory() as name:
        rows = Path(name) / "train.txt"
        rows.write_text(
            "".join(
                " ".join([*(f"__label__{themes.index(t)}" for t in s.themes), *_spell(s)]) + "\n"
                for s in train
                if s.themes
            ),
            encoding="utf-8",
        )
        # One thread: several give other figures each time.
        model = fasttext.train_supervised(
            str(rows), loss="ova", epoch=25, lr=0.5, wordNgrams=3, thread=1, seed=_SEED, verbose=0
        )
    scores = numpy.zeros((len(test), len(themes)))
    labels, found = model.predict([" ".join(_spell(s)) for s in test], k=-1)
    for row, (names, own) in enumerate(zip(labels, found, strict=True)):
        for label, score in zip(names, own, strict=True):
            scores[row, int(label.removeprefix("__label__"))] = score
    return scores


def _spell(sentence: Sentence) -> list[str]:
    return list("".join(sentence.text.split()))


def _write_rows(path: Path, sentences: Sequence[Sentence], themes: Sequence[str]) -> None:
    from spacy.lang.zh import Chinese

    nlp = Chinese()
    rows = DocBin()
    for sentence in sentences:
        doc = nlp.make_doc(sentence.text)
        doc.cats = {theme: float(theme in sentence.themes) for theme in themes}
        rows.add(doc)
    rows.to_disk(path)


def _decide(scores: numpy.ndarray, thresholds: numpy.ndarray, themes: Sequence[str]) -> Labels:
    return [
        tuple(theme for theme, score, t in zip(themes, row, thresholds, strict=True) if score >= t)
        for row in scores
    ]
