import numpy
import srsly

from policy_themes.pipeline.arrays import Table
from policy_themes.pipeline.trie import Alphabet, Array, Trie, pad_strings, read_codes


class Both(Table):
    name: bytes
    trie: Trie
    by_kind: dict[str, Array]
    none: dict[str, Array]

    def __init__(self, alphabet):
        self.name = b"both"
        self.trie = Trie(pad_strings(["河长", "河长制"], alphabet))
        self.by_kind = {"c.": numpy.arange(3), "w": numpy.zeros((2, 2))}
        self.none = {}


def test_a_table_is_the_same_after_it_was_saved():
    alphabet = Alphabet("河长制度")
    one = Both(alphabet)
    again = Both.from_arrays(srsly.msgpack_loads(srsly.msgpack_dumps(one.to_arrays())))
    assert (again.name, again.none, type(again.trie)) == (b"both", {}, Trie)
    assert again.by_kind.keys() == one.by_kind.keys()
    for kind, values in one.by_kind.items():
        numpy.testing.assert_array_equal(again.by_kind[kind], values)
    ids = alphabet.encode(read_codes("村级河长制度河长"))
    for found, expected in zip(again.trie.find(ids), one.trie.find(ids), strict=True):
        numpy.testing.assert_array_equal(found, expected)


def test_the_names_of_what_is_within_tell_where():
    assert {"trie._steps._keys", "by_kind.c.", "name"} <= Both(
        Alphabet("河长制")
    ).to_arrays().keys()
