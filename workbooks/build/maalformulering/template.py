"""The template `maalformulering`: a school writes goals, a consultant qualifies, a committee approves.

After Hvidovre's way of it, as KL describes it (2015). Here stand the workbook as a whole and its first
sheet, which says who does what, when, and how far each goal has come. The sheets where goals are written
and checked stand in ``write``, those that follow in ``follow`` and
``committee``; the words in ``words/maalformulering.da.toml``.
"""

from __future__ import annotations

from xlsxwriter.worksheet import Worksheet

from workbooks.build.kit import goal_formulas as goal
from workbooks.build.kit import inputs
from workbooks.build.kit.lists import Lists, Look
from workbooks.build.kit.look import BLUE, BROWN, GREEN, GREY, Book, notes, page
from workbooks.build.kit.parts import about, answer, field, section
from workbooks.build.maalformulering.committee import committee
from workbooks.build.maalformulering.follow import follow_up, plan, qualification
from workbooks.build.maalformulering.free import FREE, free_goals
from workbooks.build.maalformulering.write import check, write_goals
from workbooks.build.resultataftale.last import last_agreement, last_own_goals

NAME, VERSION = "maalformulering", "1.0"
TOP = 7  # the row (from 0) of the lists' headings: title, sentence, two notes, the source, two rows above
ROWS = 10
SLOTS = 6  # goals with figures the first sheet and the committee's have room for

_STEPS_TOP, _STATES_TOP = 6, 15
_LAST = 4  # the sheet's last column
_BESIDE = 6  # and the first of those that formulas calculate with, G to I
_STATES = ("ikke_begyndt", "skrevet", "kvalificeret", "godkendt", "fulgt_op")


def build() -> bytes:
    """Build the template and give its bytes; the same bytes each time."""
    book = Book("faelles.da.toml", "maalformulering.da.toml")
    properties = {"xb_skabelon": NAME, "xb_version": VERSION, "xb_enhed": "skole", "xb_svar": "aar"}
    book.describe(properties)
    lists = Lists(book)
    # The first sheet tells of all others: it is filled when they are there.
    first = page(book, book.words["forloeb"]["ark"], row_height=30, writes=True, pages=1)
    last_agreement(book, lists, TOP + 1)
    own = last_own_goals(book, lists, TOP)
    book.name("udelad_sidste_frie", own.sheet, 0, 0)
    write_goals(book, lists, TOP, ROWS)
    check(book, lists, TOP, ROWS)
    free_goals(book)
    qualification(book, lists, TOP, ROWS)
    committee(book, lists, SLOTS)
    plan(book, lists, TOP, ROWS)
    follow_up(book, lists, TOP, ROWS)
    _course(book, lists, first)
    about(book, NAME, VERSION, chance=True)
    return book.finished()


def _course(book: Book, lists: Lists, sheet: Worksheet) -> None:
    words = book.words["forloeb"]
    for column, width in enumerate((38, 66, 26, 15, 36)):
        sheet.set_column(column, column, width)
    sheet.set_row(0, 42)
    sheet.write_string(0, 0, words["titel"], book.style("front_title"))
    field(book, sheet, 0, _LAST, "skoleaar", "front_school")
    sheet.set_row(1, 30)
    field(book, sheet, 1, 0, "skole_navn", "front_school")
    notes(book, sheet, fields=True)
    sheet.set_row(4, 22)
    sheet.write_string(4, 0, words["gul"], book.style("lead"))
    _steps(book, lists, sheet)
    last = _states(book, lists, sheet)
    sheet.set_row(last, 20)
    field(book, sheet, last, 0, "kilde_linje", "source")
    sheet.print_area(0, 0, last, _LAST)
    sheet.set_first_sheet()
    sheet.activate()


