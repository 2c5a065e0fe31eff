"""Cross-validate md with each input off, and write the table of training/README.md.

The reports are dealt into folds several times, so that the spread is of folds and of deals.

Usage: python scripts/ablation.py [FOLDS DEALS]
"""

import sys
from pathlib import Path
from typing import Any

import numpy

from policy_themes.annotations.rounds import read_gold
from policy_themes.annotations.themes import read_themes
from policy_themes.corpus.reports import fold_reports
from policy_themes.models import compare
from policy_themes.outputs.markdown import replace_block
from policy_themes.training.baselines import LINEAR_SVC, predict_linear_svc
from policy_themes.training.run import read_config

Array = numpy.ndarray[Any, Any]
MODEL = "components.textcat_multilabel.model"
OFF = {
    "all inputs": {},
    "without words": {f"{MODEL}.words": 0},
    "without lexicon terms as features": {
        f"{MODEL}.term_weight": 0.0,
        f"{MODEL}.heading_term_weight": 0.0,
    },
    "without lexicon terms as rows": {"initialize.after_init.term_row_weight": 0.0},
    "without headings": {
        f"{MODEL}.heading_weight": 0.0,
        f"{MODEL}.above_weight": 0.0,
        f"{MODEL}.heading_term_weight": 0.0,
    },
    "without what a heading stands above": {f"{MODEL}.below_weight": 0.0},
    "without neighbours": {f"{MODEL}.previous_weight": 0.0, f"{MODEL}.next_weight": 0.0},
    "the sentence alone": {
        f"{MODEL}.{name}": 0.0
        for name in (
            "heading_weight",
            "above_weight",
            "heading_term_weight",
            "previous_weight",
            "next_weight",
            "below_weight",
        )
    },
}


def main(folds: int, deals: int) -> None:
    """Run the ablation in so many folds, dealt so many times."""
    themes = [theme.label for theme in read_themes(Path("annotations/themes.toml"))]
    gold = compare.drop_themeless(read_gold(Path("annotations/gold.jsonl"), themes))
    config = read_config(Path("configs/md.cfg"))
    systems = {name: compare.retrain(config, themes, off) for name, off in OFF.items()}
    systems[LINEAR_SVC] = compare.run_baseline(predict_linear_svc, themes)
    measured: dict[str, list[Array]] = {name: [] for name in systems}
    for seed in range(compare.SEED, compare.SEED + deals):
        labelled = compare.label_out_of_fold(systems, gold, folds, seed=seed, report=print)
        for part in fold_reports([row.report for row in gold], folds, seed=seed):
            rows, *own = (
                [row for row in whole if row.report in part] for whole in (gold, *labelled.values())
            )
            evaluations = compare.evaluate_all(rows, dict(zip(labelled, own, strict=True)), themes)
            for name, figures in evaluations.items():
                row = numpy.array([figures.micro.f1, figures.macro.f1, figures.exact])
                measured[name].append(row)
    table = format_table({name: numpy.array(rows) for name, rows in measured.items()})
    print(table)
    replace_block(Path("training/README.md"), "ablation", table)


def format_table(measured: dict[str, Array]) -> str:
    """Return means and spreads as Markdown.

    Args:
        measured: Micro F1, macro F1 and rate of exact sets by fold, (n_folds, 3), of each system;
            all inputs first.
    """
    whole = next(iter(measured.values()))
    lines = [
        "| inputs | micro F1 | macro F1 | exact set | micro F1 less than with all |",
        "|---|---:|---:|---:|---:|",
    ]
    for name, own in measured.items():
        means, spreads = own.mean(axis=0), own.std(axis=0, ddof=1)
        cells = [f"{m:.3f} ± {s:.3f}" for m, s in zip(means, spreads, strict=True)]
        lost = whole[:, 0] - own[:, 0]
        cells.append(f"{lost.mean():.4f} ± {lost.std(ddof=1):.4f}" if own is not whole else "")
        lines.append(f"| {name} | {' | '.join(cells)} |")
    return "\n".join(lines)


if __name__ == "__main__":
    main(*map(int, sys.argv[1:] or (3, 2)))
