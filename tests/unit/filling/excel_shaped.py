"""Workbooks by hand, in the shape Excel saves them: what XlsxWriter never writes.

Attributes (spans, x14ac:dyDescent), shared strings, shared formulas, the calculation chain and
prefixed namespaces are as in files saved by Excel 365; the values are invented.
"""

from __future__ import annotations

import io
import warnings
import zipfile
from collections.abc import Mapping
from typing import Any

import openpyxl

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
RELATIONSHIPS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_DECLARATION = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\r\n'
_SHEET_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml"
_OPENING = (
    f'<worksheet xmlns="{MAIN}" xmlns:r="{RELATIONSHIPS}" '
    'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006" mc:Ignorable="x14ac xr" '
    'xmlns:x14ac="http://schemas.microsoft.com/office/spreadsheetml/2009/9/ac" '
    'xmlns:xr="http://schemas.microsoft.com/office/spreadsheetml/2014/revision" xr:uid="{0000-01}">'
)
STYLES = (
    f'<styleSheet xmlns="{MAIN}"><fonts count="1"><font><sz val="11"/><name val="Calibri"/></font></fonts>'
    '<fills count="2"><fill><patternFill patternType="none"/></fill>'
    '<fill><patternFill patternType="gray125"/></fill></fills>'
    '<borders count="1"><border><left/><right/><top/><bottom/><diagonal/></border></borders>'
    '<cellStyleXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0"/></cellStyleXfs>'
    '<cellXfs count="4"><xf numFmtId="0" fontId="0" fillId="0" borderId="0" xfId="0"/>'
    '<xf numFmtId="2" fontId="0" fillId="0" borderId="0" xfId="0"/>'
    '<xf numFmtId="14" fontId="0" fillId="0" borderId="0" xfId="0"/>'
    '<xf numFmtId="49" fontId="0" fillId="0" borderId="0" xfId="0"/></cellXfs>'
    '<cellStyles count="1"><cellStyle name="Normal" xfId="0" builtinId="0"/></cellStyles>'
    '<dxfs count="1"><dxf><font><b/></font></dxf></dxfs></styleSheet>'
)


def sheet(rows: str, *, before: str = "", after: str = "", dimension: str = "A1:D9") -> str:
    """Write a worksheet around its rows."""
    return (
        f'{_OPENING}<dimension ref="{dimension}"/><sheetViews><sheetView workbookViewId="0">'
        '<selection activeCell="B2" sqref="B2"/></sheetView></sheetViews>'
        f'<sheetFormatPr defaultRowHeight="15" x14ac:dyDescent="0.25"/>{before}'
        f"<sheetData>{rows}</sheetData>{after}"
        '<pageMargins left="0.7" right="0.7" top="0.75" bottom="0.75" header="0.3" footer="0.3"/></worksheet>'
    )


def table(identity: int, name: str, ref: str, columns: Mapping[str, str | None], *, totals: int = 0) -> str:
    """Write a table; a column's text is its calculated formula."""
    listed = "".join(
        f'<tableColumn id="{at}" name="{column}"'
        + (
            f"><calculatedColumnFormula>{formula}</calculatedColumnFormula></tableColumn>"
            if formula
            else "/>"
        )
        for at, (column, formula) in enumerate(columns.items(), 1)
    )
    body = ref if not totals else f"{ref.split(':')[0]}:{_one_up(ref.split(':')[1])}"
    total = f' totalsRowCount="{totals}"' if totals else ' totalsRowShown="0"'
    return (
        f'<table xmlns="{MAIN}" id="{identity}" name="{name}" displayName="{name}" ref="{ref}"{total}>'
        f'<autoFilter ref="{body}"/><tableColumns count="{len(columns)}">{listed}</tableColumns>'
        '<tableStyleInfo name="TableStyleMedium2" showRowStripes="1"/></table>'
    )


def _one_up(cell: str) -> str:
    return cell.rstrip("0123456789") + str(int(cell.lstrip("ABCDEFGHIJKLMNOPQRSTUVWXYZ")) - 1)


