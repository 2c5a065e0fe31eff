import numpy
import pytest
import spacy
from thinc.api import Model, Ragged

from policy_themes.pipeline.encoder import build_line_pieces, build_sentence_tokens, sentence_tokens
from policy_themes.pipeline.tokenizer import make_sentence_tokenizer

CLS, SEP = 101, 102
TEXTS = {
    "修路3公里。": "修路3公里。",
    "一、产业 / 种茶\n修路。": "修路。",
    "一、产业\n修路。\n前句。\n后句。": "修路。",
    "\n修路。\n\n": "修路。",
    "\n修路。\n\n后句。": "修路。",
    "一、产业\n\n前句。\n": "",
    "": "",
}


@pytest.fixture(scope="module")
def nlp():
    nlp = spacy.blank("zh")
    nlp.tokenizer = make_sentence_tokenizer("char")(nlp)
    return nlp


def encode(model, docs, is_train):
    """The code points of a doc's tokens, none for white space, as a piece encoder lays them out."""
    made = []
    for doc in docs:
        ids = [[] if token.is_space else [ord(token.text)] for token in doc]
        flat = [model.attrs["bos"], *(piece for own in ids for piece in own), SEP]
        lengths = [1, *map(len, ids), 1]
        made.append(Ragged(model.ops.asarray1i(flat), model.ops.asarray1i(lengths)))
    return made, lambda d_pieces: []


def number(model, docs, is_train):
    """A vector a token, which counts the tokens; the gradient as it comes."""
    vectors = [numpy.arange(len(doc), dtype="f")[:, None] + [[0, 100]] for doc in docs]
    return [v.astype("f") for v in vectors], lambda d_vectors: d_vectors


@pytest.mark.parametrize(("text", "sentence"), TEXTS.items())
def test_the_sentence_is_the_second_line(nlp, text, sentence):
    doc = nlp(text)
    assert "".join(token.text for token in doc[sentence_tokens(doc)]) == sentence


def test_vectors_of_the_sentence_are_kept_and_their_gradient_goes_to_its_tokens(nlp):
    docs = [nlp(text) for text in TEXTS]
    model = build_sentence_tokens(Model("number", number, dims={"nO": 2}))
    kept, backprop = model(docs, is_train=True)
    assert [len(vectors) for vectors in kept] == [len(sentence) for sentence in TEXTS.values()]
    assert model.get_dim("nO") == 2
    gradients = backprop([numpy.ones_like(vectors) for vectors in kept])
    for doc, vectors, gradient in zip(docs, kept, gradients, strict=True):
        assert gradient.shape == (len(doc), 2)
        assert numpy.flatnonzero(gradient[:, 0]).tolist() == vectors[:, 0].tolist()


@pytest.mark.parametrize("text", TEXTS)
def test_a_separator_stands_at_every_line_break(nlp, text):
    encoder = Model("encoder", encode, attrs={"bos": CLS})
    (pieces,) = build_line_pieces(encoder).predict([nlp(text)])
    wanted = [SEP if char == "\n" else ord(char) for char in text if char != " "]
    assert pieces.dataXd.tolist() == [CLS, *wanted, SEP]


def test_every_piece_belongs_to_its_token(nlp):
    doc = nlp("\n修路。\n\n后句。")
    encoder = Model("encoder", encode, attrs={"bos": CLS})
    (pieces,) = build_line_pieces(encoder).predict([doc])
    lengths = pieces.lengths.tolist()
    assert len(lengths) == len(doc) + 2
    assert [lengths[token.i + 1] for token in doc] == [len(token.text) for token in doc]


def test_what_a_loader_sets_reaches_the_encoder(nlp):
    model = build_line_pieces(Model("encoder", encode, attrs={"bos": CLS}))
    model.attrs["bos"] = 7
    (pieces,) = model.predict([nlp("修路。")])
    assert pieces.dataXd.tolist()[0] == 7
