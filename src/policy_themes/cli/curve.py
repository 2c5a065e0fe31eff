"""`policy-themes curve`: what more reports would buy."""

import json
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.table import Table

from policy_themes.annotations.themes import read_themes
from policy_themes.cli import defaults
from policy_themes.cli.prepare import prepare_if_stale
from policy_themes.cli.talk import say
from policy_themes.files import check_file, write_text

if TYPE_CHECKING:
    from policy_themes.models.curve import Point

EXAMPLE = "Example: policy-themes curve --beside real-gold.jsonl --draws 5"


def curve(
    config: Annotated[Path, typer.Argument(help="The config trained.")] = defaults.CONFIG,
    share: Annotated[
        list[float], typer.Option(min=0.01, max=1, help="Share of the train reports; repeat it.")
    ] = [0.1, 0.25, 0.5, 0.75, 1.0],  # noqa: B006 (Typer copies it)
    draws: Annotated[int, typer.Option(min=1, help="Draws of each share below 1.")] = 3,
    beside: Annotated[
        Path | None, typer.Option(help="More labelled sentences to score on (JSONL).")
    ] = None,
    output: Annotated[
        Path, typer.Option(help="Folder for curve.json and curve.svg.")
    ] = defaults.CURVE,
) -> None:
    """Train on shares of the reports, score on the test reports, and draw the learning curve."""
    from policy_themes.annotations.rounds import read_gold
    from policy_themes.models.compare import drop_themeless, retrain
    from policy_themes.models.curve import measure_curve
    from policy_themes.outputs.curve import draw_curve
    from policy_themes.training.prepare import read_split
    from policy_themes.training.run import read_config

    if len(set(share)) < 2:
        raise typer.BadParameter("Two different --share at least, or there is no curve.")
    check_file(output / "curve.json")  # now, not after the work
    prepare_if_stale()
    themes = read_themes(defaults.THEMES)
    labels = [theme.label for theme in themes]
    train, test = (
        drop_themeless(read_split(defaults.GOLD, defaults.REPORTS, split, labels))
        for split in ("train", "test")
    )
    held_out = {"test": test}
    if beside:
        held_out[beside.stem] = drop_themeless(read_gold(beside, labels))
    points = measure_curve(
        retrain(read_config(config), labels),
        train,
        held_out,
        labels,
        shares=sorted(set(share)),
        draws=draws,
        report=say,
    )
    show_curve(points, labels)
    rows = [point.as_row() for point in points]
    write_text(output / "curve.json", json.dumps(rows, ensure_ascii=False, indent=1) + "\n")
    draw_curve(output / "curve.svg", points, themes)
    say(f"Wrote {output / 'curve.json'} and {output / 'curve.svg'}")


def show_curve(points: Sequence["Point"], labels: Sequence[str]) -> None:
    """Print F1 at each share, and what twice the sentences would bring if the line goes on."""
    from policy_themes.outputs.terminal import print_table
    from policy_themes.training.curve import project_f1

    shares = sorted({point.share for point in points})
    sentences = [point.sentences for point in points]
    for name in points[0].evaluations:
        table = Table(title=f"{name}: F1 by share of the train reports")
        for column in ("theme", *(f"{share:.0%}" for share in shares), "twice as many", "gain"):
            table.add_column(column, justify="left" if column == "theme" else "right")
        for label in (*labels, "micro"):
            evaluations = [point.evaluations[name] for point in points]
            f1 = [(e.micro if label == "micro" else e.per_theme[label]).f1 for e in evaluations]
            means = [
                sum(own) / len(own)
                for share in shares
                for own in [[f for f, p in zip(f1, points, strict=True) if p.share == share]]
            ]
            more = project_f1(sentences, f1, 2 * max(sentences))
            table.add_row(
                label, *(f"{mean:.3f}" for mean in means), f"{more:.3f}", f"{more - means[-1]:+.3f}"
            )
        print_table(table)
