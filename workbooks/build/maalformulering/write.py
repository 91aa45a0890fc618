"""The sheets of `maalformulering` where goals with figures are written and checked.

The check answers while someone types; what it reckons with is ``goal_formulas``'. Goals without figures
are ``free``'s.
"""

from __future__ import annotations

from workbooks.build.kit import goal_formulas as goal
from workbooks.build.kit import inputs
from workbooks.build.kit.lists import Column, List, Lists, helper
from workbooks.build.kit.look import Book, heading, page
from workbooks.build.kit.parts import field
from workbooks.build.maalformulering.free import CHECK_INKS, FREE

_OFFERED = "felt_chance_1,felt_chance_2,felt_chance_3"
_LATER = "{t_realistisk}={'aftale.langt_frem'}"
_UNSEEN = "{t_ses}={'aftale.under_stoej'}"


# --- Goals with figures ------------------------------------------------------------------------
def write_goals(book: Book, lists: Lists, top: int, rows: int) -> List:
    """Write the sheet where goals are set, each with the one thing that matters most to do next."""
    words = book.words["aftale"]
    sheet = page(book, words["ark"], row_height=60, writes=True)
    heading(book, sheet, words)
    made = lists.write(sheet, "aftale", top, rows, _columns(book, top))
    over(
        book,
        made,
        "aftale",
        {"maaleenhed": "hvor", "maaltype": "maal", "niveau": "tjek", "hvorfor": "ord"},
    )
    goal.count(book, lists, made, FREE.cells("maal"))
    made.print_and_freeze()
    return made


def _columns(book: Book, top: int) -> list[Column]:
    said, types = book.words["aftale"]["hjaelp"], book.words["faelles"]["maaltyper"]
    type_ = inputs.choice(book, types, *said["maaltype"])
    deadline = inputs.choice(book, "=liste_frister", *said["senest"])
    words = {key: inputs.anything(book, *said[key]) for key in ("hvorfor", "tiltag")}
    first = 'OR({maal}<>"",{maaltype}<>"",{senest}<>"",{hvorfor}<>"",{tiltag}<>"")'
    place = f"ROW()-{top + 1}"
    return [
        Column("navn", 27, "name"),
        Column("maaleenhed", 8, "quiet"),
        Column("baseline", 9, "figure", decimals=True),
        Column("synlig", 10, "figure_quiet", decimals=True),
        Column("maaltype", 12.5, "input", "svar", validation=type_),
        Column(
            "maal", 9.5, "input_figure", "svar", decimals=True, validation=inputs.number(book, *said["maal"])
        ),
        Column("senest", 11.5, "input", "svar", validation=deadline),
        Column("niveau", 9, "figure", "formula", goal.level(), decimals=True),
        Column("chance", 10, "chance", "formula", _chance(), looks=goal.chance_extremes(book)),
        Column("tjek", 33, "status", "formula", _to_do(), looks=goal.icon_inks(CHECK_INKS)),
        Column("hvorfor", 31, "input_long", "svar", validation=words["hvorfor"]),
        Column("tiltag", 36, "input_long", "svar", validation=words["tiltag"]),
        *(column for column in goal.basis() if column.key != "synlig"),
        helper("begyndt", f"IF({first},1,0)"),
        helper("senere", 'AND({senest}<>"",{senest}<>felt_skoleaar)'),
        helper("t_maalbart", _measurable()),
        helper(
            "t_udgangspunkt",
            "IF({begyndt}=0,\"\",IF(ISNUMBER({baseline}),{'aftale.kendt'},{'aftale.ukendt'}))",
        ),
        helper("t_slags", _kind()),
        helper("t_realistisk", _realistic()),
        helper("t_ses", _seen()),
        helper("spoergsmaal", _question()),
        # Places in the list: of goals a committee may see, and a mark on the others.
        helper("til_udvalg", f'IF(AND({{maal}}<>"",{{fortrolig}}=""),{place},"")'),
        helper("skjult", 'IF(AND({maal}<>"",{fortrolig}<>""),1,0)'),
    ]


