"""Training a pipeline from a spaCy config, as `spacy train` does, with errors a user can mend."""

import io
from collections.abc import Mapping
from pathlib import Path
from typing import IO, Any

from confection import ConfigValidationError
from spacy.language import Language
from spacy.training.initialize import init_nlp
from spacy.training.loop import train as run_loop
from spacy.util import SimpleFrozenDict, load_config

from policy_themes.errors import ConfigError, MissingPathError


def train_pipeline(
    config: Path,
    output: Path | None = None,
    *,
    overrides: Mapping[str, Any] = SimpleFrozenDict(),
    stream: IO[str] | None = None,
) -> Language:
    """Train the pipeline of a spaCy config.

    `spacy train CONFIG --output OUTPUT` gives the same pipeline.

    Args:
        config: The config file.
        output: Folder for `model-best` and `model-last`; nothing is written without one.
        overrides: Values by dotted name, such as `{"training.max_epochs": 5}`.
        stream: Where the progress goes; nowhere without one.

    Returns:
        The best pipeline.

    Raises:
        MissingPathError: There is no such config.
        ConfigError: It does not parse, or names what is not there.
    """
    if not config.is_file():
        raise MissingPathError(config)
    out = stream or io.StringIO()
    try:
        loaded = load_config(config, overrides=dict(overrides), interpolate=False)
        nlp = init_nlp(loaded)
    except (ConfigValidationError, ValueError, FileNotFoundError) as error:
        raise ConfigError(config, _first_line(error)) from error
    if output is not None:
        output.mkdir(parents=True, exist_ok=True)
    nlp, _ = run_loop(nlp, output, stdout=out, stderr=out)
    return nlp


def _first_line(error: Exception) -> str:
    if isinstance(error, ConfigValidationError) and error.errors:
        return "; ".join(
            f"{' -> '.join(map(str, item.get('loc', ())))} {item.get('msg', '')}".strip()
            for item in error.errors
        )
    lines = [line.strip() for line in str(error).splitlines() if line.strip()]
    return lines[0].rstrip(".") if lines else type(error).__name__
