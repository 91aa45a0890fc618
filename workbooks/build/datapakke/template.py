"""The template `datapakke`: three focus talks a year, each with its theme's figures, a guide and agreements.

Here stand the workbook as a whole and the sheets of figures; the sheets where a talk is prepared and
agreed stand in ``talk``, the words in ``words/datapakke.da.toml``. A theme's figures are a list
that grows downwards, so nothing stands below it.
"""

from __future__ import annotations

from workbooks.build.datapakke.talk import talk
from workbooks.build.kit import inputs
from workbooks.build.kit.lists import Column, List, Lists, Look, helper
from workbooks.build.kit.look import GREEN, GREY, RED, Book, heading, page
from workbooks.build.kit.parts import about, field, front

NAME, VERSION = "datapakke", "1.0"
# In the order of the year; each is the word of its settings, lists and answers.
THEMES = ("synlig_laering", "teamsamarbejde", "foraeldre")
_TOP = 7  # the row (from 0) of a list's headings
_ROWS = 20  # a fill gives each list its own number
_INKS = {"▲": GREEN, "▼": RED, "≈": GREY, "?": GREY, "–": GREY}
# A figure's name stands in all its rows, so that a page can be read alone; in ink in the first.
_SAME: Look = ('{=navn_vist}=""', {"font_color": GREY, "bold": False})
_SCHOOL: Look = ('RIGHT({=noegle},5)="|alle"', {"bold": True})


def build() -> bytes:
    """Build the template and give its bytes; the same bytes each time."""
    book = Book("faelles.da.toml", f"{NAME}.da.toml")
    book.describe({"xb_skabelon": NAME, "xb_version": VERSION, "xb_enhed": "skole", "xb_svar": "aar"})
    lists = Lists(book)
    words = book.words["forside"]
    front(
        book,
        {
            "skoleleder": words["skoleleder"],
            **{f"fokussamtale_{n}_team": words[f"team_{n}"] for n in (1, 2, 3)},
        },
        {f"fokussamtale_{n}_dato": words[f"dato_{n}"] for n in (1, 2, 3)},
        [sheet for theme in THEMES for sheet in (f"tema_{theme}", f"samtale_{theme}")],
    )
    for number, theme in enumerate(THEMES, 1):
        _figures(book, lists, f"tema_{theme}")
        talk(book, theme, number)
    about(book, NAME, VERSION)
    return book.finished()


def _figures(book: Book, lists: Lists, name: str) -> List:
    """Write a theme's sheet: each figure for the school, its teams and grades, and room for words."""
    book.words[name] = {**book.words["tema"], **book.words[name]}
    words = book.words[name]
    sheet = page(book, words["ark"], row_height=37, writes=True)
    heading(book, sheet, words)
    field(book, sheet, _TOP - 2, 0, f"{name}_linje", "count")
    made = lists.write(sheet, name, _TOP, _ROWS, _columns(book, words))
    for key, said in (("forrige", "gruppen"), ("skolen", "andre"), ("tegn", "tegn"), ("vi_ser", "ord")):
        sheet.write_string(_TOP - 1, made.at(key), words[f"gruppe_{said}"], book.style("over_group"))
    made.print_and_freeze(beside="gruppe")
    return made


def _columns(book: Book, words: dict[str, str]) -> list[Column]:
    inks = [(f'LEFT({{cell}},1)="{icon}"', {"font_color": ink}) for icon, ink in _INKS.items()]
    return [
        Column("indikator", 22.5, "group", looks=[_SAME]),
        Column("gruppe", 15.5, "text", looks=[_SCHOOL]),
        Column("maaleenhed", 9.5, "quiet"),
        Column("forrige", 8.5, "figure_quiet", decimals=True),
        Column("seneste", 8.5, "figure_strong", decimals=True),
        Column("aar_seneste", 9.5, "quiet"),
        Column("usikkerhed", 8.5, "figure_quiet", decimals=True),
        Column("antal", 7, "figure_whole"),
        Column("skolen", 8.5, "figure_quiet", decimals=True),
        Column("kommune", 10, "figure_quiet", decimals=True),
        Column("tegn", 22, "status", looks=inks),
        Column("spoergsmaal", 30, "quiet"),
        Column("vi_ser", 31, "input_long", "svar", validation=inputs.anything(book, *words["hjaelp_vi_ser"])),
        Column("bemaerkning", 22, "remark"),
        *(helper(key) for key in ("noegle", "navn", "navn_vist", "decimaler")),
    ]
