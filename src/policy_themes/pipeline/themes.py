"""The component that turns scores into themes: a threshold and a band of doubt per theme.

In the pipeline that it was trained in, it follows the classifier and reads its scores. In any
other pipeline it brings its own along and labels every sentence; see `Themes`. A wheel carries
the module.
"""

from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

import spacy
import srsly
from spacy.language import Language
from spacy.scorer import PRFScore
from spacy.tokens import Doc
from spacy.training import Example
from spacy.util import SimpleFrozenList, load_model_from_config
from thinc.api import Config

from policy_themes.errors import ForeignModelError, MissingModelError, NoScoresError
from policy_themes.pipeline.embedded import label_doc, register_extensions
from policy_themes.pipeline.pickles import refuse_pickles
from policy_themes.pipeline.registration import register_factory

CLASSIFIER = "textcat_multilabel"
FACTORY = "policy_themes"
DEFAULT_THRESHOLD = 0.5
Band = tuple[float, float]


class Themes:
    """Set `doc._.themes` and `doc._.theme_review` from `doc.cats`.

    A theme is set where its score reaches the theme's threshold. A doc is marked for review where
    a score lies in the theme's band of doubt, `low <= score < high`.

    Added to somebody else's pipeline, from a trained pipeline as `source` or by the name of one
    as `model`, the component keeps that pipeline, its labeller: it gives it each sentence of a
    doc with its headings and neighbours, and writes it along with `to_disk` and `to_bytes`. There
    it sets `sent._.themes`, `sent._.theme_scores`, `sent._.theme_review` and `doc.spans["themes"]`.

    Attributes:
        thresholds: Threshold of each theme, 0 to 1; 0.5 for a theme that is not named.
        bands: Band of doubt of each theme, as (low, high); none for a theme that is not named.
        model: Name or folder of a trained pipeline that becomes the labeller when it is needed.
    """

    def __init__(
        self,
        name: str,
        thresholds: Mapping[str, float],
        bands: Mapping[str, Band],
        *,
        home: Language | None = None,
        model: str | None = None,
    ) -> None:
        self.name = name
        self.thresholds = dict(thresholds)
        self.bands = dict(bands)
        self.model = model
        self._home = home
        self._labeller: Language | None = None
        register_extensions()

    @property
    def labeller(self) -> Language | None:
        """The trained pipeline that labels the sentences of docs that come without scores.

        Raises:
            MissingModelError: There is no such pipeline as `model` names.
            ForeignModelError: It is none of ours, or its folder holds a pickle.
        """
        if self._labeller is None and self.model is not None:
            self._labeller = _load_labeller(self.model)
            own: Any = self._labeller.get_pipe(_find_themes(self._labeller)[0])
            self.thresholds = {**own.thresholds, **self.thresholds}
            self.bands = {**own.bands, **self.bands}
        if self._labeller is None and self._home and CLASSIFIER in self._home.component_names:
            # spaCy hands the component itself on to a pipeline that takes it as a source.
            return self._home
        return self._labeller

    def __call__(self, doc: Doc) -> Doc:
        """Set the themes and the review mark of a doc, or of each of its sentences.

        Raises:
            NoSentencesError: Its sentences are wanted, and it is not split into any.
            NoScoresError: It has no scores, and there is no labeller.
        """
        labeller = self.labeller
        if labeller is None or doc.cats.keys() >= set(_list_labels(labeller)):
            return self._set_themes(doc)
        return label_doc(doc, self._label_texts)

    def _label_texts(self, texts: list[str]) -> Iterator[Doc]:
        labeller = self.labeller
        if labeller is not None:
            yield from map(self._set_themes, labeller.pipe(texts, disable=_find_themes(labeller)))

    def _set_themes(self, doc: Doc) -> Doc:
        if not doc.cats:
            raise NoScoresError
        doc._.themes, doc._.theme_review = self.decide(doc.cats)
        return doc

    def decide(self, scores: Mapping[str, float]) -> tuple[tuple[str, ...], bool]:
        """Return the themes that scores set, and whether one lies in its band of doubt."""
        themes = tuple(
            theme
            for theme, score in scores.items()
            if score >= self.thresholds.get(theme, DEFAULT_THRESHOLD)
        )
        review = any(
            theme in scores and low <= scores[theme] < high
            for theme, (low, high) in self.bands.items()
        )
        return themes, review

    def score(self, examples: Iterable[Example], **_: Any) -> dict[str, Any]:
        """Return spaCy's `cats_*` figures, counted at the thresholds of each theme.

        The text classifier counts at one threshold for all; these come later in the pipeline and
        replace its figures, so that `spacy evaluate` says what users get.
        """
        per_theme: dict[str, PRFScore] = {}
        for example in examples:
            for theme, truth in example.reference.cats.items():
                counts = per_theme.setdefault(theme, PRFScore())
                hit, wanted = theme in example.predicted._.themes, truth >= 0.5
                counts.tp += hit and wanted
                counts.fp += hit and not wanted
                counts.fn += wanted and not hit
        micro = PRFScore()
        for counts in per_theme.values():
            micro.tp, micro.fp = micro.tp + counts.tp, micro.fp + counts.fp
            micro.fn += counts.fn
        macro = [counts.fscore for counts in per_theme.values()]
        macro_f = sum(macro) / len(macro) if macro else 0.0
        return {
            "cats_score": macro_f,
            "cats_score_desc": "macro F",
            "cats_micro_p": micro.precision,
            "cats_micro_r": micro.recall,
            "cats_micro_f": micro.fscore,
            "cats_macro_f": macro_f,
            "cats_f_per_type": {theme: counts.to_dict() for theme, counts in per_theme.items()},
        }

    def to_bytes(self, *, exclude: Iterable[str] = SimpleFrozenList()) -> bytes:
        """Return thresholds, bands and the labeller as bytes, in whichever pipeline it is."""
        parts: dict[str, Any] = {"settings": self._settings()}
        if (labeller := self.labeller) is not None:
            parts["config"] = labeller.config.to_bytes()
            parts["labeller"] = labeller.to_bytes(exclude=_find_themes(labeller))
        return bytes(srsly.msgpack_dumps(parts))

    def from_bytes(self, data: bytes, *, exclude: Iterable[str] = SimpleFrozenList()) -> "Themes":
        """Take thresholds, bands and the labeller from bytes."""
        parts = srsly.msgpack_loads(data)
        self._take(parts["settings"])
        if "labeller" in parts:
            config = Config().from_bytes(parts["config"], interpolate=False)
            labeller = load_model_from_config(config, exclude=_name_themes(config))
            self._labeller = labeller.from_bytes(parts["labeller"])
        return self

    def to_disk(self, path: Path, *, exclude: Iterable[str] = SimpleFrozenList()) -> None:
        """Write thresholds and bands to a folder, and the labeller to `labeller` in it.

        A pipeline that has the classifier itself needs no labeller beside it.
        """
        labeller = self.labeller
        if labeller is self._home and self._is_home(Path(path).parent):
            labeller = None
        Path(path).mkdir(parents=True, exist_ok=True)
        srsly.write_json(Path(path) / "themes.json", self._settings())
        if labeller is not None:
            labeller.to_disk(Path(path) / "labeller", exclude=_find_themes(labeller))

    def from_disk(self, path: Path, *, exclude: Iterable[str] = SimpleFrozenList()) -> "Themes":
        """Read thresholds, bands and the labeller from a folder.

        Raises:
            ForeignModelError: The labeller's folder holds a pickle.
        """
        self._take(srsly.read_json(Path(path) / "themes.json"))
        folder = Path(path) / "labeller"
        if folder.is_dir():
            refuse_pickles(folder)
            config = spacy.util.load_config(folder / "config.cfg")
            self._labeller = spacy.load(folder, exclude=_name_themes(config))
        return self

    def _is_home(self, folder: Path) -> bool:
        """Return whether a folder is being written by the pipeline that made the component."""
        config = folder / "config.cfg"  # spaCy writes it before any component
        return (
            self._home is not None
            and config.is_file()
            and config.read_text(encoding="utf-8") == self._home.config.to_str()
        )

    def _settings(self) -> dict[str, Any]:
        return {"thresholds": self.thresholds, "bands": self.bands}

    def _take(self, settings: Mapping[str, Any]) -> None:
        self.thresholds = dict(settings["thresholds"])
        self.bands = {theme: (low, high) for theme, (low, high) in settings["bands"].items()}


