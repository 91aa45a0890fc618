"""The sheets of `maalformulering` after a goal is written: the consultant's, the plan, the follow-up.

Each is a list with a row an indicator, its answers known by the key; rows without a goal ask for nothing.
"""

from __future__ import annotations

from workbooks.build.kit import goal_formulas as goal
from workbooks.build.kit import inputs
from workbooks.build.kit.lists import Column, List, Lists, Look, helper
from workbooks.build.kit.look import CLOSED, GREY, Book, heading, page
from workbooks.build.maalformulering.free import CHECK_INKS, approved_by_committee, step_of
from workbooks.build.maalformulering.write import over

_HAS = helper("har", goal.from_agreement("maal"))
_NOTHING: Look = ('{=har}=""', CLOSED)


def qualification(book: Book, lists: Lists, top: int, rows: int) -> List:
    """Write the sheet where a consultant reads each goal."""
    words = book.words["kvalificering"]
    said = words["hjaelp"]
    sheet = page(book, words["ark"], row_height=60, writes=True)
    heading(book, sheet, words)
    found = goal.from_agreement
    columns = [
        Column("navn", 27, "name"),
        *_goal(),
        Column("chance", 10, "chance", "formula", found("chance"), looks=goal.chance_extremes(book)),
        Column("goer", 31, "status", "formula", _or_none("tjek", "kvalificering"), looks=_inks()),
        Column("spoergsmaal", 30, "text", "formula", found("spoergsmaal")),
        _answer("konsulent", 17, inputs.anything(book, *said["konsulent"]), "input"),
        _answer("dato", 12, inputs.day(book, *said["dato"]), "input_date"),
        _answer("skaerpes", 46, inputs.anything(book, *said["skaerpes"])),
        _answer("kvalificeret", 13, inputs.choice(book, words["svar"], *said["kvalificeret"]), "input"),
        *(helper(key) for key in ("noegle", "decimaler")),
        _HAS,
    ]  # fmt: skip
    made = lists.write(sheet, "kvalificering", top, rows, columns)
    over(book, made, "kvalificering", {"aftalt": "maal", "goer": "tjek", "konsulent": "ord"})
    sheet.write_string(top - 2, 0, words["frie"], book.style("over"))
    made.print_and_freeze()
    return made


def _answer(key: str, width: float, takes: inputs.Validation, style: str = "input_long") -> Column:
    """Make a column where people write, white in a row without a goal."""
    return Column(key, width, style, "svar", validation=takes, looks=[_NOTHING])


def _goal() -> list[Column]:
    """Make the columns that repeat the goal: its level and deadline."""
    return [
        Column("aftalt", 9.5, "figure_strong", "formula", goal.from_agreement("niveau"), decimals=True),
        Column("senest", 11.5, "quiet", "formula", goal.from_agreement("senest")),
    ]


def _or_none(key: str, table: str) -> str:
    """Look a word up; of a row without a goal it says so."""
    return f"IF({{har}}=\"\",{{'{table}.intet'}},{goal.from_agreement(key)})"


def _inks() -> list[Look]:
    return goal.icon_inks({**CHECK_INKS, "–": GREY})


def plan(book: Book, lists: Lists, top: int, rows: int) -> List:
    """Write the sheet that says who does what, when, and what can be seen on the way."""
    words = book.words["indsatsplan"]
    said = words["hjaelp"]
    sheet = page(book, words["ark"], row_height=66, writes=True)
    heading(book, sheet, words, source=False)
    backwards = "AND(ISNUMBER({start}),ISNUMBER({slut}),{slut}<{start})"
    asks = f"IF({backwards},{{'indsatsplan.bagvendt'}},{_or_none('spoergsmaal', 'indsatsplan')})"
    free = {key: inputs.anything(book, *said[key]) for key in ("indsats", "ansvarlig", "ressourcer", "tegn")}
    start, end = (inputs.day(book, *said[key]) for key in ("start", "slut"))
    status = inputs.choice(book, words["status"], *said["status"])
    columns = [
        Column("navn", 23, "name"),
        *_goal(),
        Column("spoergsmaal", 23, "status", "formula", asks, looks=_inks()),
        Column("tiltag", 23, "quiet_long", "formula", goal.from_agreement("tiltag")),
        _answer("indsats", 32, free["indsats"]),
        _answer("ansvarlig", 14, free["ansvarlig"], "input"),
        _answer("start", 12, start, "input_date"),
        _answer("slut", 12, end, "input_date"),
        _answer("ressourcer", 20, free["ressourcer"]),
        _answer("tegn", 26, free["tegn"]),
        _answer("status", 13, status, "input"),
        *(helper(key) for key in ("noegle", "decimaler")),
        _HAS,
    ]
    made = lists.write(sheet, "indsatsplan", top, rows, columns)
    over(book, made, "indsatsplan", {"aftalt": "maal", "indsats": "plan", "tegn": "status"})
    sheet.write_string(top - 2, 0, words["frie"], book.style("over"))
    made.print_and_freeze()
    return made


