"""The values of a workbook's formulas, from an engine that is kept loaded and refilled.

What a formula means is read in `translate`, so that the engine (ironcalc) gets plain values and
plain A1 formulas only; it never sees the file. Where a value cannot be vouched for, there is none.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

import ironcalc

from xl_beregner.errors import Fault, TemplateError
from xl_beregner.filling.dependants import Dependants
from xl_beregner.filling.formula_tree import ONE_VALUE_SHEET, UnsupportedError
from xl_beregner.filling.functions_known import KNOWN
from xl_beregner.filling.guards import Guard, holds
from xl_beregner.filling.places import Places
from xl_beregner.filling.shapes import Shapes, Translation
from xl_beregner.filling.translate import Translator
from xl_beregner.ooxml.encode import Value, serial
from xl_beregner.ooxml.formulas import Kind, tokenize
from xl_beregner.ooxml.package import Package
from xl_beregner.ooxml.references import column_letters, read_reference
from xl_beregner.ooxml.sheet import Box
from xl_beregner.ooxml.values import EmptyText, ErrorText, SharedStrings, SheetValues, read_values
from xl_beregner.ooxml.workbook import Workbook

Place = tuple[str, int, int]  # sheet, row, column
Result = float | str | bool | ErrorText | None

_NOT_READ = "#ERROR!"  # what ironcalc shows for a formula it cannot read
_CIRCULAR = "#CIRC!"
_MOST_CIRCULAR_NAMED = 5


@dataclass(frozen=True, slots=True)
class FormulaCell:
    """A formula and where it stands; a follower of a shared formula has its own text."""

    sheet: str
    row: int
    column: int
    text: str
    home: str = ""  # the sheet in whose words the text is, where that is another

    @property
    def place(self) -> Place:
        """Its sheet, row and column."""
        return (self.sheet, self.row, self.column)


class Recalculator:
    """The formulas of one workbook, ready to be calculated for many fills of the same length.

    ``unknown`` are the formulas nobody vouches for, with all that depend on them; after a refill
    those ``withheld`` are among them, which cannot be vouched for with these values: say, a number
    with decimals joined to a text, which reads differently in each language.

    ``shapes`` are the translations of the same workbook's formulas at other lengths of its lists.
    ``outside`` are cells that somebody else calculates, with what each of them reads; their values
    come with the changes.
    """

    def __init__(
        self,
        workbook: bytes,
        formulas: Sequence[FormulaCell],
        known_functions: Mapping[str, str] = KNOWN,
        shapes: Shapes | None = None,
        outside: Mapping[Place, Sequence[tuple[str, Box]]] | None = None,
    ) -> None:
        book = Workbook(Package(workbook, "workbook"))
        sheets = _read_sheets(book)
        hidden = {name: sheet.hidden_rows for name, sheet in sheets.items() if sheet.hidden_rows}
        self._places = Places.of(book, hidden)
        self._outside = outside or {}
        if self._outside:
            self._places = one_value_places(self._places)
        self._cells = {cell.place: cell for cell in formulas}
        known = _without_dates(known_functions) if book.is_1904 else known_functions
        self._translations = self._translated(Translator(self._places, known, shapes))
        self._dependants = self._read_dependants(sheets)
        self._refuse_circles()
        self._engine = _Engine(self._places, is_1904=book.is_1904)
        self._original: dict[Place, Value] = {
            (name, *at): value for name, sheet in sheets.items() for at, value in sheet.values.items()
        }
        self._engine.set_all(self._original)
        self._changed: set[Place] = set()
        self._drop(self._dependants.after(self._untranslated(sheets)))
        for place, translation in self._translations.items():
            self._engine.set_formula(place, translation.text)
        self._guards = self._laid_guards()
        self._drop(self._dependants.after(self._unread()))
        self.withheld: tuple[FormulaCell, ...] = ()

    @property
    def unknown(self) -> tuple[FormulaCell, ...]:
        """The formulas without a value: outside the list or withheld, with all their dependants."""
        outside = (cell for place, cell in self._cells.items() if place not in self._translations)
        return (*outside, *self.withheld)

    def levels(self, places: Collection[Place]) -> list[list[Place]]:
        """Group cells somebody else calculates so that each hangs on earlier groups only."""
        return self._dependants.levels(places)

    def refill(self, changes: Mapping[Place, Value], lost: Iterable[Place] = ()) -> dict[Place, Result]:
        """Calculate with these values in their cells, and all other cells as in the workbook.

        Gives the value of each formula that can be vouched for. A formula's cell among the changes
        holds the value given instead. ``lost`` are cells whose values nobody knows.
        """
        for place in self._changed.difference(changes):
            self._restore(place)
        self._changed = set(changes)
        self._engine.set_all(changes)
        self._engine.evaluate()
        results = {place: self._engine.value(place) for place in self._translations if place not in changes}
        unknown = self._lost(results, lost)
        self.withheld = tuple(cell for place, cell in self._cells.items() if place in unknown)
        for place in unknown:
            results.pop(place, None)
        return results

    def _restore(self, place: Place) -> None:
        if place in self._translations:
            self._engine.set_formula(place, self._translations[place].text)
        else:
            self._engine.set_all({place: self._original.get(place)})

    def _translated(self, translator: Translator) -> dict[Place, Translation]:
        found: dict[Place, Translation] = {}
        for place, cell in self._cells.items():
            try:
                found[place] = translator.translate(cell.text, cell.home or cell.sheet, cell.row)
            except UnsupportedError:
                continue
        return found

    def _read_dependants(self, sheets: Mapping[str, SheetValues]) -> Dependants:
        nodes = {(name, *at) for name, sheet in sheets.items() for at in _moving_cells(sheet)}
        reads = {place: translation.reads for place, translation in self._translations.items()}
        return Dependants(nodes | self._cells.keys() | self._outside.keys(), {**reads, **self._outside})

    def _untranslated(self, sheets: Mapping[str, SheetValues]) -> set[Place]:
        """Name the cells that move by formulas we do not calculate, spilled ones among them."""
        moving = {(name, *at) for name, sheet in sheets.items() for at in _moving_cells(sheet)}
        spilled = {(name, *at) for name, sheet in sheets.items() for at in _spilled_cells(sheet)}
        found = ((moving | self._cells.keys()) - self._translations.keys()) | spilled
        return found - self._outside.keys()

    def _drop(self, places: Iterable[Place]) -> None:
        for place in places:
            if self._translations.pop(place, None) is not None:
                self._engine.set_all({place: None})

    def _refuse_circles(self) -> None:
        circle = self._dependants.circle()
        if circle:
            raise TemplateError(
                [
                    Fault("check_kreds", {"ark": sheet, "celle": f"{column_letters(column)}{row}"})
                    for sheet, row, column in sorted(circle)[:_MOST_CIRCULAR_NAMED]
                ]
            )

    def _laid_guards(self) -> list[tuple[Guard, list[Place], list[Place]]]:
        """Give each part of a guard a cell of its own on a sheet beside the workbook's.

        Like guards stand once, with all the formulas they are for.
        """
        guarded: dict[Guard, list[Place]] = defaultdict(list)
        for place, translation in self._translations.items():
            for guard in translation.guards:
                guarded[guard].append(place)
        laid: dict[str, Place] = {}
        return [
            (guard, [self._engine.lay(part, laid) for part in guard.parts], places)
            for guard, places in guarded.items()
        ]

    def _unread(self) -> set[Place]:
        """Name the formulas the engine itself cannot read."""
        self._engine.evaluate()
        return {place for place in self._translations if self._engine.value(place) in (_NOT_READ, _CIRCULAR)}

    def _lost(self, results: Mapping[Place, Result], lost: Iterable[Place]) -> set[Place]:
        """Find the results that cannot be vouched for with the values there are now."""
        value = self._engine.value
        broken: set[Place] = set(lost)
        for guard, parts, places in self._guards:
            seen = [value(part) for part in parts]
            if holds(guard.kind, seen):
                continue
            # IF(A1="","",YEAR(A1)): nothing came of the blank date.
            is_blank_date = guard.kind == "d" and seen == [None]
            broken.update(place for place in places if not (is_blank_date and results.get(place) == ""))
        return self._dependants.after(broken) & results.keys() if broken else broken


def one_value_places(places: Places) -> Places:
    """Give the places with the sheet beside the workbook on which answers of our functions stand."""
    sheets = {**places.sheets, ONE_VALUE_SHEET: ONE_VALUE_SHEET}
    return Places(sheets, places.names, places.tables, places.hidden)


def recalculated(
    workbook: bytes, formulas: Sequence[FormulaCell], known_functions: Mapping[str, str] = KNOWN
) -> dict[Place, Result]:
    """Calculate a workbook's formulas once."""
    return Recalculator(workbook, formulas, known_functions).refill({})


