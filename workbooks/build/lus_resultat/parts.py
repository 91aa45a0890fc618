"""What the sheets of `lus_resultat` share: the heading, and the line that says whom results are for."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from xlsxwriter.worksheet import Worksheet

from workbooks.build.kit.look import Book, heading

TOP = 7  # the row (from 0) of a list's headings
SMALL = 10  # of a sheet so wide: a smaller letter could not be read in print


def head(book: Book, sheet: Worksheet, words: Mapping[str, Any], *, results: bool = True) -> None:
    """Write title, sentence, the label of an example, and what is shown of results or why nothing is."""
    heading(book, sheet, words, source=False, indicators=False)
    if results:
        after = '&IF(felt_udgave="","","   ·   "&felt_udgave)'
        told = f'=IF(felt_kilde_linje="","",felt_kilde_linje{after})'
        sheet.write_formula(4, 0, told, book.style("source", font_size=SMALL), "")
        said = '=IF(felt_lus_linje="","",felt_lus_linje)'
        sheet.write_formula(3, 0, said, book.style("count"), "")


def confidential(book: Book, sheet: Worksheet) -> None:
    """Say in the footer whom the results are for."""
    shared = book.words["faelles"]
    line = book.words["fortroligt"]["ark"]
    sheet.set_footer(f"&L&8&A   ·   {shared['udskrevet']}&C&8&B{line}&R&8{shared['side']}")
