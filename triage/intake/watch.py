"""The watched folder: a file that lies still is taken once, then removed or kept; one that cannot be taken is set apart.

A file is claimed by moving it to `bezig`, which only one worker can do. A file that a dead worker left there is taken again;
what was stored of it is known by then.
"""

from __future__ import annotations

import logging
import os
import shutil
import stat
import threading
import time
from collections.abc import Callable
from pathlib import Path

from triage.intake.files import Taker
from triage.store.choices import DeliveryKind
from triage.store.tables import Delivery

log = logging.getLogger("nietpluis.intake")

BUSY, DONE, REFUSED = "bezig", "verwerkt", "afgekeurd"
SOURCE = "map"
_UNFINISHED = (".tmp", ".part", ".partial", ".crdownload", ".filepart", "~")


class FolderWatch:
    """Takes files from a folder. `still_seconds`: how long a file must lie unchanged; `left_seconds`: after how long a file
    in `bezig` is taken over from a worker that died."""

    def __init__(
        self,
        folder: Path,
        taker: Taker,
        *,
        still_seconds: float,
        left_seconds: float,
        keep: bool,
        clock: Callable[[], float] = time.time,
    ) -> None:
        self._folder = folder
        self._taker = taker
        self._still = still_seconds
        self._left = left_seconds
        self._keep = keep
        self._clock = clock
        self._seen: dict[str, tuple[int, int, float]] = {}
        for name in (BUSY, REFUSED, *((DONE,) if keep else ())):
            (folder / name).mkdir(parents=True, exist_ok=True)

    def look(self, stop: threading.Event | None = None) -> list[str]:
        """Takes every file that is ready; gives the ids of the deliveries. Ends early when `stop` is set."""
        deliveries = []
        for path in [*self._left_behind(), *self._ready()]:
            if stop is not None and stop.is_set():
                break
            claimed = self._claim(path)
            if claimed is not None:
                deliveries.append(self._take(claimed))
        return deliveries

    def _ready(self) -> list[Path]:
        """Files that were the same at an earlier look, at least `still_seconds` ago."""
        moment = self._clock()
        seen = {}
        ready = []
        for entry in sorted(os.scandir(self._folder), key=lambda each: each.name):
            if entry.name.startswith(".") or entry.name.lower().endswith(_UNFINISHED):
                continue
            try:
                found = entry.stat(follow_symlinks=False)
            except FileNotFoundError:
                continue  # another worker has just taken it
            if not stat.S_ISREG(found.st_mode):
                continue
            before = self._seen.get(entry.name)
            same = before is not None and before[:2] == (found.st_size, found.st_mtime_ns)
            since = before[2] if before is not None and same else moment
            seen[entry.name] = (found.st_size, found.st_mtime_ns, since)
            if same and moment - since >= self._still:
                ready.append(Path(entry.path))
        self._seen = seen
        return ready

    def _left_behind(self) -> list[Path]:
        found = sorted((self._folder / BUSY).iterdir())
        return [path for path in found if self._clock() - path.stat().st_mtime > self._left]

    def _claim(self, path: Path) -> Path | None:
        """Moves a file to `bezig`; None where another worker was first. Its time says since when it is held."""
        claimed = self._free(BUSY, path.name) if path.parent.name != BUSY else path
        try:
            path.rename(claimed)
            os.utime(claimed, (self._clock(), self._clock()))
        except FileNotFoundError:
            return None
        return claimed

    def _take(self, path: Path) -> str:
        delivery_id = self._taker.take(path, kind=DeliveryKind.MAP, name=path.name, source=SOURCE)
        with self._taker.store.session() as session:
            delivery = session.get_one(Delivery, delivery_id)
        clean = delivery.error is None and not delivery.rejected
        if not clean:
            shutil.move(path, self._free(REFUSED, path.name))
        elif self._keep:
            shutil.move(path, self._free(DONE, path.name))
        else:
            path.unlink()
        log.info(
            "file taken as delivery %s: %d new, %d known, %d rejected%s",
            delivery_id,
            delivery.taken,
            delivery.known,
            delivery.rejected,
            f", error {delivery.error}" if delivery.error else "",
        )
        return delivery_id

    def _free(self, folder: str, name: str) -> Path:
        """A name in a subfolder that no file has yet."""
        wanted = self._folder / folder / name
        number = 2
        while wanted.exists():
            wanted = self._folder / folder / f"{Path(name).stem} ({number}){Path(name).suffix}"
            number += 1
        return wanted