class _Engine:
    """ironcalc with its traps: a blank is cleared, NaN refused, text never read as a formula."""

    def __init__(self, places: Places, *, is_1904: bool) -> None:
        self._is_1904 = is_1904
        self._model = ironcalc.create("workbook", "en", "UTC", "en")
        self._model.rename_sheet(0, "ark_0")
        for at in range(1, len(places.sheets)):
            self._model.add_sheet(f"ark_{at}")
        self._model.add_sheet("beside")
        self._beside = len(places.sheets) or 1
        self._indices = {sheet: places.index(sheet) for sheet in places.sheets.values()}
        self._by_engine_name = {places.engine_name(sheet): sheet for sheet in places.sheets.values()}
        self.evaluate = self._model.evaluate

    def set_all(self, values: Mapping[Place, Value]) -> None:
        """Put values into cells; None clears them."""
        index, model = self._indices, self._model
        number, text = model.update_cell_with_number, model.update_cell_with_text
        for (sheet, row, column), value in values.items():
            if type(value) is float and value == value:
                number(index[sheet], row, column, value)
            elif type(value) is str and value:
                text(index[sheet], row, column, value if value.isascii() else _writable(value))
            else:
                self._set_other(index[sheet], row, column, value)

    def _set_other(self, sheet: int, row: int, column: int, value: Value) -> None:
        if isinstance(value, EmptyText):
            self._model.update_cell_with_formula(sheet, row, column, '=""')
        elif value is None or value == "" or value != value:  # NaN is no value
            self._model.clear_cell_contents(sheet, row, column)
        elif isinstance(value, ErrorText):
            self._model.update_cell_with_formula(sheet, row, column, f"={value}")
        elif isinstance(value, str):
            self._model.update_cell_with_text(sheet, row, column, value)
        elif value is True or value is False:
            self._model.update_cell_with_bool(sheet, row, column, value)
        else:
            number = serial(value, is_1904=self._is_1904) if isinstance(value, date) else value
            self._model.update_cell_with_number(sheet, row, column, float(number))

    def set_formula(self, place: Place, text: str) -> None:
        """Put a translated formula into a cell."""
        self._model.update_cell_with_formula(self._indices[place[0]], place[1], place[2], text)

    def value(self, place: Place) -> Result:
        """Read a cell; None is a blank one."""
        sheet = self._indices.get(place[0], self._beside)
        found: Result = self._model.get_cell_value(sheet, place[1], place[2])
        if type(found) is str and found.startswith("#"):
            is_error = self._model.get_cell_type(sheet, place[1], place[2]) == ironcalc.CellType.ErrorValue
            return ErrorText(found) if is_error else found
        return found

    def lay(self, part: str, laid: dict[str, Place]) -> Place:
        """Find the cell a part of a formula is to be looked at in: its own, or one beside."""
        if part not in laid:
            tokens = tokenize(part)
            reference = (
                read_reference(part) if len(tokens) == 1 and tokens[0].kind is Kind.REFERENCE else None
            )
            if reference is not None and reference.sheet is not None:
                laid[part] = (self._by_engine_name[reference.sheet], reference.rows[0], reference.columns[0])
            else:
                laid[part] = ("", len(laid) + 1, 1)
                self._model.update_cell_with_formula(self._beside, len(laid), 1, "=" + part)
        return laid[part]


def _without_dates(known: Mapping[str, str]) -> dict[str, str]:
    """Leave out what reads dates: the engine counts days from 1900 only."""
    return {name: kinds for name, kinds in known.items() if "d" not in kinds and name != "DATE"}


def _writable(text: str) -> str:
    """Replace half characters (lone surrogates), which the engine cannot take."""
    return text.encode("utf-8", "replace").decode()


def _read_sheets(book: Workbook) -> dict[str, SheetValues]:
    shared = SharedStrings(book.package, book)
    return {name: read_values(book.sheet(name), shared) for name in book.sheet_parts}


def _moving_cells(sheet: SheetValues) -> set[tuple[int, int]]:
    return sheet.formulas | _spilled_cells(sheet)


def _spilled_cells(sheet: SheetValues) -> set[tuple[int, int]]:
    return {
        (row, column)
        for top, left, bottom, right in sheet.spills
        for row in range(top, bottom + 1)
        for column in range(left, right + 1)
    }
