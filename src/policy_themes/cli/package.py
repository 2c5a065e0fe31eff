"""`policy-themes package`: build a wheel of a trained pipeline."""

from pathlib import Path
from typing import Annotated

import typer

from policy_themes import __version__
from policy_themes.cli import defaults
from policy_themes.cli.talk import say

EXAMPLE = "Example: policy-themes package training/md/model-best --size md"


def package(
    model: Annotated[Path, typer.Argument(help="Folder of a trained pipeline.")] = defaults.MODEL,
    output: Annotated[Path, typer.Option(help="Folder for the wheel.")] = defaults.WHEELS,
    size: Annotated[str, typer.Option(help="The name's last part: zh_policy_themes_SIZE.")] = "md",
    version: Annotated[str, typer.Option(help="The wheel's version.")] = __version__,
) -> None:
    """Build a wheel of a trained pipeline, which needs spaCy and its word segmenter alone."""
    from policy_themes.models.package import package_pipeline

    wheel = package_pipeline(model, output, size=size, version=version)
    say(f"Wrote {wheel}")
    say(f'Use it: pip install {wheel.name}; spacy.load("zh_policy_themes_{size}")')
