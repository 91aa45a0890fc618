"""The sheets of `kommuneoverblik` on what was agreed: goals, their chances, and the schools' own words.

An edition that may not show them has no such sheets: a run leaves a sheet without rows out.
"""

from __future__ import annotations

from workbooks.build.kit.lists import Column, List, Lists, helper
from workbooks.build.kit.look import Book, page
from workbooks.build.kit.municipal import TOP, certain, heading

INDICATOR_ROWS, GOAL_ROWS, CHANCE_ROWS, WORD_ROWS = 10, 40, 5, 20


def settled(book: Book, lists: Lists) -> None:
    """Write how many goals there are of each indicator, and how sure it is that they were reached."""
    words = book.words["maal_opgoerelse"]
    sheet = page(book, words["ark"], row_height=30)
    heading(book, sheet, words, line="maal_linje")
    columns = [
        Column("pejlemaerke_vist", 18, "group"),
        Column("navn", 34, "name"),
        Column("aftalt", 9, "count_figure"),
        Column("skoler", 9, "count_figure"),
        Column("opgjort", 9, "count_figure"),
        Column("naaet", 9, "count_figure", looks=[("TRUE", {"bold": True})]),
        Column("ventet_naaet", 9, "figure_quiet"),
        *(Column(key, 13, "count_figure") for key in ("sikkert_naaet", "usikkert", "sikkert_ikke_naaet")),
        *(Column(key, 11, "count_figure") for key in ("ikke_forfaldne", "uden_resultat")),
        Column("tekst", 50, "remark"),
        *(helper(key) for key in ("noegle", "pejlemaerke")),
    ]
    made = lists.write(sheet, "maal_opgoerelse", TOP, INDICATOR_ROWS, columns)
    _groups(book, made, aftalt="aftalt", opgjort="opgjort", sikkert_naaet="sikkert", ikke_forfaldne="rest")
    made.print_and_freeze(head_height=34)


def school_by_school(book: Book, lists: Lists) -> None:
    """Write every goal with its result; only the administration's edition has rows here."""
    words = book.words["aftalte_maal"]
    sheet = page(book, words["ark"], row_height=26)
    heading(book, sheet, words)
    columns = [
        Column("pejlemaerke_vist", 16, "group"),
        Column("navn", 30, "name"),
        Column("skole", 30, "text"),
        Column("maaleenhed", 9.5, "quiet"),
        Column("aftalt_aar", 10.5, "quiet"),
        Column("baseline", 9, "figure_quiet", decimals=True),
        Column("maal", 9, "figure_strong", decimals=True),
        Column("senest", 10.5, "quiet"),
        Column("resultat", 9, "figure", decimals=True),
        Column("nedre", 8, "figure_quiet", decimals=True),
        Column("oevre", 8, "figure_quiet", decimals=True),
        Column("observeret", 23, "status"),
        Column("sikkerhed", 25, "status", looks=certain()),
        Column("gennemfoert", 11, "quiet"),
        Column("bemaerkning", 30, "remark"),
        *(helper(key) for key in ("noegle", "pejlemaerke", "decimaler")),
    ]
    made = lists.write(sheet, "aftalte_maal", TOP, GOAL_ROWS, columns, buttons=True)
    _groups(book, made, aftalt_aar="aftalt", resultat="resultat", observeret="set")
    made.print_and_freeze(head_height=20)


def chances(book: Book, lists: Lists) -> None:
    """Write whether goals were reached as often as their chances said."""
    words = book.words["maal_kalibrering"]
    sheet = page(book, words["ark"], row_height=30)
    heading(book, sheet, words, line="kalibrering_linje")
    columns = [
        Column("gruppe", 34, "name"),
        Column("antal", 9, "count_figure"),
        Column("sagt", 11, "share"),
        Column("skete", 11, "share_strong"),
        Column("nedre", 9, "share"),
        Column("oevre", 9, "share"),
        Column("tekst", 90, "text"),
        helper("noegle"),
    ]
    made = lists.write(sheet, "maal_kalibrering", TOP, CHANCE_ROWS, columns)
    _groups(book, made, antal="sagt", skete="skete")
    made.print_and_freeze(head_height=32, beside="gruppe")


def words_of_schools(book: Book, lists: Lists) -> None:
    """Write what the schools wrote, word for word; only the administration's edition has rows here."""
    words = book.words["temaer"]
    sheet = page(book, words["ark"], row_height=34)
    heading(book, sheet, words, line="temaer_linje")
    columns = [
        Column("navn_vist", 32, "group"),
        Column("skoler", 8, "count_figure"),
        Column("skole", 30, "name"),
        Column("felt", 20, "quiet"),
        Column("tekst", 120, "text"),
        *(helper(key) for key in ("noegle", "navn", "pejlemaerke")),
    ]
    made = lists.write(sheet, "temaer", TOP, WORD_ROWS, columns, buttons=True)
    _groups(book, made, tekst="ord")
    made.print_and_freeze(head_height=20, beside="skole")


def _groups(book: Book, made: List, **said: str) -> None:
    """Write what columns have in common above the first of them."""
    for key, word in said.items():
        text = book.words[made.name][f"gruppe_{word}"]
        made.sheet.write_string(TOP - 1, made.at(key), text, book.style("over_group"))
