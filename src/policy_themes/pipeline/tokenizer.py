"""A Chinese tokenizer that cuts a sentence into words and its context into characters.

The headings and the neighbours of a sentence are read by characters alone (`NgramLinear`), and
the word segmenter is the cost of a pipeline, so they are spared it. The module imports spaCy
alone, so that a wheel carries it.
"""

from collections.abc import Callable

from spacy.lang.zh import ChineseTokenizer, Segmenter
from spacy.language import Language
from spacy.tokens import Doc
from spacy.util import get_words_and_spaces, registry


class SentenceTokenizer(ChineseTokenizer):
    """spaCy's Chinese tokenizer, on the second line of a text of several lines."""

    def __call__(self, text: str) -> Doc:
        """Return the doc of a sentence, alone or on the second line with its context."""
        if self.segmenter == Segmenter.char or "\n" not in text:
            return super().__call__(text)
        section, sentence, *neighbours = text.split("\n")
        words = list(section)
        words += [token.text for token in super().__call__(sentence)]
        words += list("".join(neighbours))
        words, spaces = get_words_and_spaces(words, text)
        return Doc(self.vocab, words=words, spaces=spaces)


@registry.tokenizers("policy_themes.SentenceTokenizer.v1")  # type: ignore[untyped-decorator]
def make_sentence_tokenizer(segmenter: Segmenter) -> Callable[[Language], SentenceTokenizer]:
    """Make the tokenizer from the config.

    Args:
        segmenter: `char`, `jieba` or `pkuseg`, as in spaCy's Chinese tokenizer.
    """

    def make(nlp: Language) -> SentenceTokenizer:
        return SentenceTokenizer(nlp.vocab, segmenter=segmenter)

    return make
