"""Cross-validate md with each input off, and write the table of training/README.md.

Usage: python scripts/ablation.py [FOLDS]
"""

import sys
from pathlib import Path

from policy_themes.annotations.rounds import read_gold
from policy_themes.annotations.themes import read_themes
from policy_themes.models import compare
from policy_themes.models.load import load_pipeline
from policy_themes.outputs.markdown import replace_block
from policy_themes.training.baselines import LINEAR_SVC, predict_linear_svc

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
}


def main(folds: int) -> None:
    """Run the ablation in so many folds."""
    themes = [theme.label for theme in read_themes(Path("annotations/themes.toml"))]
    gold = compare.drop_themeless(read_gold(Path("annotations/gold.jsonl"), themes))
    nlp = load_pipeline("training/md/model-best")
    systems = {name: compare.retrain(nlp.config, themes, off) for name, off in OFF.items()}
    systems[LINEAR_SVC] = compare.run_baseline(predict_linear_svc, themes)
    labelled = compare.label_out_of_fold(systems, gold, folds, report=print)
    lines = ["| inputs | micro F1 | macro F1 | exact set |", "|---|---:|---:|---:|"]
    for name, figures in compare.evaluate_all(gold, labelled, themes).items():
        micro, macro = figures.micro.f1, figures.macro.f1
        lines.append(f"| {name} | {micro:.3f} | {macro:.3f} | {figures.exact:.3f} |")
    print("\n".join(lines))
    replace_block(Path("training/README.md"), "ablation", "\n".join(lines))


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 4)
