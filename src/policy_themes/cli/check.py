"""`policy-themes corpus check`: whether the corpus is worth learning from."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.console import Console
from rich.table import Table
from rich.text import Text

from policy_themes.cli import defaults
from policy_themes.cli.talk import say

if TYPE_CHECKING:
    from policy_themes.models.check import Check
    from policy_themes.records import Sentence

EXAMPLE = "Example: policy-themes corpus check --beside real-reports/ --unread unread.jsonl"


def check(
    config: Annotated[
        Path, typer.Option(help="Config trained out of fold, for labels and shortcuts.")
    ] = defaults.SMALL_CONFIG,
    folds: Annotated[int, typer.Option(min=2, help="Parts of the reports.")] = 3,
    beside: Annotated[
        Path | None, typer.Option(help="Report or folder whose spread is shown beside ours.")
    ] = None,
    unread: Annotated[
        Path | None, typer.Option(help="Write the doubtful sentences not read again (JSONL).")
    ] = None,
) -> None:
    """Check sizes, duplicates, leaks, real places, reviews, agreement, labels and shortcuts."""
    from policy_themes.annotations.rounds import read_gold, read_round
    from policy_themes.annotations.themes import read_themes
    from policy_themes.corpus.places import read_counties
    from policy_themes.corpus.reports import read_splits
    from policy_themes.corpus.reviews import read_reviews
    from policy_themes.jsonl import read_jsonl, write_jsonl
    from policy_themes.models import check as checks
    from policy_themes.models.compare import drop_themeless, retrain
    from policy_themes.training.run import read_config

    labels = [theme.label for theme in read_themes(defaults.THEMES)]
    gold = drop_themeless(read_gold(defaults.GOLD, labels))
    splits = read_splits(defaults.REPORTS)
    briefs = read_jsonl(defaults.BRIEFS, required=["id", "place", "writer"])
    texts: dict[str, str] = {}
    for sentence in gold:
        texts[sentence.report] = f"{texts.get(sentence.report, '')}{sentence.text}\n"
    places = {row["id"]: row["place"] for row in briefs}
    counties = read_counties(defaults.COUNTIES)
    rounds = {name: read_round(defaults.ROUNDS, name) for name in defaults.list_rounds()}
    audits = [own for name, own in rounds.items() if name.startswith("audit")]
    read_again = {sentence_id for own in audits for one in own.values() for sentence_id in one}
    found = [
        checks.Check("size", f"{len(splits)} reports, {len(gold)} sentences with gold", bool(gold)),
        *checks.check_duplicates(gold, splits),
        checks.check_places(texts, places, counties),
        checks.check_reviews(
            read_reviews(defaults.REVIEWS), {row["id"]: row["writer"] for row in briefs}
        ),
        checks.check_agreement({k: v for k, v in rounds.items() if len(v) > 1}, labels),
    ]
    for passed in found:
        show_check(passed)
    show_spread({"corpus": gold, **({beside.name: _read(beside)} if beside else {})})
    own, doubtful = checks.check_labels(
        retrain(read_config(config), labels),
        gold,
        read_again,
        {report for report, split in splits.items() if split == "test"},
        list(places.values()),
        labels,
        folds,
        report=say,
    )
    for passed in own:
        show_check(passed)
    if unread:
        write_jsonl(unread, [sentence.as_row() for sentence in doubtful])
        say(f"Wrote {len(doubtful)} sentences to {unread}")
    if not all(passed.passed for passed in [*found, *own]):
        raise typer.Exit(1)


def show_check(check: "Check") -> None:
    """Print a check on stdout, with examples where it fails."""
    console = Console(soft_wrap=True, highlight=False)
    mark = Text("ok    ", "green") if check.passed else Text("FAILED", "bold red")
    console.print(mark, Text(f"{check.name}: {check.found}"))
    for example in () if check.passed else check.examples:
        console.print(Text(f"       {example}", "dim"))


def show_spread(sentences: Mapping[str, Sequence["Sentence"]]) -> None:
    """Print how varied sentences are, several sets of them side by side."""
    from policy_themes.corpus.spread import QUANTILES, count_characters, measure_spread
    from policy_themes.outputs.terminal import print_table

    texts = {name: [sentence.text for sentence in own] for name, own in sentences.items()}
    characters = min(count_characters(own) for own in texts.values())
    table = Table(title="Spread")
    columns = [f"{q} %" for q in QUANTILES]
    for column in ("", "sentences", *columns, "longest", "figures", "quotes", "distinct 4-grams"):
        table.add_column(column, justify="right" if column else "left")
    for name, own in texts.items():
        spread = measure_spread(own, characters=characters)
        table.add_row(
            name,
            str(spread.sentences),
            *map(str, spread.lengths),
            str(spread.longest),
            f"{spread.figures:.0%}",
            f"{spread.quotes:.0%}",
            f"{spread.distinct:.3f}",
        )
    print_table(table)


def _read(path: Path) -> list["Sentence"]:
    from policy_themes.corpus.read import find_reports, read_report
    from policy_themes.corpus.structure import parse_report
    from policy_themes.models.compare import drop_themeless

    reports = [parse_report(file.stem, read_report(file)) for file in find_reports(path)]
    return drop_themeless([sentence for report in reports for sentence in report.sentences])
