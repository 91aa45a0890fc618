"""The sheet of `resultataftale` on pupils' progression: a row a subject and pair of tests, with its interval.

The figures are the field list ``progression``; where the dataset has no pupils, or the edition may not show
their results, its one row says so.
"""

from __future__ import annotations

from workbooks.build.kit.lists import Column, List, Lists, Look, helper
from workbooks.build.kit.look import GREEN, RED, Book, heading, page
from xl_beregner.fields.known.progression import LISTS

ROWS = 1  # as many as the example needs, which has no pupils
_HELPERS = ("noegle", "pejlemaerke", "decimaler", "udjaevnet", "brud", "fortrolig")


def progression(book: Book, lists: Lists, top: int) -> List:
    """Write the sheet; ``top`` is the row of headings, from 0."""
    words = book.words["progression"]
    sheet = page(book, words["ark"], row_height=40)
    heading(book, sheet, words)
    sheet.write_blank(top - 1, 0, None, book.style("source"))
    book.name("felt_progression_linje", sheet, top - 1, 0)
    made = lists.write(sheet, "progression", top, ROWS, _columns())
    # Without pupils nothing is confidential; that the school has no other figures is no matter here.
    marked = "IF(COUNT({progression.elever})=0,\"\",{'progression.fortroligt'})"
    sheet.write_formula(3, 0, lists.formula("progression", marked), book.style("warning"), "")
    for key, said in (("elever", "skolen"), ("sammenlign", "typisk"), ("dom", "sikkert")):
        sheet.write_string(top - 2, made.at(key), words[f"gruppe_{said}"], book.style("over_group"))
    sheet.write_string(top - 1, made.at("nedre"), words["interval"], book.style("over_chance"))
    made.print_and_freeze()
    return made


def _columns() -> list[Column]:
    columns = [
        Column("pejlemaerke_vist", 20, "group"),
        Column("navn", 27, "name"),
        Column("elever", 8, "figure_whole"),
        Column("maaleenhed", 12, "quiet"),
        Column("vaerdi", 12, "figure_strong", decimals=True),
        Column("nedre", 8, "figure_quiet", decimals=True),
        Column("oevre", 8, "figure_quiet", decimals=True),
        Column("sammenlign", 10, "figure_quiet", decimals=True),
        Column("dom", 24, "status", looks=_certain()),
        Column("tekst", 62, "remark"),
        Column("bemaerkning", 30, "remark"),
        *(helper(key) for key in _HELPERS),
    ]
    assert {column.key for column in columns} == set(LISTS["progression"])
    return columns


def _certain() -> list[Look]:
    """Give what is certain and big enough its ink; the icon and the words say it without."""
    inks = {"▲": GREEN, "▼": RED}
    return [(f'LEFT({{cell}},1)="{icon}"', {"font_color": ink}) for icon, ink in inks.items()]
