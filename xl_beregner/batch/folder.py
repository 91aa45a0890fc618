"""The output folder on disk: its layout, its lock, and how a file gets its real name.

``DIR/skoler`` is what is sent (below it a folder a class where files are pupils'), ``DIR/forvaltning``
what stays. What the files are is in ``manifest``; who decides which to make is in ``run``.
"""

from __future__ import annotations

import contextlib
import hashlib
import os
import shutil
import stat
import uuid
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path, PurePosixPath

from xl_beregner.batch.lock import hold, is_held
from xl_beregner.batch.refused import RefusedError
from xl_beregner.batch.unit import write_whole
from xl_beregner.batch.why import Why
from xl_beregner.errors import OutputError

UNITS = "skoler"
STAYS = "forvaltning"
MANIFEST = "manifest.json"
JOURNAL = "igangvaerende.jsonl"
OVERVIEW = "oversigt.xlsx"
CALENDAR = "aarshjul.ics"
SET_ASIDE = "tidligere"
LOCK = ".i-brug"
TEMPORARY = ".xb-"


class OutputFolder:
    """Paths of one output folder, and the few things done to files there."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.units = path / UNITS
        self.stays = path / STAYS
        self.manifest = self.stays / MANIFEST
        self.journal = self.stays / JOURNAL
        self.overview = self.stays / OVERVIEW
        self.calendar = self.stays / CALENDAR
        self._made: list[Path] = []  # folders of classes that were not there before

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
        with hold(self.stays / LOCK, self.path):
            self._sweep()
            try:
                yield
            finally:
                self._sweep()

    def is_held(self) -> bool:
        """Tell whether a run is at work here, without touching anything."""
        return is_held(self.stays / LOCK)

    @property
    def own_names(self) -> frozenset[str]:
        """Name what a run writes into the administration's folder, beside what it lays aside there."""
        return frozenset({MANIFEST, JOURNAL, OVERVIEW, CALENDAR, LOCK})

    def temporary(self, beside: Path | None = None) -> Path:
        """Name a file that does not exist yet, beside where it shall end."""
        return (beside or self.units) / f"{TEMPORARY}{uuid.uuid4().hex}.tmp"

    def temporary_for(self, file: str) -> Path:
        """Name a file that does not exist yet, beside a unit's file, and make the folder it is in."""
        target = self.units / file
        if not target.parent.is_dir():
            try:
                target.parent.mkdir(parents=True, exist_ok=True)
            except OSError as error:
                raise cannot_write(target, error) from error
            self._made.append(target.parent)
        return self.temporary(target.parent)

    def workshop(self) -> Path:
        """Make a folder for what nobody shall keep: it is gone when the run is, or with the next run."""
        shop = self.stays / f"{TEMPORARY}{uuid.uuid4().hex}"
        try:
            shop.mkdir(mode=0o700)
        except OSError as error:
            raise cannot_write(shop, error) from error
        return shop

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
        self._drop_if_empty(file.parent)

    def set_aside(self, file: Path, called: Path | None = None) -> Path:
        """Move a file someone changed out of the way, under a name that tells its content apart.

        ``called``: what it was called before, if it has another name now.
        """
        shelf = self.stays / SET_ASIDE
        name = called or file
        kept = shelf / f"{name.stem}_{(sha256_of(file) or '')[:12]}{name.suffix}"
        try:
            shelf.mkdir(exist_ok=True)
            os.replace(file, kept)
        except OSError as error:
            raise cannot_write(file, error) from error
        return kept

    def leftovers(self) -> list[Path]:
        """List the temporary files and workshops of a run that was killed."""
        of_units = self.units.rglob(f"{TEMPORARY}*.tmp") if self.units.is_dir() else ()
        return sorted([*of_units, *self.stays.glob(f"{TEMPORARY}*")])

    def _sweep(self) -> None:
        for path in self.leftovers():
            if path.is_dir() and not path.is_symlink():
                shutil.rmtree(path, ignore_errors=True)
                continue
            with contextlib.suppress(OSError):
                path.unlink()
            self._drop_if_empty(path.parent)
        for made in self._made:
            self._drop_if_empty(made)

    def _drop_if_empty(self, folder: Path) -> None:
        """Remove a class's folder that holds nothing, and its school's with it."""
        while self.units in folder.parents:
            try:
                folder.rmdir()
            except OSError:  # it holds something
                return
            folder = folder.parent


def inside(parent: Path, file: str) -> Path:
    """Find a file a manifest names; one that someone edited must not lead out of the folder."""
    steps = PurePosixPath(file).parts
    if not steps or any(step in ("..", "/") or ":" in step or "\\" in step for step in steps):
        return parent / PurePosixPath(file).name
    return parent.joinpath(*steps)


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
