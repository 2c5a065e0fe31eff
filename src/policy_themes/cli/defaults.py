"""Where the project keeps things; only the command line's defaults know it."""

from pathlib import Path

CORPUS = Path("corpus")
REPORTS = CORPUS / "reports.jsonl"
SENTENCES = CORPUS / "sentences.jsonl"
SEGMENTED = CORPUS / "words.txt"
ANNOTATIONS = Path("annotations")
GOLD = ANNOTATIONS / "gold.jsonl"
ROUNDS = ANNOTATIONS / "rounds"
THEMES = ANNOTATIONS / "themes.toml"
LEXICON = ANNOTATIONS / "lexicon.tsv"
TRAINING = Path("training")
SEGMENTER = TRAINING / "segmenter"
CONFIG = Path("configs/md.cfg")
MODEL = TRAINING / "md" / "model-best"
INSTALLED_MODEL = "zh_policy_themes_md"
WHEELS = Path("dist")


def find_model(model: str | None) -> str:
    """Return the model that the user named, else the project's own, else the installed one."""
    if model is not None:
        return model
    return str(MODEL) if MODEL.is_dir() else INSTALLED_MODEL
