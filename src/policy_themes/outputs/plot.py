"""Charts as SVG: where values lie on one, so that a template can draw its lines and circles."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Plot:
    """The area of a chart, from 0 to 1 across and from 0 to `top` upwards.

    Attributes:
        width: Width of the whole picture in its own units.
        height: Height of the whole picture.
        top: The value at the upper edge.
        left: Room for the numbers beside the area.
        below: Room for the numbers under it.
        edge: Room above it and to its right.
    """

    width: int = 200
    height: int = 190
    top: float = 1.0
    left: int = 36
    below: int = 36
    edge: int = 10

    def x(self, value: float) -> float:
        """Return where `value` lies across, from the picture's left edge."""
        return round(self.left + value * (self.width - self.left - self.edge), 1)

    def y(self, value: float) -> float:
        """Return where `value` lies, from the picture's upper edge; not above the area."""
        height = self.height - self.below - self.edge
        return round(self.edge + (1 - min(value / self.top, 1.0)) * height, 1)

    def trace(self, points: Iterable[Sequence[float]]) -> str:
        """Return a line for SVG; points that would fall on each other are one.

        Args:
            points: Values across and upwards; what follows them in a point is ignored.
        """
        return " ".join(dict.fromkeys(f"{self.x(x):g},{self.y(y):g}" for x, y, *_ in points))
