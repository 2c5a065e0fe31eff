import numpy
import pytest
from hypothesis import given
from hypothesis import strategies as st

from policy_themes.pipeline.trie import (
    Alphabet,
    KeyTable,
    Trie,
    pad_strings,
    read_codes,
    take_apart,
)

KEYS = st.lists(st.integers(0, 2**62), unique=True, max_size=60)
WORDS = st.lists(st.text("河长制度镇", min_size=1, max_size=4), unique=True, max_size=12)


@given(KEYS, KEYS)
def test_a_table_finds_its_keys_and_no_others(keys, others):
    asked = keys + others
    found = KeyTable(numpy.array(keys, dtype="i8")).find(numpy.array(asked, dtype="i8"))
    assert found.tolist() == [keys.index(key) if key in keys else -1 for key in asked]


def test_keys_of_one_slot_are_all_found():
    keys = numpy.arange(20_000) * 2**40
    assert (KeyTable(keys).find(keys) == numpy.arange(20_000)).all()
    assert (KeyTable(keys).find(keys + 1) == -1).all()


@given(WORDS, st.text("河长制度镇村\n", max_size=30))
def test_a_trie_finds_every_word_at_every_place(words, text):
    alphabet = Alphabet("".join(words))
    found = {
        (place, length): words[number] if number >= 0 else None
        for length, pair in enumerate(
            Trie(pad_strings(words, alphabet)).find(alphabet.encode(read_codes(text))), start=1
        )
        for place, number in zip(*(own.tolist() for own in pair), strict=True)
    }
    pieces = {(i, j - i): text[i:j] for i in range(len(text)) for j in range(i + 1, len(text) + 1)}
    expected = {
        place: piece if piece in words else None
        for place, piece in pieces.items()
        if any(word.startswith(piece) for word in words)
    }
    assert found == expected


def test_an_id_beyond_those_of_the_trie_is_no_word():
    (places, numbers), _ = Trie(numpy.array([[1, 2]])).find(numpy.array([1, 9, 1, 2, 7]))
    assert (places.tolist(), numbers.tolist()) == ([0, 2], [-1, -1])


@pytest.mark.parametrize("text", ["", "平安乡", "𠀀a", "\ud800乡"])
def test_characters_have_their_code_points(text):
    assert read_codes(text).tolist() == [ord(character) for character in text]


def test_characters_outside_an_alphabet_are_0():
    assert Alphabet("乡镇").encode(read_codes("镇村\U0010ffff乡")).tolist() == [2, 0, 0, 1]


def test_of_stretches_that_overlap_the_first_is_taken():
    stretches = take_apart(numpy.array([0, 1, 3, 7]), numpy.array([3, 6, 5, 9]))
    assert list(stretches) == [(0, 3), (3, 5), (7, 9)]
