"""What the templates share beside their look: a field's cell, an answer's, the front and "Om tallene".

How cells look is told in ``look``, lists in ``lists``, what a cell takes in ``inputs``. The words of these
parts stand in ``words/faelles.<language>.toml``; what a template says of its own method is its ``[metode]``.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from xlsxwriter.worksheet import Worksheet

from workbooks.build.kit import inputs
from workbooks.build.kit.look import Book, heading, notes, page

FIRST_YEAR, YEARS = 2010, 30  # the school years a workbook can name
DEADLINES = 4  # the school years a goal can end in, the workbook's own first
_TWO_LINES, _THREE_LINES = 290, 430  # characters of a method's explanation


# --- Cells -------------------------------------------------------------------------------------
def field(book: Book, sheet: Worksheet, row: int, column: int, name: str, style: str, **look: Any) -> None:
    """Leave a cell for a single field."""
    sheet.write_blank(row, column, None, book.style(style, **look))
    book.name(f"felt_{name}", sheet, row, column)


def answer(
    book: Book,
    sheet: Worksheet,
    row: int,
    column: int,
    name: str,
    style: str = "input_long",
    help: tuple[str, str] | Sequence[str] = ("", ""),
    validation: inputs.Validation | None = None,
    **look: Any,
) -> None:
    """Leave a yellow cell where the school writes; ``help`` is shown when it is chosen."""
    sheet.write_blank(row, column, None, book.style(style, **look))
    book.name(f"svar_{name}", sheet, row, column)
    takes = inputs.anything(book, *help) if validation is None else validation
    sheet.data_validation(row, column, row, column, dict(takes))


def section(book: Book, sheet: Worksheet, row: int, word: str, columns: int = 2, first: int = 0) -> None:
    """Write the heading of a part of a sheet, its line drawn across so many columns."""
    sheet.write_string(row, first, word, book.style("section"))
    for column in range(first + 1, first + columns):
        sheet.write_blank(row, column, None, book.style("section"))


# --- The front ---------------------------------------------------------------------------------
def front(
    book: Book,
    people: Mapping[str, str],
    days: Mapping[str, str],
    sheets: Sequence[str] = (),
    *,
    indicators: bool = True,
) -> Worksheet:
    """Write the first sheet: whose workbook it is, who takes part, what is in it and how it is used.

    ``people`` and ``days``: words of ``[forside]`` by the answer they are typed in; ``sheets``: sections
    of the sheets to link to. ``[forside]`` has ark, titel, gul, hjaelp (by answer), saadan (steps, word by
    sentence) and arkene (sentence by section). ``indicators``: the workbook rests on the school's.
    """
    words, shared = book.words["forside"], book.words["forside_faelles"]
    sheet = page(book, words["ark"], row_height=30, pages=1)
    for column, width in enumerate((25, 34, 4, 26, 66)):
        sheet.set_column(column, column, width)
    sheet.set_row(0, 42)
    sheet.write_string(0, 0, words["titel"], book.style("front_title"))
    sheet.set_row(1, 30)
    field(book, sheet, 1, 0, "skole_navn", "front_school")
    notes(book, sheet, fields=True, indicators=indicators)
    sheet.set_row(4, 24)
    sheet.write_string(4, 0, words["gul"], book.style("lead"))
    section(book, sheet, 5, shared["om"])
    facts = (("skoleaar", "skoleaar"), ("kommune", "kommune_navn"), ("omraade", "omraade"))
    row = 6
    for key, of in facts:
        sheet.write_string(row, 0, shared[key], book.style("term"))
        field(book, sheet, row, 1, of, "fact")
        row += 1
    section(book, sheet, row, shared["deltagere"])
    for key, said in {**people, **days}.items():
        row += 1
        sheet.write_string(row, 0, said, book.style("term"))
        help = (said, words["hjaelp"][key])
        takes = inputs.day(book, *help) if key in days else None
        answer(book, sheet, row, 1, key, "input_date" if key in days else "input", help, takes)
    last = max(row, _beside(book, sheet, sheets)) + 1
    sheet.set_row(last, 24)
    field(book, sheet, last, 0, "kilde_linje", "source")
    sheet.print_area(0, 0, last, 4)
    sheet.set_first_sheet()
    sheet.activate()
    return sheet


def _beside(book: Book, sheet: Worksheet, sheets: Sequence[str]) -> int:
    """Write the right half: how the workbook is used, step by step, and its sheets with links."""
    words, shared = book.words["forside"], book.words["forside_faelles"]
    row = 5
    section(book, sheet, row, shared["saadan"], first=3)
    for term, said in steps(book).items():
        row += 1
        sheet.write_string(row, 3, term, book.style("term_strong"))
        sheet.write_string(row, 4, said, book.style("fact"))
    row += 1
    section(book, sheet, row, shared["ark"], first=3)
    for key in sheets:
        row += 1
        name = book.words[key]["ark"]
        sheet.write_url(row, 3, f"internal:'{name}'!A1", book.style("link"), name)
        sheet.write_string(row, 4, words["arkene"][key], book.style("fact"))
    return row


def steps(book: Book) -> dict[str, str]:
    """Give how a workbook is used, step by step, and that a row can be made taller: told once.

    A template may tell it in its own words above: they have the word for taller in them.
    """
    words, room = book.words["forside"], book.words["forside_plads"]
    taller = {} if room["naevnt"] in words["gul"] else {room["ord"]: room["linje"]}
    return {**words["saadan"], **taller}


# --- Where the figures come from ---------------------------------------------------------------
def about(
    book: Book,
    name: str,
    version: str,
    kind: str = "skole",
    *,
    chance: bool = False,
    indicators: bool = True,
    facts: bool = True,
) -> Worksheet:
    """Write the last sheet: source, date, edition, limit, method in plain words, and which template.

    ``chance``: the workbook shows chances, so what they hold for is told; ``indicators``: it rests on the
    school's; ``facts``: on anything of the dataset at all. The school years a cell can name stand beside it,
    out of print, as ``liste_skoleaar`` and ``liste_frister``.
    """
    words = book.words["om"]
    sheet = page(book, words["ark"], row_height=20, pages=1)
    heading(book, sheet, words, source=False, indicators=indicators)
    sheet.set_column(0, 0, 30)
    sheet.set_column(1, 1, 140)
    row = 4
    row = _facts(book, sheet, row) if facts else row - 1
    if chance:
        row = fact(book, sheet, row, words["forbehold"])
        field(book, sheet, row, 1, "chance_forbehold", "fact")
    row = method(book, sheet, row, {**book.words["metode"], **words["faelles_metode"]})
    row = which_template(book, sheet, row, name, version, kind)
    row = fact(book, sheet, row, words["enhed_nr"])
    field(book, sheet, row, 1, "enhed_nr", "fact")
    row = fact(book, sheet, row, words["skoleaar"])
    sheet.write_formula(row, 1, "=felt_skoleaar", book.style("fact"), "")
    book.name("xb_skoleaar", sheet, row, 1)
    sheet.print_area(0, 0, row, 1)
    school_years(book, sheet)
    return sheet


def _facts(book: Book, sheet: Worksheet, row: int) -> int:
    """Write where the dataset's figures come from and what may be shown; tell the last row written."""
    words = book.words["om"]
    styles = {"kilde": "fact", "hentet": "fact_date", "udgave": "fact", "mindst_antal": "fact"}
    for key, style in styles.items():
        row = fact(book, sheet, row, words[key])
        field(book, sheet, row, 1, key, style)
    row = fact(book, sheet, row, words["konfidens"])
    field(book, sheet, row, 1, "konfidens_pct", "fact", num_format=words["konfidens_format"])
    return row


