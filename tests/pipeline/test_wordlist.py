import srsly
from hypothesis import given
from hypothesis import strategies as st

from policy_themes.pipeline.wordlist import Words

WORD = st.text(st.sampled_from("河长制ab\ud800𠀀"), min_size=1, max_size=3)


@given(st.sets(WORD, max_size=20), st.lists(WORD | st.just("")))
def test_it_holds_its_words_and_no_others(words, others):
    found = Words(words)
    assert (len(found), set(found)) == (len(words), words)
    assert all(word in found for word in words)
    assert [word in found for word in others] == [word in words for word in others]


def test_it_holds_them_after_it_was_saved():
    saved = srsly.msgpack_dumps(Words(["河长", "河长制"]).to_arrays())
    again = Words.from_arrays(srsly.msgpack_loads(saved))
    assert sorted(again) == ["河长", "河长制"]
    assert ("河长" in again, "河" in again, "长制" in again) == (True, False, False)
