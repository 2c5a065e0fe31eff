"""What somebody does with an installed pipeline in a pipeline of theirs, told as JSON."""

import copy
import json
import pickle
import sys

import spacy
from spacy.tokens import DocBin


def view(doc):
    return [[sent.text, list(sent._.themes), sent._.theme_scores] for sent in doc.sents]


def make(lang, splitter, **how):
    nlp = spacy.blank(lang)
    config = {"punct_chars": ["。"]} if splitter == "sentencizer" else {}
    nlp.add_pipe(splitter, config=config)
    nlp.add_pipe("policy_themes", **how)
    return nlp


name, report = sys.argv[1:]
sourced = make("zh", "policy_sentences", source=spacy.load(name))
wanted = view(sourced(report))
assert view(make("zh", "policy_sentences", config={"model": name})(report)) == wanted
for lang in ("en", "zh"):
    assert make(lang, "sentencizer", source=spacy.load(name))(report)._.themes
(doc, again) = sourced.pipe([report] * 2, n_process=2)
assert view(doc) == view(again) == wanted
sourced.to_disk("theirs")
assert view(spacy.load("theirs")(report)) == wanted
assert view(copy.deepcopy(sourced)(report)) == wanted
assert view(pickle.loads(pickle.dumps(sourced))(report)) == wanted
stored = DocBin(docs=[doc]).to_bytes()
(back,) = DocBin().from_bytes(stored).get_docs(spacy.blank("zh").vocab)
assert view(back) == wanted
page = spacy.displacy.render(doc, style="span", options={"spans_key": "themes"}, jupyter=False)
assert doc.spans["themes"][0].label_ in page
json.dump(wanted, sys.stdout)
