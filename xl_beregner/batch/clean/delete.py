"""Deleting what ``look`` found: a run under its lock and by its journal, so that a kill leaves no lie.

Each file is compared once more with what was looked at. What could not go keeps its record, so that
``verify`` still proves the folder; where nothing of a run is left, its overview and manifest go too.
"""

from __future__ import annotations

import contextlib
from collections.abc import Callable
from pathlib import Path

from xl_beregner.batch.books.report import overview_bytes
from xl_beregner.batch.clean.found import Found, Item, Left, OldRun
from xl_beregner.batch.folder import (
    SET_ASIDE,
    OutputFolder,
    cannot_write,
    inside,
    refuse_if_taken,
    sha256_of,
)
from xl_beregner.batch.manifest import Ledger, Manifest, Record, RunIdentity
from xl_beregner.errors import Fault, OutputError

Told = Callable[[Item], None]


def delete(found: Found, root: Path, told: Told = lambda item: None) -> list[Left]:
    """Delete all that was found and tell of each file; give what stays after all."""
    left: list[Left] = []
    for old in found.runs:
        try:
            _delete_run(old, root, told, left)
        except OutputError as error:
            left.append(Left(old.name or ".", Fault(error.key, error.facts), needs_a_person=True))
    for item in found.loose:
        _delete_item(item, told, left)
    return left


def _delete_run(old: OldRun, root: Path, told: Told, left: list[Left]) -> None:
    folder = OutputFolder(old.path)
    with folder.in_use():
        ledger = Ledger(folder)
        if ledger.run != old.run:
            raise OutputError("clean_aendret_imens")
        try:
            ledger.begin(old.run)
            for item in old.items:
                _delete_item(item, told, left, folder)
            records = _remaining(folder, ledger)
            if records:
                _write_down(folder, ledger, records, left)
            else:
                _drop_the_rest(folder, ledger, left)
        finally:
            ledger.close()
    for place in (folder.stays / SET_ASIDE, folder.stays, folder.units, folder.path):
        if place != root:
            with contextlib.suppress(OSError):  # something that is not ours lies there
                place.rmdir()


def _delete_item(item: Item, told: Told, left: list[Left], folder: OutputFolder | None = None) -> None:
    try:
        refuse_if_taken(item.path)
        if item.path.is_symlink() or sha256_of(item.path) != item.sha256:
            raise OutputError("clean_aendret_imens")
        if folder is not None:
            folder.remove(item.path)
        else:
            _unlink(item.path)
    except OutputError as error:
        left.append(Left(item.file, Fault(error.key, error.facts), needs_a_person=True))
    else:
        told(item)


def _unlink(path: Path) -> None:
    try:
        path.unlink()
    except OSError as error:
        raise cannot_write(path, error) from error


def _remaining(folder: OutputFolder, ledger: Ledger) -> list[Record]:
    """Keep the records of files that still lie there."""
    kept = []
    for number in sorted(ledger.known):
        newest = ledger.latest(number, None)
        before = newest and ledger.latest(number, sha256_of(inside(folder.units, newest.file)))
        if before and any(inside(folder.units, name).exists() for name, _ in before.outputs):
            kept.append(before)
    return kept


def _write_down(folder: OutputFolder, ledger: Ledger, records: list[Record], left: list[Left]) -> None:
    """Make overview and manifest of what is left."""
    overview = overview_bytes(_run_of(ledger), records, (), {record.unit for record in records})
    sha256 = ledger.overview_sha256
    if _is_ours(folder.overview, ledger.wrote_overview(sha256_of(folder.overview) or ""), left):
        ledger.announce_overview(overview.sha256)
        folder.write(folder.overview, overview.data)
        sha256 = overview.sha256
    ledger.finish(Manifest(_run_of(ledger), records, (), sha256, ledger.calendar_sha256))


def _drop_the_rest(folder: OutputFolder, ledger: Ledger, left: list[Left]) -> None:
    """Delete what a run wrote for the administration; the journal goes last."""
    if _is_ours(folder.overview, ledger.wrote_overview(sha256_of(folder.overview) or ""), left):
        folder.remove(folder.overview)
    if _is_ours(folder.calendar, sha256_of(folder.calendar) == ledger.calendar_sha256, left):
        folder.remove(folder.calendar)
    ledger.close()
    folder.remove(folder.journal)


def _is_ours(path: Path, known: bool, left: list[Left]) -> bool:
    """Tell whether a file of the administration's is as a run left it, or not there; else it stays."""
    if not path.exists():
        return True
    try:
        refuse_if_taken(path)
        if not known:
            raise OutputError("clean_noter")
    except OutputError as error:
        file = f"{path.parent.name}/{path.name}"
        left.append(Left(file, Fault(error.key, error.facts), needs_a_person=True))
        return False
    return True


def _run_of(ledger: Ledger) -> RunIdentity:
    assert ledger.run is not None
    return ledger.run
