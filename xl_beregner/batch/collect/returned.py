"""A folder of workbooks that came home: which files there are, each one read, the newest of each unit.

What one holds is read by ``filling.collect``; what is thought of it is ``collect``'s matter. Here every
file ends as an answer: one that cannot be read is a line in the report and stops nothing.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol, TypeVar

from xl_beregner.batch.folder import JOURNAL, MANIFEST, STAYS
from xl_beregner.batch.pool import ExecutorFactory, local_executor, run_tasks, sensible_jobs
from xl_beregner.batch.unit import Failed
from xl_beregner.batch.why import Why
from xl_beregner.civil import mask_civil_numbers
from xl_beregner.errors import Fault, PackageError

if TYPE_CHECKING:
    from xl_beregner.filling.returned import Held, Returned

WORKBOOKS = frozenset({".xlsx", ".xlsm"})
# A filled workbook takes 0.1 to 2 MB; with pasted pictures some ten. What is larger is none of ours.
LARGEST_FILE = 50_000_000
EARLIER = ".tidligere"  # an older file kept beside the new one
_MEGABYTE = 1_000_000
_PLACES_TOLD = 5
_OF_PROGRAMS = ("~$", ".", "~")  # owner files and temporary files of Excel, LibreOffice and us
_OF_SYSTEMS = frozenset({"thumbs.db", "desktop.ini"})

Progress = Callable[[int, int], None]  # (done, of how many)


@dataclass(frozen=True, slots=True)
class FileRead:
    """One file, and what it holds or why it cannot be used."""

    path: Path
    file: str  # below the folder that was read, with slashes
    sha256: str = ""
    returned: Returned | None = None
    fault: Fault | None = None
    saved: float = 0.0  # the file's own time
    trace: str = ""  # where a bug of ours broke off, without what any cell holds

    @property
    def unit(self) -> str:
        """Tell whose it is; empty where it does not say."""
        return self.returned.properties.get("xb_enhed_nr", "").strip() if self.returned else ""

    @property
    def shown(self) -> str:
        """Its name as it may be told: nothing in it is a civil number, or breaks a line."""
        return shown_name(self.file)


@dataclass(frozen=True, slots=True)
class Chosen:
    """The file of a unit that counts, and the others with the reason why they do not."""

    used: FileRead
    others: tuple[tuple[FileRead, Fault], ...] = ()


@dataclass(frozen=True, slots=True)
class FileTask:
    """A file to read, by whichever process has time."""

    path: Path
    file: str
    # A cell may hold a pupil's name: of a bug only its place is told.
    kind: str = field(default="elev", init=False)


class _HasFile(Protocol):
    @property
    def path(self) -> Path: ...
    @property
    def file(self) -> str: ...
    @property
    def kind(self) -> str: ...


Asked = TypeVar("Asked", bound=_HasFile)
Told = TypeVar("Told")


def find_workbooks(folder: Path) -> list[Path]:
    """List the workbooks below a folder; of an output folder only what is sent."""
    return [path for path in _files(folder) if path.suffix.lower() in WORKBOOKS]


def find_others(folder: Path) -> list[Path]:
    """List what else lies there, with folders that cannot be opened: it may be what a school sent."""
    return [path for path in _files(folder) if path.suffix.lower() not in WORKBOOKS]


def _files(folder: Path) -> list[Path]:
    return sorted(_below(folder), key=lambda path: path.relative_to(folder).as_posix())


def _below(folder: Path) -> Iterator[Path]:
    closed: list[OSError] = []
    for place, below, names in os.walk(folder, onerror=closed.append):
        here = Path(place)
        if any((here / STAYS / name).exists() for name in (MANIFEST, JOURNAL)):
            below.remove(STAYS)  # the administration's own
        below[:] = [name for name in below if not name.startswith(".")]
        for name in names:
            if not name.startswith(_OF_PROGRAMS) and name.lower() not in _OF_SYSTEMS and not kept_name(name):
                yield here / name
    yield from (Path(error.filename) for error in closed if error.filename)


def kept_name(name: str) -> str:
    """Name the file an older one was kept beside: ``navn.xlsx.tidligere``, ``...tidligere-2``; else blank."""
    stem, _, number = name.rpartition(EARLIER)
    return stem if not number or number.lstrip("-").isdecimal() else ""


def read_file(path: Path, file: str = "") -> FileRead:
    """Read one file; whatever is wrong with it comes back as its fault."""
    file = file or path.name
    shown = shown_name(file)
    try:
        about = path.stat()
        if about.st_size > LARGEST_FILE:
            facts = {"fil": shown, "mb": about.st_size // _MEGABYTE, "hoejst": LARGEST_FILE // _MEGABYTE}
            return FileRead(path, file, fault=Fault("collect_for_stor", facts), saved=about.st_mtime)
        if not about.st_size:
            return FileRead(path, file, fault=Fault("collect_tom_fil", {"fil": shown}), saved=about.st_mtime)
        data = path.read_bytes()
    except OSError as error:
        return FileRead(
            path, file, fault=Fault("collect_kan_ikke_laeses", {"fil": shown, "grund": Why.of(error)})
        )
    sha256 = hashlib.sha256(data).hexdigest()
    try:
        from xl_beregner.filling.collect import read_returned

        return FileRead(path, file, sha256, read_returned(data, shown), saved=about.st_mtime)
    except PackageError as error:
        # Put into words where it is read: a worker may speak another language.
        why = Fault("collect_ulaeselig", {"fil": shown, "grund": Fault(error.key, error.facts)})
        return FileRead(path, file, sha256, fault=why, saved=about.st_mtime)


def read_files(
    paths: Sequence[Path],
    jobs: int | None = None,
    progress: Progress = lambda done, total: None,
    *,
    root: Path | None = None,
    make_executor: ExecutorFactory = local_executor,
) -> list[FileRead]:
    """Read many files by several processes; ``root`` is the folder their names are told below."""
    tasks = [FileTask(path, relative_name(path, root)) for path in paths]
    return each_file(tasks, _read_task, unread, jobs, progress, make_executor)


def _read_task(task: FileTask) -> FileRead:
    return read_file(task.path, task.file)


def unread(task: FileTask, failed: Failed) -> FileRead:
    """Tell of a file whose reading failed, or killed the process that read it."""
    why = Fault(failed.error.key, failed.error.facts)
    fault = Fault("collect_laesning_fejlede", {"fil": shown_name(task.file), "grund": why})
    return FileRead(task.path, task.file, fault=fault, trace=failed.trace)


def each_file(
    tasks: Sequence[Asked],
    work: Callable[[Asked], Told],
    failed: Callable[[Asked, Failed], Told],
    jobs: int | None,
    progress: Progress,
    make_executor: ExecutorFactory = local_executor,
) -> list[Told]:
    """Do the work on each file and give the answers in the files' order; ``failed`` makes one of a bug."""
    told: dict[str, Told] = {}
    hands = sensible_jobs(len(tasks), jobs)
    for task, outcome in run_tasks(tasks, work, make_executor, hands):
        told[task.file] = failed(task, outcome) if isinstance(outcome, Failed) else outcome
        progress(len(told), len(tasks))
    return [told[task.file] for task in tasks]


