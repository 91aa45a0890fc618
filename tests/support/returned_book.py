"""A small workbook that came home, written by hand in any of the ways programs and schools leave one.

What stands in it is the same however it is laid: a school, two single answers, and the list ``aftale``
with its keys. The markup is spelt out here, so nothing of the package under test makes it.
"""

from __future__ import annotations

import html
import io
import zipfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
RELATIONSHIPS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
STRICT_MAIN = "http://purl.oclc.org/ooxml/spreadsheetml/main"
STRICT_RELATIONSHIPS = "http://purl.oclc.org/ooxml/officeDocument/relationships"
_TYPES = "http://schemas.openxmlformats.org/package/2006/content-types"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006/relationships"
_KINDS = "application/vnd.openxmlformats-officedocument.spreadsheetml."
DATE_STYLE = 1

Row = tuple[str | None, float | None, str | None]  # key, maal, tiltag


@dataclass(frozen=True)
class Layout:
    """How a workbook was left."""

    sheet: str = "Aftale"
    top: int = 9  # the list's first row
    gaps: tuple[int, ...] = ()  # blank rows that were put in, before these rows of the list
    texts: str = "shared"  # shared, inline, rich, formula
    prefix: str = ""  # "x:" as some programs write every tag
    is_strict: bool = False
    is_pretty: bool = False  # a line a tag
    has_references: bool = True  # r="A1" on rows and cells
    is_other_order: bool = False  # attributes in another order than Excel's
    has_quotes: bool = True  # 'Aftale'!$A$1
    is_upper: bool = False  # SVAR_AFTALE__MAAL
    encoding: str = "UTF-8"
    has_comment: bool = False
    properties: bool = True


@dataclass(frozen=True)
class Book:
    """What stands in a workbook."""

    rows: Sequence[Row] = (
        ("fravaer", 7.4, "Læsebånd & ro"),
        ("trivsel", None, None),
        (None, 3.0, "Eget mål"),
    )
    vision: str | None = "Alle læser <hver> dag"
    number: str = "101001"
    more_names: Sequence[tuple[str, str]] = ()  # name, what it stands for
    local_names: Sequence[tuple[str, str, int]] = ()  # the same, for one sheet alone
    more_sheets: Sequence[tuple[str, str]] = ()  # title, rows
    more_links: Sequence[tuple[str, str]] = ()  # kind and target of what the workbook points at
    more_parts: dict[str, str] = field(default_factory=dict)


def write_book(book: Book = Book(), layout: Layout = Layout()) -> bytes:
    """Write it as a file."""
    parts = dict(_Writer(book, layout).parts())
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in {**parts, **book.more_parts}.items():
            archive.writestr(name, content.encode(layout.encoding if name.startswith("xl/w") else "utf-8"))
    return target.getvalue()


