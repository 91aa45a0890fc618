"""What the counts show: share, interval, picture, change since last year; and the school's analysis beside.

Native formulas: Wilson's interval of a share, Newcombe's of a change, the same as those of
``measures.schools.survey_share``.
"""

from __future__ import annotations

from xlsxwriter.utility import xl_rowcol_to_cell
from xlsxwriter.worksheet import Worksheet

from workbooks.build.brugerundersoegelse.groups import Groups
from workbooks.build.kit import inputs
from workbooks.build.kit.goal_formulas import icon_inks
from workbooks.build.kit.lists import Column, Lists, helper
from workbooks.build.kit.look import BROWN, GREEN, GREY, RED, Book, heading, page

ROWS, TOP = 12, 7
NOT_HERE = 1_000_000
STEPS = 24  # of a picture, from 0 to 100 %
# The square of the normal quantile of the workbook's confidence, out of print on the sheet of results.
Z2 = "enkaet_z2"
# So many answers at least on the page that may leave the school; the setting may ask for more.
LEAST = "MAX(5,N(felt_mindst_antal))"
INKS = {"▲": GREEN, "▼": RED, "≈": GREY, "⚠": BROWN}


def figures(book: Book, lists: Lists, sheet: Worksheet, groups: Groups) -> None:
    """Write a row a question: what this year's counts show, and last year's."""
    words = book.words["enkaet_resultat"]
    heading(book, sheet, words, source=False, indicators=False)
    columns = [
        Column("gruppe_vist", 15.5, "group"),
        Column("tekst", 40, "name", "formula", _question()),
        Column("svar", 6.5, "count_figure", "formula", _of("svar")),
        Column("andel", 9, "share_strong", "formula", _unless("svar", "{positive}/{svar}")),
        Column("nedre", 7, "share", "formula", _wilson("positive", "svar", "-")),
        Column("oevre", 7, "share", "formula", _wilson("positive", "svar", "+")),
        Column("billede", 28, "plot", "formula", _picture()),
        Column("f_andel", 9, "share_quiet", "formula", _unless("f_svar", "{f_positive}/{f_svar}")),
        Column("aendring", 10, "difference_whole", "formula", _points()),
        Column("udvikling", 18, "status", "formula", _verdict(), looks=icon_inks(INKS)),
        Column("mindst", 11, "share_quiet", "formula", _bound("{positive}")),
        Column("hoejst", 11, "share_quiet", "formula", _bound("({alle}-{svar}+{positive})")),
        Column("offentlig", 8.5, "figure_quiet"),
        Column("offentlig_kommune", 10.5, "figure_quiet"),
        Column("offentlig_hvad", 11.5, "quiet", "formula", _unit_and_year()),
        *(
            helper(key)
            for key in ("noegle", "gruppe", "navn", "egen", "offentlig_maaleenhed", "offentlig_aar")
        ),
        helper("plads", "IFERROR(MATCH({noegle},{enkaet.noegle},0),0)"),
        helper("kendes_som", _known_as()),
        helper("f_plads", 'IF({tekst}="",0,IFERROR(MATCH({kendes_som},{forrige_enkaet.kendes_som},0),0))'),
        helper("positive", _unless("svar", _sum("enkaet", "plads"))),
        helper("f_svar", _last("INDEX({forrige_enkaet.svar},MAX(1,{f_plads}))")),
        helper("f_positive", _unless("f_svar", _sum("forrige_enkaet", "f_plads"))),
        helper("f_nedre", _wilson("f_positive", "f_svar", "-")),
        helper("f_oevre", _wilson("f_positive", "f_svar", "+")),
        helper("a_nedre", _newcombe("-", ("andel", "nedre"), ("f_oevre", "f_andel"))),
        helper("a_oevre", _newcombe("+", ("oevre", "andel"), ("f_andel", "f_nedre"))),
        helper("spurgt", groups.of_row("spurgt", "{noegle}")),
        helper("ved_ikke", 'IF({plads}=0,0,N(INDEX({enkaet.antal_ved_ikke},MAX(1,{plads}))))'),
        # Everybody who was asked, those without an opinion taken off; nothing where it cannot be.
        helper("alle", _everybody()),
        helper("orden", f'IF(N({{svar}})>={LEAST},ROW()-{TOP + 1},{NOT_HERE})'),
    ]  # fmt: skip
    made = lists.write(sheet, "enkaet_resultat", TOP, ROWS, columns)
    over = {
        "svar": "i_aar", "f_andel": "sidste_aar", "mindst": "alle_spurgte", "offentlig": "offentlig",
    }  # fmt: skip
    for key, word in over.items():
        sheet.write_string(TOP - 1, made.at(key), words[f"gruppe_{word}"], book.style("over_group"))
    made.print_and_freeze(head_height=48, beside="tekst")
    last = len(columns)
    sheet.write_formula(0, last, "=NORMSINV(0.5+N(felt_konfidens_pct)/200)^2", book.style("help"), 0)
    book.name(Z2, sheet, 0, last)
    _counted(book, lists, sheet)


