"""What a reader of values cannot tell of a workbook: failed formulas, per cent, and text outside cells.

Values themselves are read in ``readers``. Only .xlsx and its like are looked into here (and the text of
.ods); a failed formula taken for "not published", or 87.7 % taken for 0.877, would be a silent fault.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator
from functools import cached_property
from html import unescape
from typing import Any

from xl_beregner.dataset.raw import NOT_COMPUTED

_CELL = re.compile(r"<(?:\w+:)?c\s([^>]*?)(?:/>|>(.*?)</(?:\w+:)?c>)", re.S)
_VALUE = re.compile(r"<(?:\w+:)?v(?:\s[^>]*)?>(.*?)</(?:\w+:)?v>", re.S)
_FORMULA = re.compile(r"<(?:\w+:)?f[\s>/]")
_MAY_FAIL = ('t="e"', "t='e'", "<f>", "<f ", "<f/", ":f>", ":f ", ":f/")
_PLACE = re.compile(r"([A-Z]+)(\d+)")
_ATTRIBUTE = re.compile(r"([\w:]+)\s*=\s*(?:\"([^\"]*)\"|'([^']*)')")
_QUOTED = re.compile(r'"[^"]*"|\\.|\[[^\]]*\]')
_PERCENT_BUILT_IN = frozenset({9, 10})

_GUID = re.compile(r"[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}")
_SHEET_DATA = re.compile(r"<(?:\w+:)?sheetData\b.*?</(?:\w+:)?sheetData>", re.S)
_RUN_LOOK = re.compile(r"<(?:\w+:)?rPr\b[^>]*/>|<((?:\w+:)?rPr)\b.*?</\1>", re.S)
_RUN = re.compile(r"</?(?:\w+:)?(?:r|t|span)(?:\s[^>]*)?/?>")
_TAG = re.compile(r"<[^>]*>")
_SAID = frozenset(
    {"name", "prompt", "promptTitle", "error", "errorTitle", "tooltip", "display", "descr", "title"}
)

Spots = dict[tuple[int, int], Any]


class Package:
    """A workbook's parts; for a file that is no zip there are none."""

    def __init__(self, data: bytes) -> None:
        self._zip: zipfile.ZipFile | None = None
        if data[:2] == b"PK":
            try:
                self._zip = zipfile.ZipFile(io.BytesIO(data))
            except zipfile.BadZipFile:
                self._zip = None

    def mend(self, sheet: str, rows: list[list[Any]], *, keep_sign: bool = False) -> None:
        """Put failed and never computed formulas into a sheet's rows, and make shares per cent there.

        ``keep_sign``: per cent stays text with its sign, where points or chances may stand beside it.
        """
        text = self._sheet(sheet)
        if not text:
            return
        for (row, column), found in _failed(text).items():
            while len(rows) <= row:
                rows.append([])
            rows[row].extend([None] * (column + 1 - len(rows[row])))
            rows[row][column] = found
        for row, column in self._percent_cells(text):
            cell = rows[row][column] if row < len(rows) and column < len(rows[row]) else None
            if isinstance(cell, (int, float)) and not isinstance(cell, bool):
                per_cent = f"{100 * cell:.15g}"  # as many digits as Excel keeps
                rows[row][column] = f"{per_cent.replace('.', ',')} %" if keep_sign else float(per_cent)

    def hides_percent(self) -> bool:
        """Tell whether an .ods holds per cent, which is read as a share of one there."""
        content = self._part("content.xml")
        return bool(re.search(r"value-type\s*=\s*[\"']percentage[\"']", content))

    def texts(self) -> Iterator[tuple[str, str]]:
        """Give every text outside the cells of a sheet: the part it is in, and a line of it."""
        for part in [] if self._zip is None else self._zip.namelist():
            if not part.endswith((".xml", ".vml")):
                continue
            text = _SHEET_DATA.sub("", self._part(part)) if "worksheets/" in part else self._part(part)
            for line in _lines(text):
                yield part, line

    # --- Parts -------------------------------------------------------------------------------
    def _part(self, name: str) -> str:
        if self._zip is None or name not in self._zip.namelist():
            return ""
        try:
            return self._zip.read(name).decode("utf-8", "replace")
        except (zipfile.BadZipFile, OSError, RuntimeError, NotImplementedError, EOFError):
            return ""  # the reader of values has told of a damaged file

    def _elements(self, part: str, tag: str) -> list[dict[str, str]]:
        return [attributes(found) for found in re.findall(rf"<(?:\w+:)?{tag}\s([^>]*)>", self._part(part))]

    @cached_property
    def _targets(self) -> dict[str, str]:
        """Where each sheet's part is."""
        relations = self._elements("xl/_rels/workbook.xml.rels", "Relationship")
        targets = {one.get("Id", ""): one.get("Target", "") for one in relations}
        sheets = self._elements("xl/workbook.xml", "sheet")
        found = {}
        for one in sheets:
            relation = next((value for key, value in one.items() if key.endswith(":id")), "")
            target = targets.get(relation, "")
            found[one.get("name", "")] = (
                target[1:] if target.startswith("/") else f"xl/{target.removeprefix('./')}"
            )
        return found

    def _sheet(self, name: str) -> str:
        return self._part(self._targets.get(name, ""))

    @cached_property
    def _percent_styles(self) -> frozenset[str]:
        """Give the numbers of the cell formats that show per cent."""
        styles = self._part("xl/styles.xml")
        own = {
            int(one["numFmtId"]): "%" in _QUOTED.sub("", one.get("formatCode", ""))
            for one in self._elements("xl/styles.xml", "numFmt")
            if one.get("numFmtId", "").isdigit()
        }
        formats = re.search(r"<(?:\w+:)?cellXfs\b.*?</(?:\w+:)?cellXfs>", styles, re.S)
        found = set()
        for at, inside in enumerate(re.findall(r"<(?:\w+:)?xf\s([^>]*)>", formats[0] if formats else "")):
            number = attributes(inside).get("numFmtId", "0")
            number_format = int(number) if number.isdigit() else 0
            if own.get(number_format, number_format in _PERCENT_BUILT_IN):
                found.add(str(at))
        return frozenset(found)

    def _percent_cells(self, text: str) -> Iterator[tuple[int, int]]:
        if not self._percent_styles:
            return
        for inside, _ in _CELL.findall(text):
            cell = attributes(inside)
            if cell.get("s") in self._percent_styles and cell.get("t", "n") == "n":
                yield _spot(cell.get("r", ""))


