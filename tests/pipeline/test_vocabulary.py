import pytest

from policy_themes.pipeline.ngrams import build_ngram_linear, set_vocabulary
from policy_themes.pipeline.vocabulary import Vocabulary


@pytest.mark.parametrize(
    "ngrams", [[], ["河"], ["a", "w\t河长\t制度", "\x85", "\r", "\ud800", "𠀀"]], ids=len
)
def test_ngrams_keep_their_rows_when_they_are_saved(ngrams):
    model = build_ngram_linear(nO=2)
    set_vocabulary(model, ngrams, [1.0] * len(ngrams))
    found = build_ngram_linear().from_bytes(model.to_bytes()).attrs["vocabulary"]
    assert type(found) is Vocabulary
    assert found == {ngram: row for row, ngram in enumerate(ngrams)}