def workbook(
    sheets: Mapping[str, str],
    names: Mapping[str, str] | None = None,
    *,
    tables: Mapping[str, list[str]] | None = None,
    strings: tuple[str, ...] = (),
    chain: tuple[tuple[str, int], ...] = (),
    parts: Mapping[str, tuple[str, str | bytes]] | None = None,
    sheet_links: Mapping[str, list[tuple[str, str]]] | None = None,
    names_xml: str = "",
    properties: str = "",
) -> bytes:
    """Zip a workbook: its sheets, names, tables by sheet, further parts (content type, content)."""
    held: dict[str, str | bytes] = {}
    types = {
        "xl/workbook.xml": f"{_SHEET_TYPE}.sheet.main+xml",
        "xl/styles.xml": f"{_SHEET_TYPE}.styles+xml",
    }
    links = [("rIdS", "styles", "styles.xml")]
    listed = ""
    table_number = 0
    for at, (name, content) in enumerate(sheets.items(), 1):
        part = f"xl/worksheets/sheet{at}.xml"
        held[part] = content if content.startswith("<?xml") else _DECLARATION + content
        types[part] = f"{_SHEET_TYPE}.worksheet+xml"
        links.append((f"rId{at}", "worksheet", f"worksheets/sheet{at}.xml"))
        listed += f'<sheet name="{name}" sheetId="{at}" r:id="rId{at}"/>'
        own = list((sheet_links or {}).get(name, []))
        for markup in (tables or {}).get(name, []):
            table_number += 1
            held[f"xl/tables/table{table_number}.xml"] = _DECLARATION + markup
            types[f"xl/tables/table{table_number}.xml"] = f"{_SHEET_TYPE}.table+xml"
            own.append(("table", f"../tables/table{table_number}.xml"))
        if own:
            held[f"xl/worksheets/_rels/sheet{at}.xml.rels"] = _links(
                [(f"rId{n}", kind, target) for n, (kind, target) in enumerate(own, 1)]
            )
    if strings:
        items = "".join(f'<si><t xml:space="preserve">{text}</t></si>' for text in strings)
        held["xl/sharedStrings.xml"] = f'{_DECLARATION}<sst xmlns="{MAIN}">{items}</sst>'
        types["xl/sharedStrings.xml"] = f"{_SHEET_TYPE}.sharedStrings+xml"
        links.append(("rIdT", "sharedStrings", "sharedStrings.xml"))
    if chain:
        cells = "".join(f'<c r="{cell}" i="{index}"/>' for cell, index in chain)
        held["xl/calcChain.xml"] = f'{_DECLARATION}<calcChain xmlns="{MAIN}">{cells}</calcChain>'
        types["xl/calcChain.xml"] = f"{_SHEET_TYPE}.calcChain+xml"
        links.append(("rIdC", "calcChain", "calcChain.xml"))
    defined = "".join(
        f'<definedName name="{name}">{text}</definedName>' for name, text in (names or {}).items()
    )
    defined = f"<definedNames>{defined}{names_xml}</definedNames>" if defined or names_xml else ""
    held["xl/workbook.xml"] = (
        f'{_DECLARATION}<workbook xmlns="{MAIN}" xmlns:r="{RELATIONSHIPS}">'
        f'<workbookPr{properties}/><sheets>{listed}</sheets>{defined}<calcPr calcId="191029"/></workbook>'
    )
    held["xl/styles.xml"] = _DECLARATION + STYLES
    held["xl/_rels/workbook.xml.rels"] = _links(links)
    held["_rels/.rels"] = _links([("rId1", "officeDocument", "xl/workbook.xml")])
    for part, (kind, content) in (parts or {}).items():
        held[part] = content
        if kind:
            types[part] = kind
    held["[Content_Types].xml"] = _content_types(types)
    return zipped({"[Content_Types].xml": held.pop("[Content_Types].xml"), **held})


def _links(links: list[tuple[str, str, str]]) -> str:
    listed = "".join(
        f'<Relationship Id="{identity}" Type="{RELATIONSHIPS}/{kind}" Target="{target}"/>'
        for identity, kind, target in links
    )
    return f'{_DECLARATION}<Relationships xmlns="{_PACKAGE}/relationships">{listed}</Relationships>'


def _content_types(types: Mapping[str, str]) -> str:
    listed = "".join(f'<Override PartName="/{part}" ContentType="{kind}"/>' for part, kind in types.items())
    return (
        f'{_DECLARATION}<Types xmlns="{_PACKAGE}/content-types">'
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        f'<Default Extension="xml" ContentType="application/xml"/>{listed}</Types>'
    )


def zipped(parts: Mapping[str, str | bytes]) -> bytes:
    """Zip parts with the time stamp Excel gives them."""
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            entry = zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0))
            entry.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(entry, content)
    return target.getvalue()


def part(data: bytes, name: str) -> str:
    """Read a part of a workbook."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return archive.read(name).decode()


def parts_of(data: bytes) -> dict[str, bytes]:
    """Read all parts of a workbook."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        assert archive.testzip() is None
        return {name: archive.read(name) for name in archive.namelist()}


def values(data: bytes, name: str, *, shown: bool = False) -> dict[str, Any]:
    """Read a sheet's cells with openpyxl, formulas as their text or the value they show."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", UserWarning)  # openpyxl says what it does not read
        ws = openpyxl.load_workbook(io.BytesIO(data), data_only=shown)[name]
    return {cell.coordinate: cell.value for row in ws.iter_rows() for cell in row if cell.value is not None}
