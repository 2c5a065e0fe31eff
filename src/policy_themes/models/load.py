"""Loading trained pipelines."""

import pickle
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import spacy
from spacy.language import Language
from spacy.util import is_package

import policy_themes.pipeline.encoder
import policy_themes.pipeline.ngrams
import policy_themes.pipeline.themes
import policy_themes.pipeline.tokenizer  # noqa: F401 (registers what a pipeline names)
from policy_themes.errors import ForeignModelError, MissingExtraError, MissingModelError
from policy_themes.training.run import CONFIG_ERRORS, describe_error

CLASSIFIER = "textcat_multilabel"
THEMES = "policy_themes"
_TRANSFORMER = "curated_transformer"


def load_pipeline(model: str | Path) -> Language:
    """Load a trained pipeline from its folder or by the name of its installed package.

    Raises:
        MissingModelError: There is neither such a folder nor such a package.
        ForeignModelError: It does not load, or it is no pipeline of policy-themes.
        MissingExtraError: It holds a transformer, whose libraries are not installed.
    """
    path = Path(model)
    if not path.is_dir() and not is_package(str(model)):
        raise MissingModelError(model)
    if path.is_dir():
        _check_folder(path)
    try:
        nlp = spacy.load(model)
    except pickle.UnpicklingError as error:
        # torch, from 2.6 on, takes weights alone from a pickle; the extra asks for that version.
        raise ForeignModelError(model, "its weights are a pickle of something else") from error
    except (*CONFIG_ERRORS, OSError, AttributeError, TypeError) as error:
        # The last two: an installed package that is no pipeline.
        raise ForeignModelError(model, describe_error(error)) from error
    if missing := [name for name in (CLASSIFIER, THEMES) if name not in nlp.pipe_names]:
        raise ForeignModelError(model, f"no component {' or '.join(missing)}")
    return nlp


def pipeline_themes(nlp: Language) -> tuple[str, ...]:
    """Return the themes that a pipeline labels with, in order."""
    classifier: Any = nlp.get_pipe(CLASSIFIER)
    return tuple(classifier.labels)


def _check_folder(path: Path) -> None:
    if not (path / "config.cfg").is_file() or not (path / "meta.json").is_file():
        raise ForeignModelError(path, "no config.cfg or meta.json in it")
    if pickles := sorted(path.rglob("*.pkl")):
        # spacy-pkuseg would unpickle its features from one, and a pickle can run any code.
        raise ForeignModelError(path, f"holds a pickle, {pickles[0].relative_to(path)}")
    config = (path / "config.cfg").read_text(encoding="utf-8")
    if _TRANSFORMER in config and find_spec("spacy_curated_transformers") is None:
        raise MissingExtraError(str(path), "trf")
