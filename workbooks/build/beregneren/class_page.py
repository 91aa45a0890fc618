"""The sheet "Klasse" of `beregneren`: where the class is, whether it has moved, whom to talk about first.

Nobody is ranked here: pupils come by reason and, inside a reason, in the class's own order. What the
sheet calculates with stands in ``class_page_cells``, ``levels`` and
``reasons``.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from xlsxwriter.worksheet import Worksheet

from workbooks.build.beregneren.class_page_cells import STATES, Cells
from workbooks.build.beregneren.levels import LEVELS, Levels
from workbooks.build.beregneren.one_pupil import LOG_ROW
from workbooks.build.beregneren.parts import (
    OCCASIONS,
    class_title,
    head,
    marks,
    number,
    over,
    portrait,
    said,
    section,
    whole,
)
from workbooks.build.beregneren.reasons import PICKS, Reasons
from workbooks.build.kit import pictures
from workbooks.build.kit.look import BLUE, BOX, BROWN, GREY, HAIR, Book

LAST = 6  # the last printed column
_WIDTHS = (27.0, 9.5, 8.5, 11.5, 7.5, 31, 31)
_TESTS, _MOVED, _TALK = 5, 14, 28  # rows (from 0) where the three parts begin
_TEST_ROW, _PICK_ROW = 27.0, 28.0  # points
_STATE_ROWS = _MOVED + 4
_FEW = 5  # pupils with both tests, below which the class's gain is very uncertain

_ICONS = {"frem": ("▲", BLUE), "inden": ("●", GREY), "tilbage": ("▼", BROWN)}


def class_sheet(book: Book) -> None:
    """Write the sheet; what it reads is named on "Elever" and "Indtast"."""
    words = book.words["klasse"]
    sheet = portrait(book, words, row_height=18)
    for column, width in enumerate(_WIDTHS):
        sheet.set_column(column, column, width)
    sheet.set_column(LAST + 1, LAST + 1, 3)
    head(book, sheet, class_title(words), words["ledetekst"])
    sheet.write_string(_TESTS, LAST + 2, words["hjaelp"], book.style("help_over"))
    # Beside each other: reasons, the class and its tests, levels.
    cells = Cells(book, sheet, _TESTS + 2, LAST + 12)
    levels = Levels(book, sheet, _TESTS + 2, LAST + 30, cells.newest)
    reasons = Reasons(book, sheet, _TESTS + 2, LAST + 2, cells, levels)
    _tests(book, sheet, words, cells)
    _moved(book, sheet, words, cells)
    _states(book, sheet, words, cells)
    _levels(book, sheet, words, cells, levels)
    _talk(book, sheet, words, cells, reasons)
    sheet.print_area(0, 0, _TALK + PICKS + 3, LAST)


def _tests(book: Book, sheet: Worksheet, words: Mapping[str, Any], cells: Cells) -> None:
    """Write a row for each test: how many took it, its middle half, and a dot for each pupil."""
    section(book, sheet, _TESTS, (0, LAST), words["proever"])
    top = _TESTS + 1
    sheet.set_row(top, 30)
    for column, word in enumerate(words["kolonner"]):
        style = "head_first" if column == 0 else "head_right"
        sheet.write_string(top, column, word, book.style(style))
    signs = (("●", GREY), ("▬", BOX), ("●", BLUE))
    explained = [(*sign, word) for sign, word in zip(signs, words["legende"], strict=True)]
    marks(book, sheet, top, (LAST - 1, LAST), [*explained, ("", "", words["skala"])], "head")
    for place in range(1, OCCASIONS + 1):
        row = top + place
        sheet.set_row(row, _TEST_ROW)
        found = cells.test(place)
        for column, (formula, style) in enumerate(
            (
                (_invited(found["navn"], place, cells, words["tom_proever"]), "name"),
                (f'IF({found["navn"]}="","",{found["antal"]}&"{words["af"]}"&{cells.pupils})', "figure"),
                (found["median"], "figure_strong"),
                (found["q1"], "figure_quiet"),
                (found["q3"], "figure_quiet"),
            )
        ):
            made = book.style(style, bottom=0, num_format="0", **({} if column else {"text_wrap": False}))
            sheet.write_formula(row, column, "=" + formula, made, "")
    _line_below(book, sheet, (top + 1, top + OCCASIONS), f"$A{top + 2}")
    pictures.class_strip(
        book, sheet, cells.series(), (top + 1, LAST - 1), _size(), words["alt_proever"]
    )  # fmt: skip


def _invited(formula: str, place: int, cells: Cells, word: str) -> str:
    """Say on the first row of an empty sheet what will stand there."""
    return f'IF({cells.pupils}=0,"{word}",{formula})' if place == 1 else formula


def _size() -> tuple[int, int]:
    width = sum(int(width * 7 + 5) for width in _WIDTHS[LAST - 1 :])
    return width, int(OCCASIONS * _TEST_ROW * 4 / 3)


def _line_below(book: Book, sheet: Worksheet, rows: tuple[int, int], filled: str) -> None:
    """Draw a hairline below the rows that say something, none below the others."""
    rule = {"type": "formula", "criteria": f'={filled}<>""', "format": book.rule(bottom=1, bottom_color=HAIR)}
    sheet.conditional_format(rows[0], 0, rows[1], LAST, rule)


def _moved(book: Book, sheet: Worksheet, words: Mapping[str, Any], cells: Cells) -> None:
    """Say what the class's mean gain is, between which limits, and what that means."""
    sheet.set_row(_MOVED - 1, 9)
    section(book, sheet, _MOVED, (0, LAST), words["flyttet"])
    gain = cells.gain
    parts = {
        "antal": whole(gain["antal"]),
        "elever": f'IF({gain["antal"]}=1,"{words["elev"]}","{words["elever"]}")',
        "fremgang": f'IF({gain["middel"]}>0,"+","")&' + number(gain["middel"], cells.decimals),
        "nedre": number(gain["nedre"], cells.decimals),
        "oevre": number(gain["oevre"], cells.decimals),
        "enhed": "enhed_ord",
        "par": "par_tekst",
    }
    state = (
        f'IF({gain["nedre"]}>0,"{words["klassen_frem"]}",'
        f'IF({gain["oevre"]}<0,"{words["klassen_tilbage"]}","{words["klassen_inden"]}"))'
    )
    few = f'IF({gain["antal"]}<{_FEW},{said(" " + words["faa"], **parts)},"")'
    broken = f'IF({cells.states["brud"]}>0,"{words["ingen_brud"]}","{words["ingen_aendring"]}")'
    none = f'IF({cells.pupils}=0,"{words["tom"]}",{broken})'
    several, single = (said(words[key], **parts) for key in ("aendring", "aendring_en"))
    sentence = f'IF({gain["antal"]}=1,{single},{several})&" "&{state}&{few}'
    sheet.set_row(_MOVED + 1, 48)
    over(book, sheet, _MOVED + 1, (0, LAST), f"IF({gain['antal']}=0,{none},{sentence})", "plain")
    sheet.set_row(_MOVED + 2, 28)
    share = said(words["forbehold"], procent=whole("konfidens_andel*100"))
    caution = f'IF({gain["antal"]}=0,"",{share})'
    over(book, sheet, _MOVED + 2, (0, LAST), caution, "source", text_wrap=True)


