"""The output folder on disk: its layout, its lock, and how a file gets its real name.

``DIR/skoler`` is what is sent, ``DIR/forvaltning`` what stays. What the files are is in
``manifest``; who decides which to make is in ``run``.
"""

from __future__ import annotations

import contextlib
import hashlib
import os
import stat
import uuid
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path

from xl_beregner.batch.lock import hold
from xl_beregner.batch.refused import RefusedError
from xl_beregner.batch.unit import write_whole
from xl_beregner.batch.why import Why
from xl_beregner.errors import OutputError

UNITS = "skoler"
STAYS = "forvaltning"
MANIFEST = "manifest.json"
JOURNAL = "igangvaerende.jsonl"
OVERVIEW = "oversigt.xlsx"
SET_ASIDE = "tidligere"
_LOCK = ".i-brug"
_TEMPORARY = ".xb-"


class OutputFolder:
    """Paths of one output folder, and the few things done to files there."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.units = path / UNITS
        self.stays = path / STAYS
        self.manifest = self.stays / MANIFEST
        self.journal = self.stays / JOURNAL
        self.overview = self.stays / OVERVIEW

    @contextmanager
    def in_use(self) -> Generator[None]:
        """Make the folders, keep other runs out, and leave no temporary file behind."""
        try:
            for part in (self.units, self.stays):
                part.mkdir(parents=True, exist_ok=True)
            probe = self.temporary(self.stays)
            write_whole(probe, b"")
            probe.unlink()
        except OSError as error:
            raise RefusedError(
                "batch_mappe_ikke_skrivbar", sti=str(self.path), grund=Why.of(error)
            ) from error
        with hold(self.stays / _LOCK, self.path):
            self._sweep()
            try:
                yield
            finally:
                self._sweep()

    def temporary(self, beside: Path | None = None) -> Path:
        """Name a file that does not exist yet, beside where it shall end."""
        return (beside or self.units) / f"{_TEMPORARY}{uuid.uuid4().hex}.tmp"

    def write(self, target: Path, data: bytes) -> None:
        """Replace a file by these bytes, in one step."""
        temporary = self.temporary(target.parent)
        try:
            write_whole(temporary, data)
            put_in_place(temporary, target)
        except OSError as error:
            raise cannot_write(target, error) from error
        finally:
            with contextlib.suppress(OSError):
                temporary.unlink(missing_ok=True)

    def remove(self, file: Path) -> None:
        """Remove a file of ours, if it is there."""
        try:
            file.unlink(missing_ok=True)
        except OSError as error:
            raise cannot_write(file, error) from error

    def set_aside(self, file: Path) -> Path:
        """Move a file someone changed out of the way, under a name that tells its content apart."""
        shelf = self.stays / SET_ASIDE
        kept = shelf / f"{file.stem}_{(sha256_of(file) or '')[:12]}{file.suffix}"
        try:
            shelf.mkdir(exist_ok=True)
            os.replace(file, kept)
        except OSError as error:
            raise cannot_write(file, error) from error
        return kept

    def leftovers(self) -> list[Path]:
        """List the temporary files of a run that was killed."""
        parts = [part for part in (self.units, self.stays) if part.is_dir()]
        return sorted(path for part in parts for path in part.glob(f"{_TEMPORARY}*.tmp"))

    def _sweep(self) -> None:
        for path in self.leftovers():
            with contextlib.suppress(OSError):
                path.unlink()


def put_in_place(temporary: Path, target: Path) -> None:
    """Give a whole file its real name; the old one is untouched unless this succeeds."""
    refuse_if_taken(target)
    try:
        os.replace(temporary, target)
    except OSError as error:
        raise cannot_write(target, error) from error


def refuse_if_taken(target: Path) -> None:
    """Raise if someone has the file open, or it must not be written.

    Excel and LibreOffice lay an owner file beside what they have open. On Windows replacing an open
    file fails by itself; elsewhere, and on a shared drive, only the owner file tells.
    """
    owner_files = (target.with_name(f"~${target.name}"), target.with_name(f".~lock.{target.name}#"))
    try:
        if any(path.exists() for path in owner_files):
            raise OutputError("batch_fil_aaben", fil=target.name)
        mode = target.stat().st_mode if target.exists() else None
    except OSError as error:
        raise cannot_write(target, error) from error
    if mode is not None:
        if stat.S_ISDIR(mode):
            raise OutputError("batch_fil_er_mappe", fil=target.name)
        # Replacing needs no right to the old file, but read-only says that it shall stay.
        if not mode & 0o222 or not os.access(target, os.W_OK):
            raise OutputError("batch_fil_skrivebeskyttet", fil=target.name)


def sha256_of(path: Path) -> str | None:
    """Hash a file; None where there is none that can be read."""
    try:
        with open(path, "rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except OSError:
        return None


def cannot_write(target: Path, error: OSError) -> OutputError:
    """Tell that a file could not be written, and why."""
    return OutputError("batch_kan_ikke_skrive", fil=target.name, grund=Why.of(error))
