"""Where the project keeps things; only the command line's defaults know it."""

from pathlib import Path

CORPUS = Path("corpus")
REPORTS = CORPUS / "reports.jsonl"
SENTENCES = CORPUS / "sentences.jsonl"
SEGMENTED = CORPUS / "words.txt"
BRIEFS = CORPUS / "briefs.jsonl"
REVIEWS = CORPUS / "reviews.jsonl"
COUNTIES = CORPUS / "counties.txt"
ANNOTATIONS = Path("annotations")
GOLD = ANNOTATIONS / "gold.jsonl"
ROUNDS = ANNOTATIONS / "rounds"
THEMES = ANNOTATIONS / "themes.toml"
GUIDELINE = ANNOTATIONS / "guideline.zh.md"
LEXICON = ANNOTATIONS / "lexicon.tsv"
TRAINING = Path("training")
CURVE = TRAINING / "curve"
SIMULATION = TRAINING / "simulation"
BENCH = TRAINING / "bench"
COMPARISON = TRAINING / "comparison.json"
SEGMENTER = TRAINING / "segmenter"
CONFIG = Path("configs/md.cfg")
SMALL_CONFIG = Path("configs/sm.cfg")
STOCK_CONFIGS = Path("configs/stock")
MODEL = TRAINING / "md" / "model-best"
MEASURED = "model-measured"
"""Beside `model-best`: the same, before it learnt from the reports that it was measured on."""
ABOUT = Path("models/about.toml")
WHEELS = Path("dist")
DOCCANO = Path(".doccano")


def find_model(model: str | None) -> str:
    """Return the model that the user named, else the project's own, else the installed one.

    Raises:
        NoInstalledModelError: There is none of them.
    """
    from policy_themes.models.installed import find_installed

    if model is not None:
        return model
    return str(MODEL) if MODEL.is_dir() else find_installed()


def list_rounds() -> list[str]:
    """Return the names of the project's rounds."""
    return sorted({path.stem.partition("-")[0] for path in ROUNDS.glob("*-*.jsonl")})
