"""The templates `brugerundersoegelse_kommune` and `brukarundersokning_kommun`: all schools' surveys added up.

Conclusions first, then a row a question, who answered, and schools in alphabetical order with their own
words: those two sheets are left out of the editions without the schools' words. What is added up is
``municipality.survey``'s.
"""

from __future__ import annotations

from workbooks.build.kit import inputs
from workbooks.build.kit.goal_formulas import icon_inks
from workbooks.build.kit.lists import Column, Lists, helper
from workbooks.build.kit.look import GREEN, GREY, RED, Book, page
from workbooks.build.kit.municipal import TOP, heading
from workbooks.build.kit.municipal_parts import about, front
from workbooks.build.kit.parts import answer, section

DANISH, SWEDISH, VERSION = "brugerundersoegelse_kommune", "brukarundersokning_kommun", "1.0"
_QUESTIONS, _GROUPS, _SCHOOLS = 10, 3, 12  # rows, before lists take their own number
_INKS = {"▲": GREEN, "▼": RED, "≈": GREY}
_GROUP_TOP = 9


def build_danish() -> bytes:
    """Build the Danish template and give its bytes; the same bytes each time."""
    return _build(DANISH, "da")


def build_swedish() -> bytes:
    """Build the Swedish template."""
    return _build(SWEDISH, "sv")


def _build(name: str, language: str) -> bytes:
    book = Book(f"faelles.{language}.toml", f"{DANISH}.{language}.toml")
    book.describe({"xb_skabelon": name, "xb_version": VERSION, "xb_enhed": "kommune", "xb_svar": "aar"})
    lists = Lists(book)
    front(
        book, {"enkaet_konklusion": (130, "enkaet_overskrift"), "enkaet_opfoelgning": (110, "enkaet_linje")}
    )
    _questions(book, lists)
    _groups(book, lists)
    _schools(book, lists)
    _words(book, lists)
    about(book, name, VERSION, edition=False)
    return book.finished()


def _questions(book: Book, lists: Lists) -> None:
    """Write a row a question: the schools' answers added up, and a cell for the administration's words."""
    words = book.words["enkaet_samlet"]
    sheet = page(book, words["ark"], row_height=104, writes=True)
    heading(book, sheet, words, line="enkaet_spredning_linje", source=False)
    said = words["hjaelp"]["analyse"]
    columns = [
        Column("gruppe_vist", 15.5, "group"),
        Column(
            "tekst", 36, "name", "formula", 'IF({navn}="","",{navn}&CHAR(10)&CHAR(10)&"→ "&{spoergsmaal})'
        ),
        Column("skoler", 7, "count_figure"),
        Column("svar", 6.5, "count_figure"),
        Column("andel", 9, "share_strong"),
        Column("nedre", 6.5, "share"),
        Column("oevre", 6.5, "share"),
        Column("billede", 27.5, "plot"),
        Column("forrige", 8.5, "share_quiet"),
        Column(
            "punkter",
            9.5,
            "difference_whole",
            "formula",
            'IF(ISNUMBER({aendring}),ROUND(100*{aendring},0),"")',
        ),
        Column("udvikling", 16, "status", looks=icon_inks(_INKS)),
        Column("forvaltning", 43, "input_long", "svar", validation=inputs.anything(book, *said)),
        Column("bemaerkning", 23, "quiet"),
        *(helper(key) for key in ("noegle", "navn", "spoergsmaal", "aendring", "maade")),
    ]
    made = lists.write(sheet, "enkaet_samlet", TOP, _QUESTIONS, columns)
    for key, word in (("andel", "i_aar"), ("forrige", "mod"), ("forvaltning", "samtalen")):
        sheet.write_string(TOP - 1, made.at(key), words[f"gruppe_{word}"], book.style("over_group"))
    made.print_and_freeze(head_height=36, beside="tekst")


def _groups(book: Book, lists: Lists) -> None:
    """Write who answered, group by group, and ask how the silent ones are heard."""
    words = book.words["enkaet_grupper"]
    sheet = page(book, words["ark"], row_height=48, writes=True, pages=1)
    heading(book, sheet, words, line="enkaet_svar_linje", source=False)
    section(book, sheet, TOP - 2, words["ord"], 8)
    sheet.set_row(TOP - 1, 120)
    sheet.write_string(TOP - 1, 0, words["spoergsmaal"], book.style("term", valign="top"))
    answer(book, sheet, TOP - 1, 7, "enkaet_bortfald", "input_long", words["hjaelp"]["bortfald"])
    sheet.merge_range(TOP - 1, 1, TOP - 1, 6, words["lav"], book.style("fact", valign="top"))
    columns = [
        Column("navn", 24, "name"),
        Column("skoler", 10, "count_figure"),
        Column("spurgt", 12, "count_figure"),
        Column("besvaret", 12, "count_figure"),
        Column("andel", 12, "share_strong"),
        Column("forrige_andel", 14, "share_quiet"),
        Column("skjult", 30, "remark"),
        Column("tekst", 76, "text"),
        helper("noegle"),
    ]
    made = lists.write(sheet, "enkaet_grupper", _GROUP_TOP, _GROUPS, columns)
    sheet.set_row(TOP - 2, 22)
    for row in (_GROUP_TOP - 2, _GROUP_TOP - 1):
        sheet.set_row(row, 12)
    sheet.set_row(_GROUP_TOP, 32)
    sheet.repeat_rows(0, _GROUP_TOP)
    sheet.print_area(0, 0, made.bottom, made.last_printed)


def _schools(book: Book, lists: Lists) -> None:
    """Write the same school by school; left out where there is nothing."""
    words = book.words["enkaet_skoler"]
    sheet = page(book, words["ark"], row_height=24)
    heading(book, sheet, words, source=False)
    columns = [
        # On every row: what is filtered, or stands on a new page, says which question it is of.
        Column("navn", 38, "quiet"),
        Column("gruppe", 15.5, "quiet"),
        Column("skole", 27, "name"),
        Column("svar", 8, "count_figure"),
        Column("andel", 10, "share_strong"),
        Column("nedre", 8, "share"),
        Column("oevre", 8, "share"),
        Column("billede", 30, "plot"),
        Column("udvikling", 18, "status", looks=icon_inks(_INKS)),
        Column("bemaerkning", 26, "quiet"),
        *(helper(key) for key in ("noegle", "navn_vist")),
    ]
    made = lists.write(sheet, "enkaet_skoler", TOP, _SCHOOLS, columns, buttons=True)
    made.print_and_freeze(head_height=32, beside="skole")


def _words(book: Book, lists: Lists) -> None:
    """Write what the schools wrote, word for word; left out where there is nothing."""
    words = book.words["enkaet_ord"]
    sheet = page(book, words["ark"], row_height=84)
    heading(book, sheet, words, source=False)
    columns = [
        Column("navn", 32, "quiet"),
        Column("gruppe", 15.5, "quiet"),
        Column("skole", 25, "name"),
        Column("andel", 9, "share_strong"),
        Column("udvikling", 17, "status", looks=icon_inks(_INKS)),
        Column("analyse", 54, "text"),
        Column("tiltag", 48, "text"),
        *(helper(key) for key in ("noegle", "navn_vist")),
    ]
    made = lists.write(sheet, "enkaet_ord", TOP, _SCHOOLS, columns)
    made.print_and_freeze(head_height=20, beside="skole")
