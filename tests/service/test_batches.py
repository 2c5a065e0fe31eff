import asyncio
import threading
from contextlib import suppress

import pytest

from policy_themes.service.batches import Batcher


class Labeller:
    """Labels a text by its length; waits for `go` before each batch, and keeps the batches."""

    def __init__(self, *, waits=False):
        self.batches = []
        self.go = threading.Semaphore(0 if waits else 10**6)
        self.threads = set()

    def __call__(self, texts):
        assert self.go.acquire(timeout=10)
        self.batches.append(list(texts))
        self.threads.add(threading.get_ident())
        if "bad" in texts:
            raise ValueError("bad")
        return [len(text) for text in texts]


def run(labeller, use):
    """Run `use(batcher)` beside a batcher, and return what it returns and the sizes told."""
    told = []

    async def main():
        batcher = Batcher(labeller, told.append)
        task = asyncio.create_task(batcher.run())
        try:
            return await use(batcher)
        finally:
            task.cancel()
            with suppress(asyncio.CancelledError):
                await task

    return asyncio.run(main()), told


async def start(labeller, batcher, *requests):
    """Let one text be in the thread, and the requests wait behind it."""
    first = asyncio.create_task(batcher.label(["first"]))
    while not batcher.is_stuck(-1):
        await asyncio.sleep(0.01)
    tasks = [asyncio.create_task(batcher.label(texts)) for texts in requests]
    await asyncio.sleep(0.01)
    return [first, *tasks]


def test_requests_that_wait_together_are_labelled_together_in_one_other_thread():
    labeller = Labeller(waits=True)

    async def use(batcher):
        tasks = await start(labeller, batcher, ["a", "bb"], ["ccc"])
        labeller.go.release(2)
        return await asyncio.gather(*tasks)

    found, told = run(labeller, use)
    assert found == [[5], [1, 2], [3]]
    assert labeller.batches == [["first"], ["a", "bb", "ccc"]]
    assert told == [1, 3]
    assert len(labeller.threads - {threading.get_ident()}) == 1


def test_a_large_request_takes_turns_with_small_ones():
    labeller = Labeller(waits=True)
    large = ["x" * (i + 1) for i in range(600)]

    async def use(batcher):
        tasks = await start(labeller, batcher, large, ["small"])
        labeller.go.release(100)
        return await asyncio.gather(*tasks)

    (_, found, small), _ = run(labeller, use)
    assert found == list(range(1, 601))
    assert small == [5]
    assert "small" in labeller.batches[1]
    assert max(len(batch) for batch in labeller.batches) == 256


def test_nothing_is_asked_for_no_texts():
    labeller = Labeller()
    assert run(labeller, lambda batcher: batcher.label([]))[0] == []
    assert labeller.batches == []


def test_what_nobody_waits_for_is_left_out():
    labeller = Labeller(waits=True)

    async def use(batcher):
        first, gone, kept = await start(labeller, batcher, ["gone"], ["kept"])
        gone.cancel()
        await asyncio.sleep(0.01)
        labeller.go.release(10)
        return await asyncio.gather(first, kept)

    assert run(labeller, use)[0] == [[5], [4]]
    assert labeller.batches == [["first"], ["kept"]]


def test_a_large_request_that_is_given_up_stops_at_the_next_batch():
    labeller = Labeller(waits=True)

    async def use(batcher):
        _, large = await start(labeller, batcher, ["x"] * 1000)
        labeller.go.release(2)
        while len(labeller.batches) < 2:
            await asyncio.sleep(0.01)
        large.cancel()
        await asyncio.sleep(0.05)
        labeller.go.release(10)
        return await batcher.label(["last"])

    assert run(labeller, use)[0] == [4]
    assert len(labeller.batches) <= 4


def test_one_that_fails_fails_alone():
    labeller = Labeller(waits=True)

    async def use(batcher):
        tasks = await start(labeller, batcher, ["good"], ["bad"], ["fine"])
        labeller.go.release(10)
        return await asyncio.gather(*tasks, return_exceptions=True)

    (_, good, bad, fine), _ = run(labeller, use)
    assert (good, fine) == ([4], [4])
    with pytest.raises(ValueError, match="bad"):
        raise bad


def test_a_batch_that_does_not_end_is_noticed():
    labeller = Labeller(waits=True)

    async def use(batcher):
        (first,) = await start(labeller, batcher)
        found = batcher.is_stuck(0.001), batcher.is_stuck(60)
        labeller.go.release()
        await first
        return *found, batcher.is_stuck(0)

    assert run(labeller, use)[0] == (True, False, False)
