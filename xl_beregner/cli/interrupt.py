"""Ctrl-C, a polite kill or a closed terminal: stop cleanly, say so in a line, end with the usual code.

Loaded before all else, so it imports next to nothing. What is left to tidy up is done where it was
made, on the way out.
"""

from __future__ import annotations

import os
import signal
import sys
import time
from importlib.machinery import ExtensionFileLoader
from types import FrameType
from typing import Any

_SIGNALS = ("SIGINT", "SIGTERM", "SIGHUP")
_PATIENCE = 5.0  # seconds to tidy up in, before a second signal ends it at once
_A_MOMENT = 0.01  # seconds until a signal that came at a bad moment is tried again


class InterruptedRun(BaseException):
    """Someone wants the run to stop; no ``Exception``, so that nothing on the way takes it for a fault."""


_received = 0
_since = 0.0


def listen() -> None:
    """Turn the signals that stop a program into ``InterruptedRun``."""
    sys.unraisablehook = _unraisable
    for name in _SIGNALS:
        number = getattr(signal, name, None)
        # What is ignored already (nohup, a job in the background) stays ignored.
        if number is not None and signal.getsignal(number) is not signal.SIG_IGN:
            signal.signal(number, _stop)


def received() -> int:
    """Tell which signal came, 0 for none."""
    return _received


def pass_on() -> None:
    """Raise again where something on the way has swallowed it."""
    if _received:
        raise InterruptedRun


def end() -> int:
    """Say that the run was interrupted, and give the exit code that shells expect."""
    for name in _SIGNALS:
        if hasattr(signal, name):
            signal.signal(getattr(signal, name), signal.SIG_IGN)
    from xl_beregner import texts
    from xl_beregner.cli.language import choose_language

    try:
        print(
            texts.say("cli.afbrudt", choose_language(sys.argv[1:], os.environ)), file=sys.stderr, flush=True
        )
    except OSError:  # the terminal is gone
        sys.stderr = None
    return 128 + _received


def _stop(number: int, frame: FrameType | None) -> None:
    global _received, _since
    if not _received and hasattr(signal, "setitimer") and _in_extension(frame):
        signal.signal(signal.SIGALRM, lambda _, later: _stop(number, later))
        signal.setitimer(signal.ITIMER_REAL, _A_MOMENT)
    elif not _received:
        _received, _since = number, time.monotonic()
        raise InterruptedRun
    elif time.monotonic() - _since > _PATIENCE:
        os._exit(128 + number)


def _in_extension(frame: FrameType | None) -> bool:
    """Tell whether a library in C is being loaded: some of them die of an exception there."""
    while frame is not None:
        if isinstance(frame.f_locals.get("self"), ExtensionFileLoader):
            return True
        frame = frame.f_back
    return False


def _unraisable(told: Any) -> None:
    """Leave out the traceback of an interruption that met a destructor."""
    if not issubclass(told.exc_type, InterruptedRun):
        sys.__unraisablehook__(told)
