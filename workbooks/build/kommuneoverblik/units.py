"""The sheets of `kommuneoverblik` on schools and districts: figures with intervals, never ranked.

A pejlemærke's sheet has a row an indicator and school below the municipality's own; its picture is one of
characters, which stays beside its row when rows are filtered. The committee's page is told in
``kommuneoverblik``.
"""

from __future__ import annotations

from workbooks.build.kit.lists import Column, List, Lists, helper
from workbooks.build.kit.look import Book, page
from workbooks.build.kit.municipal import TOP, heading, municipal
from workbooks.build.kit.parts import field

SCHOOL_ROWS, DISTRICT_ROWS, MONEY_ROWS = 50, 8, 25
AMOUNTS, RESULTS = 2, 3  # as many as a page shows in letters one can read; the fields hold more
_PICTURE = 44.0  # characters: as wide as the picture's own


def schools(book: Book, lists: Lists) -> None:
    """Write the sheet of a pejlemærke."""
    words = book.words["pejlemaerke_tal"]
    sheet = page(book, words["ark"], row_height=20)
    heading(
        book, sheet, words, title='felt_pejlemaerke_navn&" "', lead="pejlemaerke_linje",
        line="pejlemaerke_maal_linje",
    )  # fmt: skip
    bold, figure = municipal(), municipal(decimals=True)
    columns = [
        Column("indikator_vist", 30, "group"),
        Column("enhed", 34, "name", looks=bold),
        Column("maaleenhed", 9.5, "quiet"),
        Column("vaerdi", 10.5, "figure", decimals=True, looks=figure),
        Column("nedre", 8, "figure_quiet", decimals=True),
        Column("oevre", 8, "figure_quiet", decimals=True),
        Column("aar", 10.5, "quiet"),
        Column("forrige", 10.5, "figure_quiet", decimals=True),
        Column("antal", 8.5, "figure_whole"),
        Column("billede", _PICTURE, "plot"),
        Column("bemaerkning", 46, "remark_small"),
        *(helper(key) for key in ("noegle", "indikator", "decimaler", "niveau")),
    ]
    made = lists.write(sheet, "pejlemaerke_tal", TOP, SCHOOL_ROWS, columns, buttons=True)
    _groups(book, made)
    field(book, sheet, 0, made.last_printed + 1, "pejlemaerke_navn", "help")
    made.print_and_freeze(head_height=20, beside="enhed")


def districts(book: Book, lists: Lists) -> None:
    """Write the sheet of districts: the same figures, each district's schools added up."""
    words = book.words["omraader"]
    sheet = page(book, words["ark"], row_height=26)
    heading(book, sheet, words)
    columns = [
        Column("omraade_vist", 24, "group"),
        Column("navn", 34, "name"),
        Column("maaleenhed", 9.5, "quiet"),
        Column("vaerdi", 10.5, "figure_strong", decimals=True),
        Column("nedre", 8, "figure_quiet", decimals=True),
        Column("oevre", 8, "figure_quiet", decimals=True),
        Column("aar", 10.5, "quiet"),
        Column("forrige", 10.5, "figure_quiet", decimals=True),
        Column("daekning", 17, "quiet"),
        Column("billede", _PICTURE, "plot"),
        Column("bemaerkning", 40, "remark"),
        *(helper(key) for key in ("noegle", "omraade", "decimaler")),
    ]
    made = lists.write(sheet, "omraader", TOP, DISTRICT_ROWS, columns, buttons=True)
    _groups(book, made)
    made.print_and_freeze(head_height=20)


def _groups(book: Book, made: List) -> None:
    words = book.words[made.name]
    for key, said in (("vaerdi", "tallet"), ("billede", "billede")):
        style = "over_group" if said == "tallet" else "plot_legend"
        made.sheet.write_string(TOP - 1, made.at(key), words[f"gruppe_{said}"], book.style(style))


def money(book: Book, lists: Lists) -> None:
    """Write the sheet of money beside results; what the columns hold is named above them."""
    words = book.words["ressourcer"]
    sheet = page(book, words["ark"], row_height=20)
    heading(book, sheet, words, line="ressource_linje")
    amounts = [
        column
        for place in range(1, AMOUNTS + 1)
        for column in (
            Column(f"kr_{place}", 14, "figure_whole"),
            Column(f"kr_{place}_pr_elev", 12, "figure_whole"),
        )
    ]
    results = [
        column
        for place in range(1, RESULTS + 1)
        for column in (Column(f"res_{place}", 11, "figure"), Column(f"res_{place}_interval", 13, "quiet"))
    ]
    columns = [
        Column("enhed", 34, "name", looks=municipal()),
        Column("elevtal", 9, "figure_whole"),
        *amounts,
        *results,
        Column("bemaerkning", 40, "remark_small"),
        *(helper(key) for key in ("noegle", "niveau")),
    ]
    made = lists.write(sheet, "ressourcer", TOP, MONEY_ROWS, columns)
    for key in (f"kr_{place}" for place in range(1, AMOUNTS + 1)):
        field(book, sheet, TOP - 1, made.at(key), f"{key}_navn", "over_named")
    for place in range(1, RESULTS + 1):
        field(book, sheet, TOP - 1, made.at(f"res_{place}"), f"res_{place}_navn", "over_named")
    made.print_and_freeze(head_height=20, beside="enhed")
    sheet.set_row(TOP - 1, 42)
