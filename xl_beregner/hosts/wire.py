"""A function called over the wire: JSON bytes in, a status and JSON bytes out.

Knows no web framework, so that it can be tested and timed without one; who may call stands in
``addin``, what Excel is told of the functions in ``officejs``. Answers by ``adapter``, like any host.
"""

from __future__ import annotations

import logging
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import orjson

import xl_beregner.hosts.engine  # noqa: F401  (it fills the catalogue)
from xl_beregner import texts
from xl_beregner.catalog import PREFIX, UdfSpec, specs
from xl_beregner.cells import ERROR_CELLS
from xl_beregner.errors import BeregnerError, CellError
from xl_beregner.hosts import wire_blanks
from xl_beregner.hosts.adapter import call
from xl_beregner.hosts.arguments import Range

log = logging.getLogger("xl_beregner.addin")

EXCEL_ROWS = 1_048_576
EXCEL_COLUMNS = 16_384
EXCEL_TEXT = 32_767  # characters a cell holds
MOST_ROWS = 200_000  # used ones, of one argument: Denmark's largest intake several times over
_STEP = 4096
_LEAST_ROWS = 2
_PLAIN = {float, str, bool, type(None)}


class WireError(BeregnerError):
    """A call that no spreadsheet of ours sends."""

    status = 400


class NoFunctionError(WireError):
    """No function has that name."""

    status = 404


@dataclass(frozen=True, slots=True)
class Answered:
    """What a call gave: HTTP status, JSON, and the function's name for the log ("" if there is none)."""

    status: int
    body: bytes
    function: str


def answer(payload: bytes) -> tuple[int, bytes]:
    """Run the call a payload holds and give the status and body of its answer.

    Examples
    --------
    >>> answer(b'{"function": "BEREGNER_SKJUL", "arguments": [7.4, 12]}')
    (200, b'{"rows":[[7.4]]}')
    """
    found = answered(payload)
    return found.status, found.body


def answered(payload: bytes) -> Answered:
    """Run the call a payload holds; nothing it holds is told in an error or a log."""
    function = ""
    try:
        asked, mark = _read(payload)
        with texts.speaking(_language(asked)):
            try:
                spec = _function(asked)
                function = spec.excel_name
                rows = call(spec, _arguments(spec, asked, mark))
                return Answered(200, orjson.dumps({"rows": rows}), function)
            except BeregnerError as error:
                return Answered(*_refused(error), function)
            except Exception as error:
                log.error("%s: %s %s", function, type(error).__name__, _place(error))
                return Answered(500, said("fejl.addin_intern"), function)
    except WireError as error:
        return Answered(*_refused(error), function)


def said(key: str, **facts: Any) -> bytes:
    """Write a refusal as the wire carries it."""
    return orjson.dumps({"error": texts.say(key, **facts)})


def _refused(error: BeregnerError) -> tuple[int, bytes]:
    told = {"error": str(error)}
    if isinstance(error, CellError):
        told["code"] = error.excel_code
    return getattr(error, "status", 400), orjson.dumps(told)


def _place(error: BaseException) -> str:
    """Tell where an error arose, not what it says: its message may hold a pupil's name."""
    trace = error.__traceback__
    while trace is not None and trace.tb_next is not None:
        trace = trace.tb_next
    return f"{trace.tb_frame.f_globals.get('__name__')}:{trace.tb_lineno}" if trace else ""


# --- What is asked -----------------------------------------------------------------------------
def _read(payload: bytes) -> tuple[Mapping[str, Any], str]:
    """Read what is asked, and what its runs of blank rows are marked with."""
    try:
        asked, mark = wire_blanks.read(payload)
    except orjson.JSONDecodeError:
        raise WireError("addin_ingen_json") from None
    if not isinstance(asked, dict):
        raise WireError("addin_forkert_form")
    return asked, mark


def _language(asked: Mapping[str, Any]) -> str:
    spoken = asked.get("language")
    return spoken if isinstance(spoken, str) and spoken in texts.LANGUAGES else "da"


def _function(asked: Mapping[str, Any]) -> UdfSpec:
    name = asked.get("function")
    if not isinstance(name, str):
        raise WireError("addin_forkert_form")
    plain = name.strip().upper()
    spec = specs().get(plain.removeprefix(PREFIX)) if plain.startswith(PREFIX) else None
    if spec is None:
        raise NoFunctionError("addin_ukendt_funktion")
    return spec


