"""An evaluation as one page to read: figures, curves, confusion, calibration and mistakes."""

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from policy_themes.annotations.themes import Theme
from policy_themes.outputs.characters import strip_illegal
from policy_themes.outputs.colours import ink_on, tint_colour
from policy_themes.outputs.plot import Plot
from policy_themes.outputs.templates import load_template
from policy_themes.pipeline.themes import DEFAULT_THRESHOLD, Band
from policy_themes.records import Sentence
from policy_themes.training import breakdown
from policy_themes.training.breakdown import Decisions
from policy_themes.training.calibration import (
    Coverage,
    calibration_error,
    measure_coverage,
    reliability,
)
from policy_themes.training.evaluate import Evaluation, Figures, evaluate

Facts = Mapping[str, Mapping[str, Any]]
"""What is known of reports, rows of `corpus/reports.jsonl`, by id."""
ATTRIBUTES = {"genre": "文体", "level": "层级", "region": "地区", "year": "年份"}
LENGTHS = ("20 字以内", "21 至 50 字", "51 至 100 字", "超过 100 字")
UNKNOWN = "不详"
_MOST_MISTAKES = 30
_WIDTHS = tuple(i / 50 for i in range(51))
_LISTED_WIDTHS = (0.0, 0.2, 0.4, 0.6, 0.8, 0.9)
_RISK_STEP = 0.05


@dataclass(frozen=True)
class Panel:
    """What the page says of one theme.

    Attributes:
        theme: The theme.
        figures: Precision, recall, F1 and support.
        threshold: The score at which it is set.
        band: Its band of doubt; None without one.
        curve: Recall and precision at each threshold.
        average: Average precision, 0 to 1.
        bins: Mean score, share of gold and number of sentences of each tenth of the scores.
        error: Expected calibration error, 0 to 1.
    """

    theme: Theme
    figures: Figures
    threshold: float
    band: Band | None
    curve: list[tuple[float, float]]
    average: float
    bins: list[tuple[float, float, int]]
    error: float


@dataclass(frozen=True)
class Group:
    """The evaluations of sentences by the values of one attribute."""

    name: str
    rows: list[tuple[str, Evaluation]]


def render_report(
    name: str,
    gold: Sequence[Sentence],
    labelled: Sequence[Sentence],
    themes: Sequence[Theme],
    *,
    thresholds: Mapping[str, float],
    bands: Mapping[str, Band],
    facts: Facts,
) -> str:
    """Return the evaluation of a pipeline as one HTML page; it loads nothing and runs no script.

    Args:
        name: What was evaluated on what, for the title.
        gold: Gold sentences, none of a kind that never carries a theme.
        labelled: The same sentences as the pipeline labelled them, with scores.
        themes: The themes in order.
        thresholds: The pipeline's threshold of each theme.
        bands: The pipeline's band of doubt of each theme.
        facts: What is known of the reports; an attribute that none of them has gets no table.
    """
    limits = {theme.label: thresholds.get(theme.label, DEFAULT_THRESHOLD) for theme in themes}
    decisions = breakdown.collect_decisions(gold, labelled, limits)
    evaluation = evaluate([s.themes for s in gold], [s.themes for s in labelled], list(limits))
    coverage = [c for c in breakdown.trace_coverage(decisions, _WIDTHS) if c.accepted]
    own = measure_coverage(decisions.truths, decisions.guesses, decisions.review)
    mistakes = breakdown.find_mistakes(decisions, _MOST_MISTAKES)
    listed = breakdown.trace_coverage(decisions, _LISTED_WIDTHS)
    page = load_template("report.html.jinja").render(
        name=name,
        reports=len({sentence.report for sentence in gold}),
        evaluation=evaluation,
        panels=build_panels(decisions, evaluation, themes, limits, bands),
        confusion=breakdown.count_confusion(decisions.truths, decisions.guesses).tolist(),
        without=sum(not sentence.themes for sentence in gold),
        risks=[
            ("误标率", [(c.accepted, c.wrong) for c in coverage], own.wrong),
            ("漏标率", [(c.accepted, c.missed) for c in coverage], own.missed),
        ],
        own=own,
        listed=list(zip(_LISTED_WIDTHS, listed, strict=True)),
        mistakes=[(mistake, gold[mistake.row], labelled[mistake.row]) for mistake in mistakes],
        groups=group_sentences(gold, labelled, list(limits), facts),
        facts=facts,
        square=Plot(),
        wide=Plot(width=400, height=250, top=find_top([*coverage, own]), left=54),
        ink_on=ink_on,
        tint_colour=tint_colour,
    )
    return strip_illegal(page)


def build_panels(
    decisions: Decisions,
    evaluation: Evaluation,
    themes: Sequence[Theme],
    thresholds: Mapping[str, float],
    bands: Mapping[str, Band],
) -> list[Panel]:
    """Return what the page says of each theme, in the order of `themes`."""
    panels = []
    for i, theme in enumerate(themes):
        scores, truths = decisions.scores[:, i], decisions.truths[:, i]
        curve, average = breakdown.trace_precision(scores, truths)
        panels.append(
            Panel(
                theme=theme,
                figures=evaluation.per_theme[theme.label],
                threshold=thresholds[theme.label],
                band=bands.get(theme.label),
                curve=curve,
                average=average,
                bins=reliability(scores, truths),
                error=calibration_error(scores, truths),
            )
        )
    return panels


def group_sentences(
    gold: Sequence[Sentence], labelled: Sequence[Sentence], labels: Sequence[str], facts: Facts
) -> list[Group]:
    """Return the evaluations by what is known of the reports, and by length of sentence.

    Lengths and years stand in their order, other values by their number of sentences.
    """
    lengths = [breakdown.class_length(sentence.text) for sentence in gold]
    by_length = breakdown.evaluate_groups(gold, labelled, labels, lengths)
    groups = [Group("句长", [(LENGTHS[i], by_length[i]) for i in sorted(by_length)])]
    for key, name in ATTRIBUTES.items():
        values = [facts.get(sentence.report, {}).get(key) for sentence in gold]
        if any(value is not None for value in values):
            found = breakdown.evaluate_groups(gold, labelled, labels, list(map(_name, values)))
            order = sorted(found, key=lambda v: v if key == "year" else -found[v].sentences)
            order.sort(key=lambda value: value == UNKNOWN)
            groups.append(Group(name, [(value, found[value]) for value in order]))
    return groups


def find_top(coverage: Iterable[Coverage]) -> float:
    """Return the upper end of the axis that all shares of wrong and missed themes lie under."""
    highest = max(max(point.wrong, point.missed) for point in coverage)
    return max(math.ceil(highest / _RISK_STEP), 1) * _RISK_STEP


def _name(value: object) -> str:
    return UNKNOWN if value is None else str(value)
