"""The schools' answers side by side: a sheet a list, one for own goals, one for single answers.

Nothing here knows a template: a list's rows, columns and their order are those of the workbooks that
came home. What is known of `resultataftale` are words, and that a target stands beside its baseline.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from fnmatch import fnmatchcase

from xl_beregner.batch.books.collected_words import Unit, field_word, units, whose
from xl_beregner.batch.books.look import Book
from xl_beregner.batch.books.look_cells import Cell, Column, Plain, Row
from xl_beregner.batch.collect.collected import Answer, Collected, Home
from xl_beregner.fields.goals.goals import PROGRESSION
from xl_beregner.fields.known.agreements import HOMES
from xl_beregner.texts import knows, say

GOALS, TARGET, TARGET_TYPE = "aftale", "maal", "maaltype"
OWN = "egen:"  # the key of a row the school added itself
_LONG = 28  # letters from which an answer is a text and not a word
_TITLE = 16  # letters of a list's own word in its sheet's name
_FORMS = HOMES["sidste_egne"]

Place = tuple[int, int]
Bases = Mapping[tuple[str, str], Mapping[str, Plain]]


@dataclass(frozen=True, slots=True)
class Side:
    """One sheet of answers: its name, title, what it says of itself, columns and rows."""

    name: str
    title: str
    lead: str
    columns: Sequence[Column]
    rows: Sequence[Row]
    frozen: int


def sides(collected: Collected) -> list[Side]:
    """Give the sheets: lists in the order of the workbook, own goals, single answers."""
    many = [unit for unit in units(collected) if unit.home is not None and unit.home.answers]
    has_classes = any(unit.class_group for unit in many)
    answers = [answer for unit in many for answer in _of(unit).answers]
    tables = list(dict.fromkeys(answer.table for answer in answers if answer.table))
    bases = {(basis.school, basis.key): basis.figures for basis in collected.bases}
    made = [_list(table, many, bases, has_classes) for table in tables]
    single = [answer for answer in answers if not answer.table]
    forms = {answer.field: cell for answer in single if (cell := form_cell(answer.field))}
    if forms:
        made.append(_forms(forms, many, has_classes))
    singles = [answer for answer in single if answer.field not in forms]
    if singles:
        made.append(_singles(singles, many, has_classes))
    return made


def goals_of(unit: Unit) -> int | None:
    """Count the targets a unit set, with its own goals; None where nothing came home."""
    if unit.home is None:
        return None
    found = [answer for answer in unit.home.answers if answer.value is not None]
    targets = sum(answer.table == GOALS and answer.field == TARGET for answer in found)
    own = [form_cell(answer.field) for answer in found if not answer.table]
    return targets + sum(cell is not None and cell[1] == TARGET for cell in own)


def form_cell(name: str) -> tuple[str, str] | None:
    """Tell the row and column of a single answer in the form of own goals: ``egen_1``, ``maal``."""
    if not any(fnmatchcase(name, pattern) for pattern in _FORMS):
        return None
    row, _, column = name.rpartition("_")
    return row, column


# --- Lists -------------------------------------------------------------------------------------
def _list(table: str, many: Sequence[Unit], bases: Bases, has_classes: bool) -> Side:
    held = [(unit, _rows_of(unit, table)) for unit in many]
    answers = [answer for _, rows in held for row in rows.values() for answer in row.values()]
    is_goals = table == GOALS and bool(bases)
    # A target is read against its baseline: how far it lies from it stands right beside it.
    fields = _in_order(answers, lambda place: (place[1],), across_sheets=False)
    columns = [*whose(has_classes), Column(say("collected_book.kolonne.raekke"), 30, "strong")]
    if is_goals:
        columns.append(Column(say("collected_book.kolonne.baseline"), 10, "value"))
    for field in fields:
        columns.append(_column(field, [one for one in answers if one.field == field]))
        if is_goals and field == TARGET:
            columns.append(Column(say("collected_book.kolonne.aendring"), 11, "value"))
    rows: list[Row] = []
    for unit, found in held:
        for place, (key, row) in enumerate(found.items()):
            basis = bases.get((unit.school, key), {})
            cells: list[Plain | Cell] = [*_unit(unit, has_classes, place > 0), _label(key, row)]
            if is_goals:
                cells.append(Cell(_rounded(basis.get("baseline")), "value", {"num_format": "#,##0.00"}))
            for field in fields:
                cells.append(_answer(row.get(field)))
                if is_goals and field == TARGET:
                    cells.append(_change(row, basis))
            rows.append(cells)
    word = _word(table)
    name = say("collected_book.ark.side_om_side", hvad=word[:_TITLE])
    lead = say("collected_book.side.maal" if is_goals else "collected_book.side.liste")
    title = say("collected_book.ark.side_om_side", hvad=word)
    return Side(name, title, lead, columns, rows, 3 + has_classes)


def _rows_of(unit: Unit, table: str) -> dict[str, dict[str, Answer]]:
    """Give a unit's rows of a list by key, each with its answers by field, as they stand on the sheet."""
    rows: defaultdict[str, dict[str, Answer]] = defaultdict(dict)
    for answer in _of(unit).answers:
        if answer.table == table:
            rows[answer.key][answer.field] = answer
    return rows


def _label(key: str, row: Mapping[str, Answer]) -> str:
    if key.startswith(OWN):
        return say("collected_book.egen_raekke", nummer=key.removeprefix(OWN))
    return next((answer.label for answer in row.values() if answer.label), key)


