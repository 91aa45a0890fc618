"""Drives LibreOffice through UNO: run by the Python that has UNO, told what to do by ``calc_runner.py``.

``python3 calc_office.py job.json answer.json``. A job is the options LibreOffice starts with, and
either calls to lay out in sheets or steps to take one after the other.
"""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import uno
from com.sun.star.beans import PropertyValue
from com.sun.star.connection import NoConnectException

COLUMNS_A_SHEET = 900
DOCUMENTS = 43
START_SECONDS = 60
ERROR_FORMULAS = {
    "#N/A": "=NA()",
    "#DIV/0!": "=1/0",
    "#VALUE!": '="a"+1',
    "#NUM!": "=SQRT(-1)",
    "#REF!": "=#REF!",
    "#NAME?": "=NOSUCHNAME",
    "#NULL!": "=1/0",
}
ERROR_NAMES = {
    503: "#NUM!",
    519: "#VALUE!",
    521: "#NULL!",
    524: "#REF!",
    525: "#NAME?",
    532: "#DIV/0!",
    32767: "#N/A",
}


@contextmanager
def office(options: list[str]) -> Iterator[Any]:
    """Start LibreOffice of its own, give its desktop, and end it."""
    pipe = f"xlberegner{os.getpid()}"
    command = ["soffice", *options, "--headless", "--norestore", "--nologo", "--nodefault"]
    command.append(f"--accept=pipe,name={pipe};urp;")
    running = [_started(command)]
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))
    threading.Thread(target=_end_with, args=(os.getppid(), running), daemon=True).start()
    try:
        context = _connected(pipe, command, running)
        _context[:] = [context]
        yield context.ServiceManager.createInstanceWithContext("com.sun.star.frame.Desktop", context)
    finally:
        for process in running:
            if process.poll() is None:
                os.killpg(process.pid, signal.SIGTERM)
                try:
                    process.wait(10)
                except subprocess.TimeoutExpired:
                    os.killpg(process.pid, signal.SIGKILL)


def _end_with(parent: int, running: list[Any]) -> None:
    """End LibreOffice when whoever asked is gone, however it went."""
    while os.getppid() == parent:
        time.sleep(1)
    for process in running:
        if process.poll() is None:
            os.killpg(process.pid, signal.SIGKILL)
    os._exit(1)


def _started(command: list[str]) -> subprocess.Popen[bytes]:
    return subprocess.Popen(
        command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True
    )


def _connected(pipe: str, command: list[str], running: list[Any]) -> Any:
    local = uno.getComponentContext()
    resolver = local.ServiceManager.createInstanceWithContext("com.sun.star.bridge.UnoUrlResolver", local)
    end = time.monotonic() + START_SECONDS
    while time.monotonic() < end:
        try:
            return resolver.resolve(f"uno:pipe,name={pipe};urp;StarOffice.ComponentContext")
        except NoConnectException:
            # After an extension is new, the first start ends by itself to start again.
            if running[-1].poll() is not None:
                running.append(_started(command))
            time.sleep(0.1)
    raise SystemExit("LibreOffice did not answer")


def opened(desktop: Any, url: str = "private:factory/scalc") -> Any:
    """Open a document nobody sees."""
    return desktop.loadComponentFromURL(url, "_blank", 0, (PropertyValue("Hidden", 0, True, 0),))


