"""What is known about the files of an output folder, and how it survives a killed run.

``manifest.json`` stands only while every file is as it says. A run that changes something first
copies all records to a journal, then removes the manifest; from then on each record is appended
*before* its file gets its real name. A killed run leaves a journal that knows every file that may
lie there, and the next run reads on from it. Comparing folder and manifest is in ``verify``.
"""

from __future__ import annotations

import contextlib
import errno
import os
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, fields, replace
from io import FileIO
from pathlib import PurePosixPath
from typing import Any, Literal

import orjson

from xl_beregner.batch.calendar.of_steps import calendar_beside
from xl_beregner.batch.folder import OutputFolder, cannot_write
from xl_beregner.batch.values import json_line
from xl_beregner.errors import Fault, OutputError

FORMAT = 1


@dataclass(frozen=True, slots=True)
class RunIdentity:
    """What a folder holds; another of these does not go into the same folder."""

    municipality: str
    template: str
    school_year: str
    edition: str
    kind: str = "skole"  # what a unit is: a school, a class or a pupil


@dataclass(frozen=True, slots=True)
class Remark:
    """A warning as it is kept: what it is about, its key, its facts, and how it read."""

    about: Literal["figures", "workbook"]
    key: str
    facts: Mapping[str, Any]
    text: str

    @classmethod
    def of(cls, fault: Fault, about: Literal["figures", "workbook"]) -> Remark:
        """Keep a fault in words."""
        return cls(about, fault.key, dict(fault.facts), str(fault))


@dataclass(frozen=True, slots=True)
class Record:
    """All that is known about one unit's file, and about the PDF and the calendar beside it if there are any.

    ``inputs`` is a hash of everything its bytes come from, answers taken over among it. ``written`` is
    JSON already, as the worker wrote it: it is most of a manifest, and the parent has other things to do
    than to take it apart. Of pupils it holds no more than hashes (``values.without_pupils``); ``pupil`` is
    an id, never a name.
    """

    unit: str
    name: str
    file: str
    inputs: str
    sha256: str
    template: str
    template_version: str
    template_sha256: str
    dataset_hash: str
    tool_version: str
    warnings: Sequence[Remark] = ()
    suppressed: Sequence[str] = ()
    written: str = "{}"
    class_group: str = ""
    pupil: str = ""
    pdf_sha256: str = ""
    figures: str = ""  # the hash of what its figures come from, without the answers taken over
    taken: Sequence[str] = ()  # hashes of the files whose answers it was proven to hold when it was made
    calendar_sha256: str = ""

    @property
    def outputs(self) -> Iterator[tuple[str, str]]:
        """Name each of its files with the hash of what is in it."""
        yield self.file, self.sha256
        if self.pdf_sha256:
            yield pdf_beside(self.file), self.pdf_sha256
        if self.calendar_sha256:
            yield calendar_beside(self.file), self.calendar_sha256


def pdf_beside(file: str) -> str:
    """Name the PDF of a workbook."""
    return str(PurePosixPath(file).with_suffix(".pdf"))


_RECORD = tuple(part.name for part in fields(Record))


@dataclass(frozen=True, slots=True)
class Missing:
    """A unit whose workbook could not be made, and why."""

    unit: str
    name: str
    file: str
    reason: str
    class_group: str = ""
    pupil: str = ""


@dataclass(frozen=True, slots=True)
class Manifest:
    """The finished state of a folder."""

    run: RunIdentity
    records: Sequence[Record]
    missing: Sequence[Missing] = ()
    overview_sha256: str = ""
    calendar_sha256: str = ""  # of the administration's own


def to_bytes(manifest: Manifest) -> bytes:
    """Write a manifest as JSON with a line per file: nothing in it depends on clock or machine."""
    lines = [_record_line(record) for record in manifest.records]
    missing = [json_line(asdict(unit)) for unit in manifest.missing]
    return (
        _head(manifest.run, manifest.overview_sha256, manifest.calendar_sha256)[:-1]
        + ',\n"files":[\n'
        + ",\n".join(lines)
        + '\n],\n"missing":[\n'
        + ",\n".join(missing)
        + "\n]}\n"
    ).encode()


def read_manifest(folder: OutputFolder) -> Manifest | None:
    """Read a folder's manifest; None where there is none."""
    try:
        tree = orjson.loads(folder.manifest.read_text("utf-8"))
        if tree["format"] != FORMAT:
            raise OutputError("batch_manifest_format", fil=folder.manifest.name, fundet=tree["format"])
        return Manifest(
            RunIdentity(**tree["run"]),
            [_record(part) for part in tree["files"]],
            [Missing(**part) for part in tree["missing"]],
            tree["overview"]["sha256"],
            _calendar_in(tree),
        )
    except FileNotFoundError:
        return None
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise OutputError("batch_manifest_ulaeselig", fil=str(folder.manifest)) from error


