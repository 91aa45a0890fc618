"""The log of a command: JSON lines, one an event, that name units and keys and never a person.

What may stand in a line is decided here alone: a unit's number without its pupil, a status and an error by
key, counts, seconds. There is no room for a name, a word somebody typed, a value or a path, so none can
slip in. Which commands write one, and what they tell, is ``cli.logged``'s matter.
"""

from __future__ import annotations

import contextlib
import errno
import os
import secrets
import stat
import time
from collections import Counter
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from pathlib import Path

import orjson

from xl_beregner.batch.refused import RefusedError
from xl_beregner.batch.why import Why
from xl_beregner.civil import mask_civil_numbers
from xl_beregner.errors import BeregnerError, Fault, FaultsError

_TOOL = "xl-beregner"
_FIRST = b'{"time":"'  # what every line of ours begins with
_SHOWN_BY_KEY = ("unit", "status", "counts", "errors", "options")


class RunLog:
    """Where one run's events go; without a file they go nowhere."""

    def __init__(self, handle: int | None = None, command: str = "", version: str = "") -> None:
        self._handle = handle
        self._fixed = {"run": secrets.token_hex(8), "command": command, "tool": _TOOL, "version": version}
        self._began = time.monotonic()
        self.lost: Why | None = None  # why some events could not be written
        self.counts: Counter[str] = Counter()  # what the last line tells

    def event(
        self,
        event: str,
        *,
        unit: str = "",
        status: str = "",
        counts: Mapping[str, int] | None = None,
        errors: Iterable[Fault | BeregnerError] = (),
        options: Mapping[str, str | int | bool] | None = None,
    ) -> None:
        """Write one line; of an error its key and how often, of a unit everything but a pupil."""
        if self._handle is None:
            return
        told = (without_pupil(unit), status, counts, _by_key(errors), options)
        line = {
            "time": datetime.now(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z"),
            **self._fixed,
            "event": event,
            **{name: value for name, value in zip(_SHOWN_BY_KEY, told, strict=True) if value},
            "seconds": round(time.monotonic() - self._began, 3),
        }
        data = orjson.dumps(line) + b"\n"
        try:
            # One write to a file opened for appending: two runs may share a log, and no line is torn.
            if os.write(self._handle, data) != len(data):
                raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        except OSError as error:
            self.lost = Why.of(error)

    def unit(self, unit: str, status: str, errors: Iterable[Fault | BeregnerError] = ()) -> None:
        """Tell what became of a unit, and count it for the last line."""
        self.counts[status] += 1
        self.event("unit", unit=unit, status=status, errors=errors)

    def close(self) -> None:
        """Let go of the file."""
        if self._handle is not None:
            with contextlib.suppress(OSError):
                os.close(self._handle)
            self._handle = None


def open_log(path: Path, command: str, version: str, apart: Iterable[Path] = ()) -> RunLog:
    """Open a log to write after what stands there.

    ``apart`` are the folders and files the command works on: a log among them would be taken for something
    a school sent, or for a file too many.

    Raises
    ------
    RefusedError
        It cannot be written, holds something that is no log, or lies in a folder the command works on.
    """
    place = path.resolve()
    for other in apart:
        if place == other.resolve() or (other.is_dir() and other.resolve() in place.parents):
            raise RefusedError("log_i_mappe", fil=str(path), sti=str(other))
    try:
        if path.exists() and stat.S_ISREG(path.stat().st_mode):
            with open(path, "rb") as file:
                start = file.read(len(_FIRST))
            if start and start != _FIRST:
                raise RefusedError("log_er_ikke_log", fil=str(path))
        handle = os.open(path, os.O_WRONLY | os.O_APPEND | os.O_CREAT | getattr(os, "O_BINARY", 0), 0o640)
    except OSError as error:
        raise RefusedError("log_kan_ikke_aabnes", fil=str(path), grund=Why.of(error)) from error
    return RunLog(handle, command, version)


def without_pupil(unit: str) -> str:
    """Cut a unit's number after its class: a pupil's id stands in no log."""
    return mask_civil_numbers("/".join(unit.split("/")[:2]))


def _by_key(errors: Iterable[Fault | BeregnerError]) -> dict[str, int]:
    found: Counter[str] = Counter()
    for error in errors:
        found.update(fault.key for fault in (error.faults if isinstance(error, FaultsError) else (error,)))
    return dict(sorted(found.items()))
