"""The pictures of a summary's themes, all on the same scale."""

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from policy_themes.annotations.themes import Theme
from policy_themes.outputs.counts import Counts
from policy_themes.outputs.summary.charts import draw_bars
from policy_themes.outputs.summary.digest import Overview, add_up

FEWEST_YEARS = 3
"""Years from which a picture says more than the table."""
_STEP = 0.1


@dataclass(frozen=True, slots=True)
class Panel:
    """A picture of one theme."""

    theme: Theme
    share: float
    course: str
    years: str


def draw_panels(overview: Overview, themes: Sequence[Theme]) -> list[Panel]:
    """Return the pictures of the themes: their shares along the reports and over the years."""
    counts = overview.counts
    by_year = {year: add_up(own) for year, own in overview.group_by_year().items() if year}

    def trace(label: str, groups: Sequence[Counts]) -> list[float]:
        return [group.share(group.themes.get(label, 0)) for group in groups]

    labels = [theme.label for theme in themes]
    course_top = _find_top(share for label in labels for share in trace(label, overview.parts))
    years_top = _find_top(s for label in labels for s in trace(label, list(by_year.values())))
    tenths = [str(i) for i in range(1, len(overview.parts) + 1)]
    years = list(by_year) if len(by_year) <= 5 else [year[-2:] for year in by_year]
    return [
        Panel(
            theme,
            counts.share(counts.themes.get(theme.label, 0)),
            draw_bars(trace(theme.label, overview.parts), tenths, theme.colour, course_top),
            draw_bars(trace(theme.label, list(by_year.values())), years, theme.colour, years_top)
            if len(by_year) >= FEWEST_YEARS
            else "",
        )
        for theme in themes
    ]


def _find_top(shares: Iterable[float]) -> float:
    """Return the upper end of an axis, a tenth of the whole or more of them."""
    return max(math.ceil(max(shares, default=0) / _STEP - 1e-9), 1) * _STEP
