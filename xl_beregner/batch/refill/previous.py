"""Earlier workbooks on disk: found, read and sorted by unit and year, with the agreements in them.

What a new workbook takes over of them is `carry_over`'s matter. The folder that is to be filled is
always read too: what schools have typed there in the meantime counts most.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from xl_beregner.batch.collect.changes import masked
from xl_beregner.batch.collect.returned import FileRead, choose, find_workbooks, lost_answers, read_files
from xl_beregner.batch.collect.sent import MUNICIPALITY, Figures
from xl_beregner.batch.collect.typed import OWN_ROW
from xl_beregner.batch.folder import OutputFolder
from xl_beregner.batch.manifest import read_manifest
from xl_beregner.batch.refill.basis import Sent, basis_rows, in_workbook, sent_figures
from xl_beregner.batch.refill.kept_beside import orphans
from xl_beregner.batch.refill.old_book import OldBook, old_book
from xl_beregner.batch.refused import RefusedError
from xl_beregner.cells import parse_school_year, school_year
from xl_beregner.errors import CellError, Fault

if TYPE_CHECKING:
    from xl_beregner.filling.returned import Held

Progress = Callable[[int, int], None]
Row = tuple[Any, ...]

# What somebody deleted is no answer any more, and may have been one.
DELETED = {
    "returned_svar_mistet": "refill_svarfelter_slettet",
    "returned_tidligere_mistet": "refill_tidligere_slettet",
}


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which earlier workbooks a run can use."""

    template: str
    kind: str  # what a workbook is for: skole, klasse
    year: int
    municipality: str = ""
    looks_elsewhere: bool = False  # the template shows what was answered in the school's other templates


# What is said of these is no news to whoever named the folder.
_EXPECTED = frozenset(("refill_anden_skabelon",))


@dataclass(frozen=True)
class Previous:
    """All earlier workbooks of a run."""

    books: tuple[OldBook, ...] = ()
    elsewhere: tuple[OldBook, ...] = ()  # of other templates and earlier years: shown, never taken over
    faults: tuple[Fault, ...] = ()  # files that are not used, and why: warnings
    figures: Mapping[str, Figures] = field(default_factory=dict)  # goals rest on these, by the file's hash
    unread: frozenset[str] = frozenset()  # hashes of files nothing could be taken over from

    @property
    def left_out(self) -> tuple[Fault, ...]:
        """The files whose answers may be missing in the new workbooks: somebody must look."""
        return tuple(fault for fault in self.faults if fault.key not in _EXPECTED)

    @property
    def no_news(self) -> tuple[Fault, ...]:
        """The files that are not for this run."""
        return tuple(fault for fault in self.faults if fault.key in _EXPECTED)

    @cached_property
    def by_school(self) -> Mapping[str, list[OldBook]]:
        """The workbooks of each school."""
        found: dict[str, list[OldBook]] = {}
        for book in self.books:
            found.setdefault(book.school, []).append(book)
        return found

    def of_unit(self, number: str, kind: str) -> list[OldBook]:
        """Give the workbooks a unit's answers can be in: its own, of a class all of the school's."""
        if kind == "skole":
            return [book for book in self.books if book.unit == number]
        return self.by_school.get(number.partition("/")[0], [])


def read_previous(
    folders: Sequence[Path],
    out: Path,
    wanted: Wanted,
    *,
    jobs: int | None = None,
    progress: Progress = lambda done, total: None,
) -> Previous:
    """Read the workbooks of these folders and of the one to be filled."""
    here = OutputFolder(out).units
    paths = _paths([*folders, here])
    if not any(True for path in paths if not path.is_relative_to(here)) and not any(
        _is_same(folder, out) for folder in folders
    ):
        raise RefusedError("refill_ingen_arbejdsboeger", sti=", ".join(map(str, folders)))
    reads = read_files(paths, jobs, progress)
    sent = sent_figures(folders, wanted.template, wanted.year)
    return _sorted_out(reads, here, wanted, sent, _made_in(out))


def _paths(folders: Iterable[Path]) -> list[Path]:
    found: dict[Path, Path] = {}
    for folder in map(_sent_from, folders):
        if folder.is_dir():
            for path in [*find_workbooks(folder), *orphans(folder)]:
                found.setdefault(path.resolve(), path)
    return list(found.values())


