"""Labelling the same rows by several systems: on given rows, or out of fold by report."""

import tempfile
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

from confection import Config
from spacy.language import Language

from policy_themes.corpus.docbin import fill_reports, write_docbin
from policy_themes.corpus.reports import fold_reports
from policy_themes.errors import PolicyThemesError
from policy_themes.models.predict import label_sentences
from policy_themes.records import THEMELESS_KINDS, Sentence
from policy_themes.training.baselines import Baseline
from policy_themes.training.evaluate import Evaluation, evaluate
from policy_themes.training.run import train_pipeline

SEED = 13
System = Callable[[Sequence[Sentence], Sequence[Sentence]], list[Sentence]]
"""Learns from the first sentences, and returns the second with the themes it gives them."""


class TooFewReportsError(PolicyThemesError):
    """There are more folds than reports."""

    def __init__(self, folds: int, reports: int) -> None:
        super().__init__(f"{folds} folds", f"only {reports} report(s)", "Use fewer folds.")


def label_in_reports(
    nlp: Language, gold: Sequence[Sentence], around: Iterable[Sentence]
) -> list[Sentence]:
    """Return the gold's sentences labelled by a pipeline, each read in its whole report.

    Args:
        nlp: A trained pipeline.
        gold: Sentences, which may be a sample of their reports.
        around: All sentences of the reports; see `corpus.docbin.fill_reports`.
    """
    wanted = {sentence.id for sentence in gold}
    labelled = label_sentences(nlp, fill_reports(gold, around))
    return [sentence for sentence in labelled if sentence.id in wanted]


def retrain(
    config: Config, themes: Sequence[str], overrides: Mapping[str, Any] | None = None
) -> System:
    """Return the system that trains the pipeline of a spaCy config.

    Args:
        config: The config, such as that of a trained pipeline.
        themes: The themes in order.
        overrides: Settings of the config to change, by dotted name.
    """
    return lambda train, test: list(
        label_sentences(_train_on(config, train, themes, overrides or {}), test)
    )


def run_baseline(baseline: Baseline, themes: Sequence[str]) -> System:
    """Return a baseline as a system; its sentences have no scores."""

    def label(train: Sequence[Sentence], test: Sequence[Sentence]) -> list[Sentence]:
        found = baseline(train, test, themes)
        return [s.labelled(own, {}, review=False) for s, own in zip(test, found, strict=True)]

    return label


def label_out_of_fold(
    systems: Mapping[str, System],
    gold: Sequence[Sentence],
    folds: int,
    *,
    seed: int = SEED,
    report: Callable[[str], None] = lambda _: None,
) -> dict[str, list[Sentence]]:
    """Deal the reports into folds, and label each by systems that learnt from the others.

    Args:
        systems: The systems by name.
        gold: Gold sentences of all reports, those of a report together and none of a themeless
            kind.
        folds: Parts of the reports, 2 or more.
        seed: How they are dealt.
        report: Called with a line on each fold as it is done.

    Returns:
        The sentences as each system labelled them, in the order of `gold`.

    Raises:
        TooFewReportsError: There are more folds than reports.
    """
    if (reports := len({sentence.report for sentence in gold})) < folds:
        raise TooFewReportsError(folds, reports)
    found: dict[str, dict[str, Sentence]] = {name: {} for name in systems}
    parts = fold_reports([sentence.report for sentence in gold], folds, seed=seed)
    for number, part in enumerate(parts, start=1):
        test = [sentence for sentence in gold if sentence.report in part]
        train = [sentence for sentence in gold if sentence.report not in part]
        for name, label in systems.items():
            found[name] |= {sentence.id: sentence for sentence in label(train, test)}
        report(f"Fold {number} of {folds}: {len(part)} reports, {len(test)} sentences")
    return {name: [own[sentence.id] for sentence in gold] for name, own in found.items()}


def evaluate_all(
    gold: Sequence[Sentence], labelled: Mapping[str, Sequence[Sentence]], themes: Sequence[str]
) -> dict[str, Evaluation]:
    """Return the evaluation of each system's sentences against the gold."""
    truths = [sentence.themes for sentence in gold]
    return {
        name: evaluate(truths, [sentence.themes for sentence in own], themes)
        for name, own in labelled.items()
    }


def drop_themeless(sentences: Sequence[Sentence]) -> list[Sentence]:
    """Return the sentences without credits and page furniture, which no system is asked about."""
    return [sentence for sentence in sentences if sentence.kind not in THEMELESS_KINDS]


def name_pipeline(nlp: Language) -> str:
    """Name a pipeline by how it cuts words, which is what its configs differ in."""
    tokenizer: Any = nlp.tokenizer
    return f"policy-themes ({getattr(tokenizer, 'segmenter', nlp.lang)})"


def _train_on(
    config: Config,
    train: Sequence[Sentence],
    themes: Sequence[str],
    overrides: Mapping[str, Any],
) -> Language:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        config.to_disk(folder / "config.cfg")
        write_docbin(folder / "train.spacy", train, themes)
        # spaCy's loop wants dev rows to print figures of. One report of the training part serves:
        # the held-out part must not choose the checkpoint.
        first = [sentence for sentence in train if sentence.report == train[0].report]
        write_docbin(folder / "dev.spacy", first, themes)
        paths = {f"paths.{split}": str(folder / f"{split}.spacy") for split in ("train", "dev")}
        return train_pipeline(folder / "config.cfg", overrides={**paths, **overrides})