# --- The steps, who and when -------------------------------------------------------------------
def _steps(book: Book, lists: Lists, sheet: Worksheet) -> None:
    """Write the meeting the goals come from and the five steps after it."""
    words, row = book.words["forloeb"], _STEPS_TOP - 1
    section(book, sheet, row, words["trin_overskrift"], _LAST + 1)
    _heads(book, sheet, row + 1, words["kolonner"])
    names = (
        ("", "", "dialogmoede_dato"),
        ("skriv", "skoleleder", "skriv_frist"),
        ("kvalificering", "konsulent", "kvalificering_frist"),
        ("udvalg", "udvalg_navn", "udvalg_moede_dato"),
        ("indsats", "indsats_ansvarlig", "indsats_frist"),
        ("opfoelgning", "skolechef", "opfoelgningsmoede_dato"),
    )
    sheets = {"skriv": "aftale", "udvalg": "udvalg", "indsats": "indsatsplan", "opfoelgning": "evaluering"}
    for at, (step, who, when) in enumerate(names, start=row + 2):
        for column, style in enumerate(("term_strong", "fact", "fact", "fact", "status")):
            sheet.write_blank(at, column, None, book.style(style))
        if step:
            ark = book.words[sheets.get(step, step)]["ark"]
            said = f"{at - row - 2}. {ark}"
            sheet.write_url(at, 0, f"internal:'{ark}'!A1", book.style("link"), said)
            sheet.write_string(at, 1, words["trin"][step], book.style("fact"))
        else:
            sheet.write_string(at, 0, words["dialogmoede"], book.style("term_strong"))
            sheet.write_string(at, 1, words["dialogmoede_ord"], book.style("fact"))
        if who:
            answer(book, sheet, at, 2, who, "input", words["hjaelp"][who])
        takes = inputs.day(book, *words["hjaelp"][when])
        answer(book, sheet, at, 3, when, "input_date", words["hjaelp"][when], takes)
        if step:
            _how_far(book, lists, sheet, at, step)
    first, last = row + 2, row + 1 + len(names)
    _inks(book, sheet, (first, last), goal.icon_inks({"●": GREEN, "◑": BROWN, "○": GREY}))


def _how_far(book: Book, lists: Lists, sheet: Worksheet, row: int, step: str) -> None:
    """Count the goals that have come to a step: ``2 af 3 mål``, after an icon. The counts stand beside."""
    words, (goals, come) = book.words["forloeb"], (f"$G${row + 1}", f"$H${row + 1}")
    for column, count in enumerate(_counts(book, step), start=_BESIDE):
        sheet.write_formula(row, column, lists.formula("evaluering", count), book.style("help"), 0)
    if step == "skriv":
        said = f'"● "&{goals}&"{words["skrevne"]}"'
    else:
        icon = f'IF({come}=0,"○ ",IF({come}={goals},"● ","◑ "))'
        said = f'{icon}&{come}&"{words["af"]}"&{goals}&"{words["maal"]}"'
    formula = lists.formula("evaluering", f"IF({goals}=0,{{'forloeb.intet'}},{said})")
    sheet.write_formula(row, _LAST, formula, book.style("status"), "")


def _counts(book: Book, step: str) -> tuple[str, str]:
    """Count the goals a step is for, and those that have come so far.

    A committee is not asked about goals it may not see, and goals in words have their plan beside them.
    """
    free, yes = FREE.cells("trin"), book.words["kvalificering"]["svar"][0]
    listed, own = "COUNT({evaluering.trin})", f"COUNT({free})"
    written = f"{listed}+{own}"
    qualified = "+".join(
        f'IF(AND({FREE.name(number, "maal")}<>"",{FREE.name(number, "kvalificeret")}="{yes}"),1,0)'
        for number in range(FREE.goals)
    )
    return {
        "skriv": (written, written),
        "kvalificering": (
            written,
            f'SUMPRODUCT(({{evaluering.har}}<>"")*({{evaluering.kvalificeret}}="{yes}"))+{qualified}',
        ),
        "udvalg": (
            f"SUM({{evaluering.til_udvalg}})+{own}",
            f'SUM({{evaluering.besluttet}})+COUNTIF({free},">=3")',
        ),
        "indsats": (
            listed,
            'SUMPRODUCT(({indsatsplan.har}<>"")*({indsatsplan.indsats}<>""))',
        ),
        "opfoelgning": (
            written,
            f'COUNTIF({{evaluering.trin}},">=4")+COUNTIF({free},">=4")',
        ),
    }[step]


