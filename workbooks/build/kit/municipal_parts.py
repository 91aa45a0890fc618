"""What a municipality's templates share: the front where people write, the sources, and "Om tallene".

Headings are ``municipal``'s, single fields and cells where somebody writes ``parts``'. The words stand in
``words/faelles.<language>.toml`` and in the template's ``[forside]``, ``[kilder]`` and ``[metode]``.
"""

from __future__ import annotations

from collections.abc import Mapping

from xlsxwriter.worksheet import Worksheet

from workbooks.build.kit import inputs
from workbooks.build.kit.lists import Column, List, Lists, helper
from workbooks.build.kit.look import Book, page
from workbooks.build.kit.municipal import TOP, heading
from workbooks.build.kit.parts import answer, fact, field, method, section, steps, which_template

_DAYS = ("dato", "datum")


def front(book: Book, boxes: Mapping[str, tuple[float, str]], *, opens: bool = True) -> Worksheet:
    """Write the front: what the workbook is for, who takes part, and the words that open it.

    ``boxes``: the large answers below, each with its height in points and a field to read beside it;
    ``opens``: the workbook opens on it.
    ``[forside]`` has ark, titel, gul, hvem (word by answer; one that ends in ``dato`` or ``datum`` takes a
    day), saadan (sentence by step) and by answer boks, beside, spoergsmaal and hjaelp.
    """
    words, shared = book.words["forside"], book.words["forside_faelles"]
    sheet = page(book, words["ark"], row_height=30, writes=True, pages=1)
    for column, width in enumerate((25, 40, 4, 22, 80)):
        sheet.set_column(column, column, width)
    sheet.set_row(0, 42)
    sheet.write_string(0, 0, words["titel"], book.style("front_title"))
    sheet.set_row(1, 30)
    field(book, sheet, 1, 0, "kommune_navn", "front_school")
    sheet.set_row(2, 18)
    field(book, sheet, 2, 0, "eksempel", "warning")
    sheet.set_row(3, 24)
    sheet.write_string(3, 0, words["gul"], book.style("lead"))
    row = max(_who(book, sheet, shared), _how(book, sheet, shared)) + 2
    for key, (height, name) in boxes.items():
        section(book, sheet, row, words["boks"][key], 5)
        sheet.set_row(row + 1, height)
        sheet.write_string(row + 1, 0, words["beside"][key], book.style("term", valign="top"))
        field(book, sheet, row + 1, 1, name, "fact", valign="top")
        said = words["spoergsmaal"][key]
        sheet.write_string(row + 1, 3, said, book.style("term", valign="top"))
        answer(book, sheet, row + 1, 4, key, "input_page", (words["boks"][key], words["hjaelp"][key]))
        row += 2
    sheet.set_row(row, 24)
    field(book, sheet, row, 0, "kilde_linje", "source")
    sheet.print_area(0, 0, row, 4)
    if opens:
        sheet.set_first_sheet()
        sheet.activate()
    return sheet


def _who(book: Book, sheet: Worksheet, shared: Mapping[str, str]) -> int:
    words, row = book.words["forside"], 4
    section(book, sheet, row, shared["om"])
    for key, name in (("skoleaar", "skoleaar"), ("udgave", "udgave"), ("skoler", "skoler_linje")):
        row += 1
        said = shared[key] if key in shared else words[key]
        sheet.write_string(row, 0, said, book.style("term"))
        field(book, sheet, row, 1, name, "fact")
    row += 1
    section(book, sheet, row, shared["deltagere"])
    for key, said in words["hvem"].items():
        row += 1
        is_day = key.endswith(_DAYS)
        help = (said, words["hjaelp"][key])
        takes = inputs.day(book, *help) if is_day else None
        sheet.write_string(row, 0, said, book.style("term"))
        answer(book, sheet, row, 1, key, "input_date" if is_day else "input", help, takes)
    return row


def _how(book: Book, sheet: Worksheet, shared: Mapping[str, str]) -> int:
    row = 4
    section(book, sheet, row, shared["saadan"], first=3)
    for term, said in steps(book).items():
        row += 1
        sheet.write_string(row, 3, term, book.style("term_strong"))
        sheet.write_string(row, 4, said, book.style("fact"))
    return row


def about(book: Book, name: str, version: str, *, edition: bool = False) -> Worksheet:
    """Write the last sheet: source, limit, method in plain words, and which template this is.

    ``edition``: no other sheet holds the field of the edition, so this one does.
    """
    words = book.words["om"]
    sheet = page(book, words["ark"], row_height=20, pages=1)
    heading(book, sheet, words)
    sheet.set_column(0, 0, 30)
    sheet.set_column(1, 1, 140)
    row = 4
    facts = {"kilde": "fact", "hentet": "fact_date", "mindst_antal": "fact"}
    if edition:
        facts["udgave"] = "fact"
    for key, style in facts.items():
        row = fact(book, sheet, row, words[key])
        field(book, sheet, row, 1, key, style)
    row = fact(book, sheet, row, words["konfidens"])
    field(book, sheet, row, 1, "konfidens_pct", "fact", num_format=words["konfidens_format"])
    row = fact(book, sheet, row, words["skjult"])
    sheet.set_row(row, 32)
    field(book, sheet, row, 1, "skjult_linje", "fact")
    row = method(book, sheet, row, {**book.words["metode"], **words["faelles_metode"]})
    row = which_template(book, sheet, row, name, version, "kommune")
    row = fact(book, sheet, row, words["kommune"])
    sheet.write_formula(row, 1, "=felt_kommune_navn", book.style("fact"), "")
    row = fact(book, sheet, row, words["skoleaar"])
    sheet.write_formula(row, 1, "=felt_skoleaar", book.style("fact"), "")
    book.name("xb_skoleaar", sheet, row, 1)
    sheet.print_area(0, 0, row, 1)
    return sheet


def sources(book: Book, lists: Lists, rows: int, row_height: float) -> List:
    """Write the sheet `kilder`: a row an indicator, its source, its rule, its limit."""
    words = book.words["kilder"]
    sheet = page(book, words["ark"], row_height=row_height)
    heading(book, sheet, words)
    columns = [
        Column("pejlemaerke", 20, "group"),
        Column("navn", 34, "name"),
        Column("maade", 46, "text"),
        Column("usikkerhed", 34, "quiet"),
        Column("mindst_antal", 10, "count_figure"),
        Column("daekning", 17, "quiet"),
        Column("kilde", 60, "remark"),
        helper("noegle"),
    ]
    made = lists.write(sheet, "kilder", TOP, rows, columns)
    made.print_and_freeze(head_height=32)
    return made