def relative_name(path: Path, root: Path | None) -> str:
    """Name a file below a folder, with slashes; one outside of it by its whole path."""
    if root is None:
        return path.as_posix()
    return path.relative_to(root).as_posix() if path.is_relative_to(root) else path.as_posix()


def shown_name(file: str) -> str:
    """Write a file's name so that it may be told: without civil numbers, line breaks or broken letters."""
    whole = file.encode("utf-8", "replace").decode("utf-8")
    return mask_civil_numbers("".join(sign if sign.isprintable() else "?" for sign in whole))


def choose(reads: Iterable[FileRead]) -> dict[str, Chosen]:
    """Choose the file that counts for every unit: the newest by what it holds.

    One with answers goes before one without; then the time its program last saved it, the number of
    its answers, the file's own time. Files that cannot be read, or tell no unit, are left out.
    """
    units: dict[str, list[FileRead]] = {}
    for read in reads:
        if read.returned is not None and read.unit:
            units.setdefault(read.unit, []).append(read)
    return {unit: _chosen(files) for unit, files in units.items()}


def _chosen(files: Sequence[FileRead]) -> Chosen:
    newest = max(files, key=_newness)
    # Of copies byte for byte the one with the plainest name is the original.
    used = min(
        (one for one in files if one.sha256 == newest.sha256), key=lambda one: (len(one.file), one.file)
    )
    others = sorted((one for one in files if one is not used), key=lambda one: one.file)
    return Chosen(used, tuple((other, _why_not(other, used)) for other in others))


def _newness(read: FileRead) -> tuple[Any, ...]:
    assert read.returned is not None
    answers = len(read.returned.answers)
    # By name last, so that a chance order of the folder decides nothing.
    return bool(answers), _instant(read.returned.modified), answers, read.saved, read.file


def _instant(modified: str) -> float:
    try:
        said = datetime.fromisoformat(modified)
    except ValueError:
        return 0.0
    return (said if said.tzinfo else said.replace(tzinfo=UTC)).timestamp()


def _why_not(other: FileRead, used: FileRead) -> Fault:
    facts: dict[str, Any] = {"fil": other.shown, "brugt": used.shown}
    if other.sha256 == used.sha256:
        return Fault("collect_kopi", facts, "warning")
    lacking = lost_answers(other, used)
    if not lacking:
        return Fault("collect_samme_svar", facts, "warning")
    # A pupil's sheet is called by the pupil's name.
    places = [held.cell if held.scope else f"{held.sheet}!{held.cell}" for held in lacking[:_PLACES_TOLD]]
    more = " …" if len(lacking) > _PLACES_TOLD else ""
    facts |= {"antal": len(lacking), "celler": mask_civil_numbers(", ".join(places)) + more}
    return Fault("collect_aeldre", facts, "warning")


def lost_answers(other: FileRead, used: FileRead) -> list[Held]:
    """List the answers of a file that are not the same in the one that is used."""
    kept = _by_place(used)
    return [
        held
        for place, held in _by_place(other).items()
        if place not in kept or kept[place].value != held.value
    ]


def _by_place(read: FileRead) -> Mapping[tuple[str, str, str], Held]:
    assert read.returned is not None
    return {
        (held.scope, held.name, held.key or (f"#{held.row}" if held.table else "")): held
        for held in read.returned.answers
    }
