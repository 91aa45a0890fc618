"""Blank or zero: Calc tells a function 0 for a reference to one blank cell.

Blank is not zero. A call that gets a lone 0 is looked up in the document: which formulas call this
function with exactly what came, and does their reference point to a blank cell? Where both readings
fit, nobody can know, and nothing is calculated. A range, also of one cell (``A2:A2``), has no such
doubt.
"""

from __future__ import annotations

import re
from typing import Any, Iterator, Sequence  # noqa: UP035  (Python 3.8)

from .ranges import is_range

_FORMULAS = 16  # com.sun.star.sheet.CellFlags.FORMULA
_EMPTY, _VALUE, _TEXT = "EMPTY", "VALUE", "TEXT"

_CELL = r"\$?[A-Z]{1,3}\$?[0-9]{1,7}"
_COLUMNS = r"\$?[A-Z]{1,3}:\$?[A-Z]{1,3}"
_REFERENCE = re.compile(rf"(?:\$?('(?:[^']|'')+'|[^\s'!.:;(]+)\.)?({_CELL}(?::{_CELL})?|{_COLUMNS})")
_NUMBER = re.compile(r"[+-]?[0-9]+(?:\.[0-9]+)?(?:E[+-]?[0-9]+)?")
_WHOLE = re.compile(r"[A-Z]:")
_TEXT_LITERAL = re.compile(r'"((?:[^"]|"")*)"')
_NAME = re.compile(r"[^\W\d][\w.]*")
# Calculated: a number, whatever it is made from.
_CALCULATED = re.compile(r"[^'\"\[]*[-+*/^%&=<>][^'\"\[]*")

ANYTHING = object()
BLANK = object()
SEVERAL = object()  # a range of several cells, which never comes as a lone value


def with_blanks(document: Any, names: Sequence[str], arguments: Sequence[Any]) -> list[Any] | None:
    """Put None where a lone 0 was a blank cell; None for all if it cannot be known.

    ``names`` are those the function may have in a formula.
    """
    doubtful = [place for place, given in enumerate(arguments) if _is_zero(given)]
    if not doubtful:
        return list(arguments)
    places = [_plain(given.AbsoluteName) if is_range(given) else None for given in arguments]
    readings = set()
    for sheet, call in _calls(document, names):
        if len(call) <= len(arguments) and all(
            _fits(document, sheet, *pair)
            for pair in zip(call, arguments, places)  # noqa: B905
        ):
            readings.add(tuple(_reading(document, sheet, call, place) for place in doubtful))
    if len(readings) != 1 or ANYTHING in next(iter(readings)):
        return None
    blank = {place for place, read in zip(doubtful, next(iter(readings))) if read is BLANK}  # noqa: B905
    return [None if place in blank else given for place, given in enumerate(arguments)]


def _reading(document: Any, sheet: Any, call: Sequence[str], place: int) -> Any:
    found = _held(_meant(document, sheet, call[place])) if place < len(call) else 0.0
    return found if found is ANYTHING or found is BLANK else 0.0


def _is_zero(given: Any) -> bool:
    return isinstance(given, float) and given == 0.0


def _fits(document: Any, sheet: Any, written: str, given: Any, place: str | None) -> bool:
    """Tell whether what is written may be what came; ``place`` is where, if a reference came."""
    if place is not None and _REFERENCE.fullmatch(written) and not _WHOLE.search(written):
        # Most formulas differ here, and a text is compared sooner than LibreOffice is asked.
        return _plain(written) in (place, place.rpartition(".")[2]) and _on_sheet(sheet, written, place)
    meant = _meant(document, sheet, written)
    if place is not None:
        return meant is ANYTHING or (is_range(meant) and _plain(meant.AbsoluteName) == place)
    if isinstance(given, tuple):  # read by Calc: where from is not told
        return meant is ANYTHING or is_range(meant)
    meant = _held(meant)
    return meant is ANYTHING or (_is_zero(given) if meant is BLANK else bool(meant == given))


def _plain(reference: str) -> str:
    return reference.replace("$", "")


def _on_sheet(sheet: Any, written: str, place: str) -> bool:
    return "." in written or place.startswith((f"{sheet.Name}.", "'" + sheet.Name.replace("'", "''") + "'."))


def _calls(document: Any, names: Sequence[str]) -> Iterator[tuple[Any, list[str]]]:
    """Give the arguments of every call in the document, with the sheet it is written on."""
    pattern = re.compile(r"(?<![\w.])(?:" + "|".join(map(re.escape, names)) + r")\s*\(", re.IGNORECASE)
    for place in range(document.Sheets.Count):
        sheet = document.Sheets.getByIndex(place)
        for block in formula_blocks(sheet):
            for row in block.getFormulaArray():
                for formula in row:
                    for found in pattern.finditer(formula):
                        yield sheet, arguments_of(formula, found.end())


def formula_blocks(sheet: Any) -> Iterator[Any]:
    """Give the ranges of a sheet that hold formulas."""
    found = sheet.queryContentCells(_FORMULAS)
    for place in range(found.Count):
        yield found.getByIndex(place)


def arguments_of(formula: str, start: int) -> list[str]:
    """Cut the arguments of the call whose bracket opens just before ``start``."""
    parts, depth, quote, begin = [], 0, "", start
    for place in range(start, len(formula)):
        letter = formula[place]
        if quote:
            quote = "" if letter == quote else quote
        elif letter in "\"'":
            quote = letter
        elif letter in "({[":
            depth += 1
        elif letter in ")}]" and depth:
            depth -= 1
        elif letter == ";" and not depth:
            parts.append(formula[begin:place].strip())
            begin = place + 1
        elif letter == ")":
            parts.append(formula[begin:place].strip())
            break
    return parts


def _meant(document: Any, sheet: Any, written: str) -> Any:
    """Tell what an argument is as written: a value, BLANK, or ANYTHING where that cannot be told."""
    if not written:
        return None
    if _NUMBER.fullmatch(written):
        return float(written)
    text = _TEXT_LITERAL.fullmatch(written)
    if text:
        return text.group(1).replace('""', '"')
    found = _referred(document, sheet, _named(document, written))
    if found is not None:
        return found
    return ANYTHING if not _CALCULATED.fullmatch(written) else _Number()


class _Number:
    """Some number that is calculated: it is no blank."""

    def __eq__(self, other: object) -> bool:
        return isinstance(other, (float, str))

    __hash__ = None  # type: ignore[assignment]


def _named(document: Any, written: str) -> str:
    """Follow a defined name to the reference it stands for."""
    names = getattr(document, "NamedRanges", None)
    if names is not None and _NAME.fullmatch(written) and names.hasByName(written):
        return str(names.getByName(written).getContent())
    return written


def _referred(document: Any, sheet: Any, written: str) -> Any:
    """Find the cell or range that is written on a sheet."""
    found = _REFERENCE.fullmatch(written)
    if not found:
        return None
    name, cells = found.groups()
    if name:
        name = name[1:-1].replace("''", "'") if name.startswith("'") else name
        if not document.Sheets.hasByName(name):
            return None
        sheet = document.Sheets.getByName(name)
    return sheet.getCellRangeByName(cells.replace("$", ""))


def _held(found: Any) -> Any:
    """Tell what a cell holds; a formula is left alone, for it may be in the midst of calculating."""
    if not is_range(found):
        return found
    if not hasattr(found, "getType"):
        return SEVERAL
    kind = found.getType().value
    if kind == _EMPTY:
        return BLANK
    if kind == _VALUE:
        return found.getValue()
    return found.getString() if kind == _TEXT else _Number()
