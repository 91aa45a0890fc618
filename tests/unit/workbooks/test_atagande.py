"""The plan and the report ask what the municipality gathers, and a row is closed until it is the next."""

from __future__ import annotations

import io
import re
from functools import cache
from typing import Any

import openpyxl
import pytest
from support.values import quiet

from workbooks.build import TEMPLATES
from workbooks.build.atagande import plan, report
from xl_beregner.batch.answer_words import answer_word
from xl_beregner.texts import LANGUAGES, speaking

BUILT = {"plan": plan.build, "report": report.build}


@cache
def book(which: str) -> Any:
    with quiet():
        return openpyxl.load_workbook(io.BytesIO(BUILT[which]()))


def answers(which: str) -> set[str]:
    return {name.removeprefix("svar_") for name in book(which).defined_names if name.startswith("svar_")}


def gathered() -> set[str]:
    """Name the answers the municipality's yearly report shows of its schools."""
    found = set()
    with quiet():
        names = openpyxl.load_workbook(TEMPLATES / "sv" / "arsrapport.xlsx").defined_names
    for name in names:
        listed = re.fullmatch(r"felt_skolernes_((?:sidste_)?forpligtelser)_ved_\w+?__(\w+)", name)
        single = re.fullmatch(r"felt_skolernes_svar(_ved_rapport)?__(\w+)", name)
        if listed:
            found.add(f"{listed[1]}__{listed[2]}")
        elif single:
            found.add(f"rapport_{single[2]}" if single[1] else single[2])
    return {name for name in found if name.rpartition("_")[2] not in ("noegle", "navn", "skole", "vist")}


def test_the_municipality_s_yearly_report_gathers_nothing_that_nobody_asks() -> None:
    found = gathered()
    assert {"sidste_forpligtelser__nadd", "rapport_slutsats", "rapport_utvecklingsbehov"} <= found
    assert found - answers("plan") - answers("report") == set()


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_answer_has_a_word(language: str) -> None:
    with speaking(language):
        asked = {name.rpartition("__")[2] for name in answers("plan") | answers("report")}
        assert {name for name in asked if not answer_word(name)} == set()


def test_a_row_of_the_school_s_own_closes_until_the_one_above_is_begun() -> None:
    sheet = book("plan")["Åtaganden"]
    rules = [
        rule for found in sheet.conditional_formatting for rule in found.rules if "egen_" in rule.formula[0]
    ]
    assert len(rules) >= 9
    assert {rule.formula[0] for rule in rules} == {
        'AND(LEFT($N8,5)="egen_",COUNTA($B9:$H9)=0,COUNTA($B8:$H8)=0)'
    }
    assert sheet["N8"].value == "nyckel"  # above the first row stands no key
    assert sheet["B8"].value == "Vad?"
    assert sheet["H8"].value == "Mätetal"


def test_a_hidden_figure_is_blank_beside_its_commitment_and_never_0() -> None:
    formula = book("plan")["Åtaganden"]["I9"].value
    assert "ISNUMBER(INDEX(tbl_tal[Senaste]" in formula
    assert formula.startswith('=IF(tbl_forpligtelser[[#This Row],[Mätetal]]="","",IFERROR(')


def test_a_figure_of_an_earlier_year_is_never_called_this_year_s() -> None:
    """Where this year's is hidden or missing the newest one shown stands in its place."""
    assert book("plan")["Åtaganden"]["K8"].value == "Läsår"
    assert "tbl_tal[Läsår]" in book("plan")["Åtaganden"]["K9"].value
    measured = book("report")["Förra årets åtaganden"]["C9"].value
    assert "[siffrans läsår]]=felt_seneste_skoleaar" in measured
    assert '"Siffran är från "' in measured
