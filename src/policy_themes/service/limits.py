"""How much the service takes."""

from dataclasses import dataclass

MEGABYTE = 1_000_000


@dataclass(frozen=True, slots=True)
class Limits:
    """What a request may ask for, and how many may ask at once.

    Attributes:
        body: Bytes of a request, and of an unpacked Word file ten times as many.
        sentences: Sentences of a request or a report.
        characters: Characters of one sentence, heading or neighbour.
        seconds: Time from the first byte of a request to its answer.
        requests: Requests at once, of one worker.
    """

    body: int = 10 * MEGABYTE
    sentences: int = 10_000
    characters: int = 10_000
    seconds: float = 60
    requests: int = 256

    @property
    def reading(self) -> float:
        """Seconds in which a file must be read: others wait for its reader meanwhile."""
        return self.seconds / 4

    @property
    def unpacked(self) -> int:
        """Bytes of an unpacked Word file: one may hold a thousand times its size in zeros."""
        return 10 * self.body
