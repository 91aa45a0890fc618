"""`resursfordelning`: what is typed in yellow is worked out as RESSOURCER works it out, to the last krona."""

from __future__ import annotations

import io
from functools import cache
from typing import Any

import numpy as np
import openpyxl
import pytest
from support.values import quiet

from workbooks.build import TEMPLATES
from xl_beregner.batch.shelf import swedish_dataset
from xl_beregner.dataset import load_dataset
from xl_beregner.fields import unit_fields
from xl_beregner.fields.known.allocation import LISTS, SCALARS
from xl_beregner.filling import Template
from xl_beregner.filling.returned import Answers
from xl_beregner.measures.tools.need_index import need_index, whole_amounts
from xl_beregner.measures.tools.resources import resource_rows
from xl_beregner.texts import speaking

WEIGHTS = {"soc_nyanlanda_pct": 0.5, "soc_eftergymnasial_pct": -0.3, "soc_utlandsk_bakgrund_pct": 0.2}
BASE, POOL, LOCAL = 71_500, 25_000_000, 850_000
WANTED = frozenset((*SCALARS, *LISTS))
POINTS, MONEY = "X05", "X02"  # which schools have a local factor


@cache
def fields() -> dict[str, Any]:
    with speaking("sv"):
        found = unit_fields(
            load_dataset(swedish_dataset()), "2026/2027", "fortrolig", "kommune", WANTED
        ).fields("kommune")
    return dict(found)


@cache
def template() -> Template:
    return Template(TEMPLATES / "sv" / "resursfordelning.xlsx")


def filled(answers: dict[str, Any] | None = None, given: dict[str, Any] | None = None) -> Any:
    with speaking("sv"):
        data = template().fill(given or fields(), None, answers=Answers(answers or {}, {})).data
    with quiet():
        return openpyxl.load_workbook(io.BytesIO(data), data_only=True)


@cache
def proposal() -> Any:
    return filled(
        {
            "nyt_grundbeloeb": BASE,
            "ny_pulje": POOL,
            "ressource_faktorer": [{"noegle": key, "ny_vaegt": value} for key, value in WEIGHTS.items()],
            "ressource_skoler": [
                {"noegle": POINTS, "lokale_point": 6},
                {"noegle": MONEY, "lokale_kroner": LOCAL},
            ],
        }
    )


def columns(book: Any, table: str) -> dict[str, list[Any]]:
    for sheet in book:
        if f"tbl_{table}" in sheet.tables:
            head, *rows = sheet[sheet.tables[f"tbl_{table}"].ref]
            return {cell.value: [row[place].value for row in rows] for place, cell in enumerate(head)}
    raise AssertionError(table)


def test_blank_yellow_cells_change_nothing() -> None:
    found = columns(filled(), "ressource_aendring")
    assert found["Kronor"] == [0] * len(fields()["ressource_skoler"])
    assert (
        found["Totalt förslag"]
        == found["Totalt nu"]
        == [row["i_alt"] for row in fields()["ressource_skoler"]]
    )


def test_the_proposal_is_worked_out_as_the_function_does() -> None:
    schools, found = fields()["ressource_skoler"], columns(proposal(), "ressource_skoler")
    pupils = np.array([row["elevtal"] for row in schools], float)
    order = [row["noegle"] for row in fields()["ressource_faktorer"]]
    shares = np.array([[row[f"faktor_{place + 1}"] for place in range(len(order))] for row in schools], float)
    weights = np.array([WEIGHTS[key] for key in order])
    need = need_index(pupils, shares, weights, np.full(len(order), True))
    keys = [row["noegle"] for row in schools]
    index = need.index_100.copy()
    index[keys.index(POINTS)] += 6
    exact = resource_rows(pupils, index, BASE, POOL - LOCAL)
    np.testing.assert_allclose(
        np.array(found["strukturersättning exakt"], float), exact.structural, rtol=1e-13
    )
    np.testing.assert_allclose(np.array(found["index, medelvärde 100"], float), exact.index_100, rtol=1e-13)
    assert found["strukturersättning"] == whole_amounts(exact.structural).tolist()
    assert found["grundersättning"] == exact.base.tolist()
    np.testing.assert_allclose(
        np.array(found["osäkerhet"], float), need.reach * exact.index_100 / index, rtol=1e-9
    )


def test_local_money_is_taken_from_the_pool() -> None:
    found = columns(proposal(), "ressource_aendring")
    assert sum(found["Struktur förslag"]) + sum(found["Lokalt förslag"]) == POOL
    assert sum(found["Totalt förslag"]) == POOL + sum(
        BASE * row["elevtal"] for row in fields()["ressource_skoler"]
    )


def test_the_committee_s_page_stands_in_the_order_of_need() -> None:
    found = columns(proposal(), "ressource_orden")
    assert found["Index"] == sorted(found["Index"], reverse=True)
    assert sorted(found["Skola"]) == sorted(row["navn"] for row in fields()["ressource_skoler"])


def test_a_factor_weighs_as_much_of_the_pool_as_it_is_said_to() -> None:
    found = columns(proposal(), "ressource_faktorer")
    assert found["Del i förslaget"] == pytest.approx([0.5, 0.3, 0.2])
    assert found["fördelar i förslaget"] == pytest.approx([part * (POOL - LOCAL) for part in (0.5, 0.3, 0.2)])


def test_every_sheet_says_that_the_arithmetic_is_an_example() -> None:
    for sheet in proposal():
        words = [str(row[0].value) for row in sheet.iter_rows(max_col=1) if row[0].value]
        if sheet.title != "Om siffrorna":
            assert any("Räkneexempel" in said and "skollagen" in said for said in words), sheet.title
    assert any("ingen kommuns modell" in str(row[1].value) for row in proposal()["Om siffrorna"].iter_rows())


def test_six_factors_are_as_many_as_three() -> None:
    given = fields()
    factors = [
        *given["ressource_faktorer"],
        *(
            {**given["ressource_faktorer"][0], "noegle": f"soc_{place}", "nr": place, "vaegt": 0.1 * place}
            for place in (4, 5, 6)
        ),
    ]
    schools = [
        {**row, **{f"faktor_{place}": 5.0 + (7 * at + place) % 11 for place in (4, 5, 6)}}
        for at, row in enumerate(given["ressource_skoler"])
    ]
    book = filled(given={**given, "ressource_faktorer": factors, "ressource_skoler": schools})
    found = columns(book, "ressource_skoler")
    pupils = np.array([row["elevtal"] for row in schools], float)
    shares = np.array([[row[f"faktor_{place}"] for place in range(1, 7)] for row in schools], float)
    need = need_index(pupils, shares, np.array([row["vaegt"] for row in factors]), np.full(6, True))
    np.testing.assert_allclose(np.array(found["index före lokalt"], float), need.index_100, rtol=1e-12)
    assert sum(found["strukturersättning"]) == given["ressource_pulje"]
