"""How a long piece of work says how far it is; who watches is no matter of the work."""

from collections.abc import Callable, Iterable, Iterator
from typing import TypeVar

T = TypeVar("T")
Tell = Callable[[str, int, int | None], None]
"""Called with a step, how much of it is done, and of how much, where that is known."""


def iter_told(items: Iterable[T], tell: Tell, step: str, total: int) -> Iterator[T]:
    """Yield the items, telling of each that it is there."""
    for done, item in enumerate(items, start=1):
        tell(step, done, total)
        yield item