# --- Where each goal stands --------------------------------------------------------------------
def _states(book: Book, lists: Lists, sheet: Worksheet) -> int:
    """Write where the goals stand, together and one by one; tell which row is below."""
    words, row = book.words["forloeb"], _STATES_TOP - 1
    section(book, sheet, row, words["maal_overskrift"], _LAST + 1)
    sheet.set_row(row + 1, 30)
    sheet.write_string(row + 1, 0, words["samlet"], book.style("term_strong"))
    sheet.write_string(row + 1, 1, words["samlet_ord"], book.style("quiet"))
    for column in (2, 3):
        sheet.write_blank(row + 1, column, None, book.style("fact"))
    whole = lists.formula("evaluering", _whole(book))
    sheet.write_formula(row + 1, _LAST, whole, book.style("status", bold=True, font_size=12), "")
    book.name("maal_samlet", sheet, row + 1, _LAST)
    sheet.set_row(row - 1, 12)
    _heads(book, sheet, row + 2, words["maal_kolonner"], right=words["maal_kolonner"][2])
    first = row + 3
    for slot in range(SLOTS):
        _numbered(book, lists, sheet, first + slot, slot + 1)
    for number in range(FREE.goals):
        _free(book, sheet, first + SLOTS + number, number)
    last = first + SLOTS + FREE.goals
    inks = {"●": GREEN, "◕": GREEN, "◑": BLUE, "◔": BROWN, "○": GREY}
    _inks(book, sheet, (row + 1, last - 1), goal.icon_inks(inks))
    sheet.set_row(last, 18)
    more, here = lists.formula("evaluering", f"MAX(0,COUNT({{evaluering.trin}})-{SLOTS})"), f"$G${last + 1}"
    sheet.write_formula(last, _BESIDE, more, book.style("help"), 0)
    said = lists.formula("evaluering", f'IF({here}=0,"",{{\'forloeb.flere\'}}&" "&{here})')
    sheet.write_formula(last, 0, said, book.style("source"), "")
    return last + 1


def _whole(book: Book) -> str:
    """Find where the whole stands: where the goal does that has come least far."""
    goals = f"COUNT({{evaluering.trin}})+COUNT({FREE.cells('trin')})"
    least = f"MIN({{evaluering.trin_samlet}},{FREE.cells('trin')})"
    return f"IF({goals}=0,{_state('ikke_begyndt', book)},{_word_of(least, book)})"


def _state(key: str, book: Book) -> str:
    return f'"{book.words["forloeb"]["tilstande"][key]}"'


def _word_of(step: str, book: Book) -> str:
    said = ",".join(_state(key, book) for key in _STATES)
    return f"CHOOSE(1+{step},{said})"


