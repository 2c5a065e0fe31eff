import numpy
import pytest
import spacy
from scipy.sparse import csr_matrix

from policy_themes.pipeline.features import extract_blocks, extract_features, set_lexicon
from policy_themes.pipeline.ngrams import build_ngram_linear, learn_vocabulary
from policy_themes.training.table import NgramTable

LEXICON = {"大棚": ["产业"], "脱贫户": ["巩固脱贫", "民生"], "河长": ["生态"]}
TEXTS = (
    "二、产业大棚\n新建大棚8个,大棚里种茶。\n\n帮脱贫户建大棚。",
    "二、产业大棚\n帮脱贫户建大棚。\n新建大棚8个,大棚里种茶。\n",
    "三、生态\n河长每周巡河。\n\n清理河道垃圾。",
    "清理河道垃圾6吨。",
    "",
)
ALL = numpy.arange(len(TEXTS))


@pytest.fixture(params=[1, 2], ids="min_count={}".format)
def model(request):
    built = build_ngram_linear(nO=2, words=2, min_count=request.param)
    set_lexicon(built, LEXICON)
    return built


@pytest.fixture
def docs():
    nlp = spacy.blank("zh")
    return [nlp.make_doc(text) for text in TEXTS]


def to_matrix(model, docs):
    blocks = [extract_blocks(model, doc) for doc in docs]
    rows, values, offsets = extract_features(model, blocks)
    shape = (len(docs), len(model.attrs["vocabulary"]))
    return csr_matrix((values, rows, offsets), shape=shape).toarray()


def count(model, docs):
    return NgramTable([extract_blocks(model, doc) for doc in docs], model.attrs["weights"])


@pytest.mark.parametrize("own", [ALL, ALL[:3], ALL[[0, 2, 3]]], ids=["all", "first", "some"])
def test_the_table_gives_the_features_that_the_model_extracts(model, docs, own):
    table = count(model, docs)
    kept, idf = table.learn(own, model.attrs["min_count"])
    learn_vocabulary(model, [docs[row] for row in own])
    assert [table.ngrams[column] for column in kept] == list(model.attrs["vocabulary"])
    numpy.testing.assert_array_equal(idf, model.get_param("idf"))
    matrix = table.matrix(ALL, kept, idf, "cwlh").toarray()  # rows that were not learnt from too
    numpy.testing.assert_allclose(matrix, to_matrix(model, docs), rtol=1e-5, atol=1e-7)


@pytest.mark.parametrize(
    ("name", "prefix"), [("w", "w\t"), ("l", "l\t"), ("h", "h\t")], ids=["words", "terms", "above"]
)
def test_a_block_has_its_own_columns(model, docs, name, prefix):
    table = count(model, docs)
    kept, idf = table.learn(ALL, 1)
    matrix = table.matrix(ALL, kept, idf, name)
    columns = {table.ngrams[kept[column]] for column in matrix.nonzero()[1]}
    assert columns
    assert all(ngram.startswith(prefix) for ngram in columns)


def test_a_block_that_no_text_has_gives_nothing(docs):
    model = build_ngram_linear(nO=2)
    table = count(model, docs)
    kept, idf = table.learn(ALL, 1)
    assert table.matrix(ALL, kept, idf, "wlh").nnz == 0
    assert table.matrix(ALL, kept, idf, "c").shape == (len(TEXTS), len(kept))
