"""The template `resultataftale`: the agreement of one school, its figures, targets and evaluation.

Here stand the workbook as a whole and the sheets that inform; the sheets where the school writes
stand in ``answers``, those of the last agreement in ``last``, the words in
``words/resultataftale.da.toml``.
"""

from __future__ import annotations

from xlsxwriter.worksheet import Worksheet

from workbooks.build.kit import inputs, pictures
from workbooks.build.kit.lists import Column, List, Lists, helper
from workbooks.build.kit.look import (
    BAND,
    BLUE,
    GREY,
    INK,
    MARK_BEFORE,
    Book,
    heading,
    legend,
    notes,
    page,
)
from workbooks.build.kit.parts import fact, field, method, school_years, which_template
from workbooks.build.kit.trend import TREND, draw_trend, trend_helpers, verdict_icons
from workbooks.build.resultataftale import answers
from workbooks.build.resultataftale.board import MUNICIPALITY, board
from workbooks.build.resultataftale.last import last_agreement, last_own_goals
from workbooks.build.resultataftale.progression import progression

VERSION = "1.1"
# Rows the lists are built with, as many as the example needs; a fill gives each list its own number.
ROWS, GOAL_ROWS = 13, 10
TOP = 7  # the row (from 0) of the lists' headings: title, sentence, two notes, a blank, two rows above
STRIP_HEIGHT = 36.0  # points: a row of the sheet with the strip

# Rows of the front sheet: the words worth knowing, below the list of sheets, and the source below all.
_TERMS, _SOURCE = 16, 21


def build() -> bytes:
    """Build the template and give its bytes; the same bytes each time."""
    book = Book("resultataftale.da.toml")
    book.describe({"xb_skabelon": "resultataftale", "xb_version": VERSION, "xb_enhed": "skole"})
    lists = Lists(book)
    _front(book)
    last_agreement(book, lists, TOP + 1)
    last_own_goals(book, lists, TOP)
    figures = _figures(book, lists)
    progression(book, lists, TOP)
    proposals = _proposals(book, lists)
    agreed = answers.agreement(book, lists, TOP, GOAL_ROWS)
    pictures.strip(book, proposals, agreed, "strimmel", STRIP_HEIGHT, book.words["forslag"]["alt_strimmel"])
    answers.own_goals(book)
    answers.evaluation(book, lists, TOP, GOAL_ROWS)
    board(book, lists, figures)
    _about(book)
    return book.finished()


def _front(book: Book) -> None:
    words = book.words["forside"]
    sheet = page(book, words["ark"], row_height=30, pages=1)
    for column, width in enumerate((25, 34, 4, 26, 66)):
        sheet.set_column(column, column, width)
    sheet.set_row(0, 42)
    sheet.write_string(0, 0, words["titel"], book.style("front_title"))
    sheet.set_row(1, 30)
    field(book, sheet, 1, 0, "skole_navn", "front_school")
    notes(book, sheet, fields=True)
    sheet.set_row(4, 24)
    sheet.write_string(4, 0, words["gul"], book.style("lead"))
    _parties(book, sheet)
    _reading(book, sheet)
    sheet.set_row(_SOURCE, 24)
    field(book, sheet, _SOURCE, 0, "kilde_linje", "source")
    sheet.print_area(0, 0, _SOURCE, 4)
    sheet.set_first_sheet()
    sheet.activate()


def _parties(book: Book, sheet: Worksheet) -> None:
    """Write the left half: whose agreement it is, and the cells of the parties."""
    words = book.words["forside"]
    for column in (0, 1):
        sheet.write_string(5, column, words["aftalen"] if column == 0 else "", book.style("section"))
        sheet.write_string(11, column, words["parter"] if column == 0 else "", book.style("section"))
    facts = (
        ("skoleaar", "skoleaar"),
        ("kommune", "kommune_navn"),
        ("omraade", "omraade"),
        ("elevtal", "elevtal"),
    )
    for row, (key, name) in enumerate(facts, start=6):
        sheet.write_string(row, 0, words[key], book.style("term"))
        field(book, sheet, row, 1, name, "fact")
    answers = {"skoleleder": "svar_skoleleder", "omraadechef": "svar_omraadechef"}
    dates = {"dato": "svar_aftale_dato", "evalueres": "svar_evaluering_dato"}
    for row, (key, name) in enumerate({**answers, **dates}.items(), start=12):
        sheet.write_string(row, 0, words[key], book.style("term"))
        sheet.write_blank(row, 1, None, book.style("input_date" if key in dates else "input"))
        book.name(name, sheet, row, 1)
        takes = inputs.day if key in dates else inputs.anything
        sheet.data_validation(row, 1, row, 1, dict(takes(book, words[key], words["hjaelp"][key])))


