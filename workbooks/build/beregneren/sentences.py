"""What "En elev" of `beregneren` says about one pupil, in a teacher's words, as native formulas.

The words stand in ``words/beregneren_klasse.da.toml``; where the sentences are shown, in
``one_pupil``.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from workbooks.build.beregneren.class_page_cells import DECIMALS, STATES
from workbooks.build.beregneren.grid import literal
from workbooks.build.beregneren.parts import Block, number, said, whole


def sentences(words: Mapping[str, Any], one: Block) -> dict[str, str]:
    """Give the formula of each answer, by the key of its question."""
    answers, name = words["svar"], one.cell("navn")
    parts = _parts(words, one)
    made = {
        "aendret": _changed(answers, one, parts),
        "sikkert": _how_certain(answers, one, parts),
        "andre": _beside_others(answers, one, parts),
        "ventes": _expected(answers, one, parts),
        "ikke": said(answers["ikke"], **parts),
    }
    return {key: f'IF({name}="","",{formula})' for key, formula in made.items()}


def _parts(words: Mapping[str, Any], one: Block) -> dict[str, str]:
    row, decimals = f"MAX(1,{one.cell('raekke')})", DECIMALS

    def value(name: str) -> str:
        return f"INDEX(e_{name},{row})"

    gain = value("fremgang")
    return {
        "navn": one.cell("navn"),
        "par": "par_tekst",
        "enhed": "enhed_ord",
        "fremgang": number(f"ABS({gain})", decimals),
        "aendring": f'IF({gain}>0,"+","")&' + number(gain, decimals),
        "nedre": number(value("nedre"), decimals),
        "oevre": number(value("oevre"), decimals),
        **{key: whole(value(key)) for key in ("percentil", "p_nedre", "p_oevre", "forventet")},
        "grund": one.cell("grund"),
        "vist": whole(one.cell("vist")),
        "naeste": one.cell("naeste"),
        "q10": whole(_model(one, "q10")),
        "q90": whole(_model(one, "q90")),
    }


def _known(name: str, one: Block) -> str:
    return f"ISNUMBER(INDEX(e_{name},MAX(1,{one.cell('raekke')})))"


def _model(one: Block, column: str) -> str:
    """Give a value of the pupil's row on "Modeltal"."""
    key = literal(f'{one.cell("id")}&"|"&valgt_noegle')
    return f"INDEX(felt_modeltal__{column},MATCH({key},felt_modeltal__noegle,0))"


def _changed(answers: Mapping[str, str], one: Block, parts: Mapping[str, str]) -> str:
    chain = '""'
    for key, state in reversed(STATES.items()):
        sentence = said(answers[key], **parts)
        if f"{key}_trin" in answers:  # a step on an ordered scale has no size
            steps = said(answers[f"{key}_trin"], **parts)
            sentence = f"IF({_known('fremgang', one)},{sentence},{steps})"
        chain = f'IF({one.cell("status")}="{state}",{sentence},{chain})'
    return chain


def _how_certain(answers: Mapping[str, str], one: Block, parts: Mapping[str, str]) -> str:
    certain = said(answers["sikkert"], **parts)
    return f'IF({_known("fremgang", one)},{certain},"{answers["ikke_sikkert"]}")'


def _beside_others(answers: Mapping[str, str], one: Block, parts: Mapping[str, str]) -> str:
    """Say where the growth percentile's interval lies; that it is out of date, or that there is none."""
    row = f"MAX(1,{one.cell('raekke')})"
    low, high = (f"INDEX(e_{name},{row})" for name in ("p_nedre", "p_oevre"))
    told = (
        f"IF({low}>50,{said(answers['over'], **parts)},"
        f"IF({high}<50,{said(answers['under'], **parts)},{said(answers['midt'], **parts)}))"
    )
    known = f"AND(ISNUMBER({low}),ISNUMBER({high}))"
    told = f"IF({known},{told},{said(answers['uden_interval'], **parts)})"
    old = f'IF({one.cell("percentil")}="","{answers["ingen_norm"]}","{answers["foraeldet"]}")'
    return f"IF({_known('percentil', one)},{told},{old})"


def _expected(answers: Mapping[str, str], one: Block, parts: Mapping[str, str]) -> str:
    """Say what was typical last time and what is next time; the next only while the norm's figures hold."""
    now = f'IF({_known("forventet", one)},{said(answers["ventet"] + " ", **parts)},"")'
    model = _model(one, "q10")
    next_ = f'IF(ISNUMBER({model}),{said(answers["naeste"], **parts)},"")'
    later = f'IF({one.cell("naeste")}="","",IFERROR({next_},""))'
    none = f'AND(NOT({_known("forventet", one)}),{one.cell("naeste")}="")'
    return f'IF({none},"{answers["intet_ventet"]}",{now}&{later})'
