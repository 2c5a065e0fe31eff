"""The baseline to beat: TF-IDF of characters with a linear SVM, as everybody would build it."""

from collections.abc import Sequence

from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.multiclass import OneVsRestClassifier
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import MultiLabelBinarizer
from sklearn.svm import LinearSVC

from policy_themes.records import Sentence

NAME = "TF-IDF (characters 1-3) + LinearSVC"


def predict_baseline(
    train: Sequence[Sentence], test: Sequence[Sentence], themes: Sequence[str]
) -> list[tuple[str, ...]]:
    """Fit the baseline on sentences and return the themes it gives to others.

    It reads the sentence alone, with scikit-learn's defaults but for n-grams of 1 to 3 characters.
    """
    binarizer = MultiLabelBinarizer(classes=list(themes)).fit([])
    model = make_pipeline(
        TfidfVectorizer(analyzer="char", ngram_range=(1, 3)),
        OneVsRestClassifier(LinearSVC(random_state=0)),
    )
    model.fit([s.text for s in train], binarizer.transform([s.themes for s in train]))
    predicted = binarizer.inverse_transform(model.predict([s.text for s in test]))
    return [tuple(labels) for labels in predicted]
