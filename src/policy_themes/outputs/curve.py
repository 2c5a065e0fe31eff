"""The learning curve as a picture."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from io import StringIO
from pathlib import Path
from typing import Any

import numpy

from policy_themes.annotations.themes import Theme
from policy_themes.errors import MissingExtraError
from policy_themes.files import write_text
from policy_themes.models.curve import Point

FONTS = ("Noto Sans CJK SC", "Source Han Sans SC", "Microsoft YaHei", "PingFang SC")
GREY = "#444444"


@contextmanager
def open_figure(path: Path, width: float, height: float) -> Iterator[Any]:
    """Yield a figure to draw on, in inches, and write it as SVG at the end.

    The text stays text, so that the reader's own Chinese font shows it.

    Raises:
        MissingExtraError: matplotlib is not installed.
    """
    try:
        from matplotlib import font_manager, rc_context
        from matplotlib.figure import Figure
    except ImportError as error:
        raise MissingExtraError("pictures", "lab") from error
    # A font that is not here would be warned of at every label; the reader's viewer has its own.
    fonts = [name for name in FONTS if name in font_manager.get_font_names()] or ["sans-serif"]
    settings: dict[Any, Any] = {
        "svg.fonttype": "none",
        "svg.hashsalt": "policy-themes",
        "font.family": fonts,
    }
    with rc_context(settings):
        figure = Figure(figsize=(width, height), layout="constrained")
        yield figure
        svg = StringIO()
        figure.savefig(svg, format="svg", metadata={"Date": None})
    write_text(path, svg.getvalue())


def draw_curve(path: Path, points: Sequence[Point], themes: Sequence[Theme]) -> None:
    """Write an SVG: one panel a held-out set, F1 over sentences learnt from.

    Args:
        path: The file.
        points: The points of the curve.
        themes: The themes with their colours.

    Raises:
        MissingExtraError: matplotlib is not installed.
    """
    names = list(points[0].evaluations)
    with open_figure(path, 5.5 * len(names), 4.5) as figure:
        for axes, name in zip(figure.subplots(1, len(names), squeeze=False)[0], names, strict=True):
            lines = [("微平均", GREY, [p.evaluations[name].micro.f1 for p in points], 2.5)]
            lines += [
                (t.label, t.colour, [p.evaluations[name].per_theme[t.label].f1 for p in points], 1)
                for t in themes
            ]
            for label, colour, f1, width in lines:
                x, low, mean, high = _summarize(points, f1)
                axes.fill_between(x, low, high, color=colour, alpha=0.12, linewidth=0)
                axes.plot(x, mean, color=colour, linewidth=width, marker="o", ms=3, label=label)
            axes.set_title(name)
            label_axes(axes, _summarize(points, [0.0] * len(points))[0], "训练句数")
        figure.legend(*axes.get_legend_handles_labels(), loc="outside lower center", ncols=7)


def label_axes(axes: Any, ticks: Sequence[float], across: str) -> None:
    """Label axes of F1 over numbers of sentences, which lie on a logarithmic scale."""
    axes.set_xscale("log")
    axes.set_xticks(ticks, [f"{tick:,.0f}" for tick in ticks], minor=False)
    axes.minorticks_off()
    axes.set_xlabel(across)
    axes.set_ylabel("F1")
    axes.grid(alpha=0.3)


def _summarize(
    points: Sequence[Point], values: Sequence[float]
) -> tuple[list[float], list[float], list[float], list[float]]:
    """Return for each share the mean number of sentences, and least, mean and most of values."""
    by_share: defaultdict[float, list[tuple[int, float]]] = defaultdict(list)
    for point, value in zip(points, values, strict=True):
        by_share[point.share].append((point.sentences, value))
    rows = [
        (float(numpy.mean(n)), min(own), float(numpy.mean(own)), max(own))
        for n, own in (zip(*pairs, strict=True) for _, pairs in sorted(by_share.items()))
    ]
    x, low, mean, high = (list(column) for column in zip(*rows, strict=True))
    return x, low, mean, high
