"""The check beside a paste as ordinary formulas: each row is understood, or refused with its reason.

A column says one thing of its row, from what the row holds to what it becomes; `CODES` are the reasons
in the order they are looked for. Where the columns stand is told in ``paste``.

Three things shape the formulas. Text is read only where a cell holds text (``T``), so a number with
decimals never becomes words of one language; a text becomes a number digit by digit, for ``7,5`` times
one is 75 in an English Excel; what cannot be read is ``?``, never a number.
"""

from __future__ import annotations

from workbooks.build.beregneren.grid import literal
from workbooks.build.beregneren.known import (
    BETYG,
    CRITERION,
    KARAKTER,
    LUS,
    NORM_STEPS,
    PERCENTILE,
    SCALE_SCORE,
    SCORE_POINTS,
)

# The reasons in the order of their numbers, from 1; from OK on a row is understood.
CODES = (
    "fejlcelle", "overskrift", "en_celle", "elev", "fag", "test", "skala", "skala_ukendt", "dato_mangler",
    "dato", "klassetrin", "kriterievisning", "score_dato", "score", "percentil", "under_nul", "over_maks",
    "maks", "maalefejl", "lus", "karakter", "betyg", "kriterie", "modstrid",
    "ok", "ikke_taget", "percentil_100", "percentil_0", "af", "score_tekst", "dato_tekst", "uden_maks",
    "dobbelt",
)  # fmt: skip
CODE = {key: number for number, key in enumerate(CODES, 1)}
OK = CODE["ok"]

INPUTS = (
    "elev_id", "elev_navn", "fag", "profil", "test", "klassetrin", "dato", "score", "maks", "skala",
    "maalefejl", "frivillig",
)  # fmt: skip

_NBSP, _NO_WIDTH = "\u00a0", "\u200b"
_SPACES = f"{_NBSP}\u202f\u2009{_NO_WIDTH}"
# A score this large is a day: Excel takes 12-3 for a date. It is 1 January 2000.
_FIRST_DAY_AS_SCORE = 36526
# From 1 January 1979 (no result is older) to 31 December 2050.
_FIRST_DAY, _LAST_DAY = 28856, 55153
_EMPTY, _ERROR, _HEADING, _ONE_CELL, _ROW = 0, -1, 2, 3, 1


def clean(cell: str) -> str:
    """Take the text of a cell, blanks of all kinds made plain; nothing where it holds a number."""
    return f'TRIM(SUBSTITUTE(SUBSTITUTE(SUBSTITUTE(T({cell}),"{_NBSP}"," "),"{_NO_WIDTH}",""),CHAR(10)," "))'


def packed(cell: str) -> str:
    """Take the text of a cell without blanks."""
    text = f"T({cell})"
    for mark in (" ", *_SPACES):
        text = f'SUBSTITUTE({text},"{mark}","")'
    return f'SUBSTITUTE({text},CHAR(10),"")'


def test_code(text: str) -> str:
    """Give the short name of a test series, in capitals; long names are looked up."""
    code = f"UPPER({text})"
    found = f"MATCH({literal(text)},liste_testnavn,0)"
    return f"IF(LEN({text})<5,{code},IFERROR(INDEX(liste_testkode,{found}),{code}))"


def number_in(text: str) -> str:
    """Read digits with at most one decimal mark and a thousands dot; ``?`` where it is no number.

    ``1`` before the digits keeps a leading nought, and a text that is not all digits (``1e5``, ``12:30``)
    does not come back as it was.
    """
    digits = f'SUBSTITUTE(SUBSTITUTE({text},",",""),".","")'
    marks = f"LEN({text})-LEN({digits})"
    comma, dot = f'FIND(",",{text})', f'FIND(".",{text})'
    thousands = f'AND(LEN({text})-{dot}=3,{dot}<=4,LEFT({text},1)<>"0")'
    after_dot = f"IF({thousands},0,LEN({text})-{dot})"
    after_comma = f"LEN({text})-{comma}"
    decimals = (
        f"IF({marks}=0,0,IF({marks}=1,IF(ISNUMBER({comma}),{after_comma},{after_dot}),"
        f"IF({comma}-{dot}=4,{after_comma},NA())))"
    )
    whole = f'("1"&{digits})*1'
    is_whole = f'AND({digits}<>"",INT({whole})&""="1"&{digits})'
    return f'IFERROR(IF({is_whole},({whole}-10^LEN({digits}))/10^({decimals}),"?"),"?")'