def _sent_from(folder: Path) -> Path:
    """Of an output folder, also one whose run was killed, take only what is sent."""
    here = OutputFolder(folder)
    return here.units if here.manifest.exists() or here.journal.exists() else folder


def _is_same(one: Path, other: Path) -> bool:
    return one.resolve() in (other.resolve(), OutputFolder(other).units.resolve())


def _made_in(out: Path) -> frozenset[str]:
    """Give the hashes of a folder's files as a run made them: those a school cannot have deleted from.

    One that took the place of another is none of them: what was deleted there is deleted here.
    """
    manifest = read_manifest(OutputFolder(out))
    return frozenset(one.sha256 for one in manifest.records if not one.taken) if manifest else frozenset()


def _sorted_out(
    reads: Sequence[FileRead], here: Path, wanted: Wanted, sent: Sent, made: frozenset[str] = frozenset()
) -> Previous:
    faults: list[Fault] = []
    years: dict[int, list[FileRead]] = {}
    others: dict[tuple[str, int], list[FileRead]] = {}
    for read in reads:
        other = _elsewhere(read, wanted)
        if other is not None:
            others.setdefault(other, []).append(read)
            continue
        year, why = _year_of(read, wanted)
        if why is not None:
            faults.append(why)
        elif year is not None:
            years.setdefault(year, []).append(read)
    books: list[OldBook] = []
    figures: dict[str, Figures] = {}
    for year, of_year in years.items():
        for unit, chosen in choose(of_year).items():
            used = replace(_book(chosen.used, unit, year, here), is_as_made=chosen.used.sha256 in made)
            more, told = _others(chosen.others, chosen.used, unit, year, here)
            books += [used, *more]
            faults += [*told, *_deleted(chosen.used)]
            assert chosen.used.returned is not None
            if year < wanted.year and wanted.kind == "skole":
                figures[used.sha256] = sent.get((unit, year)) or in_workbook(chosen.used.returned.figures)
    elsewhere: list[OldBook] = []
    for (_, year), of_template in others.items():
        for unit, chosen in choose(of_template).items():
            elsewhere.append(_book(chosen.used, unit, year, here))
            assert chosen.used.returned is not None
            figures[chosen.used.sha256] = in_workbook(chosen.used.returned.figures)
    unread = frozenset(read.sha256 for read in reads if read.returned is None and read.sha256)
    return Previous(tuple(books), tuple(elsewhere), tuple(faults), figures, unread)


def _elsewhere(read: FileRead, wanted: Wanted) -> tuple[str, int] | None:
    """Tell of which other template and earlier year a school's file is; None where it is of no use here."""
    if not wanted.looks_elsewhere or read.returned is None:
        return None
    said = read.returned.properties
    template = said.get("xb_skabelon", "").strip().casefold()
    if template in ("", wanted.template.casefold()) or said.get("xb_enhed", wanted.kind) != wanted.kind:
        return None
    year, _ = _year_of(read, replace(wanted, template=template))
    return (template, year) if year is not None and year < wanted.year else None


def _year_of(read: FileRead, wanted: Wanted) -> tuple[int | None, Fault | None]:
    """Tell which school year a file is of, or why it is not used."""
    if read.returned is None:
        return None, read.fault and Fault(read.fault.key, {**read.fault.facts, "fil": read.shown}, "warning")
    found, facts = read.returned.properties, {"fil": read.shown}
    template = found.get("xb_skabelon", "").strip()
    if template and template.casefold() != wanted.template.casefold():
        told = {"fundet": masked(template)[:60], "ventet": wanted.template}
        return None, Fault("refill_anden_skabelon", facts | told, "warning")
    if not read.unit:
        return None, Fault("refill_uden_enhed", facts, "warning")
    municipality = _municipality(read.returned.figures)
    if municipality and municipality.casefold() != wanted.municipality.casefold():
        told = {"fundet": masked(municipality)[:60], "ventet": wanted.municipality}
        return None, Fault("refill_anden_kommune", facts | told, "warning")
    try:
        year = parse_school_year(found.get("xb_skoleaar", ""))
    except CellError:
        year = None
    if year is None:
        return None, Fault("refill_uden_skoleaar", facts, "warning")
    if year > wanted.year:
        told = {"fundet": school_year(year), "skoleaar": school_year(wanted.year)}
        return None, Fault("refill_senere_skoleaar", facts | told, "warning")
    return year, None


