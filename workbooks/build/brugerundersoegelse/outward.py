"""The page of a survey that may leave the school: results on enough answers, and the school's own words.

Its rows are looked up: those with enough answers in their order, nothing of the others but how many they are.
"""

from __future__ import annotations

from xlsxwriter.worksheet import Worksheet

from workbooks.build.brugerundersoegelse.groups import GROUPS, Groups
from workbooks.build.brugerundersoegelse.results import INKS, LEAST, NOT_HERE
from workbooks.build.kit.goal_formulas import icon_inks
from workbooks.build.kit.lists import Lists
from workbooks.build.kit.look import HAIR, Book, heading
from workbooks.build.kit.parts import answer, section

ROWS = 24
_HEARD, _HEADS = 5, 9
_HELP = 8  # the first column out of print
_COLUMNS = ("gruppe", "tekst", "andel", "nedre", "oevre", "billede", "udvikling")


def write(book: Book, lists: Lists, sheet: Worksheet, groups: Groups) -> None:
    """Write the page: two boxes of words, who answered and how to read it beside them, the results."""
    words, last = book.words["udad"], len(_COLUMNS) - 1
    sheet.set_portrait()
    heading(book, sheet, words, source=False, indicators=False)
    for column, width in enumerate((15.5, 51, 9, 7, 7, 28, 18)):
        sheet.set_column(column, column, width)
    section(book, sheet, _HEARD, words["ord"])
    section(book, sheet, _HEARD, words["svarede"], last - 1, first=2)
    beside = book.style("fact", valign="top")
    for row, key in enumerate(("hoerer", "goer"), start=_HEARD + 1):
        sheet.set_row(row, 132)
        sheet.write_string(row, 0, words[key], book.style("term_strong", valign="top"))
        answer(book, sheet, row, 1, f"enkaet_{key}", "input_page", words["hjaelp"][key], font_size=11)
        sheet.merge_range(row, 2, row, last, "", beside)
    answered = "&CHAR(10)&CHAR(10)&".join(_answered(book, groups, group) for group in GROUPS)
    sheet.write_formula(_HEARD + 1, 2, f"={answered}", beside, "")
    sheet.write_string(_HEARD + 2, 2, words["saadan_laeses"], beside)
    _results(book, lists, sheet)
    sheet.print_area(0, 0, _HEADS + ROWS, last)


def _answered(book: Book, groups: Groups, group: str) -> str:
    words = book.words["udad"]
    name = book.words["deltagelse"]["grupper"][group]
    asked, answered = (groups.number(group, key) for key in ("spurgt", "besvaret"))
    told = (
        f'"{name}: "&{answered}&"{words["af"]}"&{asked}&"{words["svarede_ord"]}"'
        f'&{groups.told(group)}&"{words["af_hundrede"]}"'
    )
    few = f'"{name}: {words["faa_svarede"]}"'
    known = f"AND(ISNUMBER({asked}),ISNUMBER({answered}))"
    return f'IF({known},IF(OR({answered}<{LEAST},{answered}>{asked}),{few},{told}),"")'


def _results(book: Book, lists: Lists, sheet: Worksheet) -> None:
    words = book.words["udad"]
    sheet.set_row(_HEADS, 34)
    for column, key in enumerate(_COLUMNS):
        style = "head_first" if column == 0 else "head_right" if column in (2, 3, 4) else "head"
        sheet.write_string(_HEADS, column, words["kolonner"][key], book.style(style))
    styles = ("group", "name", "share_strong", "share", "share", "plot", "status")
    for number in range(1, ROWS + 1):
        row = _HEADS + number
        sheet.set_row(row, 28)
        place = f"IFERROR(SMALL({{enkaet_resultat.orden}},{number}),{NOT_HERE})"
        found = lists.formula("enkaet_resultat", f"IF({place}<{NOT_HERE},{place},0)")
        sheet.write_formula(row, _HELP, found, book.style("help"), 0)
        for column, (key, style) in enumerate(zip(_COLUMNS, styles, strict=True)):
            formula = lists.formula("enkaet_resultat", _shown(key, row))
            look = {"font_size": 10} if key == "tekst" else {}  # a long question takes two lines
            sheet.write_formula(row, column, formula, book.style(style, bottom=0, **look), "")
    _rules(book, sheet)
    above = _HEADS - 1
    for at, count in enumerate(_not_shown()):
        sheet.write_formula(above, _HELP + at, lists.formula("enkaet_resultat", count), book.style("help"), 0)
    few, more = (f"$%s${above + 1}" % column for column in "IJ")
    said = f'=IF({few}>0,{few}&"{words["for_faa"]}","")&IF({more}>0,{more}&"{words["for_mange"]}","")'
    sheet.write_formula(above, 0, said, book.style("source", text_wrap=False), "")


def _shown(key: str, row: int) -> str:
    """Look a column up in the list of results; a change only where last year's answers were enough too."""
    place = f"MAX(1,$I{row + 1})"
    value = f"INDEX({{enkaet_resultat.{key}}},{place})"
    if key == "gruppe":
        above = f"INDEX({{enkaet_resultat.gruppe}},MAX(1,$I{row}))"
        value = value if row == _HEADS + 1 else f'IF({value}={above},"",{value})'
    if key == "udvikling":
        value = f'IF(N(INDEX({{enkaet_resultat.f_svar}},{place}))>={LEAST},{value},"")'
    if key == "billede":
        # A ring for last year would tell its share where too few answered then.
        enough = f"N(INDEX({{enkaet_resultat.f_svar}},{place}))>={LEAST}"
        value = f'IF({enough},{value},SUBSTITUTE({value},"○","─"))'
    return f'IF($I{row + 1}=0,"",{value})'


def _not_shown() -> tuple[str, str]:
    """Count the questions on too few answers, and those beyond the page."""
    enough = f'COUNTIF({{enkaet_resultat.orden}},"<{NOT_HERE}")'
    return f'COUNTIF({{enkaet_resultat.svar}},">0")-{enough}', f"MAX(0,{enough}-{ROWS})"


def _rules(book: Book, sheet: Worksheet) -> None:
    """Draw a line below the rows in use alone, and help the icons with an ink."""
    first, last = _HEADS + 1, _HEADS + ROWS
    for condition, change in icon_inks(INKS):
        rule = {"type": "formula", "format": book.rule(**change, bottom=1, bottom_color=HAIR)}
        rule["criteria"] = "=" + condition.replace("{cell}", f"$G{first + 1}")
        sheet.conditional_format(first, 6, last, 6, rule)
    line = {
        "type": "formula",
        "criteria": f"=$I{first + 1}>0",
        "format": book.rule(bottom=1, bottom_color=HAIR),
    }
    sheet.conditional_format(first, 0, last, 6, line)
