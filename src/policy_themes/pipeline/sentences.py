"""The project's sentence splitter as a spaCy component."""

from spacy.language import Language
from spacy.tokens import Doc

from policy_themes.corpus.split import iter_sentences


@Language.component("policy_sentences", assigns=["token.is_sent_start", "doc.sents"])
def policy_sentences(doc: Doc) -> Doc:
    """Set the sentence starts of a doc by the rules of `policy_themes.corpus.split`.

    A token that a sentence ends inside of, which a word segmenter can make, opens no sentence.
    """
    starts = {start for start, _ in iter_sentences(doc.text)}
    for i, token in enumerate(doc):
        token.is_sent_start = i == 0 or token.idx in starts
    return doc
