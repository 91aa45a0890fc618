"""What a sheet of goals answers while someone types: level, chance, whether it can be seen, what came of it.

Native formulas as patterns of ``lists``, for a list of goals (section ``aftale`` of the words) and one of
results (``evaluering``). Which columns a template shows, and where its sheets lie, is told in its module.
"""

from __future__ import annotations

from collections.abc import Mapping

from workbooks.build.kit.lists import Column, List, Lists, Look, helper
from workbooks.build.kit.look import BROWN, GREEN, GREY, RED, Book

# Certainty of a result: from which probability each verdict holds (highest first).
CERTAINTY = ((0.975, "naaet"), (0.84, "sandsynligvis"), (0.16, "uafgjort"), (0.025, "sandsynligvis_ikke"))

# What a goal rests on: filled into the list of goals, out of print, under these names.
BASIS = (
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


# --- Before the year: is it a goal? ------------------------------------------------------------
def basis() -> list[Column]:
    """Make the columns a goal's formulas calculate with, and the distance its chance comes from."""
    return [*(helper(key) for key in BASIS), helper("afstand", distance())]


def level() -> str:
    """Turn an agreed change (progression) into the level it leads to; a level stays as it is."""
    progression = 'IF({maaltype}="Progression",IF(ISNUMBER({baseline}),{baseline}+{maal},""),{maal})'
    return f'IF(ISNUMBER({{maal}}),{progression},"")'


def distance() -> str:
    """Measure how far the target lies beyond the prediction, in its standard deviations."""
    known = "AND(ISNUMBER({niveau}),ISNUMBER({forudsagt}),ISNUMBER({sd}),ISNUMBER({frihedsgrader}))"
    return f'IF({known},IF({{sd}}>0,{{fortegn}}*({{niveau}}-{{forudsagt}})/{{sd}},""),"")'


def chance() -> str:
    """Give the chance of a level within the workbook's school year: Student's t."""
    # TDIST takes no negative distance: the tail below it is one minus the tail above its mirror.
    tail = "IF({afstand}<0,1-TDIST(-{afstand},{frihedsgrader},1),TDIST({afstand},{frihedsgrader},1))"
    return f'IF(ISNUMBER({{afstand}}),{tail},"")'


def outside() -> str:
    """Tell whether the level lies beyond its scale."""
    return "OR(AND(ISNUMBER({mindste}),{niveau}<{mindste}),AND(ISNUMBER({stoerste}),{niveau}>{stoerste}))"


def below_noise() -> str:
    """Tell whether the change is too small to be told from the swing of a year."""
    return "AND(ISNUMBER({synlig}),ROUND(ABS({niveau}-{baseline})-{synlig},9)<0)"


def wrong_way() -> str:
    """Tell whether the level is worse than the baseline, as both are shown: what looks equal is not worse."""
    shown = "ROUND({niveau},{decimaler})-ROUND({baseline},{decimaler})"
    return f"ROUND({{fortegn}}*({shown}),9)<0"


def visible() -> str:
    """Say whether the target can be reached on its scale, and seen in the figures when it is."""
    return (
        'IF(NOT(ISNUMBER({niveau})),"",'
        f"IF({outside()},{{'aftale.uden_for'}},"
        "IF(NOT(ISNUMBER({baseline})),{'aftale.ingen_chance'},"
        f"IF({wrong_way()},{{'aftale.forkert_vej'}},"
        f"IF({below_noise()},{{'aftale.under_stoej'}},{{'aftale.kan_ses'}})))))"
    )


def visible_inks() -> list[Look]:
    """Ink what ``visible`` says."""
    return icon_inks({"✓": GREEN, "≈": BROWN, "⚠": RED, "✕": RED})


def chance_extremes(book: Book) -> list[Look]:
    """Never show a chance as 0 or 100 %: nobody knows it that well."""
    # An empty answer is text, which Excel holds to be above every number.
    return [
        (f"AND(ISNUMBER({{cell}}),{{cell}}{beyond})", {"num_format": book.words["aftale"][key]})
        for beyond, key in (("<0.01", "sjaelden"), (">0.99", "naesten"))
    ]


def count(book: Book, lists: Lists, made: List, own: str) -> None:
    """Count the goals chosen, beside how many are advised, and say so when there are more.

    ``own``: the cells of the goals the figures do not cover.
    """
    words, sheet, row = book.words["aftale"], made.sheet, made.top - 2
    sheet.write_string(row, 0, words["valgte"], book.style("over"))
    chosen = lists.formula("aftale", f"COUNT({{aftale.maal}})+COUNTA({own})")
    sheet.write_formula(row, 1, chosen, book.style("count"), 0)
    book.name("antal_valgte_maal", sheet, row, 1)
    sheet.write_string(row, 2, words["anbefalet"], book.style("over"))
    sheet.write_blank(row, 4, None, book.style("count"))
    book.name("felt_antal_maal_anbefalet", sheet, row, 4)
    many = "AND(ISNUMBER(felt_antal_maal_anbefalet),antal_valgte_maal>felt_antal_maal_anbefalet)"
    sheet.write_formula(row, 5, f'=IF({many},"{words["for_mange"]}","")', book.style("count_warning"), "")


# --- After the year: what came of it? ----------------------------------------------------------
def from_agreement(key: str) -> str:
    """Look an agreed value up by the row's key; an empty cell there stays empty here."""
    found = f"INDEX({{aftale.{key}}},MATCH({{noegle}},{{aftale.noegle}},0))"
    return f'IFERROR(IF({found}="","",{found}),"")'


def observed() -> str:
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


def probability() -> str:
    """Find how probable it is that the true value is on the target's right side."""
    known = "AND(ISNUMBER({gaelder}),ISNUMBER({resultat}),ISNUMBER({resultat_standardfejl}))"
    likely = "NORMSDIST({fortegn}*({resultat}-{gaelder})/{resultat_standardfejl})"
    return f'IF({known},IF({{resultat_standardfejl}}>0,{likely},""),"")'


def certainty() -> str:
    """Say how certain the verdict is; nothing of a goal that is due later."""
    verdict = "{'evaluering.ikke_naaet'}"
    for cut, key in reversed(CERTAINTY):
        verdict = f"IF({{p_naaet}}>={cut},{{'evaluering.{key}'}},{verdict})"
    unknown = "IF(AND(ISNUMBER({gaelder}),ISNUMBER({resultat})),{'evaluering.ukendt'},\"\")"
    later = "{observeret}={'evaluering.senere'}"
    return f'IF({later},"",IF(ISNUMBER({{p_naaet}}),{verdict},{unknown}))'


def observed_inks() -> list[Look]:
    """Ink what ``observed`` says."""
    return icon_inks({"✓": GREEN, "✕": RED, "…": GREY})


def certain_inks() -> list[Look]:
    """Ink what ``certainty`` says."""
    return icon_inks({"●": GREEN, "◕": GREEN, "◔": RED, "○": RED, "?": GREY})


def icon_inks(inks: Mapping[str, str]) -> list[Look]:
    """Give a status its ink after the icon it begins with; the word says it without the ink."""
    return [(f'LEFT({{cell}},1)="{icon}"', {"font_color": ink}) for icon, ink in inks.items()]