class _Writer:
    def __init__(self, book: Book, layout: Layout) -> None:
        self.book = book
        self.layout = layout
        self.shared: list[str] = []

    def parts(self) -> Iterator[tuple[str, str]]:
        """Write every part."""
        sheet, last = self.sheet()
        workbook = self.workbook(last)
        kinds = {"xl/workbook.xml": "sheet.main+xml", "xl/worksheets/sheet1.xml": "worksheet+xml",
                 "xl/sharedStrings.xml": "sharedStrings+xml", "xl/styles.xml": "styles+xml"}  # fmt: skip
        overrides = "".join(
            f'<Override PartName="/{part}" ContentType="{_KINDS}{kind}"/>' for part, kind in kinds.items()
        )
        yield "[Content_Types].xml", f'<Types xmlns="{_TYPES}">{overrides}</Types>'
        base = STRICT_RELATIONSHIPS if self.layout.is_strict else RELATIONSHIPS
        links = [("rId1", f"{base}/officeDocument", "xl/workbook.xml")]
        if self.layout.properties:
            links.append(("rId2", f"{base}/custom-properties", "docProps/custom.xml"))
            yield "docProps/custom.xml", self.properties()
        yield "_rels/.rels", _links(links)
        yield "xl/workbook.xml", workbook
        kinds_below = (("worksheet", "worksheets/sheet1"), ("sharedStrings",) * 2, ("styles",) * 2)
        below = ((f"{base}/{kind}", f"{target}.xml") for kind, target in kinds_below)
        links = [(f"rId{n}", *link) for n, link in enumerate(below, 1)]
        links += [(f"rId{n}", f"{base}/{kind}", to) for n, (kind, to) in enumerate(self.book.more_links, 900)]
        for number, (_, rows) in enumerate(self.book.more_sheets, 1):
            links.append((f"rId{number}1", f"{base}/worksheet", f"worksheets/sheet{number + 1}.xml"))
            yield f"xl/worksheets/sheet{number + 1}.xml", self.head("worksheet", self.tag("sheetData", rows))
        yield "xl/_rels/workbook.xml.rels", _links(links)
        yield "xl/worksheets/sheet1.xml", sheet
        items = "".join(self.tag("si", text) for text in self.shared)
        yield "xl/sharedStrings.xml", self.head("sst", items)
        formats = self.tag("xf", "", 'numFmtId="0"') + self.tag("xf", "", 'numFmtId="14"')
        yield "xl/styles.xml", self.head("styleSheet", self.tag("cellXfs", formats, 'count="2"'))

    def tag(self, name: str, content: str, attributes: str = "") -> str:
        """Write an element with the layout's prefix and line breaks."""
        prefix = self.layout.prefix
        line = "\n" if self.layout.is_pretty and name not in ("t", "v", "f") else ""
        opened = f"<{prefix}{name}{' ' if attributes else ''}{attributes}"
        return f"{opened}>{line}{content}</{prefix}{name}>{line}" if content else f"{opened}/>{line}"

    def head(self, name: str, content: str) -> str:
        """Write a part."""
        prefix = self.layout.prefix.rstrip(":")
        space = f'xmlns{":" if prefix else ""}{prefix}="{STRICT_MAIN if self.layout.is_strict else MAIN}"'
        links = f'xmlns:r="{STRICT_RELATIONSHIPS if self.layout.is_strict else RELATIONSHIPS}"'
        comment = "<!-- <sheetData><row><c r='F9'><v>1</v></c></row> -->" if self.layout.has_comment else ""
        encoding = self.layout.encoding if name in ("worksheet", "workbook") else "UTF-8"
        declared = f'<?xml version="1.0" encoding="{encoding}" standalone="yes"?>\n'
        return declared + self.tag(name, comment + content, f"{space} {links}")

    def properties(self) -> str:
        """Write the document properties."""
        held = {"xb_skabelon": "resultataftale", "xb_version": "1.0", "xb_enhed": "skole",
                "xb_enhed_nr": self.book.number, "xb_skoleaar": "2026/2027"}  # fmt: skip
        space = "http://schemas.openxmlformats.org/officeDocument/2006/"
        listed = "".join(
            f'<property fmtid="{{D5CDD505-2E9C-101B-9397-08002B2CF9AE}}" pid="{pid}" name="{name}">'
            f"<vt:lpwstr>{text}</vt:lpwstr></property>"
            for pid, (name, text) in enumerate(held.items(), 2)
        )
        spaces = f'xmlns="{space}custom-properties" xmlns:vt="{space}docPropsVTypes"'
        return f"<Properties {spaces}>{listed}</Properties>"

    def row_of(self, at: int) -> int:
        """Tell the sheet's row of a row of the list."""
        return self.layout.top + at + sum(1 for gap in self.layout.gaps if gap <= at)

    def workbook(self, last: int) -> str:
        """Write the sheet's name and the defined names."""
        layout = self.layout
        sheet = layout.sheet.replace("'", "''")
        sheet = f"'{sheet}'" if layout.has_quotes else sheet
        cells = {"felt_enhed_nr": "$B$1", "xb_skabelon": "$B$2", "xb_enhed": "$B$3", "xb_skoleaar": "$B$4",
                 "xb_version": "$B$5", "svar_vision": "$B$6", "svar_dato": "$C$6"}  # fmt: skip
        columns = {"felt_aftale__noegle": "L", "svar_aftale__maal": "F", "svar_aftale__tiltag": "K"}
        names = {name: f"{sheet}!{cell}" for name, cell in cells.items()}
        rows = f"${layout.top}:${{}}${last}"
        names |= {name: f"{sheet}!${letter}{rows.format(letter)}" for name, letter in columns.items()}
        written = [(name.upper() if layout.is_upper else name, text) for name, text in names.items()]
        defined = "".join(
            self.tag("definedName", html.escape(text, quote=False), f'name="{name}"')
            for name, text in (*written, *self.book.more_names)
        )
        title = html.escape(layout.sheet)
        defined += "".join(
            self.tag("definedName", html.escape(text, quote=False), f'name="{name}" localSheetId="{local}"')
            for name, text, local in self.book.local_names
        )
        titles = [title, *(name for name, _ in self.book.more_sheets)]
        sheets = "".join(
            self.tag("sheet", "", f'name="{name}" sheetId="{n + 1}" r:id="rId{n * 10 + 1}"')
            for n, name in enumerate(titles)
        )
        return self.head("workbook", self.tag("sheets", sheets) + self.tag("definedNames", defined))

    def sheet(self) -> tuple[str, int]:
        """Write the sheet; tell the list's last row."""
        told = (self.book.number, "resultataftale", "skole", "2026/2027", "1.0")
        rows: dict[int, dict[str, str]] = {
            row: {"B": self.text(f"B{row}", text)} for row, text in enumerate(told, 1)
        }
        date_cell = self.cell("C6", self.tag("v", "46300"), f's="{DATE_STYLE}"')
        rows[6] = {"B": self.text("B6", self.book.vision), "C": date_cell}
        for at, (key, target, action) in enumerate(self.book.rows):
            row = self.row_of(at)
            held = self.tag("v", repr(target)) if target is not None else ""
            rows[row] = {"F": self.cell(f"F{row}", held), "K": self.text(f"K{row}", action),
                         "L": self.text(f"L{row}", key)}  # fmt: skip
        last = max(rows)
        if not self.layout.has_references:
            _fill_up(self, rows, last)
        written = "".join(self.row(number, rows[number]) for number in sorted(rows))
        return self.head("worksheet", self.tag("sheetData", written)), last

    def row(self, number: int, cells: dict[str, str]) -> str:
        """Write a row."""
        content = "".join(cells[letter] for letter in sorted(cells))
        return self.tag("row", content, f'r="{number}"' if self.layout.has_references else "")

    def cell(self, cell: str, content: str, attributes: str = "") -> str:
        """Write a cell."""
        place = [f'r="{cell}"'] if self.layout.has_references else []
        more = [attributes] if attributes else []
        return self.tag("c", content, " ".join(more + place if self.layout.is_other_order else place + more))

    def text(self, cell: str, text: str | None) -> str:
        """Write a text's cell in the layout's way."""
        if text is None:
            return self.cell(cell, "")
        written = self.tag("t", html.escape(text, quote=False), 'xml:space="preserve"')
        if self.layout.texts == "inline":
            return self.cell(cell, self.tag("is", written), 't="inlineStr"')
        if self.layout.texts == "formula":
            formula = self.tag("f", '"x"&amp;A1&lt;B1')
            return self.cell(cell, formula + self.tag("v", html.escape(text, quote=False)), 't="str"')
        if self.layout.texts == "rich":
            half = len(text) // 2
            runs = (self.tag("t", html.escape(piece, quote=False), 'xml:space="preserve"')
                    for piece in (text[:half], text[half:]))  # fmt: skip
            spoken = self.tag("rPh", self.tag("t", "udtale"), 'sb="0" eb="1"')
            bold = self.tag("rPr", self.tag("b", ""))
            written = "".join(self.tag("r", bold + run) for run in runs) + spoken
        self.shared.append(written)
        return self.cell(cell, self.tag("v", str(len(self.shared) - 1)), 't="s"')


def _fill_up(writer: _Writer, rows: dict[int, dict[str, str]], last: int) -> None:
    """Let every cell stand that is counted when none tells its place."""
    for number in range(1, last + 1):
        cells = rows.setdefault(number, {})
        for letter in "ABCDEFGHIJKL":
            cells.setdefault(letter, writer.cell(f"{letter}{number}", ""))


def _links(links: Sequence[tuple[str, str, str]]) -> str:
    written = "".join(
        f'<Relationship Id="{identity}" Type="{kind}" Target="{target}"/>' for identity, kind, target in links
    )
    return f'<Relationships xmlns="{_PACKAGE}">{written}</Relationships>'
