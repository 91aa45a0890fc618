"""The add-in as a workbook: ``beregner.xlam``, its macros written in, so that nobody imports any.

The VBA itself is ``wrappers``'; the format of a VBA project is ``ooxml.vba``'s.
"""

from __future__ import annotations

import io
import zipfile
from datetime import UTC, datetime

import xlsxwriter

from xl_beregner import __version__
from xl_beregner.addin.com import wrappers
from xl_beregner.ooxml.vba import Module, Role, write_project
from xl_beregner.texts import say

# Excel knows a project by it; it never changes.
PROJECT_ID = "{5E1B7C52-9C0B-4B5E-8B0F-6A3D2F9E4C11}"
_WORKBOOK, _SHEET = "ThisWorkbook", "Sheet1"
_CREATED = datetime(2026, 1, 1, tzinfo=UTC).replace(tzinfo=None)
_MACRO_WORKBOOK = b"application/vnd.ms-excel.sheet.macroEnabled.main+xml"
_ADDIN = b"application/vnd.ms-excel.addin.macroEnabled.main+xml"
_ZIP_DAY = (1980, 1, 1, 0, 0, 0)


def module() -> Module:
    """Write the VBA module, which is also handed out by itself as ``beregner.bas``."""
    return Module(wrappers.MODULE, wrappers.source())


def addin_workbook() -> bytes:
    """Write the add-in; the same version in the same language gives the same bytes."""
    documents = [Module(_WORKBOOK, "", Role.WORKBOOK), Module(_SHEET, "", Role.SHEET)]
    project = write_project(wrappers.PROJECT, PROJECT_ID, [*documents, module()])
    book = io.BytesIO()
    with xlsxwriter.Workbook(book, {"in_memory": True}) as workbook:
        workbook.set_properties({"title": say("com.projektmappe.titel"), "created": _CREATED})
        workbook.set_vba_name(_WORKBOOK)
        sheet = workbook.add_worksheet(wrappers.MODULE)
        sheet.set_vba_name(_SHEET)
        sheet.set_column(0, 0, 90)
        sheet.write_column(0, 0, [say("com.projektmappe.titel"), f"xl_beregner {__version__}"])
        workbook.add_vba_project(io.BytesIO(project), is_stream=True)
    return _as_addin(book.getvalue())


def _as_addin(book: bytes) -> bytes:
    """Call the workbook an add-in in its content types: Excel then hides its sheets."""
    written = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(book)) as source, zipfile.ZipFile(written, "w") as target:
        for name in source.namelist():
            part = source.read(name)
            if name == "[Content_Types].xml":
                part = part.replace(_MACRO_WORKBOOK, _ADDIN)
            info = zipfile.ZipInfo(name, _ZIP_DAY)
            info.compress_type = zipfile.ZIP_DEFLATED
            target.writestr(info, part)
    return written.getvalue()