def analysis(book: Book, lists: Lists, sheet: Worksheet) -> None:
    """Write a row a question with what it shows and what to talk of, and cells for the school's words."""
    words = book.words["enkaet_analyse"]
    heading(book, sheet, words, source=False, indicators=False)
    said = words["hjaelp"]
    row = "MATCH({noegle},{enkaet_resultat.noegle},0)"
    talk, share, verdict = (
        f'IFERROR(INDEX({{enkaet_resultat.{key}}},{row}),"")' for key in ("tekst", "andel", "udvikling")
    )
    columns = [
        Column("gruppe_vist", 15.5, "group", looks=()),
        Column("tekst", 38, "name", "formula",
               f'IF({talk}="",{{navn}}&"",{talk}&CHAR(10)&CHAR(10)&"→ "&{{spoergsmaal}})'),
        Column("andel", 9, "share_strong", "formula", share),
        Column("udvikling", 16, "status", "formula", verdict, looks=icon_inks(INKS)),
        Column("f_tiltag", 28, "quiet_long", "formula", _last_measures()),
        Column("analyse", 47, "input_long", "svar", validation=inputs.anything(book, *said["analyse"])),
        Column("tiltag", 43, "input_long", "svar", validation=inputs.anything(book, *said["tiltag"])),
        *(helper(key) for key in ("noegle", "navn", "egen", "spoergsmaal")),
    ]  # fmt: skip
    _last_words(book, lists)
    made = lists.write(sheet, "enkaet_analyse", TOP, ROWS, columns)
    for key, word in (("andel", "viser"), ("f_tiltag", "sidste_aar"), ("analyse", "skolens")):
        sheet.write_string(TOP - 1, made.at(key), words[f"gruppe_{word}"], book.style("over_group"))
    made.print_and_freeze(head_height=32, beside="tekst")


def _last_words(book: Book, lists: Lists) -> None:
    """Write what the school wrote last year, question by question."""
    words = book.words["forrige_enkaet_analyse"]
    sheet = page(book, words["ark"], row_height=70)
    heading(book, sheet, words, source=False, indicators=False)
    key = 'IFERROR(FIND("|",{noegle}),0)'
    plain = f'SUBSTITUTE(MID({{noegle}},{key}+1,200),"_"," ")'
    asked = "INDEX({forrige_enkaet.tekst},MATCH({noegle},{forrige_enkaet.noegle},0))"
    columns = [
        Column("tekst", 44, "name", "formula", f'IF({{noegle}}="","",IFERROR({asked},{plain}))'),
        Column("analyse", 64, "text"),
        Column("tiltag", 64, "text"),
        helper("noegle"),
    ]
    lists.write(sheet, "forrige_enkaet_analyse", TOP, ROWS, columns).print_and_freeze(20, "tekst")


def _last_measures() -> str:
    """Show what the school said last year it would do; of its own questions only where they are the same."""
    place = "MATCH({noegle},{enkaet_resultat.noegle},0)"
    earlier = f"INDEX({{enkaet_resultat.f_plads}},{place})"
    key = f"INDEX({{forrige_enkaet.noegle}},MAX(1,{earlier}))"
    found = f"INDEX({{forrige_enkaet_analyse.tiltag}},MATCH({key},{{forrige_enkaet_analyse.noegle}},0))"
    return f'IFERROR(IF({earlier}=0,"",IF({found}="","",{found})),"")'


# --- Formulas ----------------------------------------------------------------------------------
def _question() -> str:
    """Write the question: the common one, or what the school typed; an unused place says so by name."""
    typed = "INDEX({enkaet.spoergsmaal},MAX(1,{plads}))"
    return f'IF({{egen}}="",{{navn}}&"",IF({{plads}}=0,"",{typed}&""))'


def _unit_and_year() -> str:
    """Say in one column what the published figure counts and of which year."""
    unit = 'IF({offentlig_maaleenhed}="","",{offentlig_maaleenhed}&CHAR(10))'
    return f"{unit}&{{offentlig_aar}}"


def _of(key: str) -> str:
    found = f"INDEX({{enkaet.{key}}},MAX(1,{{plads}}))"
    return f'IF(OR({{plads}}=0,{{tekst}}=""),"",IF(N({found})>0,{found},""))'


