"""A school form's own sheet in `uppfoljningsplan`: its figures beside all they are compared with, and words.

Goals stand first, then means, each with its area; a question and a yellow cell beside every figure. A unit
that lacks the form has no such sheet (``udelad_``).
"""

from __future__ import annotations

from xlsxwriter.worksheet import Worksheet

from workbooks.build.kit import inputs
from workbooks.build.kit.lists import Column, Lists, Look, helper
from workbooks.build.kit.look import GREEN, GREY, RED, Book, notes, page
from workbooks.build.kit.trend import draw_trend, trend_helpers

ROWS = 4  # rows a list is built with; a fill gives each its own number
TOP = 8  # the row (from 0) of the headings
_LINE = 5
# Points: 300 characters of a judgement, and a long measure with what is to be known of it below its name.
_ROW_HEIGHT = 92.0
# Of a sheet so wide: a smaller letter could not be read in print.
SMALL = 10

_HELPERS = ("noegle", "navn", "maaleenhed", "bemaerkning", "pejlemaerke_vist", "rolle", "decimaler")
# Of a figure older than the three years shown nothing is said: nobody could see what of.
_UNSEEN: Look = ('AND({=v1}="",{=v2}="",{=v3}="")', {"num_format": ";;;"})
# A verdict begins with its icon; what stands out is bold too, so that it is seen in grey print.
INKS: tuple[Look, ...] = tuple(
    (f'LEFT({{cell}},1)="{icon}"', look)
    for icon, look in (
        ("▲", {"font_color": GREEN, "bold": True}),
        ("▼", {"font_color": RED, "bold": True}),
        ("≈", {"font_color": GREY}),
        ("k", {"font_color": GREY}),
    )
)


def form_sheet(book: Book, lists: Lists, place: int) -> None:
    """Write the sheet of the form at a place."""
    words = book.words["skolform"]
    table = f"skoleform_{place}"
    sheet = page(book, words["ark"].format(nummer=place), row_height=_ROW_HEIGHT, writes=True)
    book.name(f"udelad_{table}", sheet, 0, 0)
    # The lists differ by their number alone, and so do their words.
    title = words["ark"].format(nummer=place)
    book.words[f"{table}_tal"] = {**book.words["skolform_tal"], "titel": title}
    made = lists.write(sheet, f"{table}_tal", TOP, ROWS, _columns(book))
    _heading(book, sheet, table, made.last_printed)
    for key, said in (
        ("v1", "skolan"),
        ("udvikling", "sager"),
        ("kommune", "andra"),
        ("lignende", "liknande"),
        ("spoergsmaal", "samtalet"),
    ):
        sheet.write_string(
            TOP - 2, made.at(key), book.words["skolform_tal"][f"grupp_{said}"], book.style("over_group")
        )
    for key in ("v1", "v2", "v3"):
        name = f"felt_aar_{key[1]}"  # as 2025/26: narrow columns
        year = f'=IF({name}="","",LEFT({name},5)&RIGHT({name},2))'
        sheet.write_formula(TOP - 1, made.at(key), year, book.style("over_right"), "")
    draw_trend(made)
    made.print_and_freeze(head_height=34, beside="matetal")


def _columns(book: Book) -> list[Column]:
    help = book.words["skolform"]["hjaelp"]["bedomning"]
    area = "{rolle}&CHAR(10)&{pejlemaerke_vist}"
    measure = 'IF({maaleenhed}="",{navn},{navn}&" ("&{maaleenhed}&")")'
    remark = 'IF({bemaerkning}="","",CHAR(10)&{bemaerkning})'
    return [
        Column(
            "omrade_vist", 11.5, "group", "formula",
            f'IF({{pejlemaerke_vist}}="","",IF({{rolle}}="",{{pejlemaerke_vist}},{area}))',
        ),
        Column("matetal", 21, "status", "formula", f'IF({{navn}}="","",{measure}&{remark})'),
        Column("v1", 8.5, "figure", decimals=True),
        Column("v2", 8.5, "figure", decimals=True),
        Column("v3", 8.5, "figure_strong", decimals=True),
        Column("usikkerhed", 7.5, "figure_quiet", decimals=True, looks=[_UNSEEN]),
        Column("udvikling", 11, "status", looks=[_UNSEEN, *INKS]),
        Column("trend", 7, "picture", "blank"),
        Column("kommune", 8.5, "figure_quiet", decimals=True, looks=[_UNSEEN]),
        Column("land", 8.5, "figure_quiet", decimals=True, looks=[_UNSEEN]),
        Column("lignende", 8.5, "figure", decimals=True, looks=[_UNSEEN]),
        Column("lignende_halvdel", 9, "quiet", looks=[_UNSEEN]),
        Column("mod_lignende", 11, "status", looks=[_UNSEEN, *INKS]),
        Column("spoergsmaal", 17, "status"),
        Column("rektors_bedomning", 36, "input_long", "svar", validation=inputs.anything(book, *help)),
        Column("forrige_rektors_bedomning", 24, "quiet_long"),
        *(helper(key) for key in _HELPERS),
        *trend_helpers(),
    ]  # fmt: skip


def _heading(book: Book, sheet: Worksheet, table: str, last: int) -> None:
    """Write the form's name as the title, and how similar schools are chosen over the whole width."""
    words, name = book.words["skolform"], f"felt_{table}__navn"
    sheet.set_row(0, 30)
    sheet.write_formula(0, 0, f'=IF({name}="","",{name})', book.style("title"), "")
    sheet.set_row(1, 18)
    lead = f'=felt_skole_navn&" · {words["titel"]} "&felt_skoleaar&". {words["ledetekst"]}"'
    sheet.write_formula(1, 0, lead, book.style("lead"), "")
    notes(book, sheet)
    source(book, sheet)
    spread(book, sheet, _LINE, (0, last), "lignende_linje", 32, "plain", font_size=SMALL)
    for column, key in enumerate(("noegle", "navn"), start=last + 1):
        sheet.write_blank(0, column, None, book.style("help"))
        book.name(f"felt_{table}__{key}", sheet, 0, column)


def source(book: Book, sheet: Worksheet) -> None:
    """Write where the figures come from and whom they are for, in letters for so wide a sheet."""
    sheet.set_row(4, 15)
    after = '&IF(felt_udgave="","","   ·   "&felt_udgave)'
    said = f'=IF(felt_kilde_linje="","",felt_kilde_linje{after})'
    sheet.write_formula(4, 0, said, book.style("source", font_size=SMALL), "")


def spread(
    book: Book,
    sheet: Worksheet,
    row: int,
    columns: tuple[int, int],
    name: str,
    height: float,
    style: str,
    **look: object,
) -> None:
    """Repeat a field that is filled elsewhere over several columns, its words wrapped."""
    made = book.style(style, **look)
    first, last = columns
    sheet.set_row(row, height)
    sheet.merge_range(row, first, row, last, "", made)
    sheet.write_formula(row, first, f'=IF(felt_{name}="","",felt_{name})', made, "")
