"""`policy-themes evaluate`: compare a pipeline with the gold."""

import json
from collections.abc import Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer
from rich.table import Table

from policy_themes.annotations.themes import Theme, read_themes
from policy_themes.cli import defaults
from policy_themes.cli.talk import say
from policy_themes.errors import RefitError
from policy_themes.files import check_file, write_text
from policy_themes.jsonl import Row, read_jsonl
from policy_themes.records import Sentence

if TYPE_CHECKING:
    from spacy.language import Language

    from policy_themes.training.evaluate import Evaluation

EXAMPLE = "Example: policy-themes evaluate training/md/model-best --baseline --output metrics.json"
DEV, TEST = "开发集 dev", "测试集 test"
"""What the report calls the project's own splits."""


def evaluate(
    model: Annotated[
        str | None, typer.Argument(help="A trained pipeline: its folder, or a package.")
    ] = None,
    gold: Annotated[
        Path | None,
        typer.Argument(help="Labelled sentences (JSONL). By default the project's test reports."),
    ] = None,
    baseline: Annotated[
        bool,
        typer.Option("--baseline", help="Score TF-IDF + LinearSVC on the same rows beside it."),
    ] = False,
    folds: Annotated[
        int, typer.Option(min=0, help="Cross-validate by report in so many folds instead.")
    ] = 0,
    output: Annotated[Path | None, typer.Option(help="Write the figures as JSON.")] = None,
    table: Annotated[
        Path | None, typer.Option(help="Markdown file whose results table is replaced.")
    ] = None,
    report: Annotated[
        Path | None, typer.Option(help="Write curves, confusion and mistakes as a page (HTML).")
    ] = None,
) -> None:
    """Print precision, recall and F1 per theme, micro, macro and the rate of exact sets."""
    from policy_themes.annotations.rounds import read_gold
    from policy_themes.corpus.reports import read_sentences
    from policy_themes.models import compare
    from policy_themes.models.load import load_pipeline
    from policy_themes.training.baselines import LINEAR_SVC, predict_linear_svc
    from policy_themes.training.prepare import read_split

    if folds == 1:
        raise typer.BadParameter("--folds needs 2 or more.")
    if folds and report:
        raise typer.BadParameter("--report is about one pipeline; --folds trains several.")
    for path in filter(None, (output, table, report)):
        check_file(path)  # now, not after the work
    themes = read_themes(defaults.THEMES)
    labels = [theme.label for theme in themes]
    found = defaults.find_model(model)
    nlp = load_pipeline(found)
    if "refit" in nlp.meta and not gold and not folds:
        nlp = _load_measured(found, nlp.meta["refit"]["reports"])
    if folds:
        rows = compare.drop_themeless(read_gold(gold or defaults.GOLD, labels))
        systems = {compare.name_pipeline(nlp): compare.retrain(nlp.config, labels)}
        if baseline:
            systems[LINEAR_SVC] = compare.run_baseline(predict_linear_svc, labels)
        labelled = compare.label_out_of_fold(systems, rows, folds, report=say)
    else:
        read = partial(read_split, defaults.GOLD, defaults.REPORTS, themes=labels)
        rows = compare.drop_themeless(read_gold(gold, labels) if gold else read("test"))
        around = () if gold else read_sentences(defaults.SENTENCES)
        labelled = {compare.name_pipeline(nlp): compare.label_in_reports(nlp, rows, around)}
        if baseline:
            fit_and_label = compare.run_baseline(predict_linear_svc, labels)
            labelled[LINEAR_SVC] = fit_and_label(compare.drop_themeless(read("train")), rows)
    evaluations = compare.evaluate_all(rows, labelled, labels)
    show_evaluation(evaluations)
    if output:
        figures = {key: value.as_row() for key, value in evaluations.items()}
        write_text(output, json.dumps(figures, ensure_ascii=False, indent=2) + "\n")
        say(f"Wrote {output}")
    if table:
        from policy_themes.outputs.markdown import format_evaluations, replace_block

        replace_block(table, "results", format_evaluations(evaluations))
        say(f"Replaced the results table of {table}")
    if report:
        source = gold.name if gold else TEST
        own = labelled[compare.name_pipeline(nlp)]
        write_report(report, nlp, themes, rows, own, source=source)
        say(f"Wrote {report}")


def _load_measured(model: str, reports: int) -> "Language":
    """Return the pipeline that `train` measured before it trained it again on all reports.

    Raises:
        RefitError: It is not there.
    """
    from policy_themes.models.load import load_pipeline

    measured = Path(model).with_name(defaults.MEASURED)
    if not measured.is_dir():
        raise RefitError(reports)
    say(f"{model} learnt from the test reports too: figures of {measured}, which did not.")
    return load_pipeline(str(measured))


def write_report(
    path: Path,
    nlp: "Language",
    themes: Sequence[Theme],
    gold: Sequence[Sentence],
    labelled: Sequence[Sentence],
    *,
    source: str,
) -> None:
    """Write the evaluation of a pipeline as a page.

    Args:
        path: The file.
        nlp: The pipeline.
        themes: The themes in order.
        gold: Gold sentences.
        labelled: The same sentences as the pipeline labelled them.
        source: What the page calls the gold sentences.
    """
    from policy_themes.models.compare import name_pipeline
    from policy_themes.models.load import THEMES
    from policy_themes.outputs.report import render_report

    component: Any = nlp.get_pipe(THEMES)
    page = render_report(
        f"{name_pipeline(nlp)} · {source}",
        gold,
        labelled,
        themes,
        thresholds=component.thresholds,
        bands=component.bands,
        facts=_read_facts(),
    )
    write_text(path, page)


def list_groups(
    gold: Sequence[Sentence], labelled: Sequence[Sentence], labels: Sequence[str]
) -> dict[str, dict[str, dict[str, float]]]:
    """Return figures by what is known of the reports, and by length of sentence, for JSON."""
    from policy_themes.outputs.report import ATTRIBUTES, group_sentences

    names = {name: key for key, name in ATTRIBUTES.items()}
    return {
        names.get(group.name, "length"): {
            value: {
                "micro": own.micro.f1,
                "macro": own.macro.f1,
                "exact": own.exact,
                "sentences": own.sentences,
            }
            for value, own in group.rows
        }
        for group in group_sentences(gold, labelled, labels, _read_facts())
    }


def _read_facts() -> dict[str, Row]:
    """Return what is known of the project's reports, by id."""
    known = read_jsonl(defaults.REPORTS, required=["id"]) if defaults.REPORTS.is_file() else []
    return {row["id"]: row for row in known}


def show_evaluation(evaluations: Mapping[str, "Evaluation"]) -> None:
    """Print the figures of one system, or of several side by side, on stdout."""
    from policy_themes.outputs.terminal import print_table

    for name, evaluation in evaluations.items():
        table = Table(title=f"{name}: {evaluation.sentences} sentences")
        for column in ("theme", "precision", "recall", "F1", "support"):
            table.add_column(column, justify="left" if column == "theme" else "right")
        averages = {"micro": evaluation.micro, "macro": evaluation.macro}
        for theme, row in {**evaluation.per_theme, **averages}.items():
            table.add_row(
                theme,
                f"{row.precision:.4f}",
                f"{row.recall:.4f}",
                f"{row.f1:.4f}",
                str(row.support),
            )
        table.add_row("exact set", "", "", f"{evaluation.exact:.4f}", "")
        print_table(table)
