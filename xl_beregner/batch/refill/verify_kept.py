"""The files kept beside new ones (``.tidligere``): proven to be taken over, then moved to the administration.

They stay where they are until every answer in them is found in the new workbook.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path

from xl_beregner.batch.collect.returned import FileRead, read_file
from xl_beregner.batch.folder import OutputFolder, sha256_of
from xl_beregner.batch.manifest import Manifest, Record
from xl_beregner.batch.refill.kept_beside import kept_files, number_of, original_of
from xl_beregner.batch.refill.old_book import OldBook, old_book
from xl_beregner.batch.refill.previous import DELETED
from xl_beregner.batch.refill.proof import Known, known_in, wanted_of
from xl_beregner.errors import Fault, OutputError

_MOST_NAMED = 5


@dataclass(slots=True)
class Kept:
    """What became of the kept files of a folder."""

    moved: list[Path] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)


def prove_kept(folder: OutputFolder, manifest: Manifest) -> Kept:
    """Move each kept file away whose answers are all found in what was made of it.

    The newest one is read and compared. Of those before it the school may have changed every word since:
    what counts is that each was proven to be taken over when its new file was made. A file that someone
    has changed after that is no proof of what was made: then the kept ones stay.
    """
    result = Kept()
    records = {folder.units / record.file: record for record in manifest.records}
    kept = list(kept_files(folder.units)) if folder.units.is_dir() else []
    newest = {original_of(path): path for path in sorted(kept, key=number_of)}
    for path in kept:
        file = original_of(path)
        record = records.get(file) if file else None
        if record is None or sha256_of(folder.units / record.file) != record.sha256:
            continue
        is_older = path != newest[file] and sha256_of(path) in record.taken
        fault = None if is_older else _fault(folder, path, record, _of_school(manifest, record))
        if fault is not None:
            result.faults.append(fault)
            continue
        try:
            result.moved.append(folder.set_aside(path, file))
        except OutputError as error:
            result.faults.append(Fault(error.key, error.facts))
    return result


def _of_school(manifest: Manifest, record: Record) -> list[Record]:
    """List the records of a school's classes: a pupil may have moved from one to the other."""
    if manifest.run.kind == "skole":
        return [record]
    school = record.unit.partition("/")[0]
    return [other for other in manifest.records if other.unit.partition("/")[0] == school]


def _fault(folder: OutputFolder, path: Path, record: Record, records: Iterable[Record]) -> Fault | None:
    facts = {"fil": f"{folder.units.name}/{path.relative_to(folder.units).as_posix()}", "ny": record.file}
    read = read_file(path, path.name)
    old = _book(read, record.unit)
    if old is None:
        return Fault("refill_tidligere_ulaeselig", facts)
    if read.returned and any(fault.key in DELETED for fault in read.returned.faults):
        return Fault("refill_tidligere_uden_felter", facts)
    lost = wanted_of(old)
    for other in sorted(records, key=lambda one: one.unit != record.unit):
        if not lost:
            break
        new = _book(read_file(folder.units / other.file), other.unit)
        lost -= known_in([new]) if new else set()
    if not lost:
        return None
    return Fault("refill_svar_mangler", {**facts, "antal": len(lost), "felter": _named(lost)})


def _book(read: FileRead, unit: str) -> OldBook | None:
    if read.returned is None:
        return None
    return old_book(read.returned, unit, 0, read.shown, read.sha256)


def _named(lost: Iterable[Known]) -> str:
    """Name some of the fields; the words themselves are the school's."""
    names = sorted({f"{table}__{field}" if table else field for table, _, field, _ in lost})
    return ", ".join(names[:_MOST_NAMED]) + (" …" if len(names) > _MOST_NAMED else "")