def _reading(book: Book, sheet: Worksheet) -> None:
    """Write the right half: the sheets with links, and the words worth knowing."""
    words = book.words["forside"]
    for row, key in ((5, "ark_overskrift"), (_TERMS, "laes_overskrift")):
        sheet.write_string(row, 3, words[key], book.style("section"))
        sheet.write_blank(row, 4, None, book.style("section"))
    for row, (key, said) in enumerate(words["arkene"].items(), start=6):
        name = book.words[key]["ark"]
        sheet.write_url(row, 3, f"internal:'{name}'!A1", book.style("link"), name)
        sheet.write_string(row, 4, said, book.style("fact"))
    for row, (term, said) in enumerate(words["ordene"].items(), start=_TERMS + 1):
        sheet.write_string(row, 3, term, book.style("term_strong"))
        sheet.write_string(row, 4, said, book.style("fact"))


def _figures(book: Book, lists: Lists) -> List:
    """Write the sheet of figures: three years, others, reference, trend, remark."""
    words = book.words["tal"]
    sheet = page(book, words["ark"], row_height=37)
    heading(book, sheet, words)
    columns = [
        Column("pejlemaerke_vist", 17, "group"),
        Column("navn", 31, "name"),
        Column("maaleenhed", 10, "quiet"),
        *(
            Column(key, 9.5, "figure" if key != "v3" else "figure_strong", decimals=True)
            for key in ("v1", "v2", "v3")
        ),
        Column("kommune", 11, "figure_quiet", decimals=True),
        Column("land", 9.5, "figure_quiet", decimals=True),
        Column("reference", 10, "figure_quiet", decimals=True),
        Column("forskel", 9.5, "difference", decimals=True),
        Column("reference_dom", 14, "status", looks=verdict_icons()),
        Column("trend", 20, "picture", "blank"),
        Column("bemaerkning", 40, "remark"),
        *(helper(key) for key in ("noegle", "pejlemaerke", "decimaler", "retning", "aar_seneste")),
        *trend_helpers(),
        *(helper(key) for key in MUNICIPALITY),
    ]
    made = lists.write(sheet, "tal", TOP, ROWS, columns)
    for key, name in (("v1", "aar_1"), ("v2", "aar_2"), ("v3", "aar_3")):
        field(book, sheet, TOP - 1, made.at(key), name, "over_right")
    for key, said in (
        ("v1", "skole"),
        ("kommune", "sammenlign"),
        ("reference", "reference"),
        ("trend", "udvikling"),
    ):
        sheet.write_string(TOP - 2, made.at(key), words[f"gruppe_{said}"], book.style("over_group"))
    _year_labels(book, made)
    draw_trend(made)
    made.print_and_freeze(head_height=18)
    return made


def _year_labels(book: Book, made: List) -> None:
    """Write the eight years above the trend's columns, from the newest year and the list of years."""
    for back, key in enumerate(reversed(TREND)):
        label = (
            f'=IFERROR(INDEX(liste_skoleaar_kort,MATCH(felt_seneste_skoleaar,liste_skoleaar,0)-{back}),"")'
        )
        made.sheet.write_formula(TOP - 1, made.at(key), label, book.style("help_head"), "")


