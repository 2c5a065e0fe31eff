"""`policy-themes train`: train a pipeline."""

import json
import os
import shutil
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Annotated, Any

import typer

from policy_themes.annotations.themes import read_themes
from policy_themes.cli import defaults
from policy_themes.cli.evaluate import DEV, list_groups, show_evaluation, write_report
from policy_themes.cli.prepare import TRAIN_ROWS, prepare_if_stale
from policy_themes.cli.talk import say, say_logged
from policy_themes.files import put_folder, work_in, write_text

EXAMPLE = (
    "Example: policy-themes train configs/sm.cfg --output training/sm --initialize.after_init.C 1.0"
)


def train(
    context: typer.Context,
    config: Annotated[Path, typer.Argument(help="A spaCy config.")] = defaults.CONFIG,
    output: Annotated[
        Path | None, typer.Option(help="Folder of the run.  [default: training/ and config's name]")
    ] = None,
    refit: Annotated[
        bool, typer.Option(help="Then train again on all reports, dev and test too.")
    ] = True,
) -> None:
    """Train a pipeline from a spaCy config, as `spacy train` does, and evaluate it on dev.

    Then train it again on all reports, for use; what was evaluated stays in model-measured.

    Settings of the config are overridden as in spaCy: --training.max_epochs 5.
    """
    from spacy.cli._util import parse_config_overrides

    from policy_themes.corpus.reports import read_sentences
    from policy_themes.locks import lock
    from policy_themes.models.compare import drop_themeless, evaluate_all, label_in_reports
    from policy_themes.training.prepare import read_split
    from policy_themes.training.run import read_config, train_pipeline

    if not sys.stderr.isatty() or "NO_COLOR" in os.environ:
        os.environ["ANSI_COLORS_DISABLED"] = "1"  # spaCy's printer asks neither
    _check_overrides(context.args)
    overrides = parse_config_overrides(context.args)
    themes = read_themes(defaults.THEMES)
    if refit and (reason := _find_hindrance(read_config(config, overrides))):
        say(f"Not to be trained again on all reports: {reason}.")
        refit = False
    labels = [theme.label for theme in themes]
    run = output or defaults.TRAINING / config.stem
    with lock(run):
        prepare_if_stale()
        with say_logged("policy_themes.training"):
            nlp = train_pipeline(config, run, overrides=overrides, stream=sys.stderr)
        gold = drop_themeless(read_split(defaults.GOLD, defaults.REPORTS, "dev", labels))
        labelled = label_in_reports(nlp, gold, read_sentences(defaults.SENTENCES))
        evaluation = evaluate_all(gold, {"dev": labelled}, labels)["dev"]
        row = evaluation.as_row() | {"groups": list_groups(gold, labelled, labels)}
        figures = json.dumps(row, ensure_ascii=False, indent=2)
        write_text(run / "metrics.json", figures + "\n")
        write_report(run / "report.html", nlp, themes, gold, labelled, source=DEV)
        show_evaluation({"dev": evaluation})
        shutil.rmtree(run / defaults.MEASURED, ignore_errors=True)
        if refit:
            _refit(config, run, overrides, labels, nlp.meta["performance"])
    say(f"Pipeline: {run / 'model-best'}")
    told = f" of {run / defaults.MEASURED}" if refit else ""
    say(f"Figures on dev{told}: {run / 'metrics.json'} and {run / 'report.html'}")


def _find_hindrance(config: Mapping[str, Any]) -> str:
    """Return why a config's pipeline cannot learn from all reports in the end; nothing for no."""
    callback = config.get("training", {}).get("before_to_disk") or {}
    if callback.get("@callbacks") == "policy_themes.calibrate_on_dev.v1":
        return "this config calibrates by those of dev"
    rows = config.get("paths", {}).get("train") or ""
    if Path(rows).absolute() != TRAIN_ROWS.absolute():
        return f"paths.train is not {TRAIN_ROWS}"
    return ""


def _refit(
    config: Path,
    run: Path,
    overrides: Mapping[str, Any],
    labels: Sequence[str],
    performance: Mapping[str, Any],
) -> None:
    """Train the pipeline of a run again on the gold of all reports.

    What was measured stays beside, and what it was measured to do in `meta.json`.
    """
    from policy_themes.annotations.rounds import read_gold
    from policy_themes.corpus.docbin import write_docbin
    from policy_themes.corpus.reports import read_sentences
    from policy_themes.training.run import train_pipeline

    gold = read_gold(defaults.GOLD, labels)
    rows = defaults.CORPUS / "all.spacy"
    count = write_docbin(rows, gold, labels, around=read_sentences(defaults.SENTENCES))
    learnt = {"reports": len({sentence.report for sentence in gold}), "sentences": count}
    with work_in(run) as beside:
        shutil.copytree(run / "model-best", beside / defaults.MEASURED)
        put_folder(beside / defaults.MEASURED, run / defaults.MEASURED)
    say(f"Training again on all {learnt['reports']} reports ...")
    # Without the loop's table: its figures are of dev reports, which are learnt from.
    with say_logged("policy_themes.training"):
        train_pipeline(
            config,
            run,
            overrides={**overrides, "paths.train": str(rows)},
            meta={"refit": learnt, "performance": performance},
        )


def _check_overrides(args: Sequence[str]) -> None:
    """Raise a usage error for arguments that are no `--dotted.name value`; spaCy would exit."""
    value_may_follow = False
    for arg in args:
        name, equals, _ = arg.partition("=")
        if not arg.startswith("--"):
            if not value_may_follow:
                raise typer.BadParameter(f"'{arg}' is neither an option nor a setting's value.")
            value_may_follow = False
            continue
        if "." not in name:
            raise typer.BadParameter(
                f"No such option '{name}'. A setting of the config is a dotted name, such as "
                "--training.max_epochs."
            )
        value_may_follow = not equals