def _state() -> str:
    """Tell what a row is: a number for score makes a result, a name alone is a title or lacks its score."""
    inputs = f"{{{INPUTS[0]}:{INPUTS[-1]}}}"
    texts = "&".join(f"T({{{key}}})" for key in INPUTS)
    for mark in (" ", *_SPACES[:2]):
        texts = f'SUBSTITUTE({texts},"{mark}","")'
    heading = "+".join(
        f"ISNUMBER(MATCH({literal(clean(f'{{{key}}}'))},liste_overskrift,0))"
        for key in ("elev_id", "elev_navn", "score")
    )
    alone = ",".join(
        f'LEN({texts})=LEN(SUBSTITUTE({clean(f"{{{key}}}")}," ",""))' for key in ("elev_id", "elev_navn")
    )
    words = (
        f"IF(COUNT({inputs})+LEN({texts})=0,{_EMPTY},IF({heading}>0,{_HEADING},"
        f"IF(COUNT({inputs})>0,{_ROW},IF(OR({alone}),{_ONE_CELL},{_ROW}))))"
    )
    return (
        f"IF(COUNTA({inputs})=0,{_EMPTY},IF(ISERROR(SUM({inputs})),{_ERROR},"
        f"IF(ISNUMBER({{score}}),IF(COUNTA({inputs})=1,{_ONE_CELL},{_ROW}),{words})))"
    )


def _in_row(formula: str) -> str:
    return f'IF({{tilstand}}<>{_ROW},"",{formula})'


def _grade() -> str:
    """Read a grade, also as ``4. klasse``; a class such as 4.A is none."""
    text = f"LOWER({clean('{klassetrin}')})"
    for word in ("årskurs", "åk", "klasse", "kl", ".", " "):
        text = f'SUBSTITUTE({text},"{word}","")'
    read = f'IFERROR(IF(AND(INT({text}*1)&""={text},{text}*1<=13),{text}*1,"?"),"?")'
    given = 'IF(AND({klassetrin}>=0,{klassetrin}<=13,INT({klassetrin})={klassetrin}),{klassetrin},"?")'
    return _in_row(f'IF(ISNUMBER({{klassetrin}}),{given},IF({text}="",{{trin^}},{read}))')


def _day_text() -> str:
    """Give a date in words as day, month and year between hyphens; the time of day goes."""
    first = f'LEFT({clean("{dato}")},FIND(" ",{clean("{dato}")}&" ")-1)'
    return f'IF(T({{dato}})="","",SUBSTITUTE(SUBSTITUTE({first},"/","-"),".","-"))'


def _day() -> str:
    text = "{dato_tekst}"
    year_first = f'MID({text},5,1)="-"'
    hyphen = f'FIND("-",{text})'
    second = f'FIND("-",{text},{hyphen}+1)'
    year = f"IF({year_first},LEFT({text},4),MID({text},{second}+1,9))*1"
    month = f"IF({year_first},MID({text},6,2),MID({text},{hyphen}+1,{second}-{hyphen}-1))*1"
    day = f"IF({year_first},MID({text},9,2),LEFT({text},{hyphen}-1))*1"
    # DATE runs on past the end of a month: 31-02 would be the third of March.
    date, next_month = (f"DATE(MAX(1901,{year}),{what})" for what in (f"{month},{day}", f"{month}+1,1"))
    possible = f"AND({month}>=1,{month}<=12,{day}>=1,{next_month}-{date}>0,{date}>={_FIRST_DAY})"
    read = f'IFERROR(IF({possible},{date},"?"),"?")'
    given = f'IF(AND({{dato}}>={_FIRST_DAY},{{dato}}<={_LAST_DAY}),INT({{dato}}),"?")'
    return _in_row(f'IF(ISNUMBER({{dato}}),{given},IF({text}="",{{dag^}},{read}))')


def _scale() -> str:
    text = clean("{skala}")
    found = f'IFERROR(INDEX(liste_skalakode,MATCH({literal(text)},liste_skalaord,0)),"?")'
    for word, code in (
        ("lus", LUS),
        ("skalascore", SCALE_SCORE),
        ("point", SCORE_POINTS),
        ("percentil", PERCENTILE),
    ):
        found = f'IF({text}="{word}",{code},{found})'
    return _in_row(f'IF({text}="",{{skalakode^}},{found})')


