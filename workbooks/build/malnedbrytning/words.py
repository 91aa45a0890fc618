"""How a figure lies to a goal, and whether goals come to a goal, as native formulas in words.

The words stand in the section ``[domar]``; the cut points are those of every verdict (``goal_formulas``).
"""

from __future__ import annotations

from workbooks.build.kit.goal_formulas import CERTAINTY

_KEYS = {
    "naaet": "nott",
    "sandsynligvis": "sannolikt",
    "uafgjort": "oavgjort",
    "sandsynligvis_ikke": "sannolikt_inte",
}


def with_unit(more: str = '""') -> str:
    """Name the indicator with its unit, and what ``more`` says below it."""
    return f'{{navn}}&IF({{maaleenhed}}="",""," ("&{{maaleenhed}}&")")&{more}'


def judged(
    goal: str, result: str = "{resultat}", error: str = "{standardfejl}", sign: str = "{fortegn}"
) -> str:
    """Say how the latest figure lies to a goal, and how sure that is."""
    ahead = f"ROUND({sign}*({result}-{goal}),9)"
    likely = f"NORMSDIST({sign}*({result}-{goal})/{error})"
    verdict = "{'domar.inte_nott'}"
    for cut, key in reversed(CERTAINTY):
        verdict = f"IF({likely}>={cut},{{'domar.{_KEYS[key]}'}},{verdict})"
    exact = f"IF({ahead}>=0,{{'domar.nott'}},{{'domar.inte_nott'}})"
    unknown = f"IF({ahead}>=0,{{'domar.siffran_dar'}},{{'domar.siffran_inte'}})"
    sure = f"IF(ISNUMBER({error}),IF({error}>0,{verdict},{exact}),{unknown})"
    return f'IF(AND(ISNUMBER({result}),ISNUMBER({goal}),{sign}<>0),{sure},"")'


def typed(verdict: str, goal: str = "{eget_mal}") -> str:
    """Say of a goal in words that it is not counted, and else the verdict."""
    return f"IF(ISTEXT({goal}),IF(TRIM({goal})=\"\",{verdict},{{'domar.ord'}}),{verdict})"


def enough(goals: str, above: str, count: str, swing: str) -> str:
    """Say whether goals come to the one above; within the figure's uncertainty it is barely or almost."""
    ahead = f"ROUND({{fortegn}}*({goals}-{above}),9)"
    plain = f"IF({ahead}>=0,{{'domar.racker'}},{{'domar.racker_inte'}})"
    close = f"IF({ahead}>=0,{{'domar.knappt'}},{{'domar.nastan'}})"
    said = f"IF(ABS({goals}-{above})<=N({swing}),{close},{plain})" if swing else plain
    known = f"AND({count}>0,ISNUMBER({goals}),ISNUMBER({above}),{{fortegn}}<>0)"
    return f'IF({known},{said},"")'
