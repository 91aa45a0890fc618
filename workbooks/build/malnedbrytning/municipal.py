"""The template `malnedbrytning_kommun`: whether the schools' own goals come to the municipality's.

An indicator at a time: the council's goal, the administration's, and what it becomes if every school gets
where it wants to go; then every school's goal with its duty. What the schools wrote is `malnedbrytning`'s.
"""

from __future__ import annotations

from typing import Final

from xlsxwriter.worksheet import Worksheet

from workbooks.build.kit import inputs
from workbooks.build.kit.goal_formulas import icon_inks
from workbooks.build.kit.lists import Column, Lists, helper
from workbooks.build.kit.look import GREEN, GREY, RED, Book, page
from workbooks.build.kit.municipal import TOP, heading
from workbooks.build.kit.municipal_parts import about, front
from workbooks.build.malnedbrytning.words import with_unit
from xl_beregner.fields.known.goal_chain import SUM, SUM_SCHOOLS

NAME, VERSION = "malnedbrytning_kommun", "1.0"
ROWS, SCHOOL_ROWS = 12, 20
# Below the indicator: who has the duty; below what it comes to: what to ask.
_DUTY: Final = f'IF({{ansvar}}="","",CHAR(10)&{{\'{SUM}.ansvar_ord\'}}&{{ansvar}})'
_IN_WORDS: Final = '{tekst}&IF({spoergsmaal}="","",CHAR(10)&"→ "&{spoergsmaal})'
_INKS: Final = icon_inks({"●": GREEN, "◕": GREEN, "○": RED, "?": GREY})


def build() -> bytes:
    """Build the template and give its bytes; the same bytes each time."""
    book = Book("faelles.sv.toml", f"{NAME}.sv.toml")
    book.describe({"xb_skabelon": NAME, "xb_version": VERSION, "xb_enhed": "kommune", "xb_svar": "aar"})
    lists = Lists(book)
    boxes = {"malkedja_slutsats": (170.0, "maalsum_linje"), "malkedja_nasta": (130.0, "maalsum_ansvar_linje")}
    front(book, boxes)
    _sum(book, lists)
    _schools(book, lists)
    about(book, NAME, VERSION)
    return book.finished()


def _sum(book: Book, lists: Lists) -> None:
    """Write whether the schools' goals come to the municipality's, an indicator a row."""
    words = book.words[SUM]
    sheet = page(book, words["ark"], row_height=84, writes=True)
    heading(book, sheet, words)
    _conclusion(book, sheet)
    columns = [
        Column("pejlemaerke_vist", 15.5, "group"),
        Column("matetal", 31, "name", "formula", with_unit(_DUTY)),
        Column("resultat", 8.5, "figure_strong", decimals=True),
        Column("usikkerhed", 7, "figure_quiet", decimals=True),
        Column("maal_tal", 8.5, "figure_strong", decimals=True),
        Column("forvaltning_maal", 9, "figure_quiet", decimals=True),
        Column("daekning", 11, "quiet"),
        Column("sammen", 9.5, "figure_strong", decimals=True),
        Column("dom", 17, "status", looks=_INKS),
        Column("i_ord", 45, "text", "formula", _IN_WORDS),
        Column(
            "malkedja_atgard",
            45,
            "input_long",
            "svar",
            validation=inputs.anything(book, *words["hjaelp"]["malkedja_atgard"]),
        ),
        *(
            helper(key)
            for key in (
                "noegle",
                "pejlemaerke",
                "decimaler",
                "fortegn",
                "navn",
                "maaleenhed",
                "ansvar",
                "tekst",
                "spoergsmaal",
            )
        ),
    ]
    made = lists.write(sheet, SUM, TOP + 1, ROWS, columns)
    for key, said in (
        ("resultat", "kommunen"),
        ("maal_tal", "mal"),
        ("daekning", "skolorna"),
        ("dom", "racker"),
    ):
        sheet.write_string(TOP, made.at(key), words[f"gruppe_{said}"], book.style("over_group"))
    made.print_and_freeze(head_height=46, beside="matetal")


def _conclusion(book: Book, sheet: Worksheet) -> None:
    """Write in one line how many of the municipality's goals the schools' come to."""
    sheet.set_row(4, 26)
    short = 'IF(felt_maalsum_kort="",""," "&felt_maalsum_kort)'
    said = f'=IF(felt_maalsum_linje="","",felt_maalsum_linje&{short})'
    sheet.write_formula(4, 0, said, book.style("must_be_said", font_size=13, bold=True), "")
    for row in (5, 6):
        sheet.set_row(row, 6)
    column = 21
    sheet.write_blank(4, column, None, book.style("help"))
    book.name("felt_maalsum_kort", sheet, 4, column)


def _schools(book: Book, lists: Lists) -> None:
    """Write every school's own goal, the schools of an indicator below each other."""
    words = book.words[SUM_SCHOOLS]
    sheet = page(book, words["ark"], row_height=66)
    heading(book, sheet, words)
    columns = [
        Column("matetal", 33, "name", "formula", with_unit()),
        Column("skole", 25, "term_strong"),
        Column("antal", 7.5, "figure_whole"),
        Column("resultat", 9, "figure", decimals=True),
        Column("maal", 9, "figure_strong", decimals=True),
        Column("aendring", 9.5, "difference", decimals=True),
        Column("ansvar", 24, "words"),
        Column("indsats", 58, "words"),
        Column("bemaerkning", 21, "quiet"),
        *(helper(key) for key in ("noegle", "navn_vist", "indikator", "decimaler", "navn", "maaleenhed")),
    ]
    made = lists.write(sheet, SUM_SCHOOLS, TOP, SCHOOL_ROWS, columns, buttons=True, from_top=True)
    made.print_and_freeze(head_height=32, beside="skole")