def _text() -> str:
    """Give the text of a score; one of dots, hyphens or stars says that there is none."""
    text = f'SUBSTITUTE(LOWER({packed("{score}")}),"præstation","")'
    text = f'IF({{skalakode}}={PERCENTILE},SUBSTITUTE({text},"%",""),{text})'
    marks = f'SUBSTITUTE(SUBSTITUTE(SUBSTITUTE({text},"-",""),".",""),"*","")'
    return _in_row(f'IF(ISTEXT({{score}}),IF({marks}="","",{text}),"")')


def _out_of(text: str) -> str:
    """Find where ``12 af 20`` or ``12/20`` divides; an error where it does not."""
    return f'IFERROR(FIND("af",{text}),FIND("/",{text}))'


def _number() -> str:
    """Read a score as the number it is, or a word as its place in the order of its scale."""
    word = 'IF(ISNUMBER({score}),IF(INT({score})={score},INT({score})&"","?"),T({tekst}))'
    place = f'IFERROR(INDEX(liste_niveauorden,MATCH({{skalakode}}&":"&{literal(word)},liste_niveau,0)),"?")'
    out_of = f"LEFT({{tekst}},{_out_of('{tekst}')}-1)"
    first = f'SUBSTITUTE({out_of},"ud","")'
    shared = f'IFERROR(IF(INT(({first})*1)&""={first},({first})*1,"?"),"?")'
    below = '(LEFT({tekst},1)="-")'
    signed = f'IFERROR({number_in(f"MID({{tekst}},1+{below},99)")}*(1-2*{below}),"?")'
    read = f"IF(ISNUMBER({_out_of('{tekst}')}),{shared},{signed})"
    number = f'IF(ISNUMBER({{score}}),{{score}},IF({{tekst}}="","",{read}))'
    blank = 'AND({tekst}="",NOT(ISNUMBER({score})))'
    return _in_row(
        f'IF(OR({{skalakode}}="",{blank}),"",IF(ISNUMBER({{skalakode}}),'
        f"IF({{skalakode}}>={CRITERION},{place},{number}),{number}))"
    )


def _maximum() -> str:
    given, second = clean("{maks}"), f"MID({{tekst}},{_out_of('{tekst}')}+1,9)"
    second = f'SUBSTITUTE({second},"f","")'
    whole = 'IFERROR(IF(INT(({0})*1)&""={0},({0})*1,"?"),"?")'
    shared = f'IF(AND({{skalakode}}={SCORE_POINTS},ISNUMBER({_out_of("{tekst}")})),{whole.format(second)},"")'
    maximum = f'IF(ISNUMBER({{maks}}),{{maks}},IF({given}<>"",{whole.format(given)},{shared}))'
    # A score of 12 of 30 beside a maximum of 36 is one thing too many.
    contradicts = f'IF({{tekst}}="",FALSE,ISNUMBER({_out_of("{tekst}")})*({maximum}<>{shared}))'
    return _in_row(f'IF({contradicts},"?",{maximum})')


def _error() -> str:
    text = "{fejl_tekst}"
    return _in_row(f'IF(ISNUMBER({{maalefejl}}),{{maalefejl}},IF({text}="","",{number_in(text)}))')


