"""A lock on an output folder that a killed run cannot leave behind.

The system holds the lock for as long as the process lives, so there is nothing stale to clear. Where
the drive knows no such locks (some network drives), the file itself is the lock and tells who made
it: one whose process is gone on this machine is taken over, any other is named to the user.
"""

from __future__ import annotations

import contextlib
import errno
import os
import socket
import sys
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path

from xl_beregner.batch.refused import RefusedError
from xl_beregner.batch.why import Why
from xl_beregner.errors import OutputError

_TAKEN = {errno.EACCES, errno.EAGAIN, errno.EDEADLK}


@contextmanager
def hold(path: Path, folder: Path) -> Generator[None]:
    """Hold the lock file, or raise if another run holds it."""
    while True:
        try:
            handle = os.open(path, os.O_RDWR | os.O_CREAT, 0o666)
        except OSError as error:
            raise RefusedError("batch_mappe_ikke_skrivbar", sti=str(folder), grund=Why.of(error)) from error
        by_system = _lock(handle, path, folder)
        if not by_system or _is_still(handle, path):
            break
        os.close(handle)  # the run that held it removed it meanwhile: lock the new one
    try:
        with contextlib.suppress(OSError):  # on a full drive the system's lock holds without a name
            os.ftruncate(handle, 0)
            os.write(handle, _signature().encode())
        yield
    finally:
        # Removed while held (Windows removes no open file), so that nobody locks a name that goes.
        if sys.platform == "win32":
            os.close(handle)
        with contextlib.suppress(OSError):
            path.unlink()
        if sys.platform != "win32":
            os.close(handle)


def is_held(path: Path) -> bool:
    """Tell whether a run holds the lock now; the file is neither made, changed nor removed."""
    try:
        handle = os.open(path, os.O_RDWR)
    except FileNotFoundError:
        return False
    except OSError:
        return True  # it cannot be told: better to wait in vain than to disturb a run
    try:
        _lock(handle, path, path.parent)
    except OutputError:
        return True  # and the handle is closed
    os.close(handle)
    return False


def _lock(handle: int, path: Path, folder: Path) -> bool:
    """Lock by the system (True) or, where it cannot, by what the file says (False)."""
    try:
        _system_lock(handle)
        return True
    except OSError as error:
        taken = error.errno in _TAKEN
    if taken or not _owner_is_gone(handle):
        os.close(handle)
        raise OutputError("batch_mappe_i_brug", sti=str(folder), laas=path.name)
    return False


if sys.platform == "win32":
    import msvcrt

    def _system_lock(handle: int) -> None:
        # A byte far past the end: the text stays readable for those who meet the lock.
        os.lseek(handle, 1 << 20, os.SEEK_SET)
        msvcrt.locking(handle, msvcrt.LK_NBLCK, 1)
        os.lseek(handle, 0, os.SEEK_SET)

else:
    import fcntl

    def _system_lock(handle: int) -> None:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)


def _is_still(handle: int, path: Path) -> bool:
    try:
        return os.path.samestat(os.fstat(handle), os.stat(path))
    except FileNotFoundError:
        return False


def _signature() -> str:
    return f"{socket.gethostname()} {os.getpid()}"


def _owner_is_gone(handle: int) -> bool:
    owner = os.pread(handle, 400, 0).decode("utf-8", "replace") if hasattr(os, "pread") else ""
    machine, _, number = owner.rpartition(" ")
    if not owner:
        return True
    if machine != socket.gethostname() or not number.isdecimal():
        return False
    try:
        os.kill(int(number), 0)
    except ProcessLookupError:
        return True
    except OSError:
        return False
    return False
