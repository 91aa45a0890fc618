"""The sheets of `lus_resultat` that count: school, grades against the åtagande, classes, points, report.

The figures are filled (``fields.lus_school``); native are the åtagande a grade is held against, its verdict
and the question beside each row, since the school's own åtagande is typed.
"""

from __future__ import annotations

from xlsxwriter.utility import xl_col_to_name
from xlsxwriter.worksheet import Worksheet

from workbooks.build.kit import inputs
from workbooks.build.kit.goal_formulas import icon_inks
from workbooks.build.kit.lists import Column, List, Lists, helper
from workbooks.build.kit.look import BLUE, BOX, GREEN, GREY, HAIR, MARK_BEFORE, RED, Book, area, page
from workbooks.build.lus_resultat.parts import TOP, confidential, head
from xl_beregner.fields.known.lus import DATES
from xl_beregner.fields.known.lus_school import COUNTS
from xl_beregner.measures.measurement.lus import POINTS

_CLOSE = "1E-9"
_MANY_UNJUDGED = "0.1"  # of the pupils: so many without a point are asked about first
_MANY_BACK = "0.1"  # of those with a point before: so many back are asked about next
# Of the sheet with the chart: its last column (from 0), and where what it draws is repeated.
_CHART_ENDS, _HELPERS = 17, 19
_SERIES = {"nu": 0, "sist": 1}
_GRADE_FORMAT = '0;-0;"F"'
_INKS = {"✓": GREEN, "✕": RED, "…": GREY}


def duties(book: Book, lists: Lists) -> List:
    """Write what the school has undertaken: the municipality's share, its own before it, plain words."""
    words = book.words["lus_forpligtelser"]
    sheet = _sheet(book, "lus_forpligtelser", 76)
    said = words["hjaelp"]
    in_force = 'IF({egen_andel}<>"",{egen_andel},IF({andel}="","",{andel}))'
    columns = [
        Column("klassetrin", 9, "term_strong"),
        Column("punkt", 9, "point_strong"),
        Column("andel", 11, "share"),
        Column("kilde", 24, "quiet"),
        Column("egen_andel", 11, "input_chance", "svar", validation=inputs.share(book, *said["egen_andel"])),
        Column("galler", 9, "share_strong", "formula", in_force),
        _words(book, "lus_forpligtelser", "punkt_ord", 46),
        _words(book, "lus_forpligtelser", "gor", 52),
        helper("noegle"),
    ]  # fmt: skip
    made = lists.write(sheet, "lus_forpligtelser", TOP, 9, columns)
    for row in range(TOP + 1, TOP + 10):
        sheet.write_blank(row, 0, None, book.style("term_strong", num_format=_GRADE_FORMAT, align="left"))
    _over(book, made, {"punkt": "kommun", "egen_andel": "skola", "punkt_ord": "ord"})
    made.print_and_freeze(head_height=32, beside="klassetrin")
    # Grades are the pupils': without any the sheet says why it is blank.
    none = 'IF(COUNT({lus_forpligtelser.klassetrin})>0,"",IF(felt_lus_linje="","",felt_lus_linje))'
    sheet.write_formula(3, 0, lists.formula("lus_forpligtelser", none), book.style("count"), "")
    return made


def school(book: Book, lists: Lists) -> List:
    """Write the school's row of each date, and room for what is seen and done."""
    sheet = _sheet(book, "lus_skole", 118, secret=True)
    columns = [
        Column("tidspunkt", 10, "term_strong"),
        Column("elever", 7, "count_figure"),
        Column("bedoemte", 9.5, "count_figure"),
        Column("ikke_bedoemte", 9.5, "count_figure"),
        Column("median", 8, "point_strong"),
        *(Column(key, 8, "point") for key in ("nedre_kvartil", "oevre_kvartil")),
        Column("naaet", 8, "count_figure"),
        Column("andel", 7.5, "share_strong"),
        *(Column(key, 7.5, "share") for key in ("nedre", "oevre")),
        *(Column(key, 6.8, "count_figure") for key in ("frem", "uaendret", "tilbage")),
        Column("fraga", 22, "quiet", "formula", _question()),
        _words(book, "lus_skole", "ser", 30),
        _words(book, "lus_skole", "gor", 30),
        Column("bemaerkning", 12, "quiet"),
        helper("noegle"),
    ]
    made = lists.write(sheet, "lus_skole", TOP, len(DATES), columns)
    over = {
        "elever": "bedomda",
        "median": "punkter",
        "naaet": "nar",
        "frem": "steg",
        "fraga": "ord",
    }
    _over(book, made, over)
    made.print_and_freeze(head_height=32, beside="tidspunkt")
    return made


