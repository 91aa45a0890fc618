"""What an answer's rows mean: Danish numbers, markers, school years, and what is not published."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from support.uddstat_server import AFD, ANSWER, YEAR, danish

from xl_beregner.dataset.faults import Faults
from xl_beregner.dataset.uddstat.query import Query, Request, Share
from xl_beregner.dataset.uddstat.rows import (
    Figure,
    label,
    level_figures,
    school_figures,
    school_year_of,
)
from xl_beregner.errors import SourceError

QUERY = Query(
    "fravaer_pct.toml", "fravaer_pct", Request("GS", "OVER", "OVERSKO", (AFD, YEAR), ()), AFD, YEAR, "Fravær",
    catalogue={"navn": "Elevfravær", "maaleenhed": "pct"},
)  # fmt: skip
SHARE = replace(QUERY, share=Share(ANSWER, ("Tit",), ("Tit", "Aldrig")))


def row(number: str = "101001", year: str = "2024/2025", **values: Any) -> dict[str, Any]:
    return {
        "[Institution].[Afdelingsnummer].[Afdelingsnummer]": number,
        "[Skoleår].[Skoleår].[Skoleår]": year,
        **values,
    }


def read(
    *rows: dict[str, Any], query: Query = QUERY, units: tuple[str, ...] = ("101001",)
) -> tuple[Any, Any]:
    faults = Faults()
    return school_figures(query, rows, units, faults), [fault.key for fault in faults.all()]


@pytest.mark.parametrize(
    ("written", "value"),
    [
        ("7,3", 7.3),
        ("100,0 %", 100.0),
        ("87,5 %", 87.5),
        ("0", 0.0),
        ("6,1\u00a0%", 6.1),
        (7.3, 7.3),
        (6, 6.0),
    ],
)
def test_a_danish_number_is_read(written: Any, value: float) -> None:
    assert read(row(Fravær=written)) == ([Figure("101001", 2024, "fravaer_pct", value)], [])


def test_a_dot_parts_thousands() -> None:
    pupils = replace(QUERY, catalogue={"maaleenhed": "antal"})
    assert read(row(Fravær="2.351"), query=pupils)[0][0].value == 2351


@given(st.integers(-999_999_999, 999_999_999), st.integers(0, 3))
def test_every_number_written_as_a_dane_does_comes_back(number: int, decimals: int) -> None:
    points = replace(QUERY, catalogue={"maaleenhed": "point"})
    value = number / 10**decimals
    assert read(row(Fravær=danish(value, decimals)), query=points)[0][0].value == pytest.approx(
        value, rel=1e-12
    )


@pytest.mark.parametrize("marker", ["-", "..", ".", "*", "<fejl>", "<FEJL>", "", " ", None])
def test_a_marker_is_not_published_and_never_zero(marker: Any) -> None:
    assert read(row(Fravær=marker)) == ([], [])


def test_a_row_that_is_not_there_is_no_figure() -> None:
    figures, told = read(row(Fravær="6,1"), units=("101001", "101003"))
    assert [figure.unit for figure in figures] == ["101001"]
    assert told == []


def test_an_answer_without_rows_is_no_figure() -> None:
    assert read() == ([], [])


@pytest.mark.parametrize("broken", ["syv", "7;3", "1,2,3", True, [7.3], {"v": 1}, "#REF!"])
def test_what_is_no_number_is_told_and_left_out(broken: Any) -> None:
    assert read(row(Fravær=broken)) == ([], ["fetch_ikke_tal"])


def test_a_civil_number_is_masked_where_it_is_told() -> None:
    faults = Faults()
    school_figures(QUERY, [row(Fravær="010190-1234")], ["101001"], faults)
    assert "1234" not in str(faults.all())


def test_what_is_beyond_the_possible_is_told_and_left_out() -> None:
    assert read(row(Fravær="101,0 %")) == ([], ["fetch_udenfor"])


def test_two_different_figures_for_one_place_are_both_left_out() -> None:
    figures, told = read(row(Fravær="6,1"), row(Fravær="6,2"), row(year="2023/2024", Fravær="5,0"))
    assert [figure.year for figure in figures] == [2023]
    assert told == ["fetch_uens"]


def test_the_same_figure_twice_is_one() -> None:
    assert len(read(row(Fravær="6,1"), row(Fravær="6,1", andet="x"))[0]) == 1


def test_other_schools_are_left_out_without_a_word() -> None:
    assert read(row("999999", Fravær="syv"), row(Fravær="6,1"))[1] == []


def test_the_verdict_is_taken_in_the_ministrys_words() -> None:
    verdict = replace(QUERY, catalogue={"maaleenhed": "tekst"})
    assert read(row(Fravær="Over niveau"), query=verdict)[0][0].value == "Over niveau"
    assert read(row(Fravær="<fejl>"), query=verdict) == ([], [])


def test_words_that_excel_would_run_are_made_harmless() -> None:
    verdict = replace(QUERY, catalogue={"maaleenhed": "tekst"})
    assert read(row(Fravær='=HYPERLINK("x")\n'), query=verdict)[0][0].value == 'HYPERLINK("x")'


# --- Columns ----------------------------------------------------------------------------------
@pytest.mark.parametrize("key", ["[Institution].[Afdelingsnummer].[Afdelingsnummer]", AFD])
def test_a_dimension_is_found_as_it_is_echoed(key: str) -> None:
    assert label({key: 101001.0}, AFD) == "101001"


def test_a_measure_is_found_with_and_without_measures() -> None:
    query = replace(QUERY, value="[Measures].[Fravær]")
    assert read(row(Fravær="6,1"), query=query)[0]
    assert read(row(**{"[Measures].[Fravær]": "6,1"}))[0]


@pytest.mark.parametrize("missing", [0, 1, 2])
def test_a_column_that_is_gone_is_told_with_those_there_are(missing: int) -> None:
    names = list(row(Fravær="6,1"))
    kept = {name: value for name, value in row(Fravær="6,1").items() if name != names[missing]}
    with pytest.raises(SourceError, match="fravaer_pct") as caught:
        read(kept)
    assert caught.value.key == "fetch_kolonne"
    assert names[(missing + 1) % 3] in str(caught.value)


def test_a_count_that_is_gone_is_told_and_the_figures_stand() -> None:
    figures, told = read(row(Fravær="6,1"), query=replace(QUERY, count="Antal"))
    assert (figures[0].count, told) == (None, ["fetch_kolonne_uden"])


def test_the_municipality_beside_the_schools_is_one_figure_a_year() -> None:
    query = replace(QUERY, municipality="Kommune", country="Land")
    rows = [row(str(number), Fravær="6,1", Kommune="7,0", Land="..") for number in (101001, 101003)]
    figures, told = read(*rows, query=query)
    assert Figure("kommune", 2024, "fravaer_pct", 7.0) in figures
    assert (len(figures), told) == (2, [])


def test_a_municipality_with_two_figures_has_none() -> None:
    query = replace(QUERY, municipality="Kommune")
    rows = [row(str(number), Fravær="6,1", Kommune=f"{number - 101000},0") for number in (101001, 101003)]
    figures, told = read(*rows, query=query)
    assert ([figure.unit for figure in figures], told) == (["101001"], ["fetch_uens"])


def test_a_level_asked_for_on_its_own_is_read() -> None:
    figures = level_figures(QUERY, [row(Fravær="6,1")], "land", Faults())
    assert figures == [Figure("land", 2024, "fravaer_pct", 6.1)]


# --- School years -----------------------------------------------------------------------------
@pytest.mark.parametrize("written", ["2024/2025", "2024/25", "2024-2025"])
def test_a_school_year_is_known_by_where_it_begins(written: str) -> None:
    assert school_year_of(written) == 2024


@pytest.mark.parametrize("written", ["2022/23-2024/25", "2022/2023-2024/2025", "2022/23 – 2024/25"])
def test_three_years_stand_under_the_last(written: str) -> None:
    assert school_year_of(written, three_years=True) == 2024


@pytest.mark.parametrize("written", ["2022/23-2023/24", "2022/23-2025/26", "2022/24-2024/25", "2024/2025"])
def test_what_is_not_three_years_on_end_is_none(written: str) -> None:
    assert school_year_of(written, three_years=True) is None


def test_three_years_never_stand_in_a_series_of_one() -> None:
    figures, told = read(row(year="2022/23-2024/25", Fravær="6,1"))
    assert (figures, told) == ([], ["fetch_skoleaar"])


def test_a_question_about_three_years_is_read_under_the_last() -> None:
    three = replace(QUERY, three_years=True)
    rows = [row(year="2021/22-2023/24", Fravær="6,0"), row(year="2022/23-2024/25", Fravær="6,1")]
    figures, told = read(*rows, query=three)
    assert ([(figure.year, figure.value) for figure in figures], told) == ([(2023, 6.0), (2024, 6.1)], [])


@pytest.mark.parametrize("written", ["", "I alt", "2024/2026", "0001/0002", "9999/10000"])
def test_an_impossible_school_year_is_told(written: str) -> None:
    assert read(row(year=written, Fravær="6,1")) == ([], ["fetch_skoleaar"])


# --- Shares -----------------------------------------------------------------------------------
def answers(**shares: str) -> list[dict[str, Any]]:
    return [row(Fravær=share, **{"[Svar].[Svar].[Svar]": answer}) for answer, share in shares.items()]


def test_a_share_is_of_those_who_answered() -> None:
    figures, _ = read(*answers(Tit="12,0 %", Aldrig="84,0 %", Ved_ikke="4,0 %"), query=SHARE)
    assert figures[0].value == 12.5  # 12 of 96


@pytest.mark.parametrize("held_back", ["Tit", "Aldrig"])
def test_a_share_with_one_answer_held_back_is_no_figure(held_back: str) -> None:
    shares = {"Tit": "12,0 %", "Aldrig": "84,0 %"}
    del shares[held_back]
    assert read(*answers(**shares), query=SHARE) == ([], [])


def test_a_share_of_nobody_is_no_figure() -> None:
    assert read(*answers(Tit="0,0 %", Aldrig="0,0 %"), query=SHARE) == ([], [])
