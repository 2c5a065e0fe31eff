"""Training a pipeline from a spaCy config, as `spacy train` does, with errors a user can mend."""

import configparser
import io
from collections.abc import Mapping
from pathlib import Path
from typing import IO, Any

import srsly
from confection import Config, ConfigValidationError
from spacy.language import Language
from spacy.training.initialize import init_nlp
from spacy.training.loop import train as run_loop
from spacy.util import (
    SimpleFrozenDict,
    load_config,
    load_model_from_config,
    resolve_dot_names,
)

from policy_themes.errors import ConfigError, MissingPathError
from policy_themes.files import put_folder, work_in

CONFIG_ERRORS = (ValueError, KeyError, ImportError, FileNotFoundError, configparser.Error)
"""What spaCy raises for a config that does not parse, or that names what is not there."""


def read_config(path: Path, overrides: Mapping[str, Any] = SimpleFrozenDict()) -> Config:
    """Return a spaCy config, with values overridden by dotted name.

    Raises:
        MissingPathError: There is no such config.
        ConfigError: It does not parse.
    """
    if not path.is_file():
        raise MissingPathError(path)
    try:
        return load_config(path, overrides=dict(overrides), interpolate=False)
    except CONFIG_ERRORS as error:
        raise ConfigError(path, describe_error(error)) from error


def train_pipeline(
    config: Path,
    output: Path | None = None,
    *,
    overrides: Mapping[str, Any] = SimpleFrozenDict(),
    meta: Mapping[str, Any] = SimpleFrozenDict(),
    stream: IO[str] | None = None,
) -> Language:
    """Train the pipeline of a spaCy config.

    `spacy train CONFIG --output OUTPUT` gives the same pipeline.

    Args:
        config: The config file.
        output: Folder for `model-best` and `model-last`; nothing is written without one.
        overrides: Values by dotted name, such as `{"training.max_epochs": 5}`.
        meta: Entries of the pipeline's `meta.json`, in place of those that the training writes.
        stream: Where the progress goes; nowhere without one.

    Returns:
        The best pipeline.

    Raises:
        MissingPathError: There is no such config.
        ConfigError: It does not parse, or names what is not there.
        UnwritableFileError: The folder cannot be written; the pipelines in it are as they were.
    """
    loaded = read_config(config, overrides)
    out = stream or io.StringIO()
    try:
        empty = load_model_from_config(loaded, auto_fill=True)
        if unknown := [name for name in overrides if not _has_setting(empty.config, name)]:
            raise ConfigError(config, f"unknown setting {', '.join(map(repr, unknown))}")
        _check_dev_rows(empty)
        nlp = init_nlp(loaded)
    except CONFIG_ERRORS as error:
        raise ConfigError(config, describe_error(error)) from error
    if output is None:
        nlp, _ = run_loop(nlp, None, stdout=out, stderr=out)
        nlp.meta.update(meta)
        return nlp
    # Beside, as the loop empties the folder before it has anything to put there.
    with work_in(output) as beside:
        told: Any = _Renaming(out, str(beside), str(output))
        nlp, _ = run_loop(nlp, beside, stdout=told, stderr=told)
        for name in ("model-last", "model-best"):
            path = beside / name / "meta.json"
            srsly.write_json(path, srsly.read_json(path) | dict(meta))
            put_folder(beside / name, output / name)
    # The loop leaves the last weights, and a `before_to_disk` changes what is saved alone.
    return nlp.from_disk(output / "model-best")


def describe_error(error: Exception) -> str:
    """Return in one line what spaCy says of a config or a pipeline that it cannot take."""
    if isinstance(error, ConfigValidationError) and error.errors:
        return "; ".join(
            f"{' -> '.join(map(str, item.get('loc', ())))} {item.get('msg', '')}".strip()
            for item in error.errors
        )
    if isinstance(error, ConfigValidationError) and error.desc:
        return " ".join(error.desc.split()).rstrip(".")
    text = str(error.args[0]) if isinstance(error, KeyError) and error.args else str(error)
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    return lines[0].rstrip(".") if lines else type(error).__name__


class _Renaming:
    """A stream to write to that gives a folder another name."""

    def __init__(self, stream: IO[str], folder: str, name: str) -> None:
        self._stream, self._folder, self._name = stream, folder, name

    def write(self, text: str) -> int:
        return self._stream.write(text.replace(self._folder, self._name))

    def __getattr__(self, name: str) -> Any:
        return getattr(self._stream, name)


def _check_dev_rows(nlp: Language) -> None:
    # The loop reads them only after the fit. Its tokenizer may not be ready before.
    config = nlp.config.interpolate()
    (dev,) = resolve_dot_names(config, [config["training"]["dev_corpus"]])
    if next(iter(dev(type(nlp)())), None) is None:
        raise ValueError("no rows in the dev corpus")


def _has_setting(config: Mapping[str, Any], name: str) -> bool:
    """Return whether a config, its defaults filled in, has a setting; spaCy drops unknown ones."""
    node: Any = config
    for key in name.split("."):
        if not isinstance(node, Mapping) or key not in node:
            return False
        node = node[key]
    return True
