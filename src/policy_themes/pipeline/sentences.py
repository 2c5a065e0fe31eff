"""The project's sentence splitter as a spaCy component. A wheel carries the module."""

from typing import Any

import numpy
from spacy.tokens import Doc

from policy_themes.corpus.split import iter_sentences
from policy_themes.pipeline.registration import register_component


@register_component("policy_sentences", assigns=["token.is_sent_start", "doc.sents"])
def policy_sentences(doc: Doc) -> Doc:
    """Set the sentence starts of a doc by the rules of `policy_themes.corpus.split`.

    A token that a sentence ends inside of, which a word segmenter can make, opens no sentence.
    """
    if not len(doc):
        return doc
    doc[0].is_sent_start = True  # spaCy tells here that a parser has set sentences
    starts = [start for start, _ in iter_sentences(doc.text)]
    # Token by token, spaCy would read the whole doc for each.
    opens = numpy.isin(doc.to_array("IDX"), starts)
    opens[0] = True
    values: Any = numpy.where(opens, 1, -1).astype("i8").view("u8")
    doc.from_array(["SENT_START"], values)
    return doc
