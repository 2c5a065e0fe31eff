"""What somebody does with the installed policy-themes in Python, told as JSON."""

import json
import pickle
import sys

import pandas
from sklearn.base import clone

import policy_themes
from policy_themes.pandas import label
from policy_themes.sklearn import ThemeClassifier, ThemeTransformer

report = sys.argv[1]
labeller = policy_themes.load()
found = labeller.label_report(report)
alone = [one.themes for one in labeller.label_sentences(one.text for one in found)]
texts = [one.text for one in found]
classifier = pickle.loads(pickle.dumps(clone(ThemeClassifier())))
rows = classifier.predict(texts)
assert [tuple(classifier.classes_[row == 1]) for row in rows] == alone
assert (ThemeTransformer().transform(texts) == classifier.predict_proba(texts)).all()
frame = pandas.DataFrame([one.as_row() for one in found])[["report", "index", "section", "text"]]
assert [tuple(themes) for themes in label(frame[["text"]])["themes"]] == alone
context = {"report_column": "report", "index_column": "index", "section_column": "section"}
in_place = [tuple(themes) for themes in label(frame, **context)["themes"]]
assert in_place == [one.themes for one in found]
json.dump([one.as_row() for one in found], sys.stdout)
