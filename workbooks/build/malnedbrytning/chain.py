"""The page of one indicator through all levels, from the nation to a group of the school.

Six rows that are always the same, looked up by the indicator and group chosen above them; below each other
they show one goal and one figure a level on one scale.
"""

from __future__ import annotations

from typing import Any, Final

from xlsxwriter.utility import xl_col_to_name
from xlsxwriter.worksheet import Worksheet

from workbooks.build.kit import inputs, pictures
from workbooks.build.kit.goal_formulas import icon_inks
from workbooks.build.kit.lists import Lists
from workbooks.build.kit.look import BAND, BLUE, GREEN, GREY, INK, RED, Book, area, heading, legend
from workbooks.build.kit.parts import answer, section
from workbooks.build.malnedbrytning.words import judged
from xl_beregner.fields.known.goal_chain import CHAIN, GROUPS, LEVELS, OWN

_GROUP: Final = "gruppe"
_ALL: Final = (*LEVELS, _GROUP)
# Rows (from 0): where is chosen, the headings, the first level, the box for words.
_CHOICE, _TITLE, _HEADS, _FIRST = 5, 8, 10, 11
_WORDS: Final = _FIRST + len(_ALL) + 1
_HEIGHT: Final = 50.0  # points: a level's row
_LEVEL, _DUTY, _GOAL, _DUE, _FIGURE, _SWING, _YEAR, _STATUS, _PICTURE, _ASK = range(10)
_WIDTHS: Final = (24, 27, 9.5, 10.5, 9.5, 7.5, 10.5, 19, 42, 34)
# Out of print, from this column: row of the level's list, error, then positions on the strip.
_PLACE, _ERROR, _Y, _UNDER, _LINE, _MIDDLE, _WIDTH, _DOT, _DIAMOND = range(12, 21)
_KEY, _SIGN, _DECIMALS, _LOW, _HIGH = range(12, 17)  # in the row of the choice


def write(book: Book, lists: Lists, sheet: Worksheet) -> None:
    """Write the choice, the six levels, the picture and the box for words."""
    words = book.words["kedjan"]
    heading(book, sheet, words)
    for column, width in enumerate(_WIDTHS):
        sheet.set_column(column, column, width)
    _choice(book, lists, sheet)
    _title(book, lists, sheet)
    for number, level in enumerate(_ALL):
        _level(book, lists, sheet, number, level)
    _heads(book, sheet)
    _looks(book, sheet)
    cells = {
        key: area(sheet, _FIRST, column, _FIRST + len(_ALL) - 1, column)
        for key, column in (
            ("y", _Y),
            ("under", _UNDER),
            ("linje", _LINE),
            ("midte", _MIDDLE),
            ("bredde", _WIDTH),
            ("siffra", _DOT),
            ("mal", _DIAMOND),
        )
    }
    size = int(_WIDTHS[_PICTURE] * 7 + 5), int(len(_ALL) * _HEIGHT * 4 / 3)
    pictures.ladder(book, sheet, cells, len(_ALL), (_FIRST, _PICTURE), size, words["alt_bild"])
    section(book, sheet, _WORDS, words["samtal"], len(_WIDTHS))
    sheet.set_row(_WORDS, 26)
    sheet.set_row(_WORDS + 1, 150)
    sheet.write_string(_WORDS + 1, _STATUS, words["samtal_fraga"], book.style("term", valign="top"))
    answer(book, sheet, _WORDS + 1, _PICTURE, "kedjan_samtal", "input_page", words["hjaelp"]["kedjan_samtal"])
    sheet.print_area(0, 0, _WORDS + 1, _ASK)
    sheet.set_zoom(90)


def _at(row: int, column: int) -> str:
    return f"${xl_col_to_name(column)}${row + 1}"


