"""What the steps of a simulated annotation say: the sentences that each order needs."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from statistics import fmean
from typing import Any, Literal

Measure = Literal["micro", "macro"]
MEASURES: tuple[Measure, ...] = ("micro", "macro")


@dataclass(frozen=True, slots=True)
class Step:
    """What was learnt from the first rows of an order.

    Attributes:
        order: Name of the order.
        draw: Number of the draw, which is its seed.
        sentences: Sentences annotated so far.
        micro: Micro F1 on the held-out sentences, 0 to 1.
        macro: Macro F1.
        themes: F1 of each theme.
    """

    order: str
    draw: int
    sentences: int
    micro: float
    macro: float
    themes: dict[str, float]

    def as_row(self) -> dict[str, Any]:
        """Return the step as a row for JSON."""
        return asdict(self)


@dataclass(frozen=True)
class Simulation:
    """The steps of every order and draw, and what all sentences bring.

    Attributes:
        full: The step at which everything is annotated.
        steps: The steps before it, by order, draw and number of sentences.
    """

    full: Step
    steps: list[Step]

    @property
    def orders(self) -> list[str]:
        """The names of the orders."""
        return list(dict.fromkeys(step.order for step in self.steps))

    def count_needed(self, order: str, share: float, measure: Measure) -> list[float]:
        """Return the sentences that each draw of an order needs for a share of the full F1.

        Between two steps F1 is taken to be a straight line over the logarithm of the sentences.

        Args:
            order: Name of the order.
            share: Above 0 to 1.
            measure: The F1 that counts.
        """
        goal = share * getattr(self.full, measure)
        own = [step for step in self.steps if step.order == order]
        return [
            _find_crossing(
                [
                    (step.sentences, getattr(step, measure))
                    for step in [*(s for s in own if s.draw == draw), self.full]
                ],
                goal,
            )
            for draw in sorted({step.draw for step in own})
        ]

    def as_row(self, share: float) -> dict[str, Any]:
        """Return everything as an object for JSON, with the sentences needed for `share`."""
        needed = {
            measure: {
                order: {"mean": fmean(own), "least": min(own), "most": max(own)}
                for order in self.orders
                for own in [self.count_needed(order, share, measure)]
            }
            for measure in MEASURES
        }
        steps = [step.as_row() for step in self.steps]
        return {"share": share, "needed": needed, "full": self.full.as_row(), "steps": steps}


def _find_crossing(points: Sequence[tuple[int, float]], goal: float) -> float:
    """Return where the line through (sentences, F1) first reaches a goal that its last one has."""
    before, low = points[0]
    for sentences, f1 in points:
        if f1 >= goal:
            part = (goal - low) / (f1 - low) if f1 > low else 1.0
            return float(before * (sentences / before) ** max(part, 0.0))
        before, low = sentences, f1
    return float(points[-1][0])