def _proposals(book: Book, lists: Lists) -> List:
    """Write the sheet of proposed targets; the strip is laid over it when its marks have a place."""
    words = book.words["forslag"]
    sheet = page(book, words["ark"], row_height=STRIP_HEIGHT)
    heading(book, sheet, words)
    made = lists.write(sheet, "forslag", TOP, GOAL_ROWS, _proposal_columns())
    for place in (1, 2, 3):
        column = made.at(f"maal_{place}")
        field(book, sheet, TOP - 2, column, f"chance_{place}_navn", "over_right")
        sheet.write_blank(TOP - 1, column, None, book.style("over_chance", num_format=words["chance"]))
        book.name(f"felt_chance_{place}", sheet, TOP - 1, column)
    for key, said in (("maaleenhed", "baseline"), ("strimmel", "strimmel")):
        sheet.write_string(TOP - 2, made.at(key), words[f"gruppe_{said}"], book.style("over_group"))
    sheet.write_string(TOP - 1, made.at("nedre"), words["interval"], book.style("over_chance"))
    percent = book.style("over_chance", num_format=book.words["om"]["konfidens_format"])
    sheet.write_formula(
        TOP - 1, made.at("oevre"), '=IF(felt_konfidens_pct="","",felt_konfidens_pct)', percent, ""
    )
    marks = (("▬", BAND), ("●", BLUE), ("•", MARK_BEFORE), ("┊", GREY), ("◆", INK))
    explained = [(*mark, word) for mark, word in zip(marks, words["legende"], strict=True)]
    legend(book, sheet, (TOP - 1, made.at("strimmel")), explained, name="over_legend")
    made.print_and_freeze()
    sheet.set_row(TOP - 2, 27)
    return made


def _proposal_columns() -> list[Column]:
    better = "IF({fortegn}=\"\",\"\",IF({fortegn}<0,{'forslag.lavere'},{'forslag.hoejere'}))"
    return [
        Column("pejlemaerke_vist", 16, "group"),
        Column("navn", 29, "name"),
        Column("maaleenhed", 9.5, "quiet"),
        Column("bedre", 10, "quiet", "formula", better),
        Column("seneste", 9, "figure", decimals=True),
        Column("baseline", 9, "figure_strong", decimals=True),
        Column("nedre", 8, "figure_quiet", decimals=True),
        Column("oevre", 8, "figure_quiet", decimals=True),
        Column("baseline_aar", 12, "quiet"),
        Column("synlig", 10, "figure_quiet", decimals=True),
        *(Column(f"maal_{place}", 10, "figure", decimals=True) for place in (1, 2, 3)),
        Column("strimmel", 42, "picture", "picture"),
        Column("bemaerkning", 32, "remark"),
        *(helper(key) for key in ("noegle", "decimaler", "fortegn")),
        *(helper(f"strip_{key}") for key in ("nedre", "oevre", "seneste", "aar2", "aar1", "midte")),
    ]


def _about(book: Book) -> None:
    """Write where the figures come from, how they are made, and which template this is."""
    words = book.words["om"]
    sheet = page(book, words["ark"], row_height=20, pages=1)
    heading(book, sheet, words, source=False)
    sheet.set_column(0, 0, 30)
    sheet.set_column(1, 1, 140)
    row = 4
    for key, style in (
        ("kilde", "fact"),
        ("hentet", "fact_date"),
        ("udgave", "fact"),
        ("mindst_antal", "fact"),
    ):
        row = fact(book, sheet, row, words[key])
        field(book, sheet, row, 1, key, style)
    row = fact(book, sheet, row, words["konfidens"])
    sheet.write_blank(row, 1, None, book.style("fact", num_format=words["konfidens_format"]))
    book.name("felt_konfidens_pct", sheet, row, 1)
    row = fact(book, sheet, row, words["forbehold"])
    field(book, sheet, row, 1, "chance_forbehold", "fact")
    row = fact(book, sheet, row, words["aar"])
    field(book, sheet, row, 1, "seneste_skoleaar", "fact")
    row = method(book, sheet, row, words["metoden"])
    row = which_template(book, sheet, row, "resultataftale", VERSION, "skole")
    row = fact(book, sheet, row, words["enhed_nr"])
    field(book, sheet, row, 1, "enhed_nr", "fact")
    row = fact(book, sheet, row, words["skoleaar"])
    sheet.write_formula(row, 1, "=felt_skoleaar", book.style("fact"), "")
    book.name("xb_skoleaar", sheet, row, 1)
    sheet.print_area(0, 0, row, 1)
    school_years(book, sheet, short=True)
