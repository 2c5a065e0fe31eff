"""The n-grams that a classifier knows, as they lie in memory and on disk.

The module imports thinc alone, so that a wheel carries it.
"""

from typing import Any

from thinc.api import Model, deserialize_attr, serialize_attr

_ENCODING = ("utf-8", "surrogatepass")


class Vocabulary(dict[str, int]):
    """N-grams, in which there is no line break, and their rows from 0 on, in order.

    It is saved as one text. In msgpack, as thinc saves a dict, 185,000 of them take four times as
    long to read, which would be a tenth of a command's time.
    """


@serialize_attr.register(Vocabulary)
def _to_bytes(_: Any, value: Vocabulary, name: str, model: Model[Any, Any]) -> bytes:
    return "\n".join(value).encode(*_ENCODING)


@deserialize_attr.register(Vocabulary)
def _from_bytes(_: Any, value: bytes, name: str, model: Model[Any, Any]) -> Vocabulary:
    ngrams = value.decode(*_ENCODING).split("\n") if value else []
    return Vocabulary(zip(ngrams, range(len(ngrams)), strict=True))
