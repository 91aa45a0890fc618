"""One pupil's row as formulas: results, gain and its interval, what is known of growth, the chance.

The gain is ``BEREGNER_FREMGANG``'s arithmetic: the function itself in the edition for the add-in, ordinary
formulas in the other; a test holds both together. (``hosts.native`` writes one formula that refuses bad
cells by itself; here bad cells never come so far, and forty pupils' rows calculate ten times faster.) Two
test series are never subtracted: where the pair is a break, no score reaches the formulas at all.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from workbooks.build.beregneren.grid import Grid, literal
from workbooks.build.beregneren.known import CRITERION, LUS, PERCENTILE
from workbooks.build.beregneren.model import DECILES
from workbooks.build.beregneren.occasions import MOST
from workbooks.build.kit.look import Book

GAIN = ("fremgang", "standardfejl", "nedre", "oevre", "indeks")
_SCORES = ("foer", "efter", "fejl_foer", "fejl_efter")
PUPILS = 40
# What is asked of the functions, and what stands in the row below the pupils.
ASKED: Mapping[str, float | str] = {
    "foer": 0, "efter": 0, "fejl_foer": 1, "fejl_efter": 1, "lus_foer": "1", "lus_efter": "1",
    "norm_foer": 0, "norm_efter": 0, "sem_foer": 1, "sem_efter": 1, "norm_nu": 0, "norm_maal": 0,
}  # fmt: skip
_FIGURES = ("percentil", "nedre", "oevre", "forventet")

SHOWN = frozenset(
    {
        "vist_navn", *(f"t_{at}" for at in range(1, MOST + 1)), "fremgang", "nedre", "oevre", "vist",
        "percentil", "p_nedre", "p_oevre", "forventet", "chance",
    }
)  # fmt: skip
NAMES: Mapping[str, str] = {
    "id": "e_id", "foer": "e_foer", "efter": "e_efter", "standardfejl": "e_fejl", "status": "e_status",
    "niveau": "e_niveau", "grund": "e_grund", "naeste": "e_naeste",
    **{f"{key}_{at}": f"{key}_{at}" for key in "xsd" for at in range(1, MOST + 1)},
}  # fmt: skip

_STATES = (
    "mangler prøve", "brud i serien", "ingen fælles skala", "usikkerheden kendes ikke",
)  # fmt: skip


def formulas(words: Mapping[str, Any], *, functions: bool) -> dict[str, str]:
    """Give the formula of each column by its key."""
    made: dict[str, str] = {"vist_navn": _name(), **_occasions(), "nummer": _place(), "id": _identity()}
    made["navn_raat"] = (
        'IF({navn}<>"",{navn},IF({nummer}="",{id},IF(INDEX(i_navn,{nummer})="",{id},INDEX(i_navn,{nummer}))))'
    )
    made |= _pair(functions=functions)
    made |= _gained(functions=functions)
    made |= _status(words)
    made |= _grown(functions=functions)
    return made


def _asked(function: str, column: int, *arguments: str) -> str:
    """Ask one of our functions for all pupils at once, and take this row's value in a column of its answer.

    The row below the pupils belongs to the question: a column that is blank throughout is an error, and
    there are classes in which nobody has two tests.
    """
    given = ",".join(f"{{{key}!{PUPILS + 1}}}" if key in ASKED else key for key in arguments)
    return f"INDEX(BEREGNER_{function}({given}),{{#}},{column})"


def _name() -> str:
    twice = "AND({navn_raat}<>{id},SUMPRODUCT(({navn_raat!}={navn_raat})*1)>1)"
    return f'IF({{navn_raat}}="","",IF({twice},{{navn_raat}}&" ("&{{id}}&")",{{navn_raat}}))'


def _place() -> str:
    """Find the pupil's first row of the paste: by the class list, then those it does not have."""
    number = "({#}-COUNTA({noegle!}))"
    pasted = f'IF(ISNUMBER(MATCH({number},i_elev_taeller,0)),MATCH({number},i_elev_taeller,0),"")'
    return f'IF({{noegle}}<>"",IFERROR(MATCH({literal("{noegle}")},i_elev,0),""),IF({number}<1,"",{pasted}))'