def points(book: Book, lists: Lists) -> List:
    """Write the school's pupils on each point at each date, and the chart of the latest two."""
    words = book.words["lus_punkter_skole"]
    sheet = _sheet(book, "lus_punkter_skole", 17, secret=True, writes=False)
    columns = [
        Column("punkt", 9, "point_strong"),
        *(Column(f"d{number}", 11, "count_figure") for number in DATES),
    ]
    made = lists.write(sheet, "lus_punkter_skole", TOP, len(POINTS), columns)
    style = book.style("count_figure", num_format="0;-0;·")
    for number in DATES:
        at = made.at(f"d{number}")
        sheet.write_formula(TOP - 1, at, f"=felt_lus_tidpunkt_{number}", book.style("over_right"), "")
        for row in range(TOP + 1, made.bottom + 1):
            sheet.write_blank(row, at, None, style)
    _latest_two(book, made)
    _chart(book, made, words)
    made.print_and_freeze(head_height=20, beside="punkt")
    sheet.print_area(0, 0, made.bottom, _CHART_ENDS)
    return made


def _latest_two(book: Book, made: List) -> None:
    """Repeat the counts of the latest date and the one before it, for the chart, right of the print."""
    words, sheet = book.words["lus_punkter_skole"], made.sheet
    # No helpers stand beside this list itself.
    sheet.write_blank(TOP - 1, made.last_printed + 1, None, book.style("help_over"))
    sheet.write_string(TOP - 1, _HELPERS, book.words["faelles"]["hjaelp"], book.style("help_over"))
    for place, (key, back) in enumerate(_SERIES.items()):
        sheet.write_string(TOP, _HELPERS + place, words[key], book.style("help_head"))
        for row in range(TOP + 1, made.bottom + 1):
            counts = f"$B{row + 1}:$E{row + 1}"
            found = f"N(INDEX({counts},1,MAX(1,N(felt_lus_seneste)-{back})))"
            said = f"=IF(N(felt_lus_seneste)>{back},{found},0)"
            sheet.write_formula(row, _HELPERS + place, said, book.style("help"), 0)


def _chart(book: Book, made: List, words: dict[str, str]) -> None:
    chart = book.file.add_chart({"type": "column"})
    sheet = made.sheet
    for at, ink in ((_HELPERS + 1, MARK_BEFORE), (_HELPERS, BLUE)):
        chart.add_series(
            {
                "name": "=" + area(sheet, made.top, at, made.top, at),
                "categories": "=" + made.cells("punkt"),
                "values": "=" + area(sheet, made.top + 1, at, made.bottom, at),
                "fill": {"color": ink},
                "border": {"none": True},
                "gap": 60,
            }
        )
    font = {"name": "Calibri", "size": 10, "color": GREY}
    title = {"size": 12, "bold": True, "color": BLUE}
    chart.set_title({"name": words["diagram"], "name_font": title, "overlay": False})
    chart.set_legend({"position": "bottom", "font": font})
    chart.set_x_axis({"num_font": font, "line": {"color": BOX}, "major_tick_mark": "none"})
    chart.set_y_axis(
        {"num_font": font, "line": {"none": True}, "major_tick_mark": "none", "num_format": "0", "min": 0,
         "major_gridlines": {"visible": True, "line": {"color": HAIR}}}
    )  # fmt: skip
    chart.set_chartarea({"border": {"none": True}})
    chart.set_size({"width": 780, "height": 480})
    place = {"description": words["alt_diagram"], "object_position": 1}
    sheet.insert_chart(TOP, made.last_printed + 1, chart, place | {"x_offset": 16})