def _chance() -> str:
    """Give the chance of a goal due in the workbook's year; of a later one nobody has worked it out."""
    return f'IF({{senere}},"",{goal.chance()})'


def _measurable() -> str:
    return (
        "IF({begyndt}=0,\"\",IF(NOT(ISNUMBER({maal})),{'aftale.intet_tal'},"
        "IF({senest}=\"\",{'aftale.ingen_frist'},{'aftale.maalbart'})))"
    )


def _kind() -> str:
    return (
        'IF({begyndt}=0,"",IF({maaltype}="",{\'aftale.ikke_sagt\'},'
        "IF({maaltype}=\"Progression\",{'aftale.er_progression'},{'aftale.er_niveau'})))"
    )


def _realistic() -> str:
    """Say whether the goal is on its scale, upwards, and neither too hard nor sure to come.

    Of a goal due later it says that its chance is not known. Whether it can be seen is ``_seen``'s matter:
    hardly any change of one year is both likely and larger than the swing.
    """
    offered = f"AND(ISNUMBER({{chance}}),COUNT({_OFFERED})>0)"
    judged = (
        f"IF({offered},IF({{chance}}<MIN({_OFFERED}),{{'aftale.sjaelden_uden'}},"
        f"IF({{chance}}>MAX({_OFFERED}),{{'aftale.oftest'}},{{'aftale.realistisk'}})),"
        "IF({senere},{'aftale.langt_frem'},{'aftale.ingen_chance'}))"
    )
    return (
        'IF(NOT(ISNUMBER({niveau})),"",'
        f"IF({goal.outside()},{{'aftale.uden_for'}},"
        "IF(NOT(ISNUMBER({baseline})),{'aftale.ingen_chance'},"
        f"IF({goal.wrong_way()},{{'aftale.forkert_vej'}},{judged}))))"
    )


def _seen() -> str:
    """Say whether one year's figure can show that the goal is reached; nothing where the limit is unknown."""
    known = f"AND(ISNUMBER({{niveau}}),ISNUMBER({{baseline}}),ISNUMBER({{synlig}}),NOT({goal.outside()}))"
    return f"IF({known},IF({goal.below_noise()},{{'aftale.under_stoej'}},{{'aftale.kan_ses'}}),\"\")"


def _to_do() -> str:
    """Give the first thing to do: what makes it no goal at all comes before what could be better."""
    steps = (
        ("NOT(ISNUMBER({maal}))", "maal"),
        ("NOT(ISNUMBER({baseline}))", "baseline"),
        ("{t_realistisk}={'aftale.uden_for'}", "skala"),
        ("{t_realistisk}={'aftale.forkert_vej'}", "vej"),
        ('{senest}=""', "frist"),
        ('{maaltype}=""', "slags"),
        ('{tiltag}=""', "tiltag"),
        ('{hvorfor}=""', "hvorfor"),
        # Of a whole goal. That one year cannot show it makes it no worse: it is ready all the same.
        ("{t_realistisk}={'aftale.sjaelden_uden'}", "sjaelden"),
        ("{t_realistisk}={'aftale.oftest'}", "oftest"),
        (f"AND({_LATER},{_UNSEEN})", "langt_frem_stoej"),
        (_LATER, "langt_frem"),
        (_UNSEEN, "stoej"),
    )
    said = "{'aftale.goer_intet'}"
    for condition, key in reversed(steps):
        said = f"IF({condition},{{'aftale.goer_{key}'}},{said})"
    return f'IF({{begyndt}}=0,"",{said})'


def _question() -> str:
    """Ask what fits the state of the goal."""
    states = (
        ('OR(NOT(ISNUMBER({maal})),{senest}="",NOT(ISNUMBER({baseline})))', "mangler"),
        ("{t_realistisk}={'aftale.forkert_vej'}", "vej"),
        ("{t_realistisk}={'aftale.sjaelden_uden'}", "sjaelden"),
        ("{t_realistisk}={'aftale.oftest'}", "oftest"),
        (_LATER, "langt_frem"),
        (_UNSEEN, "stoej"),
    )
    said = "{'aftale.spoerg_ellers'}"
    for condition, key in reversed(states):
        said = f"IF({condition},{{'aftale.spoerg_{key}'}},{said})"
    return f'IF({{begyndt}}=0,"",{said})'


