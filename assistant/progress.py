"""Progress bars for what takes long, on standard error; silent where nothing is done."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any, TypeVar

from tqdm import tqdm

from index.build import Report, Step

Item = TypeVar("Item")


@contextmanager
def progress_bar() -> Iterator[Report]:
    """Yield a `Report` that shows one bar a step."""
    bars: dict[Step, Any] = {}

    def report(step: Step, done: int, total: int) -> None:
        if step not in bars:
            for bar in bars.values():
                bar.close()
            bars[step] = tqdm(desc=step.value, total=total, file=sys.stderr, leave=False, disable=None)
        bars[step].total = total
        bars[step].update(done - bars[step].n)

    try:
        yield report
    finally:
        for bar in bars.values():
            bar.close()


def counted(items: Sequence[Item], name: str) -> Iterator[Item]:
    """Yield the items under a bar of that name."""
    yield from tqdm(items, desc=name, file=sys.stderr, leave=False, disable=None)
