"""A linear text classifier over weighted n-grams that reads a sentence in its context.

Stock spaCy text classifiers lose to TF-IDF with a linear layer when there are a few thousand
sentences, so this architecture is that, twice. A first layer scores a text by the n-grams of its
characters and the lexicon's terms in it; it is asked about the context: the heading above the
sentence, the headings above that, the sentence before, the sentence after, and the sentences that
a heading stands above. A second layer scores the sentence by its n-grams, its words, its terms, and
the scores of its context. So what a heading means is learnt from all sentences, and not from the
few that stand under its like.

`policy_themes.pipeline.text` takes a doc apart into its sentence and its context, and
`policy_themes.pipeline.features` counts what is in them.
The module imports spaCy (with thinc and numpy, which it brings) alone, so that a wheel carries it.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence

import numpy
from spacy.tokens import Doc
from spacy.util import registry
from thinc.api import Model

from policy_themes.pipeline.features import (
    Array,
    Blocks,
    Cut,
    extract_blocks,
    extract_features,
    idf_weights,
    join_blocks,
    make_reader,
    read_parts,
)
from policy_themes.pipeline.text import (
    CONTEXT,
    list_context,
    read_text,
    sentence_words,
    split_context,
)
from policy_themes.pipeline.vocabulary import Vocabulary


@registry.architectures("policy_themes.NgramLinear.v1")  # type: ignore[untyped-decorator]
def build_ngram_linear(
    longest: int = 3,
    min_count: int = 2,
    words: int = 0,
    word_weight: float = 0.4,
    term_weight: float = 0.5,
    heading_term_weight: float = 0.3,
    heading_weight: float = 1.0,
    above_weight: float = 0.5,
    previous_weight: float = 0.5,
    next_weight: float = 0.5,
    below_weight: float = 1.0,
    nO: int | None = None,
) -> Model[list[Doc], Array]:
    """Build the classifier.

    Args:
        longest: Length of the longest n-gram of characters.
        min_count: Sentences in which an n-gram must stand to count.
        words: Length of the longest n-gram of the tokenizer's words; 0 leaves words out.
        word_weight: Norm of the block of words; that of the sentence's characters is 1.
        term_weight: Value of the first term of a theme's lexicon in the sentence; n terms count
            log2(1 + n) times as much. The lexicon is set when the pipeline is initialized.
        heading_term_weight: The same in the heading above.
        heading_weight: Factor of the scores of the heading above; 0 leaves a context out.
        above_weight: Factor of the scores of the headings above that.
        previous_weight: Factor of the scores of the sentence before.
        next_weight: Factor of the scores of the sentence after.
        below_weight: Factor of the mean scores of the sentences that a heading stands above.
        nO: Number of themes; set when the pipeline is initialized.

    Returns:
        A model from docs to scores of shape (n_docs, n_themes), 0 to 1. Its gradient is that of
        the cross-entropy: spaCy's `scores - truths` is taken as the gradient before the logistic.
        The first layer, W1 and b1, takes no gradient.
    """
    return Model(
        "ngram_linear",
        _forward,
        init=_init,
        dims={"nO": nO},
        params=dict.fromkeys(("W", "b", "context", "W1", "b1", "idf")),
        attrs={
            "vocabulary": Vocabulary(),
            "lexicon": {},
            "term_lengths": {},
            "longest": longest,
            "min_count": min_count,
            "words": words,
            "weights": {
                "c": 1.0,
                "w": word_weight if words else 0.0,
                "l": term_weight,
                "h": heading_term_weight,
                "s": heading_weight,
                "t": above_weight,
                "p": previous_weight,
                "n": next_weight,
                "b": below_weight,
            },
        },
    )


def learn_vocabulary(model: Model[list[Doc], Array], docs: Iterable[Doc]) -> None:
    """Set the model's n-grams and their weights from docs, and its linear layer to zero."""
    frequency: Counter[str] = Counter()
    count = 0
    for doc in docs:
        frequency.update(
            {ngram for block in extract_blocks(model, doc).values() for ngram in block}
        )
        count += 1
    kept = sorted(ngram for ngram, df in frequency.items() if df >= model.attrs["min_count"])
    set_vocabulary(model, kept, idf_weights([frequency[ngram] for ngram in kept], count))


def set_vocabulary(model: Model[list[Doc], Array], ngrams: Sequence[str], idf: Array) -> None:
    """Give the model its n-grams and their weights, and set its layers to zero."""
    themes = model.get_dim("nO")
    model.attrs["vocabulary"] = Vocabulary({ngram: row for row, ngram in enumerate(ngrams)})
    model.set_param("idf", idf)
    for weights, bias in (("W", "b"), ("W1", "b1")):
        model.set_param(weights, model.ops.alloc2f(len(ngrams), themes))
        model.set_param(bias, model.ops.alloc1f(themes))
    model.set_param("context", model.ops.alloc2f(len(CONTEXT) * themes, themes))


