"""The sheets of `resultataftale` where the school writes: agreement, own goals, evaluation.

The sheets that inform, and the workbook as a whole, stand in ``resultataftale``, what a cell
answers while someone types in ``goal_formulas``; nothing else calculates in the school's Excel.
"""

from __future__ import annotations

from workbooks.build.kit import goal_formulas as goal
from workbooks.build.kit import inputs
from workbooks.build.kit.lists import Column, List, Lists, helper
from workbooks.build.kit.look import Book, heading, page
from workbooks.build.kit.pictures import OFF

# Added to a row's number to order the rows for a board: those with a goal come first.
WITHOUT_GOAL, NOT_FOR_BOARD = 1000, 1_000_000

OWN_GOALS = ("egen_1", "egen_2", "egen_3", "egen_4", "egen_5", "sygefravaer", "oekonomi")
_OWN_TOP = 6


def agreement(book: Book, lists: Lists, top: int, rows: int) -> List:
    """Write the sheet where targets are agreed, and their chance shown while they are typed."""
    words = book.words["aftale"]
    sheet = page(book, words["ark"], row_height=33, writes=True)
    heading(book, sheet, words)
    made = lists.write(sheet, "aftale", top, rows, _agreement_columns(book, top))
    for key, said in (
        ("maaleenhed", "hvor"),
        ("maaltype", "aftale"),
        ("niveau", "realistisk"),
        ("tiltag", "tiltag"),
    ):
        sheet.write_string(top - 1, made.at(key), words[f"gruppe_{said}"], book.style("over_group"))
    book.name("liste_indikatorer", sheet, top + 1, made.at("navn"), made.bottom)
    goal.count(book, lists, made, f"'{book.words['egne']['ark']}'!$B${_OWN_TOP + 2}:$B${_OWN_TOP + 6}")
    made.print_and_freeze()
    return made


def _agreement_columns(book: Book, top: int) -> list[Column]:
    said, types = book.words["aftale"]["hjaelp"], book.words["faelles"]["maaltyper"]
    type_ = inputs.choice(book, types, *said["maaltype"])
    target = inputs.number(book, *said["maal"])
    deadline = inputs.choice(book, "=liste_frister", *said["senest"])
    action = inputs.anything(book, *said["tiltag"])
    return [
        Column("pejlemaerke_vist", 16, "group"),
        Column("navn", 30, "name"),
        Column("maaleenhed", 9.5, "quiet"),
        Column("baseline", 10, "figure", decimals=True),
        Column("maaltype", 13, "input", "svar", validation=type_),
        Column("maal", 11, "input_figure", "svar", decimals=True, validation=target),
        Column("senest", 12, "input", "svar", validation=deadline),
        Column("niveau", 10, "figure", "formula", goal.level(), decimals=True),
        Column("chance", 11, "chance", "formula", goal.chance(), looks=goal.chance_extremes(book)),
        Column("vurdering", 22, "status", "formula", goal.visible(), looks=goal.visible_inks()),
        Column("tiltag", 50, "input_long", "svar", validation=action),
        *goal.basis(),
        # Rows with a goal come first when pictures for a board are chosen; some never come.
        helper("orden", _order(top)),
        *_strip_positions(),
    ]


def _strip_positions() -> list[Column]:
    """Place the strip's marks: beside the row its key has on the sheet of proposals.

    They stand here, not there, because a chart cannot stand above columns of its own list.
    """

    def found(key: str) -> str:
        return f"INDEX({{forslag.{key}}},MAX(1,0.5-{{p_y}}))"

    def better_right(position: str) -> str:
        return f"IF({{fortegn}}<0,1-({position}),{position})"

    def seen(key: str) -> str:
        return f"IF({{p_y}}>0,{OFF},IF(ISNUMBER({found(key)}),{better_right(found(key))},{OFF}))"

    ends = f"AND(ISNUMBER({found('strip_nedre')}),ISNUMBER({found('strip_oevre')}))"
    # The interval's ends stand on the row's scale and in its unit: they give the scale away.
    slope = f"({found('strip_oevre')}-{found('strip_nedre')})/({found('oevre')}-{found('nedre')})"
    target = f"MAX(0.02,MIN(0.98,{found('strip_nedre')}+({{niveau}}-{found('nedre')})*{slope}))"
    middle = better_right(f"({found('strip_nedre')}+{found('strip_oevre')})/2")
    half = f"({found('strip_oevre')}-{found('strip_nedre')})/2"
    return [
        helper("p_y", "IFERROR(0.5-MATCH({noegle},{forslag.noegle},0),1)"),  # one unit a row, downwards
        helper("p_linje", "{p_y}-0.5"),
        helper("p_baand", f"IF({{p_y}}>0,{OFF},IF({ends},{middle},{OFF}))"),
        helper("p_bredde", f"IF({{p_y}}>0,0,IF({ends},{half},0))"),
        *(helper(f"p_{key}", seen(f"strip_{key}")) for key in ("seneste", "aar2", "aar1", "midte")),
        helper("p_maal", f"IFERROR(IF(ISNUMBER({{niveau}}),{better_right(target)},{OFF}),{OFF})"),
    ]