@register_factory(
    FACTORY,
    assigns=["doc._.themes", "doc._.theme_review", "doc.spans"],
    default_config={"thresholds": {}, "bands": {}, "model": None},
    default_score_weights={"cats_micro_f": 0.5, "cats_macro_f": 0.5},
)
def make_themes(
    nlp: Language,
    name: str,
    thresholds: dict[str, float],
    bands: dict[str, list[float]],
    model: str | None,
) -> Themes:
    """Make the component from the config.

    Args:
        nlp: The pipeline that the component is made for.
        name: The component's name in it.
        thresholds: Threshold of each theme, 0 to 1.
        bands: Low and high end of each theme's band of doubt.
        model: In somebody else's pipeline, the name or folder of the trained one that labels.
    """
    pairs = {theme: (low, high) for theme, (low, high) in bands.items()}
    return Themes(name, thresholds, pairs, home=nlp, model=model)


def _load_labeller(model: str) -> Language:
    refuse_pickles(Path(model))
    try:
        labeller = spacy.load(model)
    except OSError as error:
        raise MissingModelError(model) from error
    if not _find_themes(labeller) or CLASSIFIER not in labeller.pipe_names:
        raise ForeignModelError(model, f"no component {CLASSIFIER} or {FACTORY}")
    return labeller


def _find_themes(labeller: Language) -> list[str]:
    """Return the names of the components of this kind in a labeller, which never asks them."""
    return [name for name, factory in labeller.pipe_factories.items() if factory == FACTORY]


def _name_themes(config: Mapping[str, Any]) -> list[str]:
    return [name for name, own in config["components"].items() if own.get("factory") == FACTORY]


def _list_labels(labeller: Language) -> tuple[str, ...]:
    classifier: Any = labeller.get_pipe(CLASSIFIER)
    return tuple(classifier.labels)