def attributes(inside: str) -> dict[str, str]:
    """Read the attributes of a tag, whichever quotes they stand in."""
    return {name: unescape(double or single) for name, double, single in _ATTRIBUTE.findall(inside)}


def _failed(sheet: str) -> Spots:
    """Find the error cells, and the formulas no program has computed."""
    found: Spots = {}
    if not any(mark in sheet for mark in _MAY_FAIL):
        return found
    for inside, content in _CELL.findall(sheet):
        if "t=" not in inside and "<f" not in content and ":f" not in content:
            continue  # nearly every cell
        cell = attributes(inside)
        value = _VALUE.search(content)
        held = unescape(value[1]).strip() if value else ""
        if cell.get("t") == "e":
            found[_spot(cell.get("r", ""))] = held or "#N/A"
        elif not held and cell.get("t", "n") == "n" and _FORMULA.search(content):
            found[_spot(cell.get("r", ""))] = NOT_COMPUTED
    return found


def _spot(place: str) -> tuple[int, int]:
    match = _PLACE.fullmatch(place)
    if match is None:
        return 0, 0
    column = 0
    for letter in match[1]:
        column = column * 26 + ord(letter) - 64
    return int(match[2]) - 1, column - 1


def _lines(text: str) -> Iterator[str]:
    """Give the text of a part: what stands between its tags, runs joined, and the words in its tags."""
    joined = _RUN.sub("", _RUN_LOOK.sub("", text))
    for line in _TAG.sub("\n", joined).split("\n"):
        if line.strip():
            yield _GUID.sub(" ", unescape(line))
    for tag in _TAG.findall(text):
        if "=" in tag:
            yield from (_GUID.sub(" ", said) for key, said in attributes(tag).items() if key in _SAID)
