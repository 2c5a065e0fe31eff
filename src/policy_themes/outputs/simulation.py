"""What an order of annotation buys, as a picture."""

from collections.abc import Sequence
from pathlib import Path
from statistics import fmean

from policy_themes.models.simulation import MEASURES, Measure, Simulation
from policy_themes.outputs.curve import GREY, label_axes, open_figure

ORDERS = {
    "random": ("随机", "#767676"),
    "uncertain": ("最拿不准的先标", "#C8102E"),
    "diverse": ("拿不准且分散", "#0B57A4"),
}
"""What each order is called, and its colour."""
_TITLES = {"micro": "微平均 F1", "macro": "宏平均 F1"}
_TICKS = (100, 200, 400, 800, 1600, 3200, 6400, 12800, 25600, 51200)


def draw_simulation(path: Path, simulation: Simulation, share: float) -> None:
    """Write an SVG: F1 over sentences annotated, a line an order, and where it reaches a share.

    Args:
        path: The file.
        simulation: The steps; the band of a line is from the least to the most of its draws.
        share: Share of the full F1, above 0 to 1.

    Raises:
        MissingExtraError: matplotlib is not installed.
    """
    most = simulation.full.sentences
    with open_figure(path, 11, 4.5) as figure:
        for axes, measure in zip(figure.subplots(1, len(MEASURES)), MEASURES, strict=True):
            goal = share * getattr(simulation.full, measure)
            axes.axhline(goal, color=GREY, linestyle="--", linewidth=1)
            axes.annotate(
                f"全部 {most:,} 句所得的 {share:.0%}",
                (most, goal),
                (0, -4),
                textcoords="offset points",
                ha="right",
                va="top",
            )
            for order in simulation.orders:
                name, colour = ORDERS[order]
                x, low, mean, high = _summarize(simulation, order, measure)
                needed = fmean(simulation.count_needed(order, share, measure))
                axes.fill_between(x, low, high, color=colour, alpha=0.15, linewidth=0)
                axes.plot(x, mean, color=colour, linewidth=2, label=f"{name}：{needed:,.0f} 句")
                axes.plot([needed], [goal], color=colour, marker="o", ms=6)
            first = min(step.sentences for step in simulation.steps)
            ticks = [tick for tick in _TICKS if first <= tick <= most] or [first, most]
            label_axes(axes, ticks, "已标句数")
            axes.set_title(_TITLES[measure])
            axes.legend(loc="lower right")


def _summarize(
    simulation: Simulation, order: str, measure: Measure
) -> tuple[list[int], list[float], list[float], list[float]]:
    """Return the numbers of sentences of an order, and least, mean and most F1 at each."""
    by_size: dict[int, list[float]] = {}
    for step in simulation.steps:
        if step.order == order:
            by_size.setdefault(step.sentences, []).append(getattr(step, measure))
    by_size[simulation.full.sentences] = [getattr(simulation.full, measure)]
    rows: Sequence[list[float]] = [by_size[size] for size in sorted(by_size)]
    return (
        sorted(by_size),
        [min(own) for own in rows],
        [fmean(own) for own in rows],
        [max(own) for own in rows],
    )
