"""The line to the worker: started when first needed, replaced when it dies, hangs or talks nonsense.

One line of JSON there, one line back. Nothing of a call is written to any log.
"""

from __future__ import annotations

import json
import os
import queue
import subprocess
import threading
import time
from contextlib import suppress
from typing import Any, Mapping, Sequence  # noqa: UP035  (Python 3.8)

MODULE = "xl_beregner.hosts.calc_worker"
CALL_SECONDS = 60.0
START_SECONDS = 60.0
RETRY_SECONDS = 10.0
_NO_WINDOW = 0x08000000  # Windows: no black console beside the sheet

# LibreOffice points these at its own Python; another Python must not follow them.
_FOREIGN = ("PYTHONHOME", "PYTHONPATH", "PYTHONSTARTUP", "LD_LIBRARY_PATH", "URE_BOOTSTRAP")


class LinkError(Exception):
    """The worker gave no answer."""


class UnreachableError(LinkError):
    """No Python with xl_beregner was found."""


class OverdueError(LinkError):
    """The call took too long and was ended."""


class BrokenError(LinkError):
    """The worker died or answered nonsense."""


class Worker:
    """One running worker: its process and what it has said."""

    def __init__(self, command: Sequence[str], environment: Mapping[str, str]) -> None:
        self._process = subprocess.Popen(
            list(command),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,  # a traceback may hold what a cell held
            env=dict(environment),
            creationflags=_NO_WINDOW if os.name == "nt" else 0,
        )
        self._said: queue.Queue[bytes] = queue.Queue()
        self._to_say: queue.Queue[bytes | None] = queue.Queue()
        for work in (self._read, self._write):
            threading.Thread(target=work, daemon=True).start()

    def hear(self, seconds: float) -> dict[str, Any]:
        """Wait for the next line; a process that ended says an empty one."""
        try:
            line = self._said.get(timeout=max(seconds, 0.0))
        except queue.Empty:
            raise OverdueError from None
        try:
            told = json.loads(line.decode("utf-8"))
        except ValueError:
            raise BrokenError from None
        if not isinstance(told, dict):
            raise BrokenError
        return told

    def say(self, told: Mapping[str, Any]) -> None:
        """Send a line; a worker that does not read holds nobody up."""
        self._to_say.put(json.dumps(told, allow_nan=False).encode("ascii") + b"\n")

    def end(self) -> None:
        """End the process now."""
        self._to_say.put(None)
        self._process.kill()
        self._process.wait()

    def _read(self) -> None:
        stream = self._process.stdout
        if stream is not None:
            with stream:
                for line in stream:
                    self._said.put(line)
        self._said.put(b"")

    def _write(self) -> None:
        stream = self._process.stdin
        if stream is None:
            return
        with suppress(OSError):  # it died; whoever waits hears that
            for line in iter(self._to_say.get, None):
                stream.write(line)
                stream.flush()
        with suppress(OSError):
            stream.close()


class Link:
    """Ask a worker, whichever of the Pythons given answers first; one call at a time."""

    def __init__(
        self,
        pythons: Sequence[str],
        call_seconds: float = CALL_SECONDS,
        start_seconds: float = START_SECONDS,
        arguments: Sequence[str] = ("-E", "-P", "-m", MODULE),
    ) -> None:
        self._pythons = list(pythons)
        self._arguments = list(arguments)
        self._call_seconds = call_seconds
        self._start_seconds = start_seconds
        self._lock = threading.Lock()
        self._worker: Worker | None = None
        self._number = 0
        self._give_up_until = 0.0
        self.python = ""
        self.version = ""

    def ask(self, question: Mapping[str, Any]) -> dict[str, Any]:
        """Ask, and ask a new worker once more if this one died under the question."""
        with self._lock:
            try:
                return self._ask_once(question)
            except BrokenError:
                self._drop()
                try:
                    return self._ask_once(question)
                except LinkError:
                    self._drop()
                    raise
            except OverdueError:
                self._drop()
                raise

    def forget(self) -> None:
        """End the worker and try every Python anew at the next question."""
        with self._lock:
            self._drop()
            self._give_up_until = 0.0

    def _ask_once(self, question: Mapping[str, Any]) -> dict[str, Any]:
        if self._worker is None:
            self._worker = self._start()
        self._number += 1
        self._worker.say(dict(question, id=self._number))
        told = self._worker.hear(self._call_seconds)
        if told.get("id") != self._number:
            raise BrokenError
        return told

    def _start(self) -> Worker:
        # Hundreds of cells ask at once: where nothing answers, that is found out once for them all.
        if time.monotonic() < self._give_up_until:
            raise UnreachableError
        environment = {name: value for name, value in os.environ.items() if name not in _FOREIGN}
        for python in self._pythons:
            worker = self._try([python, *self._arguments], environment)
            if worker is not None:
                self.python = python
                return worker
        self._give_up_until = time.monotonic() + RETRY_SECONDS
        raise UnreachableError

    def _try(self, command: list[str], environment: Mapping[str, str]) -> Worker | None:
        try:
            worker = Worker(command, environment)
        except (OSError, ValueError):
            return None
        try:
            self.version = str(worker.hear(self._start_seconds)["ready"])
        except (LinkError, KeyError):
            worker.end()
            return None
        return worker

    def _drop(self) -> None:
        if self._worker is not None:
            self._worker.end()
            self._worker = None
