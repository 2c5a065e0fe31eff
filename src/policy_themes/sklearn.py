"""A trained pipeline as estimators of scikit-learn.

They are trained already: `fit` learns nothing. What they keep and pickle is the pipeline's name,
not its weights, which a process loads once.
"""

from collections.abc import Iterable
from pathlib import Path
from typing import Any, Self

import numpy
from sklearn.base import BaseEstimator, ClassifierMixin, TransformerMixin

from policy_themes.api import load_once
from policy_themes.errors import NotTextsError
from policy_themes.records import Sentence

Array = Any
"""A numpy array."""


class _Themes(BaseEstimator):  # type: ignore[misc]
    """What both estimators share.

    Args:
        model: Folder of a trained pipeline or name of an installed one; see `policy_themes.load`.
    """

    def __init__(self, model: str | Path | None = None) -> None:
        self.model = model

    def fit(self, X: Iterable[str], y: Any = None) -> Self:
        """Check the sentences, load the pipeline, and learn nothing.

        Raises:
            NotTextsError: `X` is a single string, or holds something else than strings.
        """
        _check_texts(X)
        load_once(self.model)
        return self

    def _label(self, X: Iterable[str]) -> list[Sentence]:
        return list(load_once(self.model).label_sentences(_check_texts(X)))

    def _score(self, X: Iterable[str]) -> Array:
        themes = load_once(self.model).themes
        rows = [[one.scores.get(theme, 0.0) for theme in themes] for one in self._label(X)]
        return numpy.asarray(rows, dtype="f8").reshape(len(rows), len(themes))

    def __sklearn_is_fitted__(self) -> bool:
        return True

    def __sklearn_tags__(self) -> Any:
        tags = super().__sklearn_tags__()
        tags.input_tags.string = True
        tags.input_tags.one_d_array = True
        tags.input_tags.two_d_array = False
        tags.requires_fit = False
        tags.target_tags.required = False
        return tags


class ThemeTransformer(TransformerMixin, _Themes):  # type: ignore[misc]
    """Turn sentences into the scores of their themes.

    Examples:
        >>> from policy_themes.sklearn import ThemeTransformer
        >>> transformer = ThemeTransformer("zh_policy_themes_md")
        >>> scores = transformer.transform(["清理河道垃圾3吨。", "老人免费体检30人次。"])
        >>> scores.shape
        (2, 6)
        >>> transformer.get_feature_names_out()[scores.argmax(axis=1)].tolist()
        ['生态', '民生']
    """

    def transform(self, X: Iterable[str]) -> Array:
        """Return the scores of shape (n_samples, n_themes), 0 to 1; zeros for a blank string.

        Raises:
            NotTextsError: `X` is a single string, or holds something else than strings.
        """
        return self._score(X)

    def get_feature_names_out(self, input_features: Any = None) -> Array:
        """Return the themes in order, of shape (n_themes,)."""
        return numpy.asarray(load_once(self.model).themes, dtype=object)


class ThemeClassifier(ClassifierMixin, _Themes):  # type: ignore[misc]
    """Tell the themes of sentences, as an indicator matrix.

    Attributes:
        classes_: The themes in order, of shape (n_themes,).

    Examples:
        >>> from policy_themes.sklearn import ThemeClassifier
        >>> classifier = ThemeClassifier("zh_policy_themes_md")
        >>> classifier.classes_.tolist()
        ['党建', '巩固脱贫', '产业', '民生', '安全', '生态']
        >>> classifier.predict(["清理河道垃圾3吨。", "现将有关情况汇报如下。"])
        array([[0, 0, 0, 0, 0, 1],
               [0, 0, 0, 0, 0, 0]])
    """

    @property
    def classes_(self) -> Array:
        """The themes in order, of shape (n_themes,)."""
        return numpy.asarray(load_once(self.model).themes, dtype=object)

    def predict(self, X: Iterable[str]) -> Array:
        """Return 1 where a theme reaches its threshold, of shape (n_samples, n_themes).

        Raises:
            NotTextsError: `X` is a single string, or holds something else than strings.
        """
        themes = load_once(self.model).themes
        rows = [[theme in one.themes for theme in themes] for one in self._label(X)]
        return numpy.asarray(rows, dtype="i8").reshape(len(rows), len(themes))

    def predict_proba(self, X: Iterable[str]) -> Array:
        """Return the scores of shape (n_samples, n_themes), 0 to 1; each theme's on its own.

        Raises:
            NotTextsError: `X` is a single string, or holds something else than strings.
        """
        return self._score(X)

    def __sklearn_tags__(self) -> Any:
        tags = super().__sklearn_tags__()
        tags.target_tags.multi_output = True
        tags.classifier_tags.multi_label = True
        tags.classifier_tags.multi_class = False
        return tags


def _check_texts(X: Iterable[str]) -> list[str]:
    if isinstance(X, str):
        raise NotTextsError("a single string")
    texts = list(X)
    for text in texts:
        if not isinstance(text, str):
            raise NotTextsError(f"a {type(text).__name__}")
    return texts
