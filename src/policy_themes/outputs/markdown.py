"""Generated tables in Markdown files, so that no figure is copied by hand."""

import re
from collections.abc import Mapping, Sequence
from pathlib import Path

from policy_themes.annotations.agreement import Agreement
from policy_themes.errors import MissingPathError, PolicyThemesError
from policy_themes.files import write_text
from policy_themes.locks import lock
from policy_themes.models.comparison import Comparison
from policy_themes.training.bootstrap import Difference
from policy_themes.training.evaluate import Evaluation


class MissingBlockError(PolicyThemesError):
    """A Markdown file has no place for a table."""

    def __init__(self, path: Path, name: str) -> None:
        super().__init__(
            path, f"no block '{name}'", f"Add the lines <!-- {name} --> and <!-- /{name} -->."
        )


def replace_block(path: Path, name: str, text: str) -> None:
    """Replace what stands between `<!-- name -->` and `<!-- /name -->` in a Markdown file.

    Raises:
        MissingPathError: There is no such file.
        MissingBlockError: It does not have the two lines.
    """
    if not path.is_file():
        raise MissingPathError(path)
    block = re.compile(
        rf"(<!-- {re.escape(name)} -->\n).*?(<!-- /{re.escape(name)} -->)", re.DOTALL
    )
    with lock(path, wait=True):
        replaced, count = block.subn(
            lambda match: f"{match[1]}{text}\n{match[2]}", path.read_text(encoding="utf-8")
        )
        if not count:
            raise MissingBlockError(path, name)
        write_text(path, replaced)


def format_evaluations(evaluations: Mapping[str, Evaluation]) -> str:
    """Return the figures of several systems side by side, one system a column."""
    first = next(iter(evaluations.values()))
    rows = [("", *evaluations), ("---", *("---:" for _ in evaluations))]
    for theme in first.per_theme:
        rows.append(
            (f"{theme} F1", *(f"{e.per_theme[theme].f1:.3f}" for e in evaluations.values()))
        )
    rows.append(("micro F1", *(f"**{e.micro.f1:.3f}**" for e in evaluations.values())))
    rows.append(("macro F1", *(f"**{e.macro.f1:.3f}**" for e in evaluations.values())))
    rows.append(("exact set", *(f"{e.exact:.3f}" for e in evaluations.values())))
    rows.append(("sentences", *(str(e.sentences) for e in evaluations.values())))
    return _format_rows(rows)


def format_comparison(
    comparisons: Mapping[str, Comparison], annotators: Evaluation | None = None
) -> str:
    """Return systems by row and sets of sentences by column, then how far ours are ahead."""
    names = [f"{name}: {figure}" for name in comparisons for figure in ("micro", "macro", "exact")]
    rows = [("system", *names), ("---", *("---:" for _ in names))]
    for system in next(iter(comparisons.values())).evaluations:
        found = [comparison.evaluations[system] for comparison in comparisons.values()]
        cells = [f"{x:.3f}" for e in found for x in (e.micro.f1, e.macro.f1, e.exact)]
        rows.append((system, *cells))
    if annotators:
        people = (annotators.micro.f1, annotators.macro.f1, annotators.exact)
        blank = [""] * (len(names) - 3)
        rows.append(("one annotator against another", *(f"{x:.3f}" for x in people), *blank))
    lines = [_format_rows(rows), ""]
    for name, comparison in comparisons.items():
        for system, (best, micro, macro) in comparison.ahead.items():
            cover, error = comparison.coverage[system], comparison.calibration[system]
            lines.append(
                f"- {name}, {system}: ahead of {best} by {_format_difference(micro)} micro and "
                f"{_format_difference(macro)} macro F1; calibration error at most "
                f"{max(error.values()):.3f}; outside the band of doubt {cover.accepted:.0%} of "
                f"sentences, {cover.wrong:.1%} of their themes wrong and {cover.missed:.1%} missed."
            )
    return "\n".join(lines)


def _format_difference(difference: Difference) -> str:
    return f"{difference.mean:.3f} ({difference.low:.3f} to {difference.high:.3f})"


def format_agreement(figures: Sequence[Agreement]) -> str:
    """Return the annotators' agreement on each theme, and on sets of themes."""
    rows: list[tuple[str, ...]] = [
        ("theme", "sentences", "has it", "same answer", "alpha", "95 % interval", "Gwet's AC"),
        ("---", "---:", "---:", "---:", "---:", "---:", "---:"),
    ]
    rows += [
        (
            figure.name,
            str(figure.sentences),
            f"{figure.positive:.1%}",
            f"{figure.percent:.1%}",
            f"{figure.alpha:.3f}",
            f"{figure.low:.3f} to {figure.high:.3f}",
            f"{figure.ac:.3f}",
        )
        for figure in figures
    ]
    return _format_rows(rows)


def format_counts(
    title: str, counts: Mapping[str, Mapping[str, int]], themes: Sequence[str]
) -> str:
    """Return counts of sentences, one value of an attribute a row, one theme a column."""
    columns = ["报告", "句子", *themes, "无主题"]
    rows = [(title, *columns), ("---", *("---:" for _ in columns))]
    rows += [
        (value, *(str(count.get(column, 0)) for column in columns))
        for value, count in counts.items()
    ]
    return _format_rows(rows)


def _format_rows(rows: Sequence[tuple[str, ...]]) -> str:
    return "\n".join("| " + " | ".join(row) + " |" for row in rows)
