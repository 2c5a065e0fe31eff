"""What the service counts, for Prometheus.

Several workers write their counts to files, and each of them answers for all; see
`server.share_counts`.
"""

import os

from prometheus_client import (
    CONTENT_TYPE_LATEST,
    CollectorRegistry,
    Counter,
    Gauge,
    Histogram,
    generate_latest,
    multiprocess,
)

from policy_themes.service.server import COUNTS

CONTENT_TYPE = CONTENT_TYPE_LATEST
_SECONDS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60)
_TEXTS = (1, 2, 4, 8, 16, 32, 64, 128, 256)


class Metrics:
    """The counts of one worker.

    Attributes:
        requests: Requests answered, by route, method and status.
        seconds: From the first byte of a request to its answer, by route.
        sentences: Sentences labelled.
        batch: Sentences labelled together.
        waiting: Requests that are being answered.
    """

    def __init__(self) -> None:
        own = CollectorRegistry()
        self._registry = own
        self.requests = Counter(
            "policy_themes_requests",
            "Requests answered.",
            ("route", "method", "status"),
            registry=own,
        )
        self.seconds = Histogram(
            "policy_themes_request_seconds",
            "Time from a request's first byte to its answer.",
            ("route",),
            buckets=_SECONDS,
            registry=own,
        )
        self.sentences = Counter("policy_themes_sentences", "Sentences labelled.", registry=own)
        self.batch = Histogram(
            "policy_themes_batch_sentences",
            "Sentences labelled together.",
            buckets=_TEXTS,
            registry=own,
        )
        self.waiting = Gauge(
            "policy_themes_requests_in_progress",
            "Requests that are being answered.",
            registry=own,
            multiprocess_mode="livesum",
        )

    def count_batch(self, size: int) -> None:
        """Count a batch of `size` sentences."""
        self.sentences.inc(size)
        self.batch.observe(size)

    def render(self) -> bytes:
        """Return the counts of all workers in Prometheus's text format."""
        registry = self._registry
        if COUNTS in os.environ:
            registry = CollectorRegistry()
            multiprocess.MultiProcessCollector(registry)  # type: ignore[no-untyped-call]
        return generate_latest(registry)