def _identity() -> str:
    return 'IF({noegle}<>"",{noegle},IF({nummer}="","",INDEX(i_elev,{nummer})))'


def _occasions() -> dict[str, str]:
    found: dict[str, str] = {}
    columns = {"x": "i_x", "s": "i_s", "d": "i_dato"}
    for at in range(1, MOST + 1):
        row = f"{{m_{at}}}"
        words = f"N(INDEX(i_skala,{row}))>={CRITERION}"
        shown = f"IF({words},INDEX(felt_resultater__score,{row}),INDEX(i_tal,{row}))"
        found[f"t_{at}"] = f'IF({row}="","",{shown})'
        when = f"INDEX(t_nr,1,{at})"
        key = f"{{nummer}}*10000000+{when}"
        found[f"m_{at}"] = f'IF(OR({{nummer}}="",{when}=""),"",IFERROR(MATCH({key},i_plads,0),""))'
    for key, source in columns.items():
        for at in range(1, MOST + 1):
            found[f"{key}_{at}"] = f'IF({{m_{at}}}="","",INDEX({source},{{m_{at}}}))'
    return found


def _pair(*, functions: bool) -> dict[str, str]:
    """Take what the two compared results are; a score goes on only where a gain may be formed."""
    made: dict[str, str] = {}
    for key, which in (("fra", "j_fra"), ("til", "j_til")):
        made[f"r_{key}"] = f'IF(par_er=0,"",INDEX({{m_1:m_{MOST}}},1,MAX(1,{which})))'
        for what, source in (
            ("x", "i_x"),
            ("s", "i_s"),
            ("u", "i_enhed"),
            ("tal", "i_tal"),
            ("trin", "i_trin"),
        ):
            made[f"{what}_{key}"] = f'IF({{r_{key}}}="","",INDEX({source},{{r_{key}}}))'
    missing, broken, no_scale, unknown = (f'"{state}"' for state in _STATES)
    made["tilstand"] = (
        f'IF({{vist_navn}}="","",IF(OR({{r_fra}}="",{{r_til}}=""),{missing},IF(par_brud=1,{broken},'
        f'IF(OR({{u_fra}}="",{{u_fra}}<>{{u_til}}),{no_scale},'
        f'IF(AND({{u_fra}}>={CRITERION},{{u_fra}}<={LUS}),"trin",'
        f'IF(OR({{s_fra}}="",{{s_til}}=""),{unknown},"ok"))))))'
    )
    for key, source in zip(_SCORES, ("x_fra", "x_til", "s_fra", "s_til"), strict=True):
        made[key] = f'IF({{tilstand}}="ok",{{{source}}},"")'
    made["lus_foer"], made["lus_efter"] = (
        f'IF(AND({{tilstand}}="trin",{{u_fra}}={LUS}),IF(ISNUMBER({score}),INT({score})&"",T({score})),"")'
        for score in ("INDEX(felt_resultater__score,{r_fra})", "INDEX(felt_resultater__score,{r_til})")
    )
    steps = "{x_til}-{x_fra}"
    if functions:
        asked = _asked("LUSFREMGANG", 1, "lus_foer", "lus_efter")
        steps = f"IF({{u_fra}}={LUS},IFERROR({asked},{steps}),{steps})"
    made["trin_op"] = f'IF({{tilstand}}="trin",{steps},"")'
    return made


def _gained(*, functions: bool) -> dict[str, str]:
    """Form the gain as the function does; what it may be formed of was looked at before (``tilstand``)."""
    if functions:
        columns = range(1, len(GAIN) + 1)
        asked = [_asked("FREMGANG", at, *_SCORES, "", "", "konfidens_andel") for at in columns]
        return {key: f'IF({{foer}}="","",IFERROR({one},""))' for key, one in zip(GAIN, asked, strict=True)}
    made = {
        "fremgang": "{efter}-{foer}",
        "standardfejl": "SQRT({fejl_foer}^2+{fejl_efter}^2)",
        "nedre": "{fremgang}-graense*{standardfejl}",
        "oevre": "{fremgang}+graense*{standardfejl}",
        "indeks": "{fremgang}/{standardfejl}",
    }
    return {key: f'IF({{foer}}="","",{formula})' for key, formula in made.items()}