def method(book: Book, sheet: Worksheet, row: int, explained: Mapping[str, str]) -> int:
    """Write how the figures are made, sentence by term, below ``row``; tell the last row written."""
    row += 2
    section(book, sheet, row, book.words["om"]["metode"])
    for term, said in explained.items():
        row = fact(book, sheet, row, term)
        sheet.set_row(row, 32 if len(said) < _TWO_LINES else 46 if len(said) < _THREE_LINES else 60)
        sheet.write_string(row, 1, said, book.style("fact"))
    return row


def which_template(book: Book, sheet: Worksheet, row: int, name: str, version: str, kind: str) -> int:
    """Write which template it is, for people and in named cells for programs; tell the last row written."""
    words = book.words["om"]
    row += 2
    section(book, sheet, row, words["vaerktoej"])
    for key, value in (("skabelon", name), ("version", version), ("enhed", kind)):
        row = fact(book, sheet, row, words[key])
        sheet.write_string(row, 1, value, book.style("fact"))
        book.name(f"xb_{key}", sheet, row, 1)
    return row


def fact(book: Book, sheet: Worksheet, row: int, word: str) -> int:
    """Write the word of the next row and tell which row that is."""
    sheet.write_string(row + 1, 0, word, book.style("term"))
    return row + 1


def school_years(book: Book, sheet: Worksheet, *, short: bool = False) -> None:
    """Write, out of print, the school years a cell can name and those a goal can end in.

    ``liste_skoleaar`` and ``liste_frister``; ``short``: also ``liste_skoleaar_kort``, as pictures name them.
    """
    ahead = 5 if short else 4
    sheet.set_column(3, ahead, 9)
    sheet.write_string(3, 3, book.words["om"]["lister"], book.style("help_over"))
    for place in range(YEARS):
        begins = FIRST_YEAR + place
        sheet.write_string(4 + place, 3, f"{begins}/{begins + 1}", book.style("help"))
        if short:
            sheet.write_string(4 + place, 4, f"{begins % 100:02}/{(begins + 1) % 100:02}", book.style("help"))
    for later in range(DEADLINES):
        year = f'=IFERROR(INDEX(liste_skoleaar,MATCH(felt_skoleaar,liste_skoleaar,0)+{later}),"")'
        sheet.write_formula(4 + later, ahead, year, book.style("help"), "")
    book.name("liste_skoleaar", sheet, 4, 3, 3 + YEARS)
    if short:
        book.name("liste_skoleaar_kort", sheet, 4, 4, 3 + YEARS)
    book.name("liste_frister", sheet, 4, ahead, 3 + DEADLINES)
