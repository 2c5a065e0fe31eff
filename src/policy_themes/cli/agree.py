"""`policy-themes agree`: how far the annotators of a round agree."""

import json
from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.table import Table

from policy_themes.annotations.agreement import find_confusions, measure_agreement
from policy_themes.annotations.rounds import read_round
from policy_themes.annotations.themes import read_themes
from policy_themes.cli import defaults
from policy_themes.cli.talk import say
from policy_themes.files import write_text

EXAMPLE = "Example: policy-themes agree r1 --output agreement.json"
_MOST_CONFUSIONS = 10


def agree(
    round_name: Annotated[str, typer.Argument(metavar="ROUND", help="The round, such as r1.")],
    rounds: Annotated[Path, typer.Option(help="Folder of the rounds.")] = defaults.ROUNDS,
    output: Annotated[Path | None, typer.Option(help="Write the figures as JSON.")] = None,
    table: Annotated[
        Path | None, typer.Option(help="Markdown file whose agreement table is replaced.")
    ] = None,
) -> None:
    """Print percent, Krippendorff's alpha with its interval per theme, and for sets of themes."""
    answers = read_round(rounds, round_name)
    figures = measure_agreement(answers, [theme.label for theme in read_themes(defaults.THEMES)])
    console = Console()
    shown = Table(title=f"{round_name}: {', '.join(answers)}")
    for column in ("theme", "sentences", "has it", "same answer", "alpha", "95 % interval"):
        shown.add_column(column, justify="left" if column == "theme" else "right")
    for figure in figures:
        shown.add_row(
            figure.name,
            str(figure.sentences),
            f"{figure.positive:.1%}",
            f"{figure.percent:.1%}",
            f"{figure.alpha:.3f}",
            f"{figure.low:.3f} to {figure.high:.3f}",
        )
    console.print(shown)
    for one, other, ids in find_confusions(answers)[:_MOST_CONFUSIONS]:
        pair = " / ".join("、".join(sorted(themes)) or "无主题" for themes in (one, other))
        console.print(f"{len(ids):4} {pair}  ({', '.join(ids[:3])})", highlight=False)
    if output:
        rows = [asdict(figure) for figure in figures]
        write_text(output, json.dumps(rows, ensure_ascii=False, indent=2) + "\n")
        say(f"Wrote {output}")
    if table:
        from policy_themes.outputs.markdown import format_agreement, replace_block

        replace_block(table, f"agreement {round_name}", format_agreement(figures))
        say(f"Replaced the agreement table of {table}")