def _states(book: Book, sheet: Worksheet, words: Mapping[str, Any], cells: Cells) -> None:
    """Count the pupils in each state, a small square for each."""
    top = _STATE_ROWS - 1
    sheet.set_row(top, 20)
    for column in range(5):
        sheet.write_string(
            top, column, words["tilstande_overskrift"] if not column else "", book.style("head_first")
        )
    for place, (key, word) in enumerate(STATES.items()):
        row = _STATE_ROWS + place
        icon, ink = _ICONS.get(key, ("·", GREY))
        sheet.set_row(row, 16)
        sheet.write_string(row, 0, f"{icon}  {word}", book.style("name", font_color=ink, font_size=10))
        count = cells.states[key]
        shown = f'IF({cells.pupils}=0,"",{count})'
        sheet.write_formula(row, 1, "=" + shown, book.style("figure", num_format="0"), "")
        over(
            book,
            sheet,
            row,
            (2, 4),
            f'REPT("■",{count})',
            "text",
            font_color=ink,
            font_size=7,
            text_wrap=False,
        )


def _levels(book: Book, sheet: Worksheet, words: Mapping[str, Any], cells: Cells, levels: Levels) -> None:
    """Write how many are at each level, with the interval of the share; or that levels are not known."""
    top = _STATE_ROWS - 1
    for column in (LAST - 1, LAST):
        word = words["niveau_overskrift"] if column < LAST else words["andel_overskrift"]
        sheet.write_string(top, column, word, book.style("head"))
    for place in range(LEVELS + 1):
        found = levels.row(place)  # the first row is the share at the level of the national goal
        parts = {key: whole(found[key]) for key in ("antal", "kendte", "andel", "nedre", "oevre")}
        unknown = f'IF(OR({cells.pupils}=0,{levels.known}>0),"","{words["niveau_ukendt"]}")'
        otherwise = unknown if place == 0 else '""'
        share = f'IF({found["navn"]}="",{otherwise},{said(words["andel"], **parts)})'
        strong = {"bold": True} if place == 0 else {}
        row = _STATE_ROWS + place
        none = f'IF({cells.pupils}=0,"","{words["niveau_ingen"]}")' if place == 0 else '""'
        name = f'IF({found["navn"]}="",IF({levels.known}=0,{none},""),{found["navn"]})'
        for column, formula in ((LAST - 1, name), (LAST, share)):
            made = book.style("text", font_size=10, text_wrap=False, bottom=0, **strong)
            sheet.write_formula(row, column, "=" + formula, made, "")


