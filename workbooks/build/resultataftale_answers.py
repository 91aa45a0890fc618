"""The sheets of `resultataftale` where the school writes: agreement, own goals, evaluation.

The sheets that inform, and the workbook as a whole, stand in ``resultataftale``. What a cell answers
while someone types is a native formula here; nothing else calculates in the school's Excel.
"""

from __future__ import annotations

from workbooks.build import inputs
from workbooks.build.lists import Column, List, Lists, Look, helper
from workbooks.build.look import BROWN, GREEN, GREY, RED, Book, heading, page
from workbooks.build.pictures import OFF

# Certainty of a result: from which probability each verdict holds (highest first).
CERTAINTY = ((0.975, "naaet"), (0.84, "sandsynligvis"), (0.16, "uafgjort"), (0.025, "sandsynligvis_ikke"))

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
    _count(book, lists, made)
    made.print_and_freeze()
    return made


def _agreement_columns(book: Book, top: int) -> list[Column]:
    said, types = book.words["aftale"]["hjaelp"], book.words["faelles"]["maaltyper"]
    type_ = inputs.choice(book, types, *said["maaltype"])
    target = inputs.number(book, *said["maal"])
    deadline = inputs.choice(book, "=liste_frister", *said["senest"])
    action = inputs.anything(book, *said["tiltag"])
    inks = icon_inks({"✓": GREEN, "≈": BROWN, "⚠": RED, "✕": RED})
    known = (
        "noegle",
        "decimaler",
        "forudsagt",
        "sd",
        "frihedsgrader",
        "fortegn",
        "synlig",
        "mindste",
        "stoerste",
        "fortrolig",
    )
    return [
        Column("pejlemaerke_vist", 16, "group"),
        Column("navn", 30, "name"),
        Column("maaleenhed", 9.5, "quiet"),
        Column("baseline", 10, "figure", decimals=True),
        Column("maaltype", 13, "input", "svar", validation=type_),
        Column("maal", 11, "input_figure", "svar", decimals=True, validation=target),
        Column("senest", 12, "input", "svar", validation=deadline),
        Column("niveau", 10, "figure", "formula", _level(), decimals=True),
        Column("chance", 11, "chance", "formula", _chance(), looks=_chance_extremes(book)),
        Column("vurdering", 22, "status", "formula", _visible(), looks=inks),
        Column("tiltag", 50, "input_long", "svar", validation=action),
        *(helper(key) for key in known),
        helper("afstand", _distance()),
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


def _level() -> str:
    """Turn an agreed change (progression) into the level it leads to; a level stays as it is."""
    progression = 'IF({maaltype}="Progression",IF(ISNUMBER({baseline}),{baseline}+{maal},""),{maal})'
    return f'IF(ISNUMBER({{maal}}),{progression},"")'


def _distance() -> str:
    """Measure how far the target lies beyond the prediction, in its standard deviations."""
    known = "AND(ISNUMBER({niveau}),ISNUMBER({forudsagt}),ISNUMBER({sd}),ISNUMBER({frihedsgrader}))"
    return f'IF({known},IF({{sd}}>0,{{fortegn}}*({{niveau}}-{{forudsagt}})/{{sd}},""),"")'


def _chance() -> str:
    # TDIST takes no negative distance: the tail below it is one minus the tail above its mirror.
    tail = "IF({afstand}<0,1-TDIST(-{afstand},{frihedsgrader},1),TDIST({afstand},{frihedsgrader},1))"
    return f'IF(ISNUMBER({{afstand}}),{tail},"")'


def _visible() -> str:
    """Say whether the target can be reached on its scale, and seen in the figures when it is."""
    outside = "OR(AND(ISNUMBER({mindste}),{niveau}<{mindste}),AND(ISNUMBER({stoerste}),{niveau}>{stoerste}))"
    small = "AND(ISNUMBER({synlig}),ROUND(ABS({niveau}-{baseline})-{synlig},9)<0)"
    return (
        'IF(NOT(ISNUMBER({niveau})),"",'
        f"IF({outside},{{'aftale.uden_for'}},"
        "IF(NOT(ISNUMBER({baseline})),{'aftale.ingen_chance'},"
        "IF(ROUND({fortegn}*({niveau}-{baseline}),9)<0,{'aftale.forkert_vej'},"
        f"IF({small},{{'aftale.under_stoej'}},{{'aftale.kan_ses'}})))))"
    )


def _count(book: Book, lists: Lists, made: List) -> None:
    """Count the goals chosen, beside how many are advised, and say so when there are more."""
    words, sheet, row = book.words["aftale"], made.sheet, made.top - 2
    own = f"'{book.words['egne']['ark']}'!$B${_OWN_TOP + 2}:$B${_OWN_TOP + 6}"
    sheet.write_string(row, 0, words["valgte"], book.style("over"))
    count = lists.formula("aftale", f"COUNT({{aftale.maal}})+COUNTA({own})")
    sheet.write_formula(row, 1, count, book.style("count"), 0)
    book.name("antal_valgte_maal", sheet, row, 1)
    sheet.write_string(row, 2, words["anbefalet"], book.style("over"))
    sheet.write_blank(row, 4, None, book.style("count"))
    book.name("felt_antal_maal_anbefalet", sheet, row, 4)
    many = "AND(ISNUMBER(felt_antal_maal_anbefalet),antal_valgte_maal>felt_antal_maal_anbefalet)"
    sheet.write_formula(row, 5, f'=IF({many},"{words["for_mange"]}","")', book.style("count_warning"), "")


def _chance_extremes(book: Book) -> list[Look]:
    """Never show a chance as 0 or 100 %: nobody knows it that well."""
    # An empty answer is text, which Excel holds to be above every number.
    return [
        (f"AND(ISNUMBER({{cell}}),{{cell}}{beyond})", {"num_format": book.words["aftale"][key]})
        for beyond, key in (("<0.01", "sjaelden"), (">0.99", "naesten"))
    ]


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
    observed = icon_inks({"✓": GREEN, "✕": RED, "…": GREY})
    certain = icon_inks({"●": GREEN, "◕": GREEN, "◔": RED, "○": RED, "?": GREY})
    return [
        Column("navn", 30, "name"),
        Column("aftalt", 9, "figure", "formula", _from_agreement("niveau"), decimals=True),
        Column("senest", 11, "quiet", "formula", _from_agreement("senest")),
        Column("resultat", 9.5, "figure_strong", decimals=True),
        Column("bemaerkning", 18, "remark"),
        Column("observeret", 15, "status", "formula", _observed(), looks=observed),
        Column("sikkerhed", 16, "status", "formula", _certainty(), looks=certain),
        Column("gennemfoert", 12, "input", "svar", validation=done),
        Column("justeret", 10, "input_figure", "svar", decimals=True, validation=adjusted),
        Column("begrundelse", 20, "input_long", "svar", validation=free["begrundelse"]),
        Column("leder", 24, "input_long", "svar", validation=free["leder"]),
        Column("chef", 24, "input_long", "svar", validation=free["chef"]),
        Column("vurdering", 13, "input", "svar", validation=judged),
        *(helper(key) for key in ("noegle", "decimaler", "fortegn", "resultat_standardfejl")),
        helper("gaelder", "IF(ISNUMBER({justeret}),{justeret},{aftalt})"),
        helper("p_naaet", _probability()),
    ]


def _from_agreement(key: str) -> str:
    """Look an agreed value up by the row's key; an empty cell there stays empty here."""
    found = f"INDEX({{aftale.{key}}},MATCH({{noegle}},{{aftale.noegle}},0))"
    return f'IFERROR(IF({found}="","",{found}),"")'


def _observed() -> str:
    """Compare the result with the target as it stands; ROUND keeps 7.4 from missing 7.4."""
    later = "IFERROR(MATCH({senest},liste_skoleaar,0)>MATCH(felt_skoleaar,liste_skoleaar,0),FALSE)"
    reached = "ROUND({fortegn}*({resultat}-{gaelder}),9)>=0"
    return (
        'IF(NOT(ISNUMBER({gaelder})),"",'
        f"IF({later},{{'evaluering.senere'}},"
        # A result that is not shown is not awaited: the remark beside it says why.
        'IF(NOT(ISNUMBER({resultat})),IF({bemaerkning}<>"","",{\'evaluering.afventer\'}),'
        f"IF({reached},IF({{fortegn}}<0,{{'evaluering.over_ned'}},{{'evaluering.over'}}),"
        "IF({fortegn}<0,{'evaluering.under_ned'},{'evaluering.under'})))))"
    )


def _probability() -> str:
    """Find how probable it is that the true value is on the target's right side."""
    known = "AND(ISNUMBER({gaelder}),ISNUMBER({resultat}),ISNUMBER({resultat_standardfejl}))"
    probability = "NORMSDIST({fortegn}*({resultat}-{gaelder})/{resultat_standardfejl})"
    return f'IF({known},IF({{resultat_standardfejl}}>0,{probability},""),"")'


def _certainty() -> str:
    verdict = "{'evaluering.ikke_naaet'}"
    for cut, key in reversed(CERTAINTY):
        verdict = f"IF({{p_naaet}}>={cut},{{'evaluering.{key}'}},{verdict})"
    unknown = "IF(AND(ISNUMBER({gaelder}),ISNUMBER({resultat})),{'evaluering.ukendt'},\"\")"
    later = "{observeret}={'evaluering.senere'}"
    return f'IF({later},"",IF(ISNUMBER({{p_naaet}}),{verdict},{unknown}))'


def icon_inks(inks: dict[str, str]) -> list[Look]:
    """Give a status its ink after the icon it begins with; the word says it without the ink."""
    return [(f'LEFT({{cell}},1)="{icon}"', {"font_color": ink}) for icon, ink in inks.items()]
