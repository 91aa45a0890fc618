"""What the sheets of a municipality's workbooks share: their heading, the ink of a verdict.

The front, the sources and "Om tallene" stand in ``municipal_parts``.
"""

from __future__ import annotations

from collections.abc import Mapping

from xlsxwriter.worksheet import Worksheet

from workbooks.build.kit.lists import Look
from workbooks.build.kit.look import GREEN, RED, Book
from workbooks.build.kit.parts import field

TOP = 7  # the row (from 0) of a list's headings: title, sentence, example, source, a line, two rows above
SOURCE_ROW, LINE_ROW = 3, 4

# What is certain, and that alone; the icon and its word say it without ink.
INKS: Mapping[str, str] = {"▲": GREEN, "▼": RED, "●": GREEN, "○": RED}


def heading(
    book: Book,
    sheet: Worksheet,
    words: Mapping[str, str],
    title: str = "",
    lead: str = "",
    line: str = "",
    *,
    source: bool = True,
) -> None:
    """Write title, one sentence, the example label, source and edition, and a line about this sheet.

    ``title``, ``lead``: formulas where they are not words; ``line``: a single field of this sheet;
    ``source``: its figures are the dataset's, so it says where those are from.
    """
    sheet.set_row(0, 30)
    about = title or '"' + words["titel"] + ' "'
    sheet.write_formula(0, 0, f'=felt_kommune_navn&" · "&{about}&felt_skoleaar', book.style("title"), "")
    sheet.set_row(1, 18)
    if lead:
        field(book, sheet, 1, 0, lead, "lead")
    else:
        sheet.write_string(1, 0, words["ledetekst"], book.style("lead"))
    sheet.set_row(2, 18)
    sheet.write_formula(2, 0, '=IF(felt_eksempel="","",felt_eksempel)', book.style("warning"), "")
    sheet.set_row(SOURCE_ROW, 15)
    said = 'felt_kilde_linje&IF(felt_udgave="","","   ·   "&felt_udgave)'
    if source:
        sheet.write_formula(SOURCE_ROW, 0, f'=IF(felt_kilde_linje="","",{said})', book.style("source"), "")
    if line:
        sheet.set_row(LINE_ROW, 18)
        field(book, sheet, LINE_ROW, 0, line, "must_be_said")


def certain() -> list[Look]:
    """Give a verdict the ink of its icon."""
    return [(f'LEFT({{cell}},1)="{icon}"', {"font_color": ink}) for icon, ink in INKS.items()]


def municipal(*, decimals: bool = False) -> list[Look]:
    """Write the municipality's own row in bold; each case says all that holds in it (see ``lists.rules``)."""
    own = 'RIGHT({=noegle},7)="kommune"'
    shapes = ((0, "#,##0"), (2, "#,##0.00")) if decimals else ()
    looks: list[Look] = [
        (f"AND({own},{{=decimaler}}={count})", {"bold": True, "num_format": shape}) for count, shape in shapes
    ]
    return [*looks, (own, {"bold": True})]