def _status(words: Mapping[str, Any]) -> dict[str, str]:
    gained = 'IF({indeks}>graense,"frem",IF({indeks}<-graense,"tilbage","inden for usikkerheden"))'
    steps = 'IF({trin_op}>0,"frem",IF({trin_op}<0,"tilbage","uændret"))'
    status = (
        'IF({tilstand}="ok",IF(ISNUMBER({indeks}),' + gained + ',""),'
        'IF({tilstand}="trin",' + steps + ",{tilstand}))"
    )
    counted = (
        f'IF(ABS({{trin_op}})=1," 1 {words["et_trin"]}"," "&INT(ABS({{trin_op}}))&" {words["flere_trin"]}")'
    )
    step_words = f'IF(AND({{tilstand}}="trin",N({{trin_op}})<>0),{counted},"")'
    shown = "{status}"
    for word, icon in words["ikoner"].items():
        said = f'"{icon} {words["vist"].get(word, word)}"'
        more = f"&{step_words}" if word in ("frem", "tilbage") else ""
        shown = f'IF({{status}}="{word}",{said}{more},{shown})'
    reason = words["grund"]
    since, until = (f'"{reason["mangler"]} "&INDEX(t_navn,1,MAX(1,{which}))' for which in ("j_fra", "j_til"))
    told = (
        f'IF({{nummer}}="","{reason["ingen"]}",IF(par_er=0,"{reason["kun_en"]}",'
        f'IF({{r_fra}}="",{since},{until})))'
    )
    why = '""'
    for state, said in (
        ("ingen fælles skala", "skala"),
        ("brud i serien", "brud"),
        ("usikkerheden kendes ikke", "usikkerhed"),
    ):
        why = f'IF({{tilstand}}="{state}","{reason[said]}",{why})'
    # A first test has a level too, with none before it to compare with.
    newest = f"INDEX({{m_1:m_{MOST}}},1,MAX(1,IF(j_til>0,j_til,j_antal)))"
    level = "INDEX(oms_niveau,{niveau_raekke})"
    return {
        "status": status,
        "vist": shown,
        "grund": f'IF({{tilstand}}="mangler prøve",{told},{why})',
        "niveau_raekke": f'IF({newest}="","",INDEX(i_omsat,{newest}))',
        "niveau": f'IF({{niveau_raekke}}="","",IF({level}="","",{level}))',
    }


