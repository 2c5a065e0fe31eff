"""`policy-themes bench`: our pipelines beside others, on speed, memory, size and start."""

import json
import platform
from collections import Counter
from dataclasses import asdict
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Annotated

import typer

from policy_themes.annotations.themes import read_themes
from policy_themes.cli import defaults
from policy_themes.cli.prepare import prepare_if_stale
from policy_themes.cli.talk import say
from policy_themes.files import check_file, write_text
from policy_themes.jsonl import read_jsonl

if TYPE_CHECKING:
    from policy_themes.models.bench import Speed
    from policy_themes.models.contenders import Contender

EXAMPLE = "Example: policy-themes bench --size 1000 --size 10000 --repeat 1"
_REPEATED = 10_000
"""Sentences up to which a measurement is repeated."""


def bench(
    size: Annotated[
        list[int], typer.Option(min=100, help="Sentences for all systems; repeat it.")
    ] = [1_000, 10_000, 100_000],  # noqa: B006 (Typer copies it)
    own_size: Annotated[
        int, typer.Option(min=0, help="Sentences for ours beyond that; 0 for none.")
    ] = 1_000_000,
    system: Annotated[
        list[str] | None, typer.Option(help="Only this system; repeat it.  [default: all]")
    ] = None,
    repeat: Annotated[int, typer.Option(min=1, help="Runs up to 10,000, the best counts.")] = 3,
    output: Annotated[
        Path, typer.Option(help="Folder for README.md, bench.svg, bench.json and the models.")
    ] = defaults.BENCH,
) -> None:
    """Measure our pipelines beside jieba + fastText, TF-IDF and stock spaCy; takes an hour."""
    from policy_themes.models.bench import measure_starts, train, write_reports
    from policy_themes.models.compare import drop_themeless
    from policy_themes.models.contenders import OURS, list_contenders
    from policy_themes.outputs.bench import draw_bench, format_bench
    from policy_themes.training.prepare import read_split

    contenders = list_contenders(defaults.CONFIG.parent, defaults.SEGMENTER)
    if unknown := set(system or ()).difference(contenders):
        raise typer.BadParameter(f"No system {', '.join(unknown)}. Give {', '.join(contenders)}.")
    chosen = [c for name, c in contenders.items() if not system or name in system]
    sizes = sorted(set(size))
    prepare_if_stale()
    check_file(output / "bench.json")  # now, not after the work
    labels = [theme.label for theme in read_themes(defaults.THEMES)]
    learnt, dev = (
        drop_themeless(read_split(defaults.GOLD, defaults.REPORTS, split, labels))
        for split in ("train", "dev")
    )
    counts = Counter(row["report"] for row in read_jsonl(defaults.SENTENCES))
    reports = {defaults.CORPUS / "reports" / f"{name}.txt": n for name, n in counts.items()}
    first = next(iter(reports))
    models = {name: output / "models" / name for name in contenders}
    costs = []
    for contender in chosen:
        costs.append(train(contender, models[contender.name], (learnt, dev, labels), first))
        say(f"{contender.name}: trained in {costs[-1].training:.0f} s")
    with TemporaryDirectory() as folder:
        files = write_reports(Path(folder) / "reports", reports, max([*sizes, own_size]))
        speeds = []
        for contender in chosen:
            beyond = [own_size] if contender.name in OURS and own_size > sizes[-1] else []
            for n in [*sizes, *beyond]:
                part = files[: _count_files(list(reports.values()), n)]
                times = repeat if n <= _REPEATED else 1
                # At the largest size for all, first texts, which cost more, weigh the least.
                compared = n == sizes[-1]
                speeds += _measure(contender, models[contender.name], part, times, compared)
    ours = {c.name: models[c.name] / "model" for c in chosen if c.name in OURS}
    starts = [measure_starts(ours, first) for _ in range(repeat)]
    least = {name: min(own[name] for own in starts) for name in starts[0]}
    machine = f"{platform.system()} {platform.machine()}, Python {platform.python_version()}"
    figures = {
        "costs": [asdict(cost) for cost in costs],
        "speeds": [asdict(speed) for speed in speeds],
        "starts": least,
    }
    page = format_bench(costs, speeds, least, main=len(sizes) - 1, machine=machine)
    write_text(output / "bench.json", json.dumps(figures, ensure_ascii=False, indent=2) + "\n")
    write_text(output / "README.md", page)
    draw_bench(output / "bench.svg", speeds)
    say(f"Wrote {output / 'README.md'}")


def _measure(
    contender: "Contender", model: Path, files: list[Path], times: int, compared: bool
) -> list["Speed"]:
    """Return the best of some runs; where systems are compared, with two processes too."""
    from policy_themes.models.bench import measure

    best = []
    for jobs in (1, 2) if compared else (1,):
        alone = compared and jobs == 1
        runs = [measure(contender, model, files, jobs=jobs, alone=alone) for _ in range(times)]
        best.append(min(runs, key=lambda speed: speed.seconds))
        rate = f"{best[-1].rate:,.0f} sentences/s"
        say(f"{contender.name}: {best[-1].sentences:,} sentences, {jobs} process(es), {rate}")
    return best


def _count_files(sentences: list[int], size: int) -> int:
    """Return how many files, whose numbers of sentences go round, have `size` sentences."""
    rounds, rest = divmod(size, sum(sentences))
    count = rounds * len(sentences)
    for own in sentences:
        if rest <= 0:
            break
        rest -= own
        count += 1
    return count
