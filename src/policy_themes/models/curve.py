"""The learning curve: figures of a system that learns from ever more reports."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from policy_themes.models.compare import System, evaluate_all
from policy_themes.records import Sentence
from policy_themes.training.curve import draw_reports
from policy_themes.training.evaluate import Evaluation


@dataclass(frozen=True, slots=True)
class Point:
    """The figures of one training set.

    Attributes:
        share: Share of the reports, above 0 to 1.
        draw: Number of the draw.
        reports: Reports learnt from.
        sentences: Sentences learnt from.
        evaluations: Figures on each set of held-out sentences, by its name.
    """

    share: float
    draw: int
    reports: int
    sentences: int
    evaluations: dict[str, Evaluation]

    def as_row(self) -> dict[str, Any]:
        """Return the point as a row for JSON."""
        return asdict(self)


def measure_curve(
    system: System,
    train: Sequence[Sentence],
    held_out: Mapping[str, Sequence[Sentence]],
    themes: Sequence[str],
    *,
    shares: Sequence[float],
    draws: int,
    report: Callable[[str], None] = lambda _: None,
) -> list[Point]:
    """Train on shares of the reports, and score every set of held-out sentences each time.

    Args:
        system: What is trained.
        train: Gold sentences to learn from.
        held_out: Gold sentences of other reports, by name.
        themes: The themes in order.
        shares: Shares of the reports, above 0 to 1; of 1 there is one draw.
        draws: Draws of each other share.
        report: Called with a line on each point.
    """
    points: list[Point] = []
    rows = [sentence for own in held_out.values() for sentence in own]
    for share in shares:
        for draw in range(draws if share < 1 else 1):
            own = draw_reports(train, share, draw=draw)
            labelled = iter(system(own, rows))
            parts = {name: [next(labelled) for _ in part] for name, part in held_out.items()}
            evaluations = {
                name: evaluate_all(held_out[name], {name: part}, themes)[name]
                for name, part in parts.items()
            }
            reports = len({sentence.report for sentence in own})
            points.append(Point(share, draw, reports, len(own), evaluations))
            told = ", ".join(f"{name} {e.micro.f1:.3f}" for name, e in evaluations.items())
            report(f"{reports} reports, {len(own)} sentences: micro F1 {told}")
    return points