def follow_up(book: Book, lists: Lists, top: int, rows: int) -> List:
    """Write the sheet where results meet goals, and head of schools and school judge."""
    words = book.words["evaluering"]
    sheet = page(book, words["ark"], row_height=60, writes=True)
    heading(book, sheet, words)
    made = lists.write(sheet, "evaluering", top, rows, _follow_up_columns(book, top))
    over(book, made, "evaluering", {"aftalt": "tallet", "gennemfoert": "i"})
    sheet.write_string(top - 2, 0, words["forklaring"], book.style("over"))
    made.print_and_freeze()
    return made


def _follow_up_columns(book: Book, top: int) -> list[Column]:
    said, shared = book.words["evaluering"]["hjaelp"], book.words["faelles"]
    done = inputs.choice(book, shared["gennemfoert"], *said["gennemfoert"])
    judged = inputs.choice(book, shared["vurderinger"], *said["vurdering"])
    free = {key: inputs.anything(book, *said[key]) for key in ("leder", "chef")}
    return [
        Column("navn", 24, "name"),
        *_goal(),
        Column("resultat", 9.5, "figure_strong", decimals=True),
        Column("bemaerkning", 15, "remark"),
        Column("observeret", 14, "status", "formula", goal.observed(), looks=goal.observed_inks()),
        Column("sikkerhed", 15, "status", "formula", goal.certainty(), looks=goal.certain_inks()),
        Column("spoergsmaal", 24, "status", "formula", _question_of_result(), looks=_inks()),
        _answer("gennemfoert", 12, done, "input"),
        _answer("leder", 27, free["leder"]),
        _answer("chef", 27, free["chef"]),
        _answer("vurdering", 13, judged, "input"),
        _answer("dato", 12, inputs.day(book, *said["dato"]), "input_date"),
        *(helper(key) for key in ("noegle", "decimaler", "fortegn", "resultat_standardfejl")),
        helper("gaelder", "{aftalt}"),
        helper("p_naaet", goal.probability()),
        _HAS,
        *_steps(book, top),
    ]  # fmt: skip


def _question_of_result() -> str:
    """Ask what fits the result: how sure it is goes before which side of the goal it lies on."""
    unsure = "OR({sikkerhed}={'evaluering.uafgjort'},{sikkerhed}={'evaluering.ukendt'})"
    return (
        "IF({har}=\"\",{'evaluering.intet'},"
        "IF({observeret}={'evaluering.senere'},{'evaluering.spoerg_senere'},"
        "IF(NOT(ISNUMBER({resultat})),{'evaluering.spoerg_afventer'},"
        f"IF({unsure},{{'evaluering.spoerg_uafgjort'}},"
        "IF(LEFT({observeret},1)=\"✓\",{'evaluering.spoerg_naaet'},{'evaluering.spoerg_ikke'})))))"
    )


def _steps(book: Book, top: int) -> list[Column]:
    """Make the columns that tell how far each goal has come; a committee approves only what it sees."""
    qualified = 'IFERROR(INDEX({kvalificering.kvalificeret},MATCH({noegle},{kvalificering.noegle},0))&"","")'
    approved = approved_by_committee(book)
    step = step_of('{har}=""', "{vurdering}", "{kvalificeret}", book, f'AND({{fortrolig}}="",{approved})')
    passed = f'AND({{fortrolig}}<>"",{{trin}}=2,{approved})'
    return [
        helper("fortrolig", goal.from_agreement("fortrolig")),
        helper("kvalificeret", qualified),
        helper("trin", step),
        helper("trin_samlet", f"IF({passed},3,{{trin}})"),
        helper("til_udvalg", 'IF(AND(ISNUMBER({trin}),{fortrolig}=""),1,0)'),
        helper("besluttet", "IF({til_udvalg}=1,IF({trin}>=3,1,0),0)"),
        helper("orden", f'IF(ISNUMBER({{trin}}),ROW()-{top + 1},"")'),
    ]
