"""What our functions answer in one filled workbook, asked in the order they hang on each other.

The evaluator is passed in; what it raises for a cell becomes that cell's error and a remark. Which
cells are asked is `functions_plan`'s matter, Excel's own formulas are the engine's.
"""

from __future__ import annotations

import contextlib
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from xl_beregner.errors import CellError, Fault
from xl_beregner.filling.formula_tree import ONE_VALUE_SHEET
from xl_beregner.filling.functions_plan import Asked, Cells, OwnCells, Picked, Source
from xl_beregner.filling.live import Live, Place
from xl_beregner.filling.own_functions import Constant, Evaluator
from xl_beregner.ooxml.encode import Value
from xl_beregner.ooxml.sheet import cell_name
from xl_beregner.ooxml.values import EmptyText, ErrorText

if TYPE_CHECKING:
    from xl_beregner.filling.recalculate import Recalculator

ValueOf = Callable[[Place], Any]
Rows = Sequence[Sequence[Any]]

_NAMED_ALIKE = 3  # cells named with one and the same reason


class Answers:
    """The answers of one workbook; the same call is asked once, however many cells show it."""

    def __init__(self, evaluator: Evaluator, value_of: ValueOf) -> None:
        self._evaluator = evaluator
        self._value_of = value_of
        self._known: dict[Asked, Rows | CellError] = {}

    def rows(self, step: Asked | Picked) -> Rows | CellError:
        """Ask; ``LookupError`` where a cell it hangs on has no value."""
        if isinstance(step, Picked):
            return self._picked(step)
        if step not in self._known:
            self._known[step] = self._asked(step)
        return self._known[step]

    def _asked(self, call: Asked) -> Rows | CellError:
        arguments = [self._argument(source) for source in call.arguments]
        inner = next((one for one in arguments if isinstance(one, CellError)), None)
        if inner is not None:
            return inner
        try:
            return self._evaluator(call.function, *arguments)
        except CellError as error:
            return error

    def _argument(self, source: Source) -> Any:
        if isinstance(source, Constant):
            return source.value
        if isinstance(source, Cells):
            return self._cells(source)
        rows = self.rows(source)
        return rows[0][0] if isinstance(source, Picked) and not isinstance(rows, CellError) else rows

    def _cells(self, cells: Cells) -> Any:
        top, left, bottom, right = cells.box
        rows = [
            [self._value_of((cells.sheet, row, column)) for column in range(left, right + 1)]
            for row in range(top, bottom + 1)
        ]
        return rows[0][0] if cells.box[:2] == cells.box[2:] else rows

    def _picked(self, pick: Picked) -> Rows | CellError:
        rows = self.rows(pick.call)
        wanted = [self._argument(part) for part in (pick.row, pick.column) if part is not None]
        if isinstance(rows, CellError):
            return rows
        for number in wanted:
            if isinstance(number, CellError):
                return number
            if isinstance(number, ErrorText) or not isinstance(number, (int, float)):
                return [[number if isinstance(number, ErrorText) else ErrorText("#VALUE!")]]
        row, column = (int(wanted[0]), int(wanted[1])) if len(wanted) == 2 else _along(rows, int(wanted[0]))
        if not (1 <= row <= len(rows) and 1 <= column <= len(rows[row - 1])):
            return [[ErrorText("#REF!")]]
        return [[rows[row - 1][column - 1]]]


def _along(rows: Rows, number: int) -> tuple[int, int]:
    """Tell which value ``INDEX`` means by one number: of a single row, the column."""
    return (1, number) if len(rows) == 1 else (number, 1)