def _code() -> str:
    """Name the first thing that is wrong with a row, else what is worth telling."""
    below = f"N({{skalakode}})<{CRITERION}"
    words = {LUS: "lus", KARAKTER: "karakter", BETYG: "betyg", CRITERION: "kriterie"}
    not_a_word = str(CODE["score"])
    for scale, key in words.items():
        not_a_word = f"IF({{skalakode}}={scale},{CODE[key]},{not_a_word})"
    like_a_day = '(LEN({tekst})-LEN(SUBSTITUTE(SUBSTITUTE(SUBSTITUTE({tekst},"-",""),"/",""),".",""))>=2)'
    not_a_number = f"IF(AND({below},{like_a_day}),{CODE['score_dato']},{not_a_word})"
    sought = literal("{tekst}")
    absent = f'IF({{tekst}}="",FALSE,ISNUMBER(MATCH({sought},liste_ikke,0)))'
    named = "+".join(
        f'ISNUMBER(MATCH("{code}:"&{sought},liste_niveau,0))' for code in (CRITERION, NORM_STEPS)
    )
    level = f'IF({{tekst}}="",FALSE,AND({below},{named}>0))'
    checks = [
        (f"{{tilstand}}={_EMPTY}", '""'),
        (f"{{tilstand}}={_ERROR}", "fejlcelle"),
        (f"{{tilstand}}={_HEADING}", "overskrift"),
        (f"{{tilstand}}={_ONE_CELL}", "en_celle"),
        ('{elev}=""', "elev"),
        ('OR({fagnavn}="",LEFT({fagnavn},2)=": ")', "fag"),
        ('{testnavn}=""', "test"),
        (level, "kriterievisning"),
        ('{skalakode}=""', "skala"),
        ('{skalakode}="?"', "skala_ukendt"),
        ('{dag}=""', "dato_mangler"),
        ('{dag}="?"', "dato"),
        ('{trin}="?"', "klassetrin"),
        (f'OR({{tal}}="",{absent})', 'IF(AND({tekst}="",ISLOGICAL({score})),score,ikke_taget)'),
        ('{tal}="?"', not_a_number),
        (f"AND({below},{{tal}}>={_FIRST_DAY_AS_SCORE})", "score_dato"),
        (f"AND({{skalakode}}={PERCENTILE},OR({{tal}}<0,{{tal}}>100))", "percentil"),
        (f"AND({{skalakode}}={SCORE_POINTS},{{tal}}<0)", "under_nul"),
        ('{maksimum}="?"', "maks"),
        (f'AND({{skalakode}}={SCORE_POINTS},{{maksimum}}<>"",{{tal}}-N({{maksimum}})>0)', "over_maks"),
        ('OR({fejl}="?",AND({fejl}<>"",N({fejl})<=0))', "maalefejl"),
        (f"AND({{skalakode}}={PERCENTILE},{{tal}}>99.5)", "percentil_100"),
        (f"AND({{skalakode}}={PERCENTILE},{{tal}}<0.5)", "percentil_0"),
        (f'AND({below},{{tekst}}<>"")', f"IF(ISNUMBER({_out_of('{tekst}')}),af,score_tekst)"),
        ('{dato_tekst}<>""', "dato_tekst"),
        (f'AND({{skalakode}}={SCORE_POINTS},{{maksimum}}="")', "uden_maks"),
    ]
    formula = str(OK)
    for condition, said in reversed(checks):
        formula = f"IF({condition},{_numbered(said)},{formula})"
    return formula


def _numbered(said: str) -> str:
    """Put the numbers of reasons into a formula."""
    if said in CODE:
        return str(CODE[said])
    for key in ("ikke_taget", "score_tekst", "score", "af"):
        said = said.replace(f",{key},", f",{CODE[key]},").replace(f",{key})", f",{CODE[key]})")
    return said


def _final() -> str:
    """Look whether a pupil's test of one day stands again, with the same score or another."""
    count = "COUNTIF({nummer!},{nummer})"
    alike = "SUMPRODUCT(({nummer!}={nummer})*({tal!}={tal}))"
    first = "MATCH({nummer},{nummer!},0)={#}"
    twice = f"IF({alike}={count},IF({first},{{kode}},{CODE['dobbelt']}),{CODE['modstrid']})"
    # Whether there are doubles at all is asked once, above the column: MODE finds none where all differ.
    return f'IF({{nummer}}="",{{kode}},IF({{nummer^}}=0,{{kode}},IF({count}=1,{{kode}},{twice})))'


def _conversion() -> str:
    named = f'{literal("{testnavn}")}&"|"&{literal("{fagnavn}")}&"|"'
    group = f"IFERROR(MATCH({named}&{{trin}},oms_gruppe,0),MATCH({named},oms_gruppe,0))"
    found = f'IFERROR(MATCH({group}*1000000+{{tal}},oms_tal,0),"")'
    return f'IF(OR({{nummer}}="",oms_antal=0),"",{found})'


def _value() -> str:
    # 100 and 0 have no place on the normal curve: half a place inside them is told beside the row.
    percentile = "NORMSINV(MIN(99.5,MAX(0.5,{tal}))/100)"
    plain = f'IF({{skalakode}}={PERCENTILE},{percentile},IF({{skalakode}}={SCORE_POINTS},"",{{tal}}))'
    counts = f'OR({{nummer}}="",{{slut}}={CODE["modstrid"]},{{slut}}={CODE["dobbelt"]})'
    return f'IF({counts},"",IF({{omsat}}="",{plain},INDEX(oms_vaerdi,{{omsat}})))'


def _value_error() -> str:
    percentile = 'IF({testnavn}="DNT",dnt_fejl,"")'
    plain = f'IF({{skalakode}}={PERCENTILE},{percentile},IF({{skalakode}}={SCALE_SCORE},{{fejl}},""))'
    table = 'IF(N(INDEX(oms_fejl,{omsat}))>0,INDEX(oms_fejl,{omsat}),"")'
    return f'IF({{x}}="","",IF({{omsat}}="",{plain},{table}))'


