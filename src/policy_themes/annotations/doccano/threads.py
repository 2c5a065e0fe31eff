"""A few calls at once, where a server has none for many sentences."""

from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

from policy_themes.annotations.doccano.connection import THREADS

T = TypeVar("T")
R = TypeVar("R")


def iter_results(function: Callable[[T], R], items: Iterable[T]) -> Iterator[R]:
    """Yield what a function returns for each item, in order; on an error the rest is not begun."""
    pool = ThreadPoolExecutor(THREADS)
    try:
        yield from pool.map(function, items)
    finally:
        pool.shutdown(cancel_futures=True)