class Reckoning:
    """All cells of ours in one workbook: their values, those lost, and what is to be remarked."""

    def __init__(self, own: OwnCells, live: Mapping[Place, Live], fixed: ValueOf) -> None:
        self._own = own
        self._live = live
        self._fixed = fixed
        self._errors: dict[tuple[str, int, str, str, str], dict[int, None]] = defaultdict(dict)
        self._cut: list[Fault] = []
        self._written: Mapping[Place, Value] = {}
        self._found: Mapping[Place, Any] = {}
        self.values: dict[Place, Any] = {}
        self.lost: set[Place] = {cell for place in own.broken for cell in own.cells(place)}

    def run(
        self, engine: Recalculator, written: Mapping[Place, Value], evaluator: Evaluator | None
    ) -> Mapping[Place, Any]:
        """Ask level by level, the engine in between; gives the values of all formulas."""
        self._written = written
        if evaluator is None:
            self._lose(self._own.steps)
            answers = None
        else:
            answers = Answers(evaluator, self.value_of)
            for level in engine.levels(self._own.steps):
                self._found = engine.refill({**written, **self.values}, self.lost)
                for place in level:
                    self._reckon(place, answers)
        self._found = engine.refill({**written, **self.values}, self.lost)
        if answers is not None:
            self._give_reasons(answers)
        return {**self._found, **self.values}

    def value_of(self, place: Place) -> Any:
        """Give a cell's value as it is now; ``LookupError`` where nobody can tell it."""
        if place in self._written:
            return self._written[place]
        for held in (self.values, self._found):
            if place in held:
                return held[place]
        if place in self._live or place in self.lost or place[0] == ONE_VALUE_SHEET:
            raise LookupError(place)
        return self._fixed(place)

    def faults(self) -> tuple[Fault, ...]:
        """Name the cells that show an error, with the reason; like ones together."""
        told = []
        for (sheet, column, function, code, reason), rows in self._errors.items():
            cells = [cell_name(row, column) for row in list(rows)[:_NAMED_ALIKE]]
            more = f" (+{len(rows) - len(cells)})" if len(rows) > len(cells) else ""
            facts = {"ark": sheet, "celle": ", ".join(cells) + more, "funktion": function}
            told.append(Fault("live_fejl_i_celle", {**facts, "kode": code, "grund": reason}, "warning"))
        return (*told, *self._cut)

    def _lose(self, places: Iterable[Place]) -> None:
        for place in places:
            self.lost.update(self._own.cells(place))

    def _reckon(self, place: Place, answers: Answers) -> None:
        step = self._own.steps[place]
        try:
            found = answers.rows(step)
        except LookupError:
            self._lose([place])
            return
        rows = [[self._error(place, step, found)]] if isinstance(found, CellError) else found or [[None]]
        self.values.update(self._laid(place, rows))

    def _give_reasons(self, answers: Answers) -> None:
        """Let our function say why an ordinary formula in its place shows an error."""
        for place, call in self._own.ordinary.items():
            if isinstance(self._found.get(place), ErrorText):
                with contextlib.suppress(LookupError):
                    found = answers.rows(call)
                    if isinstance(found, CellError):
                        self._error(place, call, found)

    def _error(self, place: Place, step: Asked | Picked, error: CellError) -> ErrorText:
        call = step.call if isinstance(step, Picked) else step
        sheet, row, column = self._own.shown_by.get(place, place)
        self._errors[sheet, column, call.function, error.excel_code, str(error)][row] = None
        return ErrorText(error.excel_code)

    def _laid(self, place: Place, rows: Rows) -> dict[Place, Any]:
        """Lay an answer on the cells its formula fills.

        What an array formula's range has more than the answer shows #N/A; a single row or column
        goes on. A formula that spills by itself fills what it needs.
        """
        top, left, bottom, _ = self._own.boxes.get(place, (*place[1:], *place[1:]))
        spills = place in self._own.spilling
        if len(rows) > bottom - top + 1 > 1 or (spills and len(rows) > bottom - top + 1):
            self._tell_cut(place, len(rows), bottom - top + 1)
        laid = {}
        for cell in self._own.cells(place):
            down, across = cell[1] - top, cell[2] - left
            if not spills:
                down = 0 if len(rows) == 1 else down
                across = 0 if len(rows[0]) == 1 else across
            if down < len(rows) and across < len(rows[down]):
                value = rows[down][across]
                laid[cell] = EmptyText() if value is None or value == "" else value
            else:
                laid[cell] = EmptyText() if spills else ErrorText("#N/A")
        return laid

    def _tell_cut(self, place: Place, rows: int, room: int) -> None:
        facts = {"ark": place[0], "celle": cell_name(*place[1:]), "raekker": rows, "plads": room}
        self._cut.append(Fault("live_raekker_uden_plads", facts, "warning"))
