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
import policy_themes.pipeline.tokenizer  # noqa: F401 (registers what a pipeline names)
from policy_themes.errors import (
    ForeignModelError,
    MissingExtraError,
    MissingModelError,
    PolicyThemesError,
)
from policy_themes.pipeline.features import BLOCKS
from policy_themes.pipeline.pickles import refuse_pickles
from policy_themes.pipeline.text import CONTEXT
from policy_themes.pipeline.themes import CLASSIFIER as CLASSIFIER
from policy_themes.pipeline.themes import FACTORY
from policy_themes.training.run import describe_error

THEMES = FACTORY
"""Name of the component that decides, in every pipeline; `CLASSIFIER` is that which scores."""
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
        # The strings are the words of the training sentences; a text brings its own.
        nlp = spacy.load(model, exclude=["strings"])
    except pickle.UnpicklingError as error:
        # torch, from 2.6 on, takes weights alone from a pickle; the extra asks for that version.
        raise ForeignModelError(model, "its weights are a pickle of something else") from error
    except PolicyThemesError:
        raise
    except Exception as error:  # of damage spaCy says whatever it stumbled over
        raise ForeignModelError(model, describe_error(error)) from error
    if missing := [name for name in (CLASSIFIER, THEMES) if name not in nlp.pipe_names]:
        raise ForeignModelError(model, f"no component {' or '.join(missing)}")
    if wrong := _find_wrong_weights(nlp.get_pipe(CLASSIFIER)):
        found = f"its weights {', '.join(wrong)} are damaged or of another version"
        raise ForeignModelError(model, found)
    return nlp


def pipeline_themes(nlp: Language) -> tuple[str, ...]:
    """Return the themes that a pipeline labels with, in order."""
    classifier: Any = nlp.get_pipe(CLASSIFIER)
    return tuple(classifier.labels)


def _find_wrong_weights(classifier: Any) -> list[str]:
    """Return the weights of an `NgramLinear` that are not there or have another shape.

    A file of weights that lost some bytes may load all the same, and so may another version's.
    """
    model = classifier.model
    if model.name != "ngram_linear":
        return []
    themes, ngrams = len(classifier.labels), len(model.attrs["vocabulary"])
    shapes = {
        **dict.fromkeys(("W", "W1"), (ngrams, themes)),
        **dict.fromkeys(("b", "b1"), (themes,)),
        "context": (len(CONTEXT) * themes, themes),
        "idf": (ngrams,),
    }
    unweighed = set(BLOCKS).difference(model.attrs["weights"])
    return [
        name
        for name, shape in shapes.items()
        if not model.has_param(name) or model.get_param(name).shape != shape
    ] + [f"of {name}" for name in sorted(unweighed)]


def _check_folder(path: Path) -> None:
    if not (path / "config.cfg").is_file() or not (path / "meta.json").is_file():
        raise ForeignModelError(path, "no config.cfg or meta.json in it")
    refuse_pickles(path)
    config = (path / "config.cfg").read_text(encoding="utf-8", errors="replace")
    if _TRANSFORMER in config and find_spec("spacy_curated_transformers") is None:
        raise MissingExtraError(str(path), "trf")
