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
    about: Annotated[
        Path | None,
        typer.Option(
            help="What its card says of data, use and limits (TOML).  "
            f"[default: {defaults.ABOUT} if it is there]"
        ),
    ] = None,
) -> None:
    """Build a wheel of a trained pipeline, which needs spaCy and its word segmenter alone."""
    from policy_themes.models.about import read_about
    from policy_themes.models.package import package_pipeline

    if about is None and defaults.ABOUT.is_file():
        about = defaults.ABOUT
    told = read_about(about) if about else None
    wheel = package_pipeline(model, output, size=size, version=version, about=told)
    say(f"Wrote {wheel}")
    say(f'Use it: pip install {wheel.name}; spacy.load("zh_policy_themes_{size}")')