def _grown(*, functions: bool) -> dict[str, str]:
    """Take the model figures of the pupil's pair; they are outdated when a score is another now."""
    row = "{model_raekke}"

    def of(key: str) -> str:
        return f"INDEX(felt_modeltal__{key},{row})"

    same_tests = (
        f"AND({of('foer_test')}=par_test_fra,{of('efter_test')}=par_test_til,"
        f"N({of('foer_trin')})=N({{trin_fra}}),N({of('efter_trin')})=N({{trin_til}}))"
    )
    key = literal('{id}&"|"&valgt_noegle')
    same = f"AND({of('foer')}={{tal_fra}},{of('efter')}={{tal_til}})"
    made = {
        "model_raekke": f'IF({{id}}="","",IFERROR(MATCH({key},felt_modeltal__noegle,0),""))',
        "gyldig": f'IF(OR({row}="",{{r_fra}}="",{{r_til}}=""),0,IF({same_tests},IF({same},1,2),0))',
    }
    for key, source in zip(("percentil", "p_nedre", "p_oevre", "forventet"), _FIGURES, strict=True):
        blank = f'IF({of(source)}="","",{of(source)})'
        outdated = "ord_foraeldet" if key in ("percentil", "forventet") else '""'
        made[key] = f'IF({{gyldig}}=1,{blank},IF({{gyldig}}=2,{outdated},""))'
    made["naeste"] = f'IF({{gyldig}}=1,IF({of("naeste")}="","",{of("naeste")}),"")'
    for decile in DECILES:
        key = f"q{decile}"
        made[key] = f'IF({{gyldig}}=1,IF({of(key)}="","",{of(key)}),"")'
    deciles = f"{{q{DECILES[0]}:q{DECILES[-1]}}}"
    made["under"] = f'MAX(1,MIN({len(DECILES) - 1},COUNTIF({deciles},"<="&N({{maal}}))))'
    at, above = f"INDEX({deciles},1,{{under}})", f"INDEX({deciles},1,{{under}}+1)"
    between = f"1-({{under}}+({{maal}}-{at})/({above}-{at}))/10"
    low, high = f"{{q{DECILES[0]}}}", f"{{q{DECILES[-1]}}}"
    chance = f"IF({{maal}}<={low},ord_over_90,IF({{maal}}>={high},ord_under_10,{between}))"
    outdated = 'IF(AND({maal}<>"",{gyldig}=2),ord_foraeldet,"")'
    made["chance"] = f"IF(AND(ISNUMBER({{maal}}),COUNT({deciles})={len(DECILES)}),{chance},{outdated})"
    return {**made, **_by_functions()} if functions else made


def _by_functions() -> dict[str, str]:
    """Ask the norms themselves: nothing is outdated where the functions answer."""
    made: dict[str, str] = {}
    here = 'AND({r_fra}<>"",{r_til}<>"",N({trin_fra})=N(par_trin_fra),N({trin_til})=N(par_trin_til))'
    for key, which in (("foer", "fra"), ("efter", "til")):
        row = f"{{r_{which}}}"
        made[f"norm_{key}"] = f'IF({here},{{tal_{which}}},"")'
        made[f"sem_{key}"] = (
            f'IF({row}="","",IF(N(INDEX(i_fejl,{row}))>0,INDEX(i_fejl,{row}),{_percentiles(row)}))'
        )
    # What is asked of nobody is asked of 0 and not shown.
    made["norm_nu"] = "N({tal_til})"
    made["norm_maal"] = "N({maal})"
    scores = ("norm_efter", "norm_foer", "norm_valgt", "sem_efter", "sem_foer")
    for place, key in enumerate(("percentil", "p_nedre", "p_oevre"), start=1):
        made[key] = f'IF({{norm_efter}}="","",IFERROR({_asked("PROGRESSION", place, *scores)},""))'
    expected = _asked("FREMSKRIVNING", 1, "norm_foer", "norm_valgt", "50")
    made["forventet"] = f'IF({{norm_foer}}="","",IFERROR({expected},""))'
    chance = _asked("ELEVCHANCE", 1, "norm_nu", "norm_maal", "norm_naeste")
    made["chance"] = f'IF(AND(ISNUMBER({{maal}}),ISNUMBER({{tal_til}})),IFERROR({chance},""),"")'
    return made


def _percentiles(row: str) -> str:
    """Give the error of a DNT percentile in percentiles, as ``fields.score_errors`` does."""
    ability = f"ABS(NORMSINV(MIN(99.5,MAX(0.5,INDEX(i_tal,{row})-0.5))/100))"
    times = "NORMSINV(0.975)"
    error = f"100*(NORMSDIST({ability})-NORMSDIST({ability}-{times}*dnt_fejl))/{times}"
    return f'IF(AND(INDEX(i_skala,{row})={PERCENTILE},INDEX(i_test,{row})="DNT"),{error},"")'


def question_row(book: Book, grid: Grid) -> None:
    """Write the row below the pupils that the functions are asked with."""
    for key, value in ASKED.items():
        style = book.style("help")
        if isinstance(value, str):
            grid.sheet.write_string(grid.bottom + 1, grid.at(key), value, style)
        else:
            grid.sheet.write_number(grid.bottom + 1, grid.at(key), value, style)
