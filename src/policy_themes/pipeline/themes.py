"""The component that turns scores into themes: a threshold and a band of doubt per theme.

The module imports spaCy alone, so that a wheel carries it.
"""

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

import srsly
from spacy.language import Language
from spacy.scorer import PRFScore
from spacy.tokens import Doc
from spacy.training import Example
from spacy.util import SimpleFrozenList

DEFAULT_THRESHOLD = 0.5
Band = tuple[float, float]


class Themes:
    """Set `doc._.themes` and `doc._.theme_review` from `doc.cats`.

    A theme is set where its score reaches the theme's threshold. A doc is marked for review where
    a score lies in the theme's band of doubt, `low <= score < high`.

    Attributes:
        thresholds: Threshold of each theme, 0 to 1; 0.5 for a theme that is not named.
        bands: Band of doubt of each theme, as (low, high); none for a theme that is not named.
    """

    def __init__(
        self, name: str, thresholds: Mapping[str, float], bands: Mapping[str, Band]
    ) -> None:
        self.name = name
        self.thresholds = dict(thresholds)
        self.bands = dict(bands)
        if not Doc.has_extension("themes"):
            Doc.set_extension("themes", default=())
            Doc.set_extension("theme_review", default=False)

    def __call__(self, doc: Doc) -> Doc:
        """Set the themes and the review mark of a doc."""
        doc._.themes = tuple(
            theme
            for theme, score in doc.cats.items()
            if score >= self.thresholds.get(theme, DEFAULT_THRESHOLD)
        )
        doc._.theme_review = any(
            theme in doc.cats and low <= doc.cats[theme] < high
            for theme, (low, high) in self.bands.items()
        )
        return doc

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
        """Return thresholds and bands as bytes."""
        return bytes(srsly.json_dumps(self._settings()), "utf-8")

    def from_bytes(self, data: bytes, *, exclude: Iterable[str] = SimpleFrozenList()) -> "Themes":
        """Take thresholds and bands from bytes."""
        self._take(srsly.json_loads(data.decode("utf-8")))
        return self

    def to_disk(self, path: Path, *, exclude: Iterable[str] = SimpleFrozenList()) -> None:
        """Write thresholds and bands to a folder."""
        Path(path).mkdir(parents=True, exist_ok=True)
        srsly.write_json(Path(path) / "themes.json", self._settings())

    def from_disk(self, path: Path, *, exclude: Iterable[str] = SimpleFrozenList()) -> "Themes":
        """Read thresholds and bands from a folder."""
        self._take(srsly.read_json(Path(path) / "themes.json"))
        return self

    def _settings(self) -> dict[str, Any]:
        return {"thresholds": self.thresholds, "bands": self.bands}

    def _take(self, settings: Mapping[str, Any]) -> None:
        self.thresholds = dict(settings["thresholds"])
        self.bands = {theme: (low, high) for theme, (low, high) in settings["bands"].items()}


@Language.factory(
    "policy_themes",
    assigns=["doc._.themes", "doc._.theme_review"],
    requires=["doc.cats"],
    default_config={"thresholds": {}, "bands": {}},
    default_score_weights={"cats_micro_f": 0.5, "cats_macro_f": 0.5},
)
def make_themes(
    nlp: Language, name: str, thresholds: dict[str, float], bands: dict[str, list[float]]
) -> Themes:
    """Make the component from the config."""
    return Themes(name, thresholds, {theme: (low, high) for theme, (low, high) in bands.items()})
