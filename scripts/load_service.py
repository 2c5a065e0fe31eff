"""Ask a service as many clients at once for a while: python scripts/load_service.py URL 64 60.

Prints how often it answered, the time of an answer, and what else it said.
"""

import asyncio
import os
import random
import sys
import time
from collections import Counter

import httpx

from policy_themes.cli import defaults
from policy_themes.jsonl import read_jsonl

_MOST = 20
"""Sentences of a request."""


async def ask(url: str, texts: list[str], end: float, seed: int, told: Counter) -> list[float]:
    """Ask until `end`; return the seconds of each answer, and count statuses into `told`."""
    rng = random.Random(seed)
    token = os.environ.get("POLICY_THEMES_TOKEN")
    headers = {"Authorization": f"Bearer {token}"} if token else {}
    seconds: list[float] = []
    async with httpx.AsyncClient(timeout=60, headers=headers) as client:
        while time.monotonic() < end:
            sentences = [{"text": text} for text in rng.sample(texts, rng.randint(1, _MOST))]
            start = time.monotonic()
            try:
                answer = await client.post(f"{url}/v1/sentences", json={"sentences": sentences})
            except httpx.HTTPError as error:
                told[type(error).__name__] += 1
                continue
            seconds.append(time.monotonic() - start)
            told[str(answer.status_code)] += 1
            told["sentences"] += len(answer.json().get("sentences", ()))
    return seconds


async def main(url: str, clients: int, duration: float) -> None:
    """Ask, and print what came of it."""
    texts = [row["text"] for row in read_jsonl(defaults.SENTENCES)]
    told: Counter = Counter()
    end = time.monotonic() + duration
    asked = (ask(url, texts, end, seed, told) for seed in range(clients))
    seconds = sorted(time for own in await asyncio.gather(*asked) for time in own)
    for share in (0.5, 0.9, 0.99, 1):
        print(f"p{share * 100:g} {seconds[int(share * (len(seconds) - 1))] * 1000:.0f} ms")
    print(", ".join(f"{name}: {count}" for name, count in sorted(told.items())))


asyncio.run(main(sys.argv[1], int(sys.argv[2]), float(sys.argv[3])))
