"""Scoring a pipeline on gold rows, beside the baseline, or in cross-validation by report."""

import tempfile
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

from spacy.language import Language

from policy_themes.corpus.docbin import write_docbin
from policy_themes.corpus.reports import fold_reports
from policy_themes.errors import PolicyThemesError
from policy_themes.models.predict import label_sentences
from policy_themes.records import THEMELESS_KINDS, Sentence
from policy_themes.training.baseline import NAME, predict_baseline
from policy_themes.training.evaluate import Evaluation, evaluate
from policy_themes.training.run import train_pipeline

_SEED = 13
Labels = list[tuple[str, ...]]


class TooFewReportsError(PolicyThemesError):
    """There are more folds than reports."""

    def __init__(self, folds: int, reports: int) -> None:
        super().__init__(f"{folds} folds", f"only {reports} report(s)", "Use fewer folds.")


def compare_on_rows(
    nlp: Language,
    test: Sequence[Sentence],
    themes: Sequence[str],
    *,
    baseline_rows: Sequence[Sentence] | None = None,
) -> dict[str, Evaluation]:
    """Return the evaluation of a pipeline on gold sentences, and of the baseline beside it.

    Args:
        nlp: A trained pipeline.
        test: Gold sentences, those of a report together; credits and page furniture do not count.
        themes: The themes in order.
        baseline_rows: Sentences that the baseline is fitted on; no baseline without them.
    """
    rows = _with_themes(test)
    gold = [sentence.themes for sentence in rows]
    predicted = [sentence.themes for sentence in label_sentences(nlp, rows)]
    evaluations = {_name(nlp): evaluate(gold, predicted, themes)}
    if baseline_rows is not None:
        guesses = predict_baseline(_with_themes(baseline_rows), rows, themes)
        evaluations[NAME] = evaluate(gold, guesses, themes)
    return evaluations


def cross_validate(
    nlp: Language,
    gold: Sequence[Sentence],
    folds: int,
    themes: Sequence[str],
    *,
    baseline: bool = False,
    overrides: Mapping[str, Any] | None = None,
    report: Callable[[str], None] = lambda _: None,
) -> dict[str, Evaluation]:
    """Train a pipeline's config again on all but one part of the reports, and score that part.

    Args:
        nlp: The pipeline whose config is trained.
        gold: Gold sentences of all reports.
        folds: Parts of the reports, 2 or more.
        themes: The themes in order.
        baseline: Whether to fit and score the baseline on the same rows.
        overrides: Settings of the config to change, by dotted name.
        report: Called with a line on each fold as it is done.

    Returns:
        Evaluations over the rows of all folds together, by system.

    Raises:
        TooFewReportsError: There are more folds than reports.
    """
    rows = _with_themes(gold)
    if (reports := len({sentence.report for sentence in rows})) < folds:
        raise TooFewReportsError(folds, reports)
    truths: Labels = []
    predicted: dict[str, Labels] = {_name(nlp): []}
    parts = fold_reports([sentence.report for sentence in rows], folds, seed=_SEED)
    for number, part in enumerate(parts, start=1):
        test = [sentence for sentence in rows if sentence.report in part]
        train = [sentence for sentence in rows if sentence.report not in part]
        fitted = _train_on(nlp, train, themes, overrides or {})
        truths += [sentence.themes for sentence in test]
        predicted[_name(nlp)] += [sentence.themes for sentence in label_sentences(fitted, test)]
        if baseline:
            predicted.setdefault(NAME, []).extend(predict_baseline(train, test, themes))
        report(f"Fold {number} of {folds}: {len(part)} reports, {len(test)} sentences")
    return {name: evaluate(truths, guesses, themes) for name, guesses in predicted.items()}


def _train_on(
    nlp: Language,
    train: Sequence[Sentence],
    themes: Sequence[str],
    overrides: Mapping[str, Any],
) -> Language:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        nlp.config.to_disk(folder / "config.cfg")
        write_docbin(folder / "train.spacy", train, themes)
        # spaCy's loop wants dev rows to print figures of. One report of the training part serves:
        # the held-out part must not choose the checkpoint.
        first = [sentence for sentence in train if sentence.report == train[0].report]
        write_docbin(folder / "dev.spacy", first, themes)
        paths = {f"paths.{split}": str(folder / f"{split}.spacy") for split in ("train", "dev")}
        return train_pipeline(folder / "config.cfg", overrides={**paths, **overrides})


def _with_themes(sentences: Sequence[Sentence]) -> list[Sentence]:
    return [sentence for sentence in sentences if sentence.kind not in THEMELESS_KINDS]


def _name(nlp: Language) -> str:
    """Name a pipeline by how it cuts words, which is what its configs differ in."""
    tokenizer: Any = nlp.tokenizer
    return f"policy-themes ({getattr(tokenizer, 'segmenter', nlp.lang)})"
