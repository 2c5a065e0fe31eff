"""Labelling the texts of requests that wait at the same time together."""

import asyncio
import time
from collections import deque
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import Generic, TypeVar

_BATCH = 256
"""Texts at once; the answer to a small request waits for one such batch at most."""
_SHARE = 64
"""Texts of one request in a batch, while others wait."""
Found = TypeVar("Found")


@dataclass(eq=False)
class _Job(Generic[Found]):
    """The texts of one request, those found already, and where the whole is waited for."""

    texts: Sequence[str]
    done: asyncio.Future[list[Found]]
    found: list[Found] = field(default_factory=list)

    def take(self, most: int) -> Sequence[str]:
        return self.texts[len(self.found) : len(self.found) + most]


class Batcher(Generic[Found]):
    """A queue of texts before one thread that labels them.

    Large requests take turns with others, and what nobody waits for any longer is left out.

    Args:
        label: Labels texts in their order; runs in the thread.
        tell: Is told how many texts a batch has.
    """

    def __init__(
        self, label: Callable[[Sequence[str]], list[Found]], tell: Callable[[int], None]
    ) -> None:
        self._label = label
        self._tell = tell
        self._waiting: deque[_Job[Found]] = deque()
        self._wake = asyncio.Event()
        self._begun: float | None = None
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="label")

    async def label(self, texts: Sequence[str]) -> list[Found]:
        """Return what is found for each text."""
        if not texts:
            return []
        job = _Job[Found](texts, asyncio.get_running_loop().create_future())
        self._waiting.append(job)
        self._wake.set()
        return await job.done

    def is_stuck(self, seconds: float) -> bool:
        """Return whether the thread has been at one batch for longer than this."""
        return self._begun is not None and time.monotonic() - self._begun > seconds

    async def run(self) -> None:
        """Label what waits, until cancelled."""
        try:
            while True:
                await self._wake.wait()
                if batch := self._take_batch():
                    await self._label_batch(batch)
                else:
                    self._wake.clear()
        finally:
            self._thread.shutdown(wait=False, cancel_futures=True)

    def _take_batch(self) -> list[tuple[_Job[Found], Sequence[str]]]:
        """Return jobs and their next texts, first come first; the others keep their places."""
        batch: list[tuple[_Job[Found], Sequence[str]]] = []
        room = _BATCH
        while self._waiting and room:
            job = self._waiting.popleft()
            if job.done.done():  # its request was cancelled
                continue
            texts = job.take(min(room, _SHARE if self._waiting else room))
            batch.append((job, texts))
            room -= len(texts)
        return batch

    async def _label_batch(self, batch: list[tuple[_Job[Found], Sequence[str]]]) -> None:
        texts = [text for _, part in batch for text in part]
        try:
            found = iter(await self._in_thread(texts))
        except Exception as error:  # noqa: BLE001 (whatever it is, those who wait must hear it)
            await self._blame(batch, error)
            return
        for job, part in batch:
            self._hand_out(job, [next(found) for _ in part])

    async def _blame(
        self, batch: list[tuple[_Job[Found], Sequence[str]]], error: Exception
    ) -> None:
        """Label a batch that failed request by request, so that one alone fails."""
        if len(batch) > 1:
            for one in batch:
                await self._label_batch([one])
        elif not batch[0][0].done.done():
            batch[0][0].done.set_exception(error)

    def _hand_out(self, job: _Job[Found], found: list[Found]) -> None:
        job.found += found
        if job.done.done():
            return
        if len(job.found) == len(job.texts):
            job.done.set_result(job.found)
        else:
            self._waiting.append(job)

    async def _in_thread(self, texts: Sequence[str]) -> list[Found]:
        self._tell(len(texts))
        self._begun = time.monotonic()
        try:
            loop = asyncio.get_running_loop()
            return await loop.run_in_executor(self._thread, self._label, texts)
        finally:
            self._begun = None
