"""The sheet "Tidligere svar", added to a filled workbook as its last: `with_earlier`.

A reader sees year, what it was about, the question and the answer; the columns to the right of those
are what `earlier.from_rows` needs to know the answer again. How it looks is `earlier_look`'s matter.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from xl_beregner.filling.earlier import COLUMNS, NAME, Earlier
from xl_beregner.filling.earlier_look import WIDTHS, Look, height_of, is_cut
from xl_beregner.filling.earlier_words import word_of
from xl_beregner.ooxml.additions import Additions
from xl_beregner.ooxml.application import with_sheets
from xl_beregner.ooxml.encode import CellWriter, Value
from xl_beregner.ooxml.markup import escape
from xl_beregner.ooxml.package import Package
from xl_beregner.ooxml.sheet import cell_name
from xl_beregner.ooxml.styles import Styles
from xl_beregner.ooxml.workbook import Workbook
from xl_beregner.texts import say

_SHEET = "application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"
_TABLE = "application/vnd.openxmlformats-officedocument.spreadsheetml.table+xml"
_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_LINKS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_XML = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_MOST_LETTERS = 31  # of a sheet's name
_HEAD = 4  # the row of the headings
_SEEN = 4  # how many columns are for people, and printed


def with_earlier(workbook: bytes, archive: Sequence[Earlier], school: str = "") -> bytes:
    """Add the sheet to a workbook; without any answers the workbook stays as it is."""
    if not archive:
        return workbook
    return _Adding(workbook, archive, school).packed()


class _Adding:
    def __init__(self, data: bytes, archive: Sequence[Earlier], school: str) -> None:
        self.book = Workbook(Package(data, "workbook"))
        self.additions = Additions(self.book.package)
        self.archive = archive
        self.school = school
        self.title = self._free(say("refill.ark"), self.book.sheet_names, _MOST_LETTERS)
        self.styles = Styles(self.book.package, self.book.part)
        self.look = Look(self.styles)
        self.cells = CellWriter(is_1904=self.book.is_1904)
        self.last = _HEAD + len(archive)
        self.texts = [[str(value or "") for value, _ in self._cells(one)] for one in archive]

    def packed(self) -> bytes:
        """Lay the workbook together with its new sheet."""
        add = self.additions
        sheet = add.free_name("xl/worksheets/sheet{}.xml")
        table = add.free_name("xl/tables/table{}.xml")
        table_link = add.add(table, self._table(), _TABLE, owner=sheet, kind="table")
        content = self._sheet(table_link)
        link = add.add(sheet, content, _SHEET, owner=self.book.part, kind="worksheet")
        if self.styles.part is not None:
            add.replaced[self.styles.part] = self.styles.content()
        self._enter(link)
        self._name()
        self._tell_application()
        return add.packed()

    def _sheet(self, table: str) -> bytes:
        columns = "".join(
            f'<col min="{at}" max="{at}" width="{width}" customWidth="1"/>'
            for at, width in enumerate(WIDTHS, 1)
        )
        rows = "".join(row.decode() for row in self._rows())
        return (
            f'{_XML}<worksheet xmlns="{_MAIN}" xmlns:r="{_LINKS}">{self.look.tab}'
            f'<dimension ref="A1:{cell_name(self.last, len(COLUMNS))}"/>'
            '<sheetViews><sheetView showGridLines="0" workbookViewId="0">'
            f'<pane ySplit="{_HEAD}" topLeftCell="A{_HEAD + 1}" activePane="bottomLeft" state="frozen"/>'
            f'<selection pane="bottomLeft" activeCell="A{_HEAD + 1}" sqref="A{_HEAD + 1}"/>'
            '</sheetView></sheetViews><sheetFormatPr defaultRowHeight="15"/>'
            f"<cols>{columns}</cols><sheetData>{rows}</sheetData>"
            # No password, and what helps reading is allowed: the lock keeps answers from being lost.
            '<sheetProtection sheet="1" objects="1" scenarios="1" formatColumns="0" formatRows="0" '
            'sort="0" autoFilter="0"/>'
            '<pageMargins left="0.35" right="0.35" top="0.45" bottom="0.55" header="0.3" footer="0.3"/>'
            '<pageSetup paperSize="9" orientation="landscape" fitToHeight="0"/>'
            f"<headerFooter><oddFooter>{escape(self._footer())}</oddFooter></headerFooter>"
            f'<tableParts count="1"><tablePart r:id="{table}"/></tableParts></worksheet>'
        ).encode()

    def _footer(self) -> str:
        # & begins a code in a footer; a school's name may hold one.
        school = self.school.replace("&", "&&")
        left = "   ·   ".join(part for part in (school, "&A", say("refill.udskrevet")) if part)
        return f"&L&8{left}&R&8{say('refill.side')}"

    def _rows(self) -> Iterator[bytes]:
        title = " · ".join(part for part in (self.school, self.title) if part)
        yield self._row(1, [(title, self.look.title)], 'ht="30" customHeight="1"')
        yield self._row(2, [(say("refill.ledetekst"), self.look.lead)], 'ht="18" customHeight="1"')
        if any(map(is_cut, self.texts)):
            yield self._row(3, [(say("refill.lange_svar"), self.look.lead)], 'ht="18" customHeight="1"')
        heads = self.look.heads(_SEEN, len(COLUMNS))
        yield self._row(_HEAD, list(zip(self._headings(), heads, strict=True)), 'ht="30" customHeight="1"')
        for number, (one, texts) in enumerate(zip(self.archive, self.texts, strict=True), _HEAD + 1):
            yield self._row(number, list(self._cells(one)), f'ht="{height_of(texts):g}"')

    def _cells(self, one: Earlier) -> Iterator[tuple[Value, int]]:
        for column in COLUMNS:
            if column == "value":
                yield one.value, self.look.of_value(one.value)
            elif column == "word":
                yield word_of(one.field), self.look.text
            elif column == "label":
                yield one.label, self.look.text
            else:
                style = self.look.text if column == "school_year" else self.look.quiet
                yield getattr(one, column), style

    def _row(self, number: int, cells: Sequence[tuple[Value, int]], attributes: str = "") -> bytes:
        inner = b"".join(
            f'<c r="{cell_name(number, column)}" s="{style}"'.encode() + self.cells.one(value)
            for column, (value, style) in enumerate(cells, 1)
        )
        return f'<row r="{number}" {attributes}'.rstrip().encode() + b">" + inner + b"</row>"

    def _headings(self) -> list[str]:
        return [say(f"refill.kolonne.{column}") for column in COLUMNS]

    def _table(self) -> bytes:
        tables = self.book.tables
        number = max([0, *(int(one.markup.root.attributes.get("id", "0")) for one in tables)]) + 1
        taken = [one.name for one in tables] + [name.name for name in self.book.names]
        name = self._free("tbl_tidligere_svar", taken, 255).replace(" ", "_")
        area = f"A{_HEAD}:{cell_name(self.last, len(COLUMNS))}"
        columns = "".join(
            f'<tableColumn id="{at}" name="{escape(heading)}"/>'
            for at, heading in enumerate(self._headings(), 1)
        )
        return (
            f'{_XML}<table xmlns="{_MAIN}" id="{number}" name="{name}" displayName="{name}" ref="{area}" '
            f'totalsRowShown="0"><autoFilter ref="{area}"/>'
            f'<tableColumns count="{len(COLUMNS)}">{columns}</tableColumns></table>'
        ).encode()

    def _enter(self, link: str) -> None:
        """Put the sheet last among the workbook's."""
        markup, listed = self.book.markup, self.book.markup.root.child("sheets")
        assert listed is not None
        numbers = [int(one.attributes.get("sheetId", "0")) for one in listed.children]
        prefix = markup.prefix(listed).decode()
        tag = (
            f'<{prefix}sheet xmlns:r="{_LINKS}" name="{escape(self.title)}" '
            f'sheetId="{max([0, *numbers]) + 1}" r:id="{link}"/>'
        )
        self.additions.edits[self.book.part].insert(listed.close, tag.encode())

    def _name(self) -> None:
        """Name the rows, for programs, and what is printed and repeated on each page."""
        markup, root = self.book.markup, self.book.markup.root
        listed = root.child("definedNames")
        prefix = markup.prefix(root).decode()
        sheet = "'" + self.title.replace("'", "''") + "'"
        local = f' localSheetId="{len(self.book.sheet_names)}"'
        rows = f"{sheet}!$A${_HEAD + 1}:${cell_name(1, len(COLUMNS))[:-1]}${self.last}"
        named = (
            ("_xlnm.Print_Area", local, f"{sheet}!$A$1:${cell_name(1, _SEEN)[:-1]}${self.last}"),
            ("_xlnm.Print_Titles", local, f"{sheet}!${_HEAD}:${_HEAD}"),
            (NAME, "", rows),
        )
        written = "".join(
            f'<{prefix}definedName name="{name}"{scope}>{escape(text)}</{prefix}definedName>'
            for name, scope, text in named
        )
        edits = self.additions.edits[self.book.part]
        if listed is not None and not listed.is_self_closed:
            edits.insert(listed.close, written.encode())
            return
        whole = f"<{prefix}definedNames>{written}</{prefix}definedNames>".encode()
        if listed is not None:
            edits.replace(listed.start, listed.end, whole)
            return
        before = [root.child(name) for name in ("externalReferences", "functionGroups", "sheets")]
        edits.insert(next(found.end for found in before if found is not None), whole)

    def _tell_application(self) -> None:
        package = self.book.package
        part = next(iter(package.related("", "extended-properties")), None)
        if part is not None:
            titles = [*self.book.sheet_names, self.title]
            self.additions.replaced[part] = with_sheets(package.markup(part), titles)

    @staticmethod
    def _free(wanted: str, taken: Sequence[str], most: int) -> str:
        """Give a name nobody has yet: with a number behind it if need be."""
        known = {name.casefold() for name in taken}
        found, number = wanted, 1
        while found.casefold() in known:
            number += 1
            found = f"{wanted[: most - 5]} ({number})" if most < 255 else f"{wanted}_{number}"
        return found