def score_context(model: Model[list[Doc], Array], docs: Sequence[Doc]) -> Array:
    """Return the weighted first-layer scores of the docs' contexts.

    Returns:
        (n_docs, 5 * n_themes): the heading's scores, those of the headings above, of the sentence
        before, of the sentence after, and the mean of those that it stands above; zeros for a
        context that a doc does not have.
    """
    parts = [split_context(read_text(doc)) for doc in docs]
    return _score_parts(model, parts, make_reader(model))


def score_texts(
    model: Model[list[Doc], Array], texts: Sequence[str], forms: Mapping[str, str], cut: Cut
) -> Array:
    """Return the scores of texts as the model reads those of docs, (n_texts, n_themes).

    Args:
        model: The model.
        texts: As docs have them; see `policy_themes.pipeline.text`.
        forms: Simplified forms of traditional characters, as `simplified_forms` returns them.
        cut: Returns the words of sentences; it is called where the model counts words.
    """
    return _score(model, *read_parts(model, texts, forms, cut))[0].astype("f")


def _score_parts(
    model: Model[list[Doc], Array],
    parts: Sequence[Mapping[str, str]],
    read: Callable[[str], Blocks],
) -> Array:
    heard = list_context(parts)
    order = {text: row for row, text in enumerate(sorted({t for *_, own in heard for t in own}))}
    features = extract_features(model, map(read, order))
    scores = logistic(_linear(features, model.get_param("W1"), model.get_param("b1")))
    themes = model.get_dim("nO")
    context = numpy.zeros((len(parts), len(CONTEXT), themes))
    weights = [model.attrs["weights"][name] for name in CONTEXT]
    for i, j, own_texts in heard:
        for text in own_texts:
            context[i, j] += scores[order[text]] * (weights[j] / len(own_texts))
    return context.reshape(len(parts), len(CONTEXT) * themes)


def _init(
    model: Model[list[Doc], Array], X: list[Doc] | None = None, Y: Array | None = None
) -> None:
    if Y is not None and not model.has_dim("nO"):
        model.set_dim("nO", Y.shape[1])
    learn_vocabulary(model, X or [])


def _forward(
    model: Model[list[Doc], Array], docs: list[Doc], is_train: bool
) -> tuple[Array, Callable[[Array], list[Doc]]]:
    parts = [split_context(read_text(doc)) for doc in docs]
    words = [sentence_words(doc) if model.attrs["words"] else [] for doc in docs]
    scores, features, context = _score(model, parts, words)

    def backprop(d_scores: Array) -> list[Doc]:
        rows, values, offsets = features
        d_entries = numpy.repeat(d_scores, numpy.diff(offsets), axis=0) * values[:, None]
        length = len(model.attrs["vocabulary"])
        gradient: Array = numpy.stack(
            [numpy.bincount(rows, weights=column, minlength=length) for column in d_entries.T],
            axis=1,
        )
        model.inc_grad("W", gradient.astype("f"))
        model.inc_grad("context", (context.T @ d_scores).astype("f"))
        model.inc_grad("b", d_scores.sum(axis=0))
        return docs

    return scores.astype("f"), backprop


def _score(
    model: Model[list[Doc], Array],
    parts: Sequence[Mapping[str, str]],
    words: Sequence[Sequence[str]],
) -> tuple[Array, tuple[Array, Array, Array], Array]:
    """Return the scores of texts, the features of their sentences, and their contexts' scores."""
    read = make_reader(model)
    own = zip(parts, words, strict=True)
    features = extract_features(model, (join_blocks(model, *pair, read) for pair in own))
    context = _score_parts(model, parts, read)
    logits = _linear(features, model.get_param("W"), model.get_param("b"))
    return logistic(logits + context @ model.get_param("context")), features, context


def _linear(features: tuple[Array, Array, Array], weights: Array, bias: Array) -> Array:
    rows, values, offsets = features
    return _sum_segments(weights[rows] * values[:, None], offsets) + bias


def logistic(logits: Array) -> Array:
    """Return scores, 0 to 1, of the same shape as their logits."""
    # Beyond e^88 a float of 32 bits overflows, and numpy would warn on stderr.
    scores: Array = 1 / (1 + numpy.exp(-numpy.clip(logits, -80, 80)))
    return scores


def _sum_segments(entries: Array, offsets: Array) -> Array:
    """Sum the rows of `entries` between the offsets; an empty segment sums to zero."""
    sums = numpy.zeros((len(offsets) - 1, entries.shape[1]))
    filled = numpy.flatnonzero(numpy.diff(offsets))
    if len(filled):
        sums[filled] = numpy.add.reduceat(entries, offsets[filled], axis=0)
    return sums