def _choice(book: Book, lists: Lists, sheet: Worksheet) -> None:
    """Write where indicator and group are chosen; a blank cell is the first of them."""
    words = book.words["kedjan"]
    for row, key, source in (
        (_CHOICE, "valt_matetal", "liste_matetal"),
        (_CHOICE + 1, "vald_grupp", "liste_grupper"),
    ):
        sheet.set_row(row, 32 if row == _CHOICE else 22)
        sheet.write_string(row, 0, words[key], book.style("term_strong"))
        help = words["hjaelp"][key]
        answer(book, sheet, row, _DUTY, key, "input", help, inputs.choice(book, f"={source}", *help))
    sheet.set_row(_CHOICE + 2, 6)
    sheet.write_string(_CHOICE - 1, _KEY, book.words["faelles"]["hjaelp"], book.style("help_over"))
    first = f"MATCH(1,{{{OWN}.vis_foerst}},0)"
    named = f"MATCH(svar_valt_matetal,{{{OWN}.navn}},0)"
    chosen = f'IFERROR(IF(svar_valt_matetal="",{first},{named}),1)'
    place = _at(_CHOICE + 1, _KEY)
    cells = (
        (_CHOICE + 1, _KEY, chosen),
        (_CHOICE, _KEY, f'INDEX({{{OWN}.noegle}},{place})&""'),
        (_CHOICE, _SIGN, f"N(INDEX({{{OWN}.fortegn}},{place}))"),
        (_CHOICE, _DECIMALS, f"N(INDEX({{{OWN}.decimaler}},{place}))"),
        (_CHOICE, _LOW, f"MIN({_span(_GOAL)},{_span(_FIGURE)})-MAX({_span(_SWING)},0)"),
        (_CHOICE, _HIGH, f"MAX({_span(_GOAL)},{_span(_FIGURE)})+MAX({_span(_SWING)},0)"),
    )
    for row, column, formula in cells:
        sheet.write_formula(row, column, lists.formula(OWN, formula), book.style("help"), "")


def _span(column: int) -> str:
    name = xl_col_to_name(column)
    return f"${name}${_FIRST + 1}:${name}${_FIRST + len(_ALL)}"


def _title(book: Book, lists: Lists, sheet: Worksheet) -> None:
    """Write which indicator the page is of, its unit, and which way is better."""
    words, place, sign = book.words["kedjan"], _at(_CHOICE + 1, _KEY), _at(_CHOICE, _SIGN)
    unit = f"INDEX({{{OWN}.maaleenhed}},{place})"
    way = f'IF({sign}>0,"{words["hogre"]}",IF({sign}<0,"{words["lagre"]}",""))'
    said = f'INDEX({{{OWN}.navn}},{place})&IF({unit}="","","  ·  "&{unit})&{way}'
    sheet.set_row(_TITLE, 28)
    sheet.write_formula(_TITLE, 0, lists.formula(OWN, said), book.style("front_school"), "")
    marks = (("●", BLUE), ("▬", BAND), ("◆", INK))
    said_marks = [(*mark, word) for mark, word in zip(marks, words["legende"], strict=True)]
    legend(book, sheet, (_HEADS - 1, _PICTURE), said_marks, name="over_legend")


def _heads(book: Book, sheet: Worksheet) -> None:
    words = book.words["kedjan"]["kolonner"]
    sheet.set_row(_HEADS, 20)
    for column, said in enumerate(words):
        right = column in (_GOAL, _FIGURE, _SWING)
        style = "head_right" if right else "head" if column else "head_first"
        sheet.write_string(_HEADS, column, said, book.style(style))


