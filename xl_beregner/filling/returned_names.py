"""Which cells the names of a returned workbook stand for, wherever they were moved: `read_names`.

A workbook that was sent has each name once, or once for every pupil's sheet. What a school does to it
leaves others: names whose cells are gone, names of a copied sheet, names into another workbook.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from functools import lru_cache

from xl_beregner.errors import Fault
from xl_beregner.filling.earlier import NAME as EARLIER
from xl_beregner.ooxml.references import TableReference, read_reference, read_structured
from xl_beregner.ooxml.scan_book import ScannedBook, ScannedName
from xl_beregner.ooxml.sheet import Box

_TOLD_NAMES = 5
_PREFIXES = ("felt_", "svar_")
PROPERTIES = ("xb_skabelon", "xb_version", "xb_enhed", "xb_skoleaar")


@dataclass(frozen=True, slots=True)
class Named:
    """A name of ours and the cells it stands for now."""

    name: str  # in small letters
    table: str  # "" for a single value
    field: str
    sheet: str
    box: Box
    scope: str  # the sheet it is for, where a workbook has a sheet for each pupil

    @property
    def is_answer(self) -> bool:
        """Whether its cells are the school's."""
        return self.name.startswith("svar_")


@dataclass(slots=True)
class Names:
    """The names of a workbook that mean something to us."""

    found: list[Named] = field(default_factory=list)
    copies: list[Named] = field(default_factory=list)  # of a copied sheet; the original's count
    properties: dict[str, Named] = field(default_factory=dict)  # xb_skabelon, ...
    earlier: Named | None = None  # the rows of "Tidligere svar"
    faults: list[Fault] = field(default_factory=list)


def read_names(book: ScannedBook) -> Names:
    """Find the cells of every name that is ours."""
    return _Reading(book).names()


class _Reading:
    def __init__(self, book: ScannedBook) -> None:
        self.book = book
        self.standing = set(book.worksheets)
        self.sheets = {name.casefold(): name for name in book.worksheets}
        self.lost: list[str] = []
        self.faults: list[Fault] = []

    def names(self) -> Names:
        """Sort the names: those that count, those of copied sheets, those that lost their cells."""
        names = Names()
        standing: dict[str, list[ScannedName]] = {}
        for name in self.book.names:
            plain = _our_name(name.name)
            if plain:
                standing.setdefault(plain, []).append(name)
        for plain, entries in standing.items():
            found = self._of_one_name(plain, entries)
            if plain == EARLIER:
                names.earlier = next(iter(found), None)
            elif plain in PROPERTIES:
                names.properties.update((plain, each) for each in found[:1])
            elif len(found) == 1:
                names.found += found
            else:
                originals = [each for each in found if not each.scope]
                names.found += originals or found
                names.copies += [each for each in found if each.scope] if originals else []
        names.faults = [*_lost(self.lost), *self.faults]
        return names

    def _of_one_name(self, plain: str, entries: list[ScannedName]) -> list[Named]:
        """Find the cells of a name that may stand several times; where none is found, it is lost."""
        found: list[Named] = []
        is_lost = False
        for entry in entries:
            named = self._named(entry)
            if named is None:
                is_lost = is_lost or entry.scope is None
                continue
            other = next((each for each in found if each.scope == named.scope), None)
            if other is None:
                found.append(named)
            elif (other.sheet, other.box) != (named.sheet, named.box):
                self.faults.append(Fault("returned_navn_dublet", {"navn": plain}, "warning"))
        if not found:
            if any("#REF!" in entry.text or _target(entry) is not None for entry in entries):
                self.lost.append(plain)
        elif is_lost and len(found) == 1:
            # The sheet was copied and the original deleted: the copy is the workbook's own now.
            return [replace(found[0], scope="")]
        return found

    def _named(self, name: ScannedName) -> Named | None:
        target = _target(name)
        if isinstance(target, Named):
            if target.sheet in self.standing:
                return target
            sheet = self.sheets.get(target.sheet.casefold())
            return replace(target, sheet=sheet) if sheet else None
        if isinstance(target, TableReference):
            return self._table_column(name, target)
        if "#REF!" not in name.text:
            facts = {"navn": name.name, "formel": name.text[:200]}
            self.faults.append(Fault("returned_navn_ikke_celle", facts, "warning"))
        return None

    def _table_column(self, name: ScannedName, target: TableReference) -> Named | None:
        wanted = target.table.casefold()
        for sheet in self.book.worksheets:
            for table in self.book.tables(sheet):
                if table.name.casefold() != wanted:
                    continue
                for at, column in enumerate(table.columns):
                    if column.casefold() == target.columns[0].casefold():
                        top, left, bottom, _ = table.data
                        return _made(name, sheet, (top, left + at, bottom, left + at))
        return None


@lru_cache(maxsize=16384)
def _our_name(name: str) -> str:
    """Write a name of ours in small letters; "" if it is none."""
    plain = name.casefold()
    return plain if plain.startswith(_PREFIXES) or plain in PROPERTIES or plain == EARLIER else ""


@lru_cache(maxsize=16384)
def _target(name: ScannedName) -> Named | TableReference | None:
    """Read what a name stands for, once for all the workbooks that have it."""
    text = name.text.strip().removeprefix("=")
    try:
        cells = read_reference(text)
    except ValueError:
        return _column(text)
    sheet = cells.sheet or name.scope
    is_elsewhere = cells.is_external or cells.is_across_sheets or sheet is None
    if is_elsewhere or cells.form == "rows" or not cells.is_on_sheet:
        return None
    return _made(name, sheet or "", cells.box)


def _column(text: str) -> TableReference | None:
    """Read ``Tabel[kolonne]``."""
    if "!" in text or not text.endswith("]") or text.startswith("["):
        return None
    target = read_structured(text)
    return target if len(target.columns) == 1 and set(target.parts) <= {"#Data"} else None


def _made(name: ScannedName, sheet: str, box: Box) -> Named:
    plain = name.name.casefold()
    table, parted, own = plain[5:].partition("__")
    return Named(plain, *((table, own) if parted else ("", table)), sheet, box, name.scope or "")


def _lost(names: list[str]) -> list[Fault]:
    """Tell of names that lost their cells: answers and figures apart, the first by name."""
    faults = [Fault("returned_tidligere_mistet", {}, "warning")] if EARLIER in names else []
    for prefix, key in (("svar_", "returned_svar_mistet"), ("felt_", "returned_tal_mistet")):
        lost = [name for name in names if name.startswith(prefix)]
        if lost:
            told = ", ".join(lost[:_TOLD_NAMES]) + (" …" if len(lost) > _TOLD_NAMES else "")
            faults.append(Fault(key, {"antal": len(lost), "navne": told}, "warning"))
    return faults