def grades(book: Book, lists: Lists) -> List:
    """Write each grade at its latest date against the åtagande, with its verdict and room for analysis."""
    sheet = _sheet(book, "lus_trin", 78, secret=True)
    columns = [
        Column("navn", 12, "name"),
        Column("tidspunkt", 8.5, "quiet"),
        *(Column(key, 9.5, "count_figure") for key in ("elever", "bedoemte")),
        *(Column(key, 8, "point") for key in ("median", "forventet")),
        Column("naaet", 7, "count_figure"),
        Column("andel", 7.5, "share_strong"),
        *(Column(key, 7.5, "share") for key in ("nedre", "oevre")),
        Column("atagande", 9, "share", "formula", _duty()),
        Column("dom", 16, "status", "formula", _verdict(), looks=icon_inks(_INKS)),
        *(Column(key, 6.8, "count_figure") for key in ("frem", "uaendret", "tilbage")),
        Column("fraga", 22.5, "quiet", "formula", _question('LEFT({dom},1)="✕"')),
        _words(book, "lus_trin", "analys", 42),
        Column("bemaerkning", 11, "quiet"),
        *(helper(key) for key in ("noegle", "klassetrin")),
        helper("natt", 'IF(LEFT({dom},1)="✓",1,IF(LEFT({dom},1)="✕",0,""))'),
    ]
    made = lists.write(sheet, "lus_trin", TOP, 9, columns)
    over = {"elever": "bedomda", "forventet": "nar", "atagande": "atagande", "frem": "steg", "fraga": "ord"}
    _over(book, made, over)
    made.print_and_freeze(head_height=32)
    return made


def _duty() -> str:
    found = "INDEX({lus_forpligtelser.galler},MATCH({klassetrin},{lus_forpligtelser.klassetrin},0))"
    return f'IFERROR({found},"")'


def _verdict() -> str:
    """Say whether the åtagande is reached, and whether all of the uncertainty lies on that side of it."""
    reached = f"IF({{nedre}}+{_CLOSE}>={{atagande}},{{'lus_trin.saker'}},{{'lus_trin.nadd'}})"
    missed = f"IF({{oevre}}+{_CLOSE}<{{atagande}},{{'lus_trin.ej_saker'}},{{'lus_trin.ej'}})"
    told = f"IF({{andel}}+{_CLOSE}>={{atagande}},{reached},{missed})"
    return f"IF(NOT(ISNUMBER({{andel}})),\"\",IF(NOT(ISNUMBER({{atagande}})),{{'lus_trin.inget'}},{told}))"


def _question(is_under: str = "{andel}<1") -> str:
    """Ask what the row gives cause to ask; nothing beside a row that is not shown."""
    reached = f"IF({is_under},{{'fraga.under'}},{{'fraga.over'}})"
    moved = "(N({frem})+N({uaendret})+N({tilbage}))"
    # Between the dates something is expected at, steps are what a school can talk about.
    no_goal = f"IF({moved}>0,{{'fraga.steg'}},{{'fraga.utan'}})"
    if_goal = f"IF(ISNUMBER({{andel}}),{reached},{no_goal})"
    shown = f"IF(N({{tilbage}})>{_MANY_BACK}*{moved},{{'fraga.bakat'}},{if_goal})"
    many = f"N({{elever}})-N({{bedoemte}})>{_MANY_UNJUDGED}*N({{elever}})"
    judged = f"IF({{bedoemte}}=0,{{'fraga.ingen'}},IF({many},{{'fraga.obedomda'}},{shown}))"
    return f'IF({{bedoemte}}="","",{judged})'


def classes(book: Book, lists: Lists) -> List:
    """Write each class at each date."""
    sheet = _sheet(book, "lus_klasser", 50, secret=True)  # three whole classes a page
    columns = [
        Column("navn_vist", 10, "group"),
        Column("tidspunkt", 9, "quiet"),
        *(Column(key, 9.5, "count_figure") for key in ("elever", "bedoemte")),
        *(Column(key, 8, "point") for key in ("median", "forventet")),
        Column("naaet", 7, "count_figure"),
        Column("andel", 7.5, "share_strong"),
        *(Column(key, 7.5, "share") for key in ("nedre", "oevre")),
        *(Column(key, 6.8, "count_figure") for key in ("frem", "uaendret", "tilbage")),
        Column("fraga", 30, "quiet", "formula", _question()),
        _words(book, "lus_klasser", "ser", 58),
        Column("bemaerkning", 14, "quiet"),
        *(helper(key) for key in ("noegle", "navn")),
    ]
    made = lists.write(sheet, "lus_klasser", TOP, 12, columns)
    _over(book, made, {"elever": "bedomda", "forventet": "nar", "frem": "steg", "fraga": "ord"})
    made.print_and_freeze(head_height=32, beside="tidspunkt")
    return made