class Ledger:
    """The records of a folder while a run goes on."""

    def __init__(self, folder: OutputFolder) -> None:
        self._folder = folder
        self._journal: FileIO | None = None
        self._length = 0  # of the journal's whole lines
        self.run: RunIdentity | None = None
        self.known: dict[str, list[Record]] = {}  # per unit, newest last
        self.overview_sha256 = ""
        self.calendar_sha256 = ""
        self.overviews: set[str] = set()  # written or about to be, by runs that did not end
        self.finished = read_manifest(folder)
        if self.finished is not None:
            self.run = self.finished.run
            self.overview_sha256 = self.finished.overview_sha256
            self.calendar_sha256 = self.finished.calendar_sha256
            self._learn(self.finished.records)
            folder.remove(folder.journal)  # killed between manifest and journal: the manifest is right
        else:
            self._read_journal()

    @property
    def is_idle(self) -> bool:
        """Whether the folder has been left as it was so far."""
        return self._journal is None

    def wrote(self, unit: str, file: str, sha256: str | None) -> bool:
        """Tell whether a file with this content was put there by a run of ours."""
        return any(
            output == (file, sha256) for record in self.known.get(unit, ()) for output in record.outputs
        )

    def latest(self, unit: str, on_disk: str | None) -> Record | None:
        """Find the record of the content that lies there, else the newest one."""
        records = self.known.get(unit, [])
        matching = [record for record in records if record.sha256 == on_disk] or records
        return matching[-1] if matching else None

    def _learn(self, records: Iterable[Record]) -> None:
        for record in records:
            self.known.setdefault(record.unit, []).append(record)

    def _read_journal(self) -> None:
        try:
            text = self._folder.journal.read_bytes().decode("utf-8", "replace")
        except FileNotFoundError:
            return
        except OSError as error:
            raise OutputError("batch_manifest_ulaeselig", fil=str(self._folder.journal)) from error
        # What follows the last line end was being written when the run was killed.
        lines = text.split("\n")[:-1]
        try:
            for number, line in enumerate(lines):
                tree = orjson.loads(line)
                if number == 0:
                    self.run = RunIdentity(**tree["run"])
                    self.overview_sha256 = tree["overview"]["sha256"]
                    self.calendar_sha256 = _calendar_in(tree)
                elif "overview" in tree:
                    self.overviews.add(tree["overview"]["sha256"])
                else:
                    self._learn([_record(tree)])
        except (ValueError, KeyError, TypeError) as error:
            raise OutputError("batch_manifest_ulaeselig", fil=str(self._folder.journal)) from error

    def begin(self, run: RunIdentity) -> None:
        """Go over from manifest to journal, before the first file changes."""
        head = _head(run, self.overview_sha256, self.calendar_sha256)
        known = [_record_line(record) for records in self.known.values() for record in records]
        overviews = [_overview_line(sha256) for sha256 in sorted(self.overviews)]
        data = "\n".join([head, *overviews, *known, ""]).encode()
        self._folder.write(self._folder.journal, data)
        self._folder.remove(self._folder.manifest)
        self._length = len(data)
        try:
            self._journal = FileIO(self._folder.journal, "ab")
        except OSError as error:
            raise cannot_write(self._folder.journal, error) from error

    def announce(self, record: Record) -> None:
        """Append what a file is about to be; must come before the file gets its name."""
        self._append(_record_line(record))
        self._learn([record])

    def announce_overview(self, sha256: str) -> None:
        """Append what the overview is about to be."""
        self._append(_overview_line(sha256))
        self.overviews.add(sha256)

    def wrote_overview(self, sha256: str) -> bool:
        """Tell whether an overview with this content was put there by a run of ours."""
        return sha256 == self.overview_sha256 or sha256 in self.overviews

    def _append(self, text: str) -> None:
        assert self._journal is not None
        line = text.encode() + b"\n"
        try:
            # Also what a line before this one may have left behind when the drive was full.
            self._journal.truncate(self._length)
            if self._journal.write(line) != len(line):
                raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        except OSError as error:
            with contextlib.suppress(OSError):
                self._journal.truncate(self._length)
            raise cannot_write(self._folder.journal, error) from error
        self._length += len(line)

    def retract(self, record: Record) -> None:
        """Forget an announced record whose file did not get its name after all."""
        records = self.known.get(record.unit, [])
        if record in records:  # not where announcing itself failed
            records.remove(record)

    def finish(self, manifest: Manifest) -> None:
        """Put the manifest in place and drop the journal."""
        self._folder.write(self._folder.manifest, to_bytes(manifest))
        self.close()
        self._folder.remove(self._folder.journal)

    def close(self) -> None:
        """Close the journal, and leave it for the next run."""
        if self._journal is not None:
            with contextlib.suppress(OSError):  # nothing is buffered: all that was told lies there
                self._journal.close()
            self._journal = None


def _record(tree: Mapping[str, Any]) -> Record:
    record = Record(**tree)
    return replace(
        record,
        written=json_line(tree["written"]),
        warnings=[Remark(**part) for part in tree["warnings"]],
    )


def _head(run: RunIdentity, overview_sha256: str, calendar_sha256: str) -> str:
    tree: dict[str, Any] = {"format": FORMAT, "run": asdict(run), "overview": {"sha256": overview_sha256}}
    if calendar_sha256:
        tree["calendar"] = {"sha256": calendar_sha256}
    return json_line(tree)


def _calendar_in(tree: Mapping[str, Any]) -> str:
    """Find the hash of the administration's calendar; most folders have none."""
    return str(tree["calendar"]["sha256"]) if "calendar" in tree else ""


def _overview_line(sha256: str) -> str:
    return json_line({"overview": {"sha256": sha256}})


def _record_line(record: Record) -> str:
    tree = {name: getattr(record, name) for name in _RECORD if name != "written"}
    tree["warnings"] = [asdict(remark) for remark in record.warnings]
    return f'{json_line(tree)[:-1]},"written":{record.written}}}'