def _order(top: int) -> str:
    later = f'IF({{fortrolig}}<>"",{NOT_FOR_BOARD},IF(ISNUMBER({{niveau}}),0,{WITHOUT_GOAL}))'
    return f"ROW()-{top + 1}+{later}"


def own_goals(book: Book) -> None:
    """Write the form for goals the figures do not cover; its rows are fixed, so each cell has a name."""
    words = book.words["egne"]
    sheet = page(book, words["ark"], row_height=58, writes=True, pages=1)
    heading(book, sheet, words, source=False)
    for column, width in enumerate((17, 36, 32, 18, 12, 40, 12, 14, 34)):
        sheet.set_column(column, column, width)
    sheet.set_row(_OWN_TOP - 1, 18)
    sheet.write_string(_OWN_TOP - 1, 1, words["gruppe_aftale"], book.style("over_group"))
    sheet.write_string(_OWN_TOP - 1, 6, words["gruppe_evaluering"], book.style("over_group"))
    sheet.set_row(_OWN_TOP, 30)
    for column, said in enumerate(words["kolonner"]):
        sheet.write_string(_OWN_TOP, column, said, book.style("head" if column else "head_first"))
    cells = _own_inputs(book)
    for row, key in enumerate(OWN_GOALS, start=_OWN_TOP + 1):
        sheet.write_string(row, 0, words["raekker"][key], book.style("group"))
        for column, (answer, style, _) in enumerate(cells, start=1):
            sheet.write_blank(row, column, None, book.style(style))
            book.name(f"svar_{key}_{answer}", sheet, row, column)
    last = _OWN_TOP + len(OWN_GOALS)
    for column, (_, _, validation) in enumerate(cells, start=1):
        sheet.data_validation(_OWN_TOP + 1, column, last, column, dict(validation))
    sheet.freeze_panes(_OWN_TOP + 1, 1)
    sheet.repeat_rows(0, _OWN_TOP)
    sheet.print_area(0, 0, last, 8)


def _own_inputs(book: Book) -> list[tuple[str, str, inputs.Validation]]:
    said, shared = book.words["egne"]["hjaelp"], book.words["faelles"]
    free = {
        key: inputs.anything(book, *said[key])
        for key in ("maal", "tegn", "resultat", "tiltag", "bemaerkning")
    }
    return [
        ("maal", "input_long", free["maal"]),
        ("tegn", "input_long", free["tegn"]),
        ("resultat", "input_long", free["resultat"]),
        ("senest", "input_long", inputs.choice(book, "=liste_frister", *said["senest"])),
        ("tiltag", "input_long", free["tiltag"]),
        ("gennemfoert", "input_long", inputs.choice(book, shared["gennemfoert"], *said["gennemfoert"])),
        ("vurdering", "input_long", inputs.choice(book, shared["vurderinger"], *said["vurdering"])),
        ("bemaerkning", "input_long", free["bemaerkning"]),
    ]


def evaluation(book: Book, lists: Lists, top: int, rows: int) -> None:
    """Write the sheet where results meet targets, and people judge."""
    words = book.words["evaluering"]
    sheet = page(book, words["ark"], row_height=45, writes=True)
    heading(book, sheet, words)
    made = lists.write(sheet, "evaluering", top, rows, _evaluation_columns(book))
    sheet.write_string(top - 1, made.at("aftalt"), words["gruppe_tallet"], book.style("over_group"))
    sheet.write_string(top - 1, made.at("gennemfoert"), words["gruppe_i"], book.style("over_group"))
    sheet.write_string(top - 2, 0, words["forklaring"], book.style("over"))
    made.print_and_freeze()


def _evaluation_columns(book: Book) -> list[Column]:
    said, shared = book.words["evaluering"]["hjaelp"], book.words["faelles"]
    done = inputs.choice(book, shared["gennemfoert"], *said["gennemfoert"])
    adjusted = inputs.number(book, *said["justeret"])
    free = {key: inputs.anything(book, *said[key]) for key in ("begrundelse", "leder", "chef")}
    judged = inputs.choice(book, shared["vurderinger"], *said["vurdering"])
    return [
        Column("navn", 30, "name"),
        Column("aftalt", 9, "figure", "formula", goal.from_agreement("niveau"), decimals=True),
        Column("senest", 11, "quiet", "formula", goal.from_agreement("senest")),
        Column("resultat", 9.5, "figure_strong", decimals=True),
        Column("bemaerkning", 18, "remark"),
        Column("observeret", 15, "status", "formula", goal.observed(), looks=goal.observed_inks()),
        Column("sikkerhed", 16, "status", "formula", goal.certainty(), looks=goal.certain_inks()),
        Column("gennemfoert", 12, "input", "svar", validation=done),
        Column("justeret", 10, "input_figure", "svar", decimals=True, validation=adjusted),
        Column("begrundelse", 20, "input_long", "svar", validation=free["begrundelse"]),
        Column("leder", 24, "input_long", "svar", validation=free["leder"]),
        Column("chef", 24, "input_long", "svar", validation=free["chef"]),
        Column("vurdering", 13, "input", "svar", validation=judged),
        *(helper(key) for key in ("noegle", "decimaler", "fortegn", "resultat_standardfejl")),
        helper("gaelder", "IF(ISNUMBER({justeret}),{justeret},{aftalt})"),
        helper("p_naaet", goal.probability()),
    ]
