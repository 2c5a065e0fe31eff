"""`policy-themes compare`: our pipelines beside every baseline."""

import json
from pathlib import Path
from typing import Annotated

import typer

from policy_themes.annotations.themes import read_themes
from policy_themes.cli import defaults
from policy_themes.cli.prepare import prepare_if_stale
from policy_themes.cli.talk import say
from policy_themes.files import check_file, write_text

EXAMPLE = "Example: policy-themes compare --beside real-gold.jsonl --table README.md"


def compare(
    configs: Annotated[
        list[Path] | None,
        typer.Argument(help="Configs of ours.  [default: configs/sm.cfg configs/md.cfg]"),
    ] = None,
    folds: Annotated[int, typer.Option(min=2, help="Parts of the reports.")] = 3,
    beside: Annotated[
        Path | None, typer.Option(help="Labelled sentences of other reports (JSONL).")
    ] = None,
    output: Annotated[Path, typer.Option(help="Write all figures as JSON.")] = defaults.COMPARISON,
    table: Annotated[
        Path | None, typer.Option(help="Markdown file whose comparison table is replaced.")
    ] = None,
) -> None:
    """Cross-validate ours, the lexicon, linear models, fastText and stock spaCy by report."""
    from policy_themes.annotations.lexicon import read_lexicon
    from policy_themes.annotations.rounds import read_gold, read_round
    from policy_themes.models.compare import (
        drop_themeless,
        label_out_of_fold,
        retrain,
        run_baseline,
    )
    from policy_themes.models.comparison import compare_labelled, evaluate_annotators, label_beside
    from policy_themes.outputs.markdown import format_comparison, replace_block
    from policy_themes.training.baselines import list_baselines
    from policy_themes.training.run import read_config

    for path in filter(None, (output, table)):
        check_file(path)  # now, not after the work
    prepare_if_stale()
    labels = [theme.label for theme in read_themes(defaults.THEMES)]
    gold = drop_themeless(read_gold(defaults.GOLD, labels))
    own = {
        f"policy-themes {config.stem}": retrain(read_config(config), labels)
        for config in configs or [defaults.SMALL_CONFIG, defaults.CONFIG]
    }
    baselines = list_baselines(read_lexicon(defaults.LEXICON, labels), defaults.STOCK_CONFIGS)
    systems = {name: run_baseline(baseline, labels) for name, baseline in baselines.items()} | own
    labelled = label_out_of_fold(systems, gold, folds, report=say)
    comparisons = {f"{folds} folds": compare_labelled(gold, labelled, list(own), labels)}
    if beside:
        rows = drop_themeless(read_gold(beside, labels))
        found = label_beside(systems, gold, rows)
        comparisons[beside.stem] = compare_labelled(rows, found, list(own), labels)
    rounds = {name: read_round(defaults.ROUNDS, name) for name in defaults.list_rounds()}
    answered = {name: answers for name, answers in rounds.items() if len(answers) > 1}
    people = evaluate_annotators(answered, labels) if answered else None
    text = format_comparison(comparisons, people)
    print(text)
    figures = {name: comparison.as_row() for name, comparison in comparisons.items()}
    if people:
        figures["annotators"] = people.as_row()
    write_text(output, json.dumps(figures, ensure_ascii=False, indent=1) + "\n")
    say(f"Wrote {output}")
    if table:
        replace_block(table, "comparison", text)
        say(f"Replaced the comparison of {table}")