def _talk(book: Book, sheet: Worksheet, words: Mapping[str, Any], cells: Cells, reasons: Reasons) -> None:
    """List whom to talk about first and why, in the order of the class, with what has been agreed."""
    sheet.set_row(_TALK - 2, 9)
    sheet.set_row(_TALK - 1, 9)
    section(book, sheet, _TALK, (0, LAST), words["tal_om"])
    sheet.set_row(_TALK + 1, 30)
    over(book, sheet, _TALK + 1, (0, LAST - 1), f'"{words["tal_om_note"]}"', "source", text_wrap=True)
    log = book.words["en_elev"]["ark"]
    link = book.style("link", bottom=0, font_size=10, indent=1)
    sheet.write_url(_TALK + 1, LAST, f"internal:'{log}'!A{LOG_ROW}", link, words["aftaler_link"])
    for column, word in (
        (0, words["elev_kolonne"]),
        (1, words["grund_kolonne"]),
        (LAST, words["aftale_kolonne"]),
    ):
        sheet.write_string(_TALK + 2, column, word, book.style("head_first" if column == 0 else "head"))
    for column in range(2, LAST):
        sheet.write_blank(_TALK + 2, column, None, book.style("head"))
    for place in range(1, PICKS + 1):
        row = _TALK + 2 + place
        sheet.set_row(row, _PICK_ROW)
        name, reason, agreed = reasons.pick(place)
        plain = {"bottom": 0}
        sheet.write_formula(row, 0, "=" + name, book.style("name", bold=True, **plain), "")
        shown = _invited(reason, place, cells, words["tom_tal_om"])
        over(book, sheet, row, (1, LAST - 1), shown, "text", font_size=10, **plain)
        sheet.write_formula(row, LAST, "=" + agreed, book.style("quiet", **plain), "")
    _line_below(book, sheet, (_TALK + 3, _TALK + 2 + PICKS), f"$A{_TALK + 4}")
    last = _TALK + 3 + PICKS
    over(book, sheet, last, (0, LAST), reasons.more, "source")