def _change(row: Mapping[str, Answer], basis: Mapping[str, Plain]) -> Plain | Cell:
    """Tell how far a target lies from its baseline, with its sign."""
    target, baseline = _value(row.get(TARGET)), basis.get("baseline")
    if not _is_number(target):
        return None
    if str(_value(row.get(TARGET_TYPE)) or "").casefold() != PROGRESSION:
        if not _is_number(baseline):
            return None
        target = float(target) - float(baseline)  # type: ignore[arg-type]
    return Cell(_rounded(target), "value", {"num_format": '+#,##0.00;"−"#,##0.00;0'})


def _is_number(value: object) -> bool:
    return isinstance(value, (int, float)) and not isinstance(value, bool)


def _rounded(value: Plain) -> Plain:
    """Leave out digits that stem from arithmetic: a baseline has twelve, its reader needs two."""
    return round(float(value), 2) if _is_number(value) else value  # type: ignore[arg-type]


# --- Forms and single answers -----------------------------------------------------------------
def _forms(forms: Mapping[str, tuple[str, str]], many: Sequence[Unit], has_classes: bool) -> Side:
    answers = [
        answer for unit in many for answer in _of(unit).answers if answer.field in forms and not answer.table
    ]
    names = _in_order(answers, lambda place: (place[1], place[0]), across_sheets=False)
    fields = list(dict.fromkeys(forms[name][1] for name in names))
    in_column = {field: [one for one in answers if forms[one.field][1] == field] for field in fields}
    columns = [*whose(has_classes), Column(say("collected_book.kolonne.emne"), 18, "strong")]
    columns += [_column(field, in_column[field]) for field in fields]
    rows: list[Row] = []
    for unit in many:
        found: defaultdict[str, dict[str, Answer]] = defaultdict(dict)
        for answer in _of(unit).answers:
            if not answer.table and answer.field in forms:
                row, field = forms[answer.field]
                found[row][field] = answer
        for place, (row, cells) in enumerate(found.items()):
            said = [_answer(cells.get(field)) for field in fields]
            rows.append([*_unit(unit, has_classes, place > 0), field_word(row), *said])
    name = say("collected_book.ark.skemaer")
    return Side(name, name, say("collected_book.side.skemaer"), columns, rows, 3 + has_classes)


def _singles(singles: Sequence[Answer], many: Sequence[Unit], has_classes: bool) -> Side:
    fields = _in_order(singles, lambda place: place)
    columns = [*whose(has_classes)]
    columns += [_column(field, [one for one in singles if one.field == field]) for field in fields]
    rows: list[Row] = []
    for unit in many:
        held = {answer.field: answer for answer in _of(unit).answers if not answer.table}
        rows.append([*_unit(unit, has_classes), *(_answer(held.get(field)) for field in fields)])
    name = say("collected_book.ark.enkelte")
    return Side(name, name, say("collected_book.side.enkelte"), columns, rows, 2 + has_classes)


# --- What all of them share ---------------------------------------------------------------------
def _of(unit: Unit) -> Home:
    assert unit.home is not None
    return unit.home


def _unit(unit: Unit, has_classes: bool, is_again: bool = False) -> list[Plain | Cell]:
    """Say whose a row is, in each row so that it can be filtered; quieter where the row above says it."""
    style = "again" if is_again else "cell"
    said = [unit.school, unit.name, *([unit.class_group] if has_classes else [])]
    return [Cell(word, style) for word in said]


def _column(field: str, answers: Iterable[Answer]) -> Column:
    """Choose a column's width and style by what was answered there."""
    values = [answer.value for answer in answers]
    texts = [value for value in values if isinstance(value, str)]
    longest = max((len(text) for text in texts), default=0)
    heading = field_word(field)
    if not texts:
        return Column(heading, max(10.0, _needed(heading)), "value")
    return Column(heading, 40 if longest > _LONG else max(12.0, _needed(heading), longest * 0.95 + 2))


def _needed(heading: str) -> float:
    return max(len(word) for word in heading.split()) + 4.0


def _answer(answer: Answer | None) -> Plain | Cell:
    value = _value(answer)
    style = "value" if _is_number(value) else "cell"
    if answer is not None and answer.is_formula:
        return Cell(value, style, {"italic": True})
    return Cell(value, style)


def _value(answer: Answer | None) -> Plain:
    return answer.value if answer is not None else None


def _in_order(
    answers: Iterable[Answer], by: Callable[[Place], tuple[int, ...]], *, across_sheets: bool = True
) -> list[str]:
    """Order fields as they stand in the workbook: by sheet as met, then by their first cell's place."""
    sheets: dict[str, int] = {}
    first: dict[str, tuple[int, ...]] = {}
    for answer in answers:
        sheet = sheets.setdefault(answer.sheet, len(sheets)) if across_sheets else 0
        first.setdefault(answer.field, (sheet, *by(_place(answer.cell))))
    return sorted(first, key=lambda field: (first[field], field))


def _place(cell: str) -> Place:
    """Read ``F9`` as row and column."""
    letters = cell.rstrip("0123456789")
    column = 0
    for letter in letters.upper():
        column = column * 26 + ord(letter) - 64
    digits = cell[len(letters) :]
    return (int(digits) if digits else 0, column)


def _word(table: str) -> str:
    key = f"collected_book.tabel.{table}"
    return say(key) if knows(key) else field_word(table)


def write_side(book: Book, side: Side, warnings: Sequence[str]) -> None:
    """Write one sheet of answers."""
    sheet = book.page(side.name, [column.width for column in side.columns])
    top = book.top(sheet, side.title, [side.lead], warnings)
    book.table(sheet, top, side.columns, side.rows, frozen=side.frozen)