def _level(book: Book, lists: Lists, sheet: Worksheet, number: int, level: str) -> None:
    """Write one level's row and its helpers."""
    words, row = book.words["kedjan"], _FIRST + number
    sheet.set_row(row, _HEIGHT)
    key, place = _at(_CHOICE, _KEY), _at(row, _PLACE)
    of_group = level == _GROUP
    table = GROUPS if of_group else CHAIN
    chosen = f'MATCH({key}&"|"&svar_vald_grupp,{{{GROUPS}.sok}},0)'
    found = (
        f'IFERROR(IF(svar_vald_grupp="",MATCH({key},{{{GROUPS}.indikator}},0),{chosen}),0)'
        if of_group
        else f'IFERROR(MATCH({key}&"|{level}",{{{CHAIN}.noegle}},0),0)'
    )

    def of(name: str, table: str = table, place: str = place) -> str:
        cell = f"INDEX({{{table}.{name}}},MAX(1,{place}))"
        return f'IF({place}=0,"",IF({cell}="","",{cell}))'

    goal, duty, due = (
        of("eget_mal" if of_group else "maal_tal"),
        of("ansvar"),
        '""' if of_group else of("maal_aar"),
    )
    if level == "skole":
        own = _at(_CHOICE + 1, _KEY)
        goal = f"INDEX({{{OWN}.gaelder}},{own})"
        duty = f'IF(INDEX({{{OWN}.ansvar}},{own})="",{duty},INDEX({{{OWN}.ansvar}},{own}))'
    if level in ("skole", _GROUP):  # what is written here is for the workbook's own year
        due = f'IF(ISNUMBER({_at(row, _GOAL)}),felt_skoleaar,"")'
    name = f'"{words["nivaer"][level]}"'
    if of_group:
        name = f'IF({place}=0,"{words["ingen_grupp"]}",{name}&": "&INDEX({{{GROUPS}.gruppe}},MAX(1,{place})))'
    there = f"{place}>0" if of_group else f'{key}<>""'
    without = f'IF(AND({there},NOT(ISNUMBER({_at(row, _GOAL)}))),"{words["inget_mal"]}","")'
    duty = f'IF({duty}="",{without},{duty})'
    verdict = judged(_at(row, _GOAL), _at(row, _FIGURE), _at(row, _ERROR), _at(_CHOICE, _SIGN))
    steps = {"indent": min(number, 5)}
    cells: tuple[tuple[int, str, str, dict[str, Any]], ...] = (
        (_LEVEL, name, "term_strong", {"font_size": 13, "font_color": BLUE, **steps}),
        (_DUTY, duty, "text", {}),
        (_GOAL, goal, "figure_strong", {"font_size": 15}),
        (_DUE, due, "quiet", {}),
        (_FIGURE, of("resultat"), "figure", {"font_size": 15}),
        (_SWING, of("usikkerhed"), "figure_quiet", {}),
        (_YEAR, of("aar"), "quiet", {}),
        (_STATUS, verdict, "status", {"font_size": 11}),
        (_PLACE, found, "help", {}),
        (_ERROR, of("standardfejl"), "help", {}),
        *((column, formula, "help", {}) for column, formula in _positions(row, number)),
    )
    for column, formula, style, look in cells:
        sheet.write_formula(row, column, lists.formula(OWN, formula), book.style(style, **look), "")
    sheet.write_blank(row, _PICTURE, None, book.style("picture"))
    sheet.write_string(row, _ASK, words["fragor"][level], book.style("quiet", font_size=11))


def _positions(row: int, number: int) -> list[tuple[int, str]]:
    """Put figure, band and goal on a scale from 0 to 1 that holds all levels, with air at its ends."""
    low, high = _at(_CHOICE, _LOW), _at(_CHOICE, _HIGH)

    def on(column: int) -> str:
        value = _at(row, column)
        at = f"IF({high}>{low},0.06+0.88*({value}-{low})/({high}-{low}),0.5)"
        return f"IF(ISNUMBER({value}),{at},{pictures.OFF})"

    swing, figure = _at(row, _SWING), _at(row, _FIGURE)
    wide = f"IF(AND(ISNUMBER({swing}),ISNUMBER({figure})),IF({high}>{low},0.88*{swing}/({high}-{low}),0),0)"
    return [
        (_Y, f"-{number}-0.5"),
        (_UNDER, f"-{number}-1"),
        (_LINE, "0.5"),
        (_MIDDLE, on(_FIGURE)),
        (_WIDTH, wide),
        (_DOT, on(_FIGURE)),
        (_DIAMOND, on(_GOAL)),
    ]


def _looks(book: Book, sheet: Worksheet) -> None:
    """Show figures with the indicator's decimals, and a verdict in the ink of its icon."""
    last = _FIRST + len(_ALL) - 1
    for count, shape in ((0, "#,##0"), (2, "#,##0.00")):
        for column in (_GOAL, _FIGURE, _SWING):
            rule = {
                "type": "formula",
                "criteria": f"={_at(_CHOICE, _DECIMALS)}={count}",
                "format": book.rule(num_format=shape),
            }
            sheet.conditional_format(_FIRST, column, last, column, rule)
    for condition, change in icon_inks({"●": GREEN, "◕": GREEN, "◔": RED, "○": RED, "?": GREY}):
        cell = f"${xl_col_to_name(_STATUS)}{_FIRST + 1}"
        rule = {
            "type": "formula",
            "criteria": "=" + condition.replace("{cell}", cell),
            "format": book.rule(**change),
        }
        sheet.conditional_format(_FIRST, _STATUS, last, _STATUS, rule)
