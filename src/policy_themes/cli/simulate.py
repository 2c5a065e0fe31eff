"""`policy-themes simulate`: what the order of annotation buys."""

import json
from functools import partial
from pathlib import Path
from statistics import fmean
from typing import TYPE_CHECKING, Annotated

import typer
from rich.table import Table

from policy_themes.cli import defaults
from policy_themes.cli.talk import say
from policy_themes.files import check_file, write_text

if TYPE_CHECKING:
    from policy_themes.models.simulation import Simulation

EXAMPLE = "Example: policy-themes simulate --draws 5 --share 0.98"
_ORDERS = ("random", "uncertain", "diverse")


def simulate(
    first: Annotated[int, typer.Option(min=1, help="Sentences of the first batch.")] = 100,
    draws: Annotated[int, typer.Option(min=1, help="Draws of the first batch.")] = 10,
    share: Annotated[
        float, typer.Option(min=0.01, max=1, help="Share of the full F1 that is to be reached.")
    ] = 0.95,
    output: Annotated[
        Path, typer.Option(help="Folder for simulation.json and simulation.svg.")
    ] = defaults.SIMULATION,
) -> None:
    """Annotate the train reports again from their gold, sentence by sentence, in several orders.

    A linear model (characters and lexicon terms, without neighbours) learns after every batch, is
    scored on the dev and test reports, and chooses the next batch.
    """
    from policy_themes.annotations.lexicon import read_lexicon
    from policy_themes.annotations.order import order_sentences
    from policy_themes.annotations.rounds import read_gold
    from policy_themes.annotations.themes import read_themes
    from policy_themes.corpus.reports import read_splits
    from policy_themes.models.simulate import simulate as run
    from policy_themes.outputs.simulation import draw_simulation
    from policy_themes.training.simulate import LinearLearner

    check_file(output / "simulation.json")  # now, not after the work
    labels = [theme.label for theme in read_themes(defaults.THEMES)]
    splits = read_splits(defaults.REPORTS)
    terms = read_lexicon(defaults.LEXICON, labels)
    learner = LinearLearner(read_gold(defaults.GOLD, labels), labels, terms)
    pool: list[int] = []
    held_out: list[int] = []
    for row, sentence in enumerate(learner.sentences):
        if splits.get(sentence.report) == "train":
            pool.append(row)
        elif sentence.report in splits:
            held_out.append(row)
    if first >= len(pool):
        raise typer.BadParameter(
            f"--first {first} leaves nothing to choose of {len(pool)} train sentences."
        )
    orders = {name: partial(order_sentences, order=name) for name in _ORDERS}
    simulation = run(learner, pool, held_out, labels, orders, first=first, draws=draws, report=say)
    show_simulation(simulation, share)
    found = json.dumps(simulation.as_row(share), ensure_ascii=False, indent=1)
    write_text(output / "simulation.json", found + "\n")
    draw_simulation(output / "simulation.svg", simulation, share)
    say(f"Wrote {output / 'simulation.json'} and {output / 'simulation.svg'}")


def show_simulation(simulation: "Simulation", share: float) -> None:
    """Print how many sentences each order needs for a share of the full F1."""
    from policy_themes.models.simulation import MEASURES
    from policy_themes.outputs.terminal import print_table

    full = simulation.full
    table = Table(
        title=f"sentences needed for {share:.0%} of the F1 of all {full.sentences} "
        f"(micro {full.micro:.3f}, macro {full.macro:.3f})"
    )
    for column in ("order", *(f"{m} {x}" for m in MEASURES for x in ("mean", "least to most"))):
        table.add_column(column, justify="left" if column == "order" else "right")
    for order in simulation.orders:
        cells = []
        for measure in MEASURES:
            needed = simulation.count_needed(order, share, measure)
            cells += [f"{fmean(needed):.0f}", f"{min(needed):.0f} to {max(needed):.0f}"]
        table.add_row(order, *cells)
    print_table(table)
