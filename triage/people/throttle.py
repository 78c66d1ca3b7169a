"""Rate limits: so many requests a minute from one address, counted in the memory of one process."""

from __future__ import annotations

import threading
import time
from collections import OrderedDict
from collections.abc import Callable

REMEMBERED = 10_000


class Throttle:
    """A bucket an address: it holds `per_minute` requests and fills again evenly."""

    def __init__(self, per_minute: int, clock: Callable[[], float] = time.monotonic) -> None:
        self._size = float(per_minute)
        self._clock = clock
        self._buckets: OrderedDict[str, tuple[float, float]] = OrderedDict()
        self._lock = threading.Lock()

    def allow(self, address: str) -> bool:
        """Takes one from the bucket of `address`; False where it is empty."""
        with self._lock:
            moment = self._clock()
            left, before = self._buckets.pop(address, (self._size, moment))
            left = min(self._size, left + (moment - before) * self._size / 60)
            allowed = left >= 1
            self._buckets[address] = (left - 1 if allowed else left, moment)
            if len(self._buckets) > REMEMBERED:
                self._buckets.popitem(last=False)
            return allowed