# --- Calls laid out in sheets --------------------------------------------------------------------
class Layout:
    """Ranges of cells, each distinct one laid once, from the first row of columns of its own."""

    def __init__(self, document: Any) -> None:
        self._document = document
        self._sheets = document.Sheets
        self._sheet: Any = None
        self._column = COLUMNS_A_SHEET
        self._places: dict[str, str] = {}

    def sheet(self, name: str) -> Any:
        self._sheets.insertNewByName(name, self._sheets.Count)
        return self._sheets.getByName(name)

    def reference(self, argument: Any) -> str:
        """Lay an argument out and tell where, as a formula refers to it."""
        key = json.dumps(argument)
        if key not in self._places:
            self._places[key] = self._lay(argument if isinstance(argument, list) else [[argument]])
        return self._places[key]

    def _lay(self, rows: list[list[Any]]) -> str:
        width = len(rows[0])
        if self._column + width >= COLUMNS_A_SHEET:
            self._sheet, self._column = self.sheet(f"d{self._sheets.Count}"), 0
        left, self._column = self._column, self._column + width
        place = self._sheet.getCellRangeByPosition(left, 0, left + width - 1, len(rows) - 1)
        place.setDataArray(tuple(tuple(map(_plain, row)) for row in rows))
        for down, row in enumerate(rows):
            for right, cell in enumerate(row):
                if isinstance(cell, (dict, bool)):
                    self._special(place.getCellByPosition(right, down), cell)
        written = place.AbsoluteName  # $d1.$A$1:$A$8
        return written.replace("$", "").split(":")[0] if len(rows) == width == 1 else written

    def _special(self, cell: Any, given: Any) -> None:
        if isinstance(given, bool):
            cell.setFormula("=TRUE()" if given else "=FALSE()")
        elif "error" in given:
            cell.setFormula(ERROR_FORMULAS.get(given["error"], "=NA()"))
        else:
            cell.setValue(given["date"])
            formats = self._document.getNumberFormats()
            cell.NumberFormat = formats.getStandardFormat(2, uno.createUnoStruct("com.sun.star.lang.Locale"))


def _plain(cell: Any) -> Any:
    if isinstance(cell, (dict, bool)) or cell is None:
        return ""
    return cell if isinstance(cell, str) else float(cell)


def answers(desktop: Any, calls: list[dict[str, Any]]) -> dict[str, Any]:
    """Calculate every call in cells, neighbours in documents of their own.

    Neighbours differ in one cell, and Calc tells a lone blank cell as 0: side by side in one document
    two calls may look alike, which no user's do.
    """
    found: dict[str, Any] = {}
    for place in range(DOCUMENTS):
        found |= _answers_in_one(desktop, calls[place::DOCUMENTS])
    return found


def _answers_in_one(desktop: Any, calls: list[dict[str, Any]]) -> dict[str, Any]:
    """Ask first how large each answer is, then for the answer itself."""
    if not calls:
        return {}
    document = opened(desktop)
    document.enableAutomaticCalculation(False)
    layout = Layout(document)
    written = {
        call["id"]: f"{call['function']}({';'.join(map(layout.reference, call['arguments']))})"
        for call in calls
    }
    found: dict[str, Any] = {}
    sizes = _sizes(document, layout, written, found)
    shown = _answers_of(document, layout, {name: written[name] for name in sizes}, sizes)
    document.close(True)
    return found | shown


def _sizes(document: Any, layout: Layout, written: dict[str, str], errors: dict[str, Any]) -> dict[str, Any]:
    sheet = layout.sheet("sizes")
    for row, call in enumerate(written.values()):
        sheet.getCellByPosition(0, row).setFormula(f"=ROWS({call})")
        sheet.getCellByPosition(1, row).setFormula(f"=IF(ISERROR(A{row + 1});0;COLUMNS({call}))")
    document.calculateAll()
    sizes = {}
    for row, name in enumerate(written):
        rows, columns = (sheet.getCellByPosition(column, row) for column in (0, 1))
        if rows.getError():
            errors[name] = error_name(rows.getError())
        else:
            sizes[name] = int(rows.getValue()), int(columns.getValue())
    document.Sheets.removeByName("sizes")
    return sizes


def _answers_of(
    document: Any, layout: Layout, written: dict[str, str], sizes: dict[str, Any]
) -> dict[str, Any]:
    sheet, places, top = layout.sheet("answers"), {}, 0
    for name, call in written.items():
        height, width = sizes[name]
        places[name] = sheet.getCellRangeByPosition(0, top, width - 1, top + height - 1)
        places[name].setArrayFormula("=" + call)
        top += height
    document.calculateAll()
    found: dict[str, Any] = {}
    for name, place in places.items():
        error = place.getCellByPosition(0, 0).getError()
        rows = [[None if cell == "" else cell for cell in row] for row in place.getDataArray()]
        found[name] = error_name(error) if error else rows
    return found


def error_name(number: int) -> str:
    """Name an error as Excel does, or by Calc's own number."""
    return ERROR_NAMES.get(number, f"Err:{number}")


