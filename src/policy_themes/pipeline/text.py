"""The text of a doc as the classifier reads it: its lines, and what does not tell themes apart.

The text of a doc is the sentence alone; the headings above it, joined by ` / `, and the sentence;
or a line each for headings, sentence, previous sentence, next sentence, and the sentences that it
stands above, if it is a heading.
The module imports spaCy (with numpy, which it brings) alone, so that a wheel carries it.
"""

import re
import unicodedata
from collections.abc import Mapping, Sequence
from functools import lru_cache

import numpy
from spacy.tokens import Doc, Span, Token
from spacy.vocab import Vocab

from policy_themes.records import SECTION_SEPARATOR

# `alignment` and `scorer` beside this module fold by the same rules as `normalize_sentence`.
FIGURES = re.compile(r"\d+(?:[.,]\d+)*")
NUMBERING = (
    r"(?:第?[一二三四五六七八九十]{1,3}(?:[、.]|是|部分|,)|\([一二三四五六七八九十\d]{1,3}\)"
    r"|0[.、)]|[-—·●◆■*#]+)"
)
MARKER = re.compile(rf"^{NUMBERING}\s*")
DROPPED = re.compile(r"[“”\"‘’'「」\s]+")
STOP = re.compile(r"(?<=[\u4e00-\u9fff%)》])\.(?=[\u4e00-\u9fff《(])|(?<![.a-z])\.$")
"""A stop typed as a dot, as in `policy_themes.corpus.split`, after widths are folded."""
_WORD = re.compile(r"[\w%]")
CHARACTERS = "policy_themes_characters"
"""Name of the table of simplified forms among the lookups of a pipeline's vocab."""
CONTEXT = "stpnb"
"""Parts of a doc's text beside the sentence; see `split_context`."""


@lru_cache(maxsize=8192)
def normalize_sentence(text: str) -> str:
    """Return the text with widths folded, figures as 0, and the number and quotes left out.

    So the same sentence gets the same features in full- and half-width punctuation, and with
    other figures in it.
    """
    text = FIGURES.sub("0", unicodedata.normalize("NFKC", text).lower())
    return STOP.sub("。", DROPPED.sub("", MARKER.sub("", text.strip())))


def read_text(doc: Doc) -> str:
    """Return the text of a doc with traditional characters as simplified ones, one for one."""
    return simplify_text(doc.text, simplified_forms(doc.vocab))


def simplify_text(text: str, forms: Mapping[str, str]) -> str:
    """Return a text with the characters that `forms` names replaced by their forms."""
    if forms.keys().isdisjoint(text):
        return text
    return "".join(forms.get(char, char) for char in text)


def simplified_forms(vocab: Vocab) -> Mapping[str, str]:
    """Return the simplified forms of traditional characters.

    `policy_themes.training.fit` puts them into the vocab, since a wheel has no converter; a
    pipeline that was not fitted has none.
    """
    forms: Mapping[str, str] = vocab.lookups.get_table(CHARACTERS, {}).get("simplified", {})
    return forms


def split_context(text: str) -> dict[str, str]:
    """Return the parts of a doc's text by the name of their block.

    c: the sentence; s: the heading above it; t: the headings above that; p, n: the sentences
    before and after; b: those that it stands above, a line each. Parts that the text does not
    have are left out.
    """
    if "\n" not in text:
        return {"c": text}
    section, *lines = text.split("\n")
    above, _, heading = section.rpartition(SECTION_SEPARATOR)
    below = "\n".join(filter(None, lines[3:]))
    parts = dict(zip("bstcpn", (below, heading, above, *lines[:3]), strict=False))
    return {name: part for name, part in parts.items() if part or name == "c"}


def list_context(parts: Sequence[Mapping[str, str]]) -> list[tuple[int, int, list[str]]]:
    """Return what sentences are read with: each one's number, the place in `CONTEXT`, the lines."""
    return [
        (i, j, own[name].split("\n"))
        for i, own in enumerate(parts)
        for j, name in enumerate(CONTEXT)
        if name in own
    ]


def sentence_words(doc: Doc) -> list[str]:
    """Return the words of a doc's sentence, normalized; blanks and punctuation are none."""
    words = (normalize_word(token) for token in sentence_tokens(doc))
    return [word for word in words if word]


def sentence_tokens(doc: Doc) -> Doc | Span:
    """Return the tokens of the sentence, on the second line where there are several."""
    text = doc.text
    if "\n" not in text:
        return doc
    start = text.index("\n") + 1
    end = text.find("\n", start)
    offsets = doc.to_array("IDX")
    first, last = numpy.searchsorted(offsets, (start, end if end >= 0 else len(text)))
    return doc[first:last]


def normalize_word(token: Token) -> str:
    """Return a token as `normalize_sentence` folds text; nothing for one that is no word."""
    return fold_word(simplify_text(token.text, simplified_forms(token.vocab)))


def fold_word(text: str) -> str:
    """Return a simplified word as `normalize_word` does."""
    word = unicodedata.normalize("NFKC", text).lower()
    return FIGURES.sub("0", word) if _WORD.search(word) else ""
