"""A Chinese tokenizer that cuts a sentence into words and its context into characters.

The headings and the neighbours of a sentence are read by characters alone (`NgramLinear`), and
the word segmenter is the cost of a pipeline, so they are spared it. The segmenter is shown the
sentence in half-width and simplified characters and with figures as 0, so that it cuts a sentence
at the same places however it is typed. The module imports spaCy alone, so that a wheel carries it.
"""

import re
import unicodedata
from collections.abc import Callable, Mapping
from itertools import pairwise

from spacy.lang.zh import ChineseTokenizer, Segmenter
from spacy.language import Language
from spacy.tokens import Doc
from spacy.util import get_words_and_spaces, registry

CHARACTERS = "policy_themes_characters"
"""The vocab's table of simplified forms; `policy_themes.pipeline.ngrams` reads the same one."""
_PIECE = re.compile(r"\d+(?:[.,\uff0c\uff0e]\d+)*|.", re.DOTALL)
_STOP = re.compile(r"(?<=[\u4e00-\u9fff%)》”])\.(?=[\u4e00-\u9fff《“]|$)")
_QUOTED = re.compile(r'"([^"]*)"')


class SentenceTokenizer(ChineseTokenizer):
    """spaCy's Chinese tokenizer, on the second line of a text of several lines."""

    def __call__(self, text: str) -> Doc:
        """Return the doc of a sentence, alone or on the second line with its context."""
        if self.segmenter == Segmenter.char:
            return super().__call__(text)
        section, sentence, *neighbours = text.split("\n") if "\n" in text else ("", text)
        words = [*section, *self._cut(sentence), *"".join(neighbours)]
        words, spaces = get_words_and_spaces(words, text)
        return Doc(self.vocab, words=words, spaces=spaces)

    def _cut(self, sentence: str) -> list[str]:
        """Return the words of a sentence as they stand in it, without blanks around them."""
        forms = self.vocab.lookups.get_table(CHARACTERS, {}).get("simplified", {})
        pieces = _PIECE.findall(sentence)
        shown = "".join(_show(piece, forms) for piece in pieces)
        shown = _STOP.sub("。", _QUOTED.sub(r"“\1”", shown))
        starts = [token.idx for token in super().__call__(shown)]
        words = ("".join(pieces[i:j]).strip() for i, j in pairwise([*starts, len(pieces)]))
        return [word for word in words if word]


def _show(piece: str, forms: Mapping[str, str]) -> str:
    """Return the one character that the segmenter is shown for a character or a figure."""
    if piece[0].isdecimal():
        return "0"
    half = unicodedata.normalize("NFKC", piece)
    return forms.get(half, half if len(half) == 1 else piece)


@registry.tokenizers("policy_themes.SentenceTokenizer.v1")  # type: ignore[untyped-decorator]
def make_sentence_tokenizer(segmenter: Segmenter) -> Callable[[Language], SentenceTokenizer]:
    """Make the tokenizer from the config.

    Args:
        segmenter: `char`, `jieba` or `pkuseg`, as in spaCy's Chinese tokenizer.
    """

    def make(nlp: Language) -> SentenceTokenizer:
        return SentenceTokenizer(nlp.vocab, segmenter=segmenter)

    return make