def _municipality(figures: Iterable[Held]) -> str:
    """Tell whose a workbook says it is: a number alone does not tell schools apart."""
    said = (held.value for held in figures if held.name == MUNICIPALITY and held.value is not None)
    return str(next(said, "")).strip()


def _deleted(read: FileRead) -> Iterator[Fault]:
    """Tell of answers nobody finds again: their cells or the sheet of earlier ones were deleted."""
    assert read.returned is not None
    for fault in read.returned.faults:
        if fault.key in DELETED:
            facts = {"fil": read.shown, "felter": fault.facts.get("navne")}
            yield Fault(DELETED[fault.key], facts, "warning")


def _book(read: FileRead, unit: str, year: int, here: Path) -> OldBook:
    assert read.returned is not None
    is_here = read.path.is_relative_to(here)
    return old_book(read.returned, unit, year, read.shown, read.sha256, is_here=is_here)


def _others(
    others: Iterable[tuple[FileRead, Fault]], used: FileRead, unit: str, year: int, here: Path
) -> tuple[list[OldBook], list[Fault]]:
    """Sort out a unit's files that do not count: what stands in one that is replaced must be kept."""
    books, faults = [], []
    for read, why in others:
        if read.path.is_relative_to(here):
            books.append(_only_lost(read, used, unit, year, here))
        elif lost_answers(read, used):
            faults.append(why)
    return books, faults


def _only_lost(read: FileRead, used: FileRead, unit: str, year: int, here: Path) -> OldBook:
    """Give a file's answers that the one that counts lacks, as if they stood on "Tidligere svar"."""
    from xl_beregner.batch.refill.old_book import archive

    book = _book(read, unit, year, here)
    lost = {(held.scope, held.name, held.key, held.row) for held in lost_answers(read, used)}
    assert read.returned is not None
    typed = [
        one
        for held, one in zip(read.returned.asked, book.typed, strict=True)
        if (held.scope, held.name, held.key, held.row) in lost
    ]
    return replace(book, typed=(), earlier=(*book.earlier, *archive(book, typed)))


# --- Agreements as tables --------------------------------------------------------------------
def agreements(previous: Previous, year: int) -> tuple[list[Row], list[Row]]:
    """Give the agreements of earlier years as rows of the tables ``aftaler`` and ``aftalegrundlag``."""
    every = (*previous.books, *previous.elsewhere)
    old = [book for book in every if book.year < year]
    rows = {row[:-1]: row for book in every for row in _archived_rows(book, year)}
    rows |= {row[:-1]: row for book in old for row in _rows(book)}
    basis = [row for book in old for row in _basis_rows(book, previous.figures.get(book.sha256, {}))]
    return list(rows.values()), basis


def _rows(book: OldBook) -> Iterator[tuple[Any, ...]]:
    head = (book.school, "", book.year, book.template)
    own: dict[str, list[int]] = {}
    for one in book.answers:
        key = one.key
        if one.table and not key:
            rows = own.setdefault(one.table, [])
            if one.row not in rows:
                rows.append(one.row)
            key = f"{OWN_ROW}:{rows.index(one.row) + 1}"
        yield (*head, one.table, key, one.field, _as_told(one.value))


def _archived_rows(book: OldBook, year: int) -> Iterator[tuple[Any, ...]]:
    """Give what the sheet "Tidligere svar" still knows of years whose workbooks are not at hand."""
    for one in book.earlier:
        try:
            begun = parse_school_year(one.school_year)
        except CellError:
            continue
        if begun is not None and begun < year and (one.key or not one.table):
            yield (book.school, "", begun, one.template, one.table, one.key, one.field, _as_told(one.value))


def _as_told(value: Any) -> Any:
    """Mask civil numbers: these rows become figures, which are written down in a manifest."""
    return masked(value) if isinstance(value, str) else value


def _basis_rows(book: OldBook, figures: Figures) -> Iterator[Row]:
    return ((book.school, book.year, book.template, *row) for row in basis_rows(figures))
