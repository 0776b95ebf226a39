"""What whoever watches the site may count: answers, those withheld and why, those without what they might have had.

Numbers alone: no metric holds a word of a question. They are counted here and put into Prometheus' forms when they are
asked for, because to import `prometheus_client` takes ten times as long as an answer.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from collections.abc import Iterator
from itertools import accumulate
from threading import Lock
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from prometheus_client.core import Metric

    from assistant.answer import Answer
    from assistant.complaint import Reason

CONTENT_TYPE = "text/plain; version=0.0.4; charset=utf-8"
SECONDS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 30.0, 60.0)  # upper bounds of the buckets


class Metrics:
    """The counts of one assistant, with no registry shared; safe to share between threads."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._answers: Counter[str] = Counter()
        self._withheld: Counter[str] = Counter()
        self._degraded: Counter[str] = Counter()
        self._buckets = [0] * (len(SECONDS) + 1)
        self._seconds = 0.0

    def answered(self, answer: Answer, seconds: float) -> None:
        """Count an answer that is sent, with the time that it took."""
        with self._lock:
            self._answers[answer.status.value] += 1
            self._buckets[bisect_left(SECONDS, seconds)] += 1
            self._seconds += seconds

    def withheld(self, reason: Reason) -> None:
        """Count an answer that failed verification and is not sent."""
        with self._lock:
            self._withheld[reason] += 1

    def degraded(self, reason: str) -> None:
        """Count an answer sent without what it might have had; `reason` is a code, never a text of the asker's."""
        with self._lock:
            self._degraded[reason] += 1

    def exposition(self) -> str:
        """Return all metrics in Prometheus' text format."""
        from prometheus_client import CollectorRegistry, generate_latest

        registry = CollectorRegistry(auto_describe=False)
        registry.register(self)
        return generate_latest(registry).decode()

    def collect(self) -> Iterator[Metric]:
        """Yield the metrics in Prometheus' forms, as a registry asks for them."""
        from prometheus_client.core import CounterMetricFamily, HistogramMetricFamily

        with self._lock:
            counted = (
                ("policy_answers", "Answers sent.", "status", dict(self._answers)),
                ("policy_withheld", "Answers that failed verification.", "reason", dict(self._withheld)),
                ("policy_degraded", "Answers sent without what they might have had.", "reason", dict(self._degraded)),
            )
            buckets, seconds = list(accumulate(self._buckets)), self._seconds
        for name, meaning, label, counts in counted:
            family = CounterMetricFamily(name, meaning, labels=[label])
            for value, count in sorted(counts.items()):
                family.add_metric([value], count)
            yield family
        bounds = [*(str(bound) for bound in SECONDS), "+Inf"]
        histogram = HistogramMetricFamily("policy_answer_seconds", "Time to an answer.")
        histogram.add_metric([], list(zip(bounds, buckets, strict=True)), seconds)
        yield histogram
