"""What below a folder is ours and older than a day: found without changing a byte.

A file goes only if a manifest knows its very bytes, if it says itself that a fill of ours made it for that
year, or if a run laid it aside under the mark of its content. All else stays and is told. Links are
neither followed nor deleted.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path

from xl_beregner.batch.clean.found import Found, Item, Kind, Left, OldRun
from xl_beregner.batch.clean.workbook import Whose, is_named_as_one, is_over, whose, year_of
from xl_beregner.batch.collect.returned import relative_name, shown_name
from xl_beregner.batch.folder import (
    LOCK,
    SET_ASIDE,
    STAYS,
    TEMPORARY,
    UNITS,
    OutputFolder,
    refuse_if_taken,
    sha256_of,
)
from xl_beregner.batch.manifest import Ledger, Manifest, Record, RunIdentity, read_manifest
from xl_beregner.batch.verify import is_output_folder
from xl_beregner.cells import school_year
from xl_beregner.errors import BeregnerError, Fault, OutputError

_MARK = 12  # letters of the hash in the name of a file laid aside
_OWNER_FILES = ("~$", ".~lock.")
_PASSING = (*_OWNER_FILES, TEMPORARY)  # what a killed run left half-made is swept by the next one


def look(folder: Path, before: date) -> Found:
    """Find all that may be deleted below a folder, and all that stays."""
    found = Found()
    closed: list[OSError] = []
    for place, below, names in os.walk(folder, onerror=closed.append):
        here = Path(place)
        if is_output_folder(here):
            below[:] = [name for name in below if name not in (UNITS, STAYS)]
            _look_into(OutputFolder(here), folder, before, found)
        for name in [name for name in below if (here / name).is_symlink()]:
            found.left.append(_left(here / name, folder, "clean_link"))
        for name in sorted(names):
            _look_at(here / name, folder, before, found)
        below.sort()
    found.left += [_left(Path(error.filename), folder, "clean_lukket", person=True) for error in closed]
    return found


def _look_at(path: Path, root: Path, before: date, found: Found) -> None:
    """Look at a file outside of output folders."""
    # A clean-up killed at its very end leaves empty folders and its lock behind.
    if path.name.startswith(_OWNER_FILES) or path.name == LOCK:
        return
    if path.is_symlink():
        found.left.append(_left(path, root, "clean_link"))
        return
    said = whose(path) if is_named_as_one(path.name) else None
    if said is None:
        found.left.append(_left(path, root, "clean_ikke_vores"))
    elif not is_over(said.begins, before):
        found.younger += 1
    else:
        items = _unless_taken(path, root, said.unit, "loose", found)
        found.loose += [replace(item, school_year=school_year(said.begins)) for item in items]


def _look_into(folder: OutputFolder, root: Path, before: date, found: Found) -> None:
    """Look into an output folder: as a whole it is of one year, but what others put there is not."""
    try:
        state = _state(folder)
        if state is None or folder.units.is_symlink() or folder.stays.is_symlink():
            raise OutputError("clean_manifest_uden_aar")
    except BeregnerError as error:
        found.left.append(Left(_name(folder.path, root), Fault(error.key, error.facts), needs_a_person=True))
        return
    run, records = state
    begins = year_of(run.school_year)
    if begins is None or not is_over(begins, before):
        found.younger += 1
        return
    if folder.is_held():
        found.left.append(_left(folder.path, root, "clean_i_brug", person=True))
        return
    old = OldRun(folder.path, _name(folder.path, root).removeprefix("."), run)
    old.items = list(_of_run(folder, root, before, records, found))
    found.runs.append(old)


def _state(folder: OutputFolder) -> tuple[RunIdentity, list[Record]] | None:
    """Read what is known of a folder's files, also where a run or a clean-up was killed; write nothing."""
    manifest: Manifest | None = read_manifest(folder)
    if manifest is not None:
        return manifest.run, list(manifest.records)
    ledger = Ledger(folder)
    records = [record for known in ledger.known.values() for record in known]
    return (ledger.run, records) if ledger.run else None


def _of_run(
    folder: OutputFolder, root: Path, before: date, records: list[Record], found: Found
) -> Iterator[Item]:
    known = {output: record.unit for record in records for output in record.outputs}
    for path in _below(folder.units):
        name = path.relative_to(folder.units).as_posix()
        unit = known.get((name, sha256_of(path) or ""))
        if path.is_symlink():
            found.left.append(_left(path, root, "clean_link"))
        elif unit is not None:
            yield from _unless_taken(path, root, unit, "made", found)
        else:
            yield from _of_somebody(path, root, before, found)
    for path in _below(folder.stays):
        if path.parent == folder.stays:
            if path.name not in folder.own_names:
                found.left.append(_left(path, root, "clean_ikke_vores_her", person=True))
        elif path.parent == folder.stays / SET_ASIDE and _is_laid_aside(path):
            yield from _unless_taken(path, root, "", "set_aside", found)
        else:
            yield from _of_somebody(path, root, before, found)


def _of_somebody(path: Path, root: Path, before: date, found: Found) -> Iterator[Item]:
    """Take a workbook of ours that somebody wrote in; leave what is no workbook of ours."""
    said: Whose | None = None
    if not path.is_symlink() and is_named_as_one(path.name):
        said = whose(path)
    if said is None:
        found.left.append(_left(path, root, "clean_ikke_vores_her", person=True))
    elif not is_over(said.begins, before):
        found.left.append(_left(path, root, "clean_nyere_her", person=True))
    else:
        yield from _unless_taken(path, root, said.unit, "written_in", found)


def _is_laid_aside(path: Path) -> bool:
    """Tell whether a run moved this file here: its name ends with the mark of what is in it."""
    mark = path.stem.rpartition("_")[2]
    return len(mark) == _MARK and not path.is_symlink() and (sha256_of(path) or "").startswith(mark)


def _unless_taken(path: Path, root: Path, unit: str, kind: Kind, found: Found) -> Iterator[Item]:
    sha256 = sha256_of(path)
    try:
        refuse_if_taken(path)
    except OutputError as error:
        found.left.append(Left(_name(path, root), Fault(error.key, error.facts), needs_a_person=True))
        return
    if sha256 is None:
        found.left.append(_left(path, root, "clean_lukket", person=True))
        return
    yield Item(path, _name(path, root), sha256, unit, kind)


def _below(folder: Path) -> Iterator[Path]:
    """List the files and links below a folder of ours; the owner file of an open workbook is none."""
    for place, below, names in os.walk(folder):
        below[:] = sorted(name for name in below if not name.startswith(TEMPORARY))
        links = [name for name in below if (Path(place) / name).is_symlink()]
        yield from (Path(place) / name for name in sorted([*names, *links]) if not name.startswith(_PASSING))


def _left(path: Path, root: Path, key: str, *, person: bool = False) -> Left:
    return Left(_name(path, root), Fault(key), person)


def _name(path: Path, root: Path) -> str:
    return shown_name(relative_name(path, root))