def over(book: Book, made: List, section_: str, groups: dict[str, str]) -> None:
    """Write the words above groups of columns."""
    for key, said in groups.items():
        word = book.words[section_][f"gruppe_{said}"]
        made.sheet.write_string(made.top - 1, made.at(key), word, book.style("over_group"))


# --- The check, one answer at a time -----------------------------------------------------------
def check(book: Book, lists: Lists, top: int, rows: int) -> List:
    """Write the sheet where each goal stands beside what is realistic, with the check's answers."""
    words = book.words["forslag"]
    sheet = page(book, words["ark"], row_height=40)
    heading(book, sheet, words)
    inks = goal.icon_inks(CHECK_INKS)
    found = goal.from_agreement
    columns = [
        Column("navn", 24, "name"),
        Column("maaleenhed", 8, "quiet"),
        Column("baseline", 9, "figure_strong", decimals=True),
        Column("nedre", 7.5, "figure_quiet", decimals=True),
        Column("oevre", 7.5, "figure_quiet", decimals=True),
        Column("synlig", 10, "figure_quiet", decimals=True),
        *(Column(f"maal_{place}", 9.5, "figure", decimals=True) for place in (1, 2, 3)),
        Column("bemaerkning", 21, "remark"),
        Column("niveau", 8.5, "figure_strong", "formula", found("niveau"), decimals=True),
        Column("chance", 9.5, "chance", "formula", found("chance"), looks=goal.chance_extremes(book)),
        Column("maalbart", 12, "status", "formula", found("t_maalbart"), looks=inks),
        Column("udgangspunkt", 11, "status", "formula", found("t_udgangspunkt"), looks=inks),
        Column("slags", 13.5, "status", "formula", found("t_slags"), looks=inks),
        Column("realistisk", 16, "status", "formula", found("t_realistisk"), looks=inks),
        Column("ses", 13, "status", "formula", found("t_ses"), looks=inks),
        Column("goer", 33, "status", "formula", found("tjek"), looks=inks),
        *(helper(key) for key in ("noegle", "decimaler")),
    ]
    made = lists.write(sheet, "forslag", top, rows, columns)
    _offered(book, made)
    over(
        book,
        made,
        "forslag",
        {"maaleenhed": "hvor", "niveau": "maal", "maalbart": "tjek"},
    )
    few = (
        'IF(antal_valgte_maal=0,"",IF(AND(ISNUMBER(felt_antal_maal_anbefalet),'
        "antal_valgte_maal>felt_antal_maal_anbefalet),{'aftale.for_mange'},{'forslag.faa'}))"
    )
    sheet.write_formula(top - 2, 0, lists.formula("forslag", few), book.style("count"), "")
    made.print_and_freeze()
    sheet.set_row(top - 2, 27)
    return made


def _offered(book: Book, made: List) -> None:
    """Write above each proposal its name and chance, and above the interval how sure it is."""
    words, sheet, top = book.words["forslag"], made.sheet, made.top
    for place in (1, 2, 3):
        column = made.at(f"maal_{place}")
        field(book, sheet, top - 2, column, f"chance_{place}_navn", "over_right", font_size=9)
        field(book, sheet, top - 1, column, f"chance_{place}", "over_chance", num_format="0 %")
    sheet.write_string(top - 1, made.at("nedre"), words["interval"], book.style("over_chance"))
    percent = book.style("over_chance", num_format=book.words["om"]["konfidens_format"])
    formula = '=IF(felt_konfidens_pct="","",felt_konfidens_pct)'
    sheet.write_formula(top - 1, made.at("oevre"), formula, percent, "")