def _last(found: str) -> str:
    return f'IF({{f_plads}}=0,"",IF(N({found})>0,{found},""))'


def _sum(table: str, place: str) -> str:
    return "+".join(f"INDEX({{{table}.antal_{option}}},MAX(1,{{{place}}}))" for option in (1, 2))


def _unless(known: str, value: str) -> str:
    return f'IF({{{known}}}="","",{value})'


def _wilson(positive: str, answers: str, sign: str) -> str:
    """Write an end of Wilson's interval; the upper one of all positive is 1 exactly."""
    x, n = f"{{{positive}}}", f"{{{answers}}}"
    end = f"({x}+{Z2}/2{sign}SQRT({Z2}*({x}*({n}-{x})/{n}+{Z2}/4)))/({n}+{Z2})"
    end = f"IF({x}={n},1,{end})" if sign == "+" else f"IF({x}=0,0,{end})"
    return f'IF({{{answers}}}="","",{end})'


def _newcombe(sign: str, now: tuple[str, str], before: tuple[str, str]) -> str:
    (a, b), (c, d) = now, before
    reach = f"SQRT(({{{a}}}-{{{b}}})^2+({{{c}}}-{{{d}}})^2)"
    return _difference(f"{{andel}}-{{f_andel}}{sign}{reach}")


def _difference(value: str) -> str:
    return f'IF(OR({{andel}}="",{{f_andel}}=""),"",{value})'


def _points() -> str:
    return _difference("ROUND(100*({andel}-{f_andel}),0)")


def _known_as() -> str:
    """Know a common question by its key, one of the school's own by its group and its words."""
    return 'IF({egen}="",{noegle}&"",LEFT({noegle},IFERROR(FIND("|",{noegle}),0))&{tekst})'


def _verdict() -> str:
    """Say whether the change is beyond its interval."""
    return (
        'IF({a_nedre}="","",IF({a_nedre}>0,{\'enkaet_resultat.op\'},'
        "IF({a_oevre}<0,{'enkaet_resultat.ned'},{'enkaet_resultat.lige'})))"
    )


def _picture() -> str:
    """Draw share and interval on a line of characters, and last year's share as a ring on it."""
    low, at, high, last = (f"INT({STEPS}*{{{key}}}+0.5)" for key in ("nedre", "andel", "oevre", "f_andel"))
    before = f'IF({at}>{low},"├"&REPT("─",{at}-{low}-1),"")'
    after = f'IF({high}>{at},REPT("─",{high}-{at}-1)&"┤","")'
    line = f'REPT("·",{low})&{before}&"●"&{after}&REPT("·",{STEPS}-{high})'
    ring = f'IF({{f_andel}}="",{line},IF({last}={at},{line},REPLACE({line},{last}+1,1,"○")))'
    return f'IF({{svar}}="","",{ring})'


def _everybody() -> str:
    whole = "{spurgt}-{ved_ikke}"
    return f'IF(OR({{svar}}="",{{spurgt}}=""),"",IF({whole}<{{svar}},"",{whole}))'


def _bound(positive: str) -> str:
    """Give the share of all who were asked, had the silent ones answered one way or the other."""
    return f'IF({{alle}}="","",{positive}/{{alle}})'


def _counted(book: Book, lists: Lists, sheet: Worksheet) -> None:
    """Say above the list how many changes stand out, and how many would by chance alone."""
    words = book.words["enkaet_resultat"]
    sheet.set_row(4, 18)
    change, beside = "{enkaet_resultat.a_nedre}", len(lists.made["enkaet_resultat"].columns)
    counts = (
        f"COUNT({change})", f'COUNTIF({change},">0")', 'COUNTIF({enkaet_resultat.a_oevre},"<0")',
        f"ROUND(COUNT({change})*(100-N(felt_konfidens_pct))/100,0)",
    )  # fmt: skip
    for at, formula in enumerate(counts):
        written = lists.formula("enkaet_resultat", formula)
        sheet.write_formula(1, beside + at, written, book.style("help"), 0)
    known, up, down, chance = (xl_rowcol_to_cell(1, beside + at, True, True) for at in range(len(counts)))
    said = (
        f'=IF({known}=0,"{words["intet_foer"]}","{words["af"]}"&{known}&"{words["er_op"]}"&{up}'
        f'&"{words["er_ned"]}"&{down}&"{words["slump"]}"&{chance}&"{words["slut"]}")'
    )
    sheet.write_formula(4, 0, said, book.style("must_be_said"), "")