def _arguments(spec: UdfSpec, asked: Mapping[str, Any], mark: str) -> Sequence[object]:
    arguments = asked.get("arguments")
    if not isinstance(arguments, list):
        raise WireError("addin_forkert_form")
    if len(arguments) > len(spec.parameters):
        return arguments  # refused by their number alone
    return [_argument(argument, mark) for argument in arguments]


def _argument(argument: Any, mark: str) -> object:
    """Read one argument: a cell, rows, or rows whose blank end the client has cut already."""
    height = None
    if isinstance(argument, dict) and "rows" in argument:
        height, argument = argument.get("height"), argument["rows"]
        if not isinstance(argument, list):
            raise WireError("addin_forkert_form")
    if not isinstance(argument, list):
        return _cell(argument)
    rows = wire_blanks.put_back(argument, mark, EXCEL_ROWS)
    if rows is None:
        raise WireError("addin_forkert_form")
    if height is None:
        height = len(rows)
    if type(height) is not int or not len(rows) <= height <= EXCEL_ROWS:
        raise WireError("addin_forkert_form")
    return _range(rows, height)


def _range(rows: list[Any], height: int) -> Range:
    """Cut the blank end before anything else is done with a million rows."""
    # A lone row would be read as a column lying down, so two stay where there are two.
    used = rows[: max(_used(rows), min(_LEAST_ROWS, len(rows)))]
    if len(used) > MOST_ROWS:
        raise WireError("addin_mange_raekker", hoejst=MOST_ROWS)
    laid: list[Sequence[Any]] = [row if isinstance(row, list) else [row] for row in used]
    if not laid or not all(laid):
        raise WireError("addin_forkert_form")
    if max(map(len, laid)) > EXCEL_COLUMNS:
        raise WireError("addin_forkert_form")
    if len(laid) < min(_LEAST_ROWS, height):
        laid.append([None] * len(laid[0]))
    kinds = {type(cell) for row in laid for cell in row}
    if not kinds <= _PLAIN:
        laid = [[_cell(cell) for cell in row] for row in laid]
    elif str in kinds and any(len(cell) > EXCEL_TEXT for row in laid for cell in row if type(cell) is str):
        raise WireError("addin_lang_tekst", hoejst=EXCEL_TEXT)
    return Range(laid, height)


def _used(rows: list[Any]) -> int:
    """How many rows are used; the blank end of a whole column is passed in great steps."""
    used = len(rows)
    blank = [rows[-1]] * _STEP if used > _STEP and _is_blank(rows[-1]) else []
    while blank and used > _STEP and rows[used - _STEP : used] == blank:
        used -= _STEP
    while used and _is_blank(rows[used - 1]):
        used -= 1
    return used


def _is_blank(row: Any) -> bool:
    return all(cell is None or cell == "" for cell in (row if isinstance(row, list) else (row,)))


# --- A cell ------------------------------------------------------------------------------------
def _cell(cell: Any) -> object:
    """Read a cell as Excel holds it: every number a double, an error as its text."""
    if type(cell) is int:
        return float(cell)
    if isinstance(cell, dict):
        return _entity(cell)
    if isinstance(cell, list):
        raise WireError("addin_forkert_form")
    if type(cell) is str and len(cell) > EXCEL_TEXT:
        raise WireError("addin_lang_tekst", hoejst=EXCEL_TEXT)
    return cell


def _entity(cell: Mapping[str, Any]) -> object:
    """Read what Office.js makes an object: an error, a formatted number, a blank, a linked thing."""
    kind = cell.get("type")
    code = cell.get("error", cell.get("basicValue", cell.get("code")) if kind in ("Error", None) else None)
    if code is not None or kind == "Error":
        return code.upper() if isinstance(code, str) and code.upper() in ERROR_CELLS else "#VALUE!"
    if kind == "Empty":
        return None
    # What its cell shows; the value below it is an error to every formula.
    shown = cell.get("text") if kind in ("Entity", "LinkedEntity") else cell.get("basicValue")
    if isinstance(shown, (str, float, int)):
        return _cell(shown)
    raise WireError("addin_forkert_form")
