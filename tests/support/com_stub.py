"""Excel, VBA and pywin32 as the COM host meets them, as far as they can be had without Windows.

``com_answer`` sends a call the whole way: cells as COM types them, packed as ``bridge.bas`` packs
them, through xlwings' own ``XLPython`` with a stubbed pywin32, to ``hosts.com`` and back. What real
COM does with the arrays on the way only Windows can show.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from datetime import UTC, date, datetime
from functools import cache
from types import ModuleType
from typing import Any
from unittest.mock import MagicMock

from xl_beregner.hosts.com import ERROR_CELLS, ERROR_NUMBERS, LEFT_OUT

_PYWIN32 = (
    "pythoncom", "pywintypes", "win32api", "win32con", "win32event", "win32gui", "win32process",
    "win32timezone", "win32com", "win32com.client", "win32com.client.dynamic", "win32com.server",
    "win32com.server.dispatcher", "win32com.server.policy", "win32com.server.util", "winreg",
    "win32com.server.exception",
)  # fmt: skip
_ERRORS = {shown: number for number, shown in ERROR_CELLS.items()}


class _Wrapped:
    """An object of Python as COM hands it out: known by its wrapper alone."""

    def __init__(self, held: Any) -> None:
        self.held = held


def _unwrap(found: Any) -> Any:
    if not isinstance(found, _Wrapped):
        raise TypeError("no object of ours")
    return found.held


@cache
def python_server() -> Any:
    """Give xlwings' ``XLPython``, the object VBA talks to, on a stubbed pywin32."""
    import xlwings

    fakes = {name: MagicMock(spec=ModuleType) for name in _PYWIN32 if name not in sys.modules}
    for name, fake in fakes.items():
        fake.__path__, fake.__name__ = [], name
    util = fakes["win32com.server.util"]
    util.wrap, util.unwrap = _Wrapped, _unwrap
    fakes["win32com.server"].util = util
    fakes["win32com"].server, fakes["win32com"].client = fakes["win32com.server"], fakes["win32com.client"]
    fakes["win32com.client"].Dispatch = MagicMock()
    fakes["pythoncom"].TypeIIDs, fakes["pythoncom"].IID_IDispatch = {"dispatch": _Wrapped}, "dispatch"
    fakes["pywintypes"].com_error = type("com_error", (Exception,), {})
    # Only the object itself is wanted; udfs would reach for a running Excel.
    udfs = ModuleType("xlwings.udfs")
    udfs.call_udf = None  # type: ignore[attr-defined]
    sys.modules.update(fakes)
    before = sys.modules.get("xlwings.udfs")
    sys.modules["xlwings.udfs"] = udfs
    try:
        from xlwings import com_server
    finally:
        for name in fakes:
            del sys.modules[name]
        del sys.modules["xlwings.udfs"]
        if before is not None:
            sys.modules["xlwings.udfs"] = before
    com_server.loop.close()
    assert xlwings.__version__
    return com_server.XLPython()


def com_cell(cell: object) -> object:
    """Type a cell as COM does: every number a float, an error a whole number, a date with a zone."""
    if isinstance(cell, bool) or cell is None:
        return cell
    if isinstance(cell, int):
        return float(cell)
    if isinstance(cell, str):
        return _ERRORS.get(cell, cell)
    if isinstance(cell, datetime):
        return cell.replace(tzinfo=UTC)
    if isinstance(cell, date):
        return datetime(cell.year, cell.month, cell.day, tzinfo=UTC)
    return cell


def packed(arguments: Sequence[Any]) -> list[object]:
    """Pack arguments as ``bridge.bas`` does: for each its range's height and its cells."""
    found: list[object] = []
    for argument in arguments:
        height, cells = _laid(argument)
        found += [height, cells]
    return found


def _laid(argument: Any) -> tuple[int, object]:
    if not isinstance(argument, (list, tuple)):
        return 0, com_cell(argument)
    rows = [row if isinstance(row, (list, tuple)) else [row] for row in argument]
    if len(rows) == 1 and len(rows[0]) == 1:
        return 1, com_cell(rows[0][0])  # a range of one cell has a value, not an array
    last = max((n for n, row in enumerate(rows, 1) if any(cell is not None for cell in row)), default=1)
    kept = rows[: min(max(last, 2), len(rows))]
    return len(rows), tuple(tuple(map(com_cell, row)) for row in kept)


def com_answer(name: str, arguments: Sequence[Any], language: str = "da") -> list[list[Any]] | str:
    """Answer as VBA sees it: rows (a blank is None again), or the error's code, ``#NUM!``."""
    told = vba_told(name, arguments, language)
    if not isinstance(told, str):
        return [[None if cell == "" else cell for cell in row] for row in told]
    number = int(told.partition("|")[0])
    return next(code for code, known in ERROR_NUMBERS.items() if known == number)


def vba_told(name: str, arguments: Sequence[Any], language: str = "da") -> Any:
    """Call as ``bridge.bas`` does and give what VBA holds afterwards: rows, or an error's text."""
    server = python_server()
    handed = server.TupleFromArray((language, name, *packed(arguments)))
    told = server.Var(server.Call(server.Module("xl_beregner.hosts.com"), "answer", handed))
    # pywin32 takes a tuple for several results; xlwings hands over a tuple in a tuple of one.
    return told[0] if isinstance(told, tuple) else told


__all__ = ["LEFT_OUT", "com_answer", "com_cell", "packed", "python_server", "vba_told"]