def _numbered(book: Book, lists: Lists, sheet: Worksheet, row: int, slot: int) -> None:
    """Write a goal with a figure: the next of the list that has one. Its place stands right of the print."""
    at = f"$G${row + 1}"
    place = lists.formula("evaluering", f"IFERROR(SMALL({{evaluering.orden}},{slot}),0)")
    sheet.write_formula(row, _BESIDE, place, book.style("help"), 0)

    def found(key: str, table: str = "evaluering") -> str:
        value = f"INDEX({{{table}.{key}}},MAX(1,{at}))"
        return f'IF({at}=0,"",IF({value}="","",{value}))'

    step, confidential = f"$I${row + 1}", f"INDEX({{evaluering.fortrolig}},MAX(1,{at}))"
    # A number of its own: engines are not of one mind on the text of a row without a goal.
    come = lists.formula("evaluering", f"IF({at}=0,0,INDEX({{evaluering.trin}},MAX(1,{at})))")
    sheet.write_formula(row, _BESIDE + 2, come, book.style("help"), 0)
    aside = f'AND({step}=2,{confidential}<>"")'
    state = f"IF({aside},{_state('uden_udvalg', book)},{_word_of(step, book)})"
    qualified = f"INDEX({{evaluering.kvalificeret}},MAX(1,{at}))"
    following = f"IF({aside},{_next('uden_udvalg', book)},{_next_step(step, qualified, book)})"
    cells = (
        (0, found("navn"), "name"),
        (1, f'IF({at}=0,"",{following})', "quiet"),
        (2, found("aftalt"), "figure"),
        (3, found("senest"), "quiet"),
        (_LAST, f'IF({at}=0,"",{state})', "status"),
    )
    for column, formula, style in cells:
        sheet.write_formula(row, column, lists.formula("evaluering", formula), book.style(style), "")
    decimals = lists.formula("evaluering", f"IF({at}=0,1,INDEX({{evaluering.decimaler}},MAX(1,{at})))")
    sheet.write_formula(row, _BESIDE + 1, decimals, book.style("help"), 1)
    for count, shape in ((0, "#,##0"), (2, "#,##0.00")):
        rule = {
            "type": "formula",
            "criteria": f"=$H${row + 1}={count}",
            "format": book.rule(num_format=shape),
        }
        sheet.conditional_format(row, 2, row, 2, rule)


def _free(book: Book, sheet: Worksheet, row: int, number: int) -> None:
    """Write a goal in words."""
    step, qualified = f"$I${row + 1}", FREE.name(number, "kvalificeret")
    target, due = FREE.name(number, "maal"), FREE.name(number, "senest")
    come = f'=IF({target}="",0,{FREE.cell("trin", number)})'
    sheet.write_formula(row, _BESIDE + 2, come, book.style("help"), 0)
    cells = (
        (0, f'IF({target}="","",{target})', "name"),
        (1, f'IF({target}="","",{_next_step(step, qualified, book)})', "quiet"),
        (3, f'IF({target}="","",IF({due}="","",{due}))', "quiet"),
        (_LAST, f'IF({target}="","",{_word_of(step, book)})', "status"),
    )
    sheet.write_blank(row, 2, None, book.style("figure"))
    for column, formula, style in cells:
        look = book.style(style, valign="vcenter" if column else "top")  # a long goal keeps its beginning
        sheet.write_formula(row, column, f"={formula}", look, "")


def _next(key: str, book: Book) -> str:
    return f'"{book.words["forloeb"]["naeste"][key]}"'


def _next_step(step: str, qualified: str, book: Book) -> str:
    """Say what happens next; a goal that was sent back goes back."""
    not_yet = book.words["kvalificering"]["svar"][1]
    back = book.words["udvalg"]["beslutninger"][2]
    written = f'IF({qualified}="{not_yet}",{_next("tilret", book)},{_next("skrevet", book)})'
    waiting = (
        f'IF(svar_udvalg_beslutning="{back}",{_next("sendt_tilbage", book)},{_next("kvalificeret", book)})'
    )
    return f"CHOOSE(MAX(1,{step}),{written},{waiting},{_next('godkendt', book)},{_next('fulgt_op', book)})"


# --- Small -------------------------------------------------------------------------------------
def _heads(book: Book, sheet: Worksheet, row: int, said: list[str], right: str = "") -> None:
    sheet.set_row(row, 20)
    for column, word in enumerate(said):
        style = "head_right" if word == right else "head" if column else "head_first"
        sheet.write_string(row, column, word, book.style(style))


def _inks(book: Book, sheet: Worksheet, rows: tuple[int, int], looks: list[Look]) -> None:
    first, last = rows
    for condition, change in looks:
        criteria = "=" + condition.replace("{cell}", f"$E{first + 1}")
        rule = {"type": "formula", "criteria": criteria, "format": book.rule(**change)}
        sheet.conditional_format(first, _LAST, last, _LAST, rule)
