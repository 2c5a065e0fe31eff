"""The benchmark as Markdown tables and as a picture."""

from collections.abc import Mapping, Sequence
from pathlib import Path

from policy_themes.models.bench import Cost, Speed
from policy_themes.models.contenders import FASTTEXT, MD, OURS, SM, STOCK_PKUSEG
from policy_themes.outputs.curve import GREY, label_axes, open_figure

_COLOURS = ("#C8102E", "#E07B39", "#4C78A8", "#72B7B2", "#888888", "#54A24B")


def format_bench(
    costs: Sequence[Cost],
    speeds: Sequence[Speed],
    starts: Mapping[str, float],
    *,
    main: int,
    machine: str,
) -> str:
    """Return the benchmark in Markdown.

    Args:
        costs: One a system.
        speeds: One a system, size and number of processes.
        starts: Seconds of `policy-themes predict` on a report, and of `import spacy`.
        main: Index of the size, from the least, that systems are compared at.
        machine: What it ran on.
    """
    sizes = _list_sizes(speeds)
    size = sizes[min(main, len(sizes) - 1)]
    lines = [
        "# Benchmark",
        "",
        "`policy-themes bench` writes this page. One run; each system in processes of its own, one "
        "core each; the same reports: the corpus's, repeated with other figures. End to end is "
        "from text files to JSON lines; reading and splitting are ours for all.",
        f"Machine: {machine}.",
        "",
        f"## {_number(size)} sentences",
        "",
        "| system | end to end, sentences/s | labelling alone | 2 processes | training, s "
        "| model, MiB | memory, MiB | start, s |",
        "| --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: |",
    ]
    at = {(s.system, s.sentences, s.jobs): s for s in speeds}
    for cost in costs:
        one, two = at[cost.system, size, 1], at.get((cost.system, size, 2))
        alone = _number(one.sentences / one.labelling) if one.labelling else ""
        both = f"{_number(two.rate)} ({two.rate / one.rate:.2f} x)" if two else ""
        lines.append(
            f"| {cost.system} | {_number(one.rate)} | {alone} | {both} | {cost.training:.0f} "
            f"| {cost.size:.1f} | {one.peak:.0f} | {cost.start:.1f} |"
        )
    lines += ["", *_format_ratios(at, size, starts), "", "## By size", ""]
    head = " | ".join(f"{_number(size)}" for size in sizes)
    lines += [
        "End to end with one process, sentences/s and, behind the stroke, MiB of memory.",
        "",
        f"| system | {head} |",
        f"| --- | {' | '.join('---:' for _ in sizes)} |",
    ]
    for cost in costs:
        cells = [
            f"{_number(found.rate)} / {found.peak:.0f}"
            if (found := at.get((cost.system, size, 1)))
            else ""
            for size in sizes
        ]
        lines.append(f"| {cost.system} | {' | '.join(cells)} |")
    return "\n".join([*lines, "", "![Sentences a second](bench.svg)", ""])


def draw_bench(path: Path, speeds: Sequence[Speed]) -> None:
    """Write an SVG: sentences a second over the number of sentences, one line a system.

    Raises:
        MissingExtraError: matplotlib is not installed.
    """
    with open_figure(path, 7.5, 4.5) as figure:
        axes = figure.subplots()
        systems = list(dict.fromkeys(speed.system for speed in speeds))
        for system, colour in zip(systems, _COLOURS, strict=False):
            own = sorted(
                (s.sentences, s.rate) for s in speeds if s.system == system and s.jobs == 1
            )
            width = 2.5 if system in OURS else 1.2
            axes.plot(
                *zip(*own, strict=True), color=colour, linewidth=width, marker="o", label=system
            )
        label_axes(axes, _list_sizes(speeds), "sentences")
        axes.set_yscale("log")
        axes.set_ylabel("sentences a second, files to JSON lines")
        axes.tick_params(colors=GREY)
        figure.legend(*axes.get_legend_handles_labels(), loc="outside lower center", ncols=3)


def _format_ratios(
    at: Mapping[tuple[str, int, int], Speed], size: int, starts: Mapping[str, float]
) -> list[str]:
    lines = []
    for own, other in ((SM, FASTTEXT), (MD, FASTTEXT), (MD, STOCK_PKUSEG)):
        if (own, size, 1) in at and (other, size, 1) in at:
            ratio = at[own, size, 1].rate / at[other, size, 1].rate
            lines.append(f"- {own} is {ratio:.1f} times as fast as {other}, end to end.")
    for name, seconds in starts.items():
        if name in OURS:
            ratio = seconds / starts["import spacy"]
            lines.append(
                f"- `policy-themes predict` on one report with {name}: {seconds:.1f} s, "
                f'{ratio:.2f} times `python -c "import spacy"`.'
            )
    return lines


def _list_sizes(speeds: Sequence[Speed]) -> list[int]:
    return sorted({speed.sentences for speed in speeds})


def _number(value: float) -> str:
    return f"{value:,.0f}"