def _first_place(key: str, what: str) -> str:
    """Find where a word stands first: often as in the row above, or among the first rows."""
    sought = literal(f"{{{key}}}")
    found = f"IFERROR(MATCH({sought},{{{key}!20}},0),MATCH({sought},{{{key}!}},0))"
    return f'IF({what}="","",IF({{{key}}}={{{key}-}},{{{key}_nr-}},{found}))'


def _counted(key: str, condition: str) -> str:
    return f"N({{{key}_taeller-}})+IF({{{key}_nr}}={{#}},{condition},0)"


# What is asked once for a column, above its heading.
ONCE = {key: f"IF(ISERROR(MODE({{{key}!}})),0,1)" for key in ("nummer", "elevtid")}


def formulas() -> dict[str, str]:
    """Give the formula of each column by its key."""
    return {
        "tilstand": _state(),
        "navn": _in_row(clean("{elev_navn}")),
        "elev": _in_row(
            f'IF(ISNUMBER({{elev_id}}),INT({{elev_id}})&"",'
            f'IF({clean("{elev_id}")}<>"",{clean("{elev_id}")},{clean("{elev_navn}")}))'
        ),
        "fagnavn": _in_row(
            f'IF({clean("{fag}")}="",T({{fagnavn^}}),{clean("{fag}")})'
            f'&IF({clean("{profil}")}="",T({{navn^}}),'
            f'IF({clean("{profil}")}="hele testen","",": "&{clean("{profil}")}))'
        ),
        "testnavn": _in_row(f'IF({clean("{test}")}="",T({{testnavn^}}),{test_code(clean("{test}"))})'),
        "trin": _grade(),
        "dato_tekst": _day_text(),
        "dag": _day(),
        "skalakode": _scale(),
        "tekst": _text(),
        "tal": _number(),
        "maksimum": _maximum(),
        "fejl_tekst": _in_row(f'SUBSTITUTE({clean("{maalefejl}")}," ","")'),
        "fejl": _error(),
        "kode": _code(),
        # A number for pupil, subject, test and day: numbers are found ten times faster than words.
        "nummer": (
            f'IF(OR(N({{kode}})<{OK},{{kode}}={CODE["ikke_taget"]}),"",'
            "{elev_nr}*100000000000+{fagnavn_nr}*100000000+{testnavn_nr}*100000+{dag})"
        ),
        "slut": _final(),
        "omsat": _conversion(),
        "x": _value(),
        "s": _value_error(),
        "enhed": 'IF({x}="","",IF({omsat}="",{skalakode},100+INDEX(oms_tabelnr,{omsat})))',
        "elev_nr": _first_place("elev", "{elev}"),
        "elev_taeller": _counted(
            "elev", f"IF(ISNUMBER(MATCH({literal('{elev}')},felt_klasseliste__noegle,0)),0,1)"
        ),
        "fagnavn_nr": _first_place("fagnavn", "{fagnavn}"),
        "fagnavn_taeller": _counted("fagnavn", "1"),
        "testnavn_nr": _first_place("testnavn", "{testnavn}"),
        "tid": (
            f'IF(OR({{nummer}}="",N({{slut}})<{OK},{{slut}}={CODE["dobbelt"]},{{fagnavn}}<>valgt_fag),"",'
            "(YEAR({dag})*2+IF(MONTH({dag})>7,1,0))*1000+{testnavn_nr})"
        ),
        "elevtid": 'IF({tid}="","",{elev_nr}*10000000+{tid})',
        # Of a pupil's results of one test in one half-year the newest stands among the pupils.
        "plads": (
            'IF({elevtid}="","",IF({elevtid^}=0,{elevtid},IF(COUNTIF({elevtid!},{elevtid})=1,{elevtid},'
            'IF(COUNTIFS({elevtid!},{elevtid},{dag!},">"&N({dag}))>0,"",{elevtid}))))'
        ),
        "status": (
            f'IF({{slut}}="","",IF({{slut}}>={OK},ord_forstaaet,'
            f"IF({{slut}}={CODE['overskrift']},ord_over,ord_afvist)))"
        ),
        "grund": f'IF(OR({{slut}}="",{{slut}}={OK}),"",INDEX(liste_grund,{{slut}}))',
    }
