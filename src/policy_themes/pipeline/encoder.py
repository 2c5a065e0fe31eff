"""Layers by which a transformer reads a sentence with its context, and labels the sentence alone.

The text of a doc is one line or several, as `policy_themes.pipeline.text` says. The encoder reads
all of them, a separator at each line's end; the classifier sees the sentence's tokens alone, so
that a neighbour's theme is context and not a label. The module imports spaCy (with thinc and
numpy, which it brings) alone, so that a wheel carries it.
"""

from collections.abc import Callable
from typing import Any

import numpy
from spacy.tokens import Doc
from spacy.util import registry
from thinc.api import Model, Ragged

Array = Any
"""An array of numpy, or of cupy on a GPU."""
_ENDS = 2
"""Pieces that are no token's: [CLS] before and [SEP] after a doc."""


def sentence_tokens(doc: Doc) -> slice:
    """Return the tokens of the sentence: those of the second line, or all where there is one."""
    text = doc.text
    if "\n" not in text:
        return slice(0, len(doc))
    start = text.index("\n") + 1
    end = text.find("\n", start)
    first, last = numpy.searchsorted(doc.to_array("IDX"), (start, end if end >= 0 else len(text)))
    return slice(int(first), int(last))


@registry.architectures("policy_themes.SentenceTokens.v1")  # type: ignore[untyped-decorator]
def build_sentence_tokens(
    layer: Model[list[Doc], list[Array]],
) -> Model[list[Doc], list[Array]]:
    """Keep of a layer's vectors those of the sentence's tokens.

    Args:
        layer: Gives a vector a token, (n_tokens, width) a doc; a transformer's listener.

    Returns:
        A model from docs to the vectors of their sentences, (n_sentence_tokens, width) a doc.
    """
    return Model(
        "sentence_tokens", _keep_sentence, layers=[layer], dims={"nO": layer.maybe_get_dim("nO")}
    )


@registry.architectures("policy_themes.LinePieces.v1")  # type: ignore[untyped-decorator]
def build_line_pieces(encoder: Model[list[Doc], list[Ragged]]) -> Model[list[Doc], list[Ragged]]:
    """Set a separator at every line break, which a piece encoder alone leaves out.

    Args:
        encoder: A piece encoder of spacy-curated-transformers that knows the pieces `bos_piece`
            and `eos_piece`, such as its BertWordpieceEncoder.

    Returns:
        A model from docs to the ids of their pieces, with as many `eos_piece` for a token of
        white space as there are line breaks in it.
    """
    return Model("line_pieces", _break_lines, layers=[encoder], attrs=dict(encoder.attrs))


def _keep_sentence(
    model: Model[list[Doc], list[Array]], docs: list[Doc], is_train: bool
) -> tuple[list[Array], Callable[[list[Array]], Any]]:
    vectors, backprop_layer = model.layers[0](docs, is_train)
    kept = [sentence_tokens(doc) for doc in docs]

    def backprop(d_sentences: list[Array]) -> Any:
        d_vectors = []
        for whole, own, d_sentence in zip(vectors, kept, d_sentences, strict=True):
            d_whole = model.ops.alloc2f(*whole.shape)
            d_whole[own] = d_sentence
            d_vectors.append(d_whole)
        return backprop_layer(d_vectors)

    return [whole[own] for whole, own in zip(vectors, kept, strict=True)], backprop


def _break_lines(
    model: Model[list[Doc], list[Ragged]], docs: list[Doc], is_train: bool
) -> tuple[list[Ragged], Callable[[Any], Any]]:
    (encoder,) = model.layers
    # The loader of a vocabulary fills the outer layer, which stands for the encoder.
    encoder.attrs.update(model.attrs)
    pieces, backprop = encoder(docs, is_train)
    return [_insert_breaks(model, *pair) for pair in zip(docs, pieces, strict=True)], backprop


def _insert_breaks(model: Model[list[Doc], list[Ragged]], doc: Doc, pieces: Ragged) -> Ragged:
    breaks = [0] * (len(doc) + _ENDS)
    for token in doc:
        if token.is_space:
            breaks[token.i + 1] = token.text.count("\n")
    ops: Any = model.ops
    ids, lengths = ops.to_numpy(pieces.dataXd), ops.to_numpy(pieces.lengths)
    # The last piece is the separator; a break stands where its token, without pieces, would.
    places = numpy.repeat(numpy.cumsum(lengths), breaks)
    return Ragged(
        ops.asarray1i(numpy.insert(ids, places, ids[-1])), ops.asarray1i(lengths + breaks)
    )
