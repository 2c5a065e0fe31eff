"""The pictures of a summary, drawn by matplotlib; the extra `lab` brings it."""

import re
from collections.abc import Sequence
from io import StringIO
from typing import Any

from policy_themes.errors import MissingExtraError
from policy_themes.outputs.colours import BLACK, contrast

_INK = "#444444"
_SETTINGS: dict[Any, Any] = {
    "svg.fonttype": "none",  # text stays text
    "svg.hashsalt": "policy-themes",
    "font.family": "sans-serif",
    "font.size": 9,
    "axes.edgecolor": _INK,
    "xtick.color": _INK,
    "ytick.color": _INK,
}
_NO_METADATA = dict.fromkeys(("Creator", "Date", "Format", "Type"))
_UNUSED_ID = re.compile(r' id="(?!m[0-9a-f]{6}|p[0-9a-f]{6})[^"]*"')
_SIZE = re.compile(r'(<svg[^>]*?) (?:height|width)="[^"]*"')


def require_matplotlib() -> None:
    """Check that pictures can be drawn.

    Raises:
        MissingExtraError: matplotlib is not installed.
    """
    try:
        import matplotlib.figure  # noqa: F401
    except ImportError as error:
        raise MissingExtraError("a summary as a page", "lab") from error


def draw_bars(shares: Sequence[float], names: Sequence[str], colour: str, top: float) -> str:
    """Return an SVG of bars, as wide as what it is put in.

    No Chinese is in it, so that it looks the same where no Chinese font is; the page says around
    it what it shows.

    Args:
        shares: Heights of the bars, 0 to 1.
        names: What stands below each, digits.
        colour: Colour of the bars.
        top: Upper end of the axis, 0 to 1.
    """
    from matplotlib import rc_context
    from matplotlib.figure import Figure
    from matplotlib.ticker import PercentFormatter

    with rc_context(_SETTINGS):
        figure = Figure(figsize=(3.4, 1.9), layout="constrained")
        axes = figure.subplots()
        edge = BLACK if contrast(colour, "#FFFFFF") < 3 else colour  # WCAG 1.4.11
        axes.bar(range(len(shares)), shares, color=colour, edgecolor=edge, linewidth=0.6, width=0.8)
        axes.set_xticks(range(len(names)), names)
        axes.set_ylim(0, top)
        axes.set_yticks([0, top / 2, top])
        axes.yaxis.set_major_formatter(PercentFormatter(1, decimals=0))
        axes.grid(axis="y", color="#DDDDDD", linewidth=0.6)
        axes.set_axisbelow(True)
        axes.spines[["top", "right", "left"]].set_visible(False)
        axes.tick_params(length=0)
        written = StringIO()
        figure.savefig(written, format="svg", transparent=True, metadata=_NO_METADATA)
    svg = written.getvalue()
    return _fit(svg[svg.index("<svg") :])


def _fit(svg: str) -> str:
    """Return the SVG without its own size and without ids that a second one would repeat."""
    while _SIZE.search(svg):
        svg = _SIZE.sub(r"\1", svg, count=1)
    return _UNUSED_ID.sub("", svg).replace("<svg", '<svg aria-hidden="true" focusable="false"', 1)