def spread(book: Book, lists: Lists) -> List:
    """Write how school, grades and classes are spread over the points, the expected ones in bold."""
    words = book.words["lus_fordeling"]
    words["kolonner"] |= dict(zip(COUNTS, POINTS, strict=True))
    sheet = _sheet(book, "lus_fordeling", 19, secret=True, writes=False)
    columns = [
        Column("navn", 15, "name"),
        Column("tidspunkt", 9.5, "quiet"),
        Column("bedoemte", 9.5, "count_figure"),
        Column("forventet", 8, "point"),
        *(Column(key, 4.7, "count_figure") for key in COUNTS),
        Column("bemaerkning", 14, "quiet"),
        *(helper(key) for key in ("noegle", "plads")),
    ]
    made = lists.write(sheet, "lus_fordeling", TOP, 12, columns)
    _over(book, made, {COUNTS[0]: "punkter"})
    first, last = made.at(COUNTS[0]), made.at(COUNTS[-1])
    style = book.style("count_figure", num_format="0;-0;·", indent=0)
    for row in range(TOP + 1, made.bottom + 1):
        for column in range(first, last + 1):
            sheet.write_blank(row, column, None, style)
    place = f"${xl_col_to_name(made.at('plads'))}{TOP + 2}"
    reached = f"=AND(ISNUMBER({place}),COLUMN()-{first}>={place})"
    sheet.conditional_format(
        TOP + 1, first, made.bottom, last,
        {"type": "formula", "criteria": reached, "format": book.rule(bold=True, font_color=BLUE)},
    )  # fmt: skip
    made.print_and_freeze(head_height=20)
    return made


def report(book: Book, lists: Lists) -> List:
    """Write the coordinator's rows: each grade and the school at each date, and room for a comment."""
    sheet = _sheet(book, "lus_rapport", 27, secret=True)
    columns = [
        Column("navn_vist", 14, "group"),
        Column("tidspunkt", 9, "quiet"),
        *(Column(key, 8.5, "count_figure") for key in ("elever", "bedoemte", "ikke_bedoemte")),
        Column("forventet", 8, "point"),
        *(Column(key, 8, "count_figure") for key in ("med_forventning", "naaet")),
        Column("andel", 7.5, "share_strong"),
        *(Column(key, 7.5, "share") for key in ("nedre", "oevre")),
        Column("median", 8, "point"),
        *(Column(key, 6.8, "count_figure") for key in ("frem", "uaendret", "tilbage")),
        _words(book, "lus_rapport", "kommentar", 52),
        Column("bemaerkning", 14, "quiet"),
        *(helper(key) for key in ("noegle", "navn")),
    ]
    made = lists.write(sheet, "lus_rapport", TOP, 12, columns)
    _over(book, made, {"elever": "bedomda", "forventet": "nar", "frem": "steg", "kommentar": "ord"})
    made.print_and_freeze(head_height=32, beside="tidspunkt")
    sheet.fit_to_pages(1, 1)
    return made


def _sheet(
    book: Book, key: str, row_height: float, *, secret: bool = False, writes: bool = True
) -> Worksheet:
    words = book.words[key]
    sheet = page(book, words["ark"], row_height=row_height, writes=writes)
    head(book, sheet, words, results=secret)
    if secret:
        confidential(book, sheet)
    return sheet


def _words(book: Book, table: str, key: str, width: float) -> Column:
    takes = inputs.anything(book, *book.words[table]["hjaelp"][key])
    return Column(key, width, "input_long", "svar", validation=takes)


def _over(book: Book, made: List, over: dict[str, str]) -> None:
    for key, said in over.items():
        words = book.words[made.name][f"gruppe_{said}"]
        made.sheet.write_string(TOP - 1, made.at(key), words, book.style("over_group"))