# --- Steps ---------------------------------------------------------------------------------------
def take(desktop: Any, steps: list[dict[str, Any]]) -> list[Any]:
    """Take steps one after the other; each answers something."""
    document: Any = None
    told = []
    for step in steps:
        begin = time.monotonic()
        if step["do"] in ("new", "open"):
            document = opened(desktop, step.get("url", "private:factory/scalc"))
            told.append(document.isModified())
        elif step["do"] == "save":
            document.storeToURL(step["url"], (PropertyValue("FilterName", 0, step["filter"], 0),))
            told.append(None)
        elif step["do"] == "recalculate":
            document.calculateAll()
            told.append(time.monotonic() - begin)
        elif step["do"] == "describe":
            told.append(_described(step["prefix"]))
        elif step["do"] in _EDITS:
            told.append(_EDITS[step["do"]](document, step))
        else:
            told.append(_on_cells(document.Sheets.getByIndex(step.get("sheet", 0)), step, begin))
    return told


def _on_cells(sheet: Any, step: dict[str, Any], begin: float) -> Any:
    place = sheet.getCellRangeByName(step["at"])
    if step["do"] == "data":
        place.setDataArray(tuple(tuple(map(_plain, row)) for row in step["rows"]))
    elif step["do"] == "formula":
        place.getCellByPosition(0, 0).setFormula(step["text"])
    elif step["do"] == "array":
        place.setArrayFormula(step["text"])
    rows = [[None if cell == "" else cell for cell in row] for row in place.getDataArray()]
    first = place.getCellByPosition(0, 0)
    return {
        "rows": rows,
        "error": error_name(first.getError()) if first.getError() else None,
        "formula": first.getFormula(),
        "seconds": time.monotonic() - begin,
    }


def _typed(document: Any, step: dict[str, Any]) -> None:
    """Type into cells as a person does: ``[[sheet, "F9", value], ...]``; a day is ``{"date": serial}``."""
    for sheet, at, value in step["cells"]:
        cell = document.Sheets.getByName(sheet).getCellRangeByName(at)
        if isinstance(value, str):
            cell.setString(value)
        else:
            cell.setValue(value["date"] if isinstance(value, dict) else value)


def _rows_inserted(document: Any, step: dict[str, Any]) -> None:
    sheet = document.Sheets.getByName(step["sheet"])
    sheet.unprotect("")  # its locked cells have no password
    sheet.Rows.insertByIndex(step["above"] - 1, step["count"])
    sheet.protect("")


def _renamed(document: Any, step: dict[str, Any]) -> None:
    document.Sheets.getByName(step["sheet"]).Name = step["to"]


def _unlocked(document: Any, step: dict[str, Any]) -> None:
    document.Sheets.getByName(step["sheet"]).unprotect("")


def _closed(document: Any, step: dict[str, Any]) -> None:
    document.close(True)


_EDITS = {
    "type": _typed,
    "insert rows": _rows_inserted,
    "rename": _renamed,
    "unlock": _unlocked,
    "close": _closed,
}


def _described(prefix: str) -> list[dict[str, Any]]:
    context = _context[0]
    service = "com.sun.star.sheet.FunctionDescriptions"
    functions = context.ServiceManager.createInstanceWithContext(service, context)
    listed = [{one.Name: one.Value for one in functions.getByIndex(at)} for at in range(functions.Count)]
    return [
        {
            "name": one["Name"],
            "description": one["Description"],
            "arguments": [[a.Name, a.Description, a.IsOptional] for a in one["Arguments"]],
        }
        for one in listed
        if one["Name"].startswith(prefix)
    ]


_context: list[Any] = []


def main(job_file: str, answer_file: str) -> None:
    with open(job_file, encoding="utf-8") as file:
        job = json.load(file)
    with office(job["options"]) as desktop:
        told = answers(desktop, job["calls"]) if "calls" in job else take(desktop, job["steps"])
    with open(answer_file, "w", encoding="utf-8") as file:
        json.dump(told, file)


if __name__ == "__main__":
    main(*sys.argv[1:])
    os._exit(0)  # pyuno, taken apart while its office goes away, at times ends in a segmentation fault
