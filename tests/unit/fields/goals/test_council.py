"""The goals a council set: the nearest of a school's indicator, its year's or the next, and for whom."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from support.agreed import APPLE, SOUTH, small_dataset

from xl_beregner.fields import school_fields

YEAR = "2026/2027"
HEAD = ["niveau", "enhed", "skoleaar", "indikator", "maaltype", "vaerdi", "kilde"]


def goals(
    folder: Path, *rows: list[Any], of: str = SOUTH, edition: str = "fortrolig"
) -> list[dict[str, Any]]:
    dataset = small_dataset(folder, maal=[HEAD, *rows])
    found = school_fields(dataset, YEAR, edition).fields(of)["kommunens_maal"]
    assert isinstance(found, list)
    return found  # type: ignore[return-value]


def of_all(value: str, year: str = YEAR, indicator: str = "karakter", kind: str = "niveau") -> list[Any]:
    return ["kommune", "kommune", year, indicator, kind, value, "Byrådet"]


def test_a_dataset_without_goals_has_no_row(tmp_path: Path) -> None:
    assert goals(tmp_path) == []


def test_a_goal_stands_beside_the_school_s_latest_figure(tmp_path: Path) -> None:
    [row] = goals(tmp_path, of_all("7,3"))
    assert (row["noegle"], row["maal"], row["maaltype"], row["skoleaar"]) == ("karakter", 7.3, "Niveau", YEAR)
    assert (row["seneste"], row["aar_seneste"]) == (7.6, "2025/2026")
    assert (row["gaelder_for"], row["kilde"], row["fortrolig"]) == ("Hele kommunen", "Byrådet", None)


def test_the_school_s_own_goal_goes_before_its_district_s_and_the_municipality_s(tmp_path: Path) -> None:
    district = ["omraade", "omraade:Nord", YEAR, "karakter", "niveau", "7,5", "Området"]
    own = ["skole", SOUTH, YEAR, "karakter", "niveau", "7,9", "Byrådet"]
    everybody = of_all("7,3")
    for number, (rows, level, for_whom) in enumerate(
        (
            ((everybody, district, own), 7.9, "Skolen"),
            ((everybody, district), 7.5, "Området"),
            ((everybody,), 7.3, "Hele kommunen"),
        )
    ):
        [row] = goals(tmp_path / str(number), *rows)
        assert (row["maal"], row["gaelder_for"]) == (level, for_whom)


def test_another_school_s_goal_and_another_district_s_are_not_told(tmp_path: Path) -> None:
    own = ["skole", SOUTH, YEAR, "karakter", "niveau", "7,9", "Byrådet"]
    district = ["omraade", "omraade:Nord", YEAR, "fravaer", "niveau", "5", "Området"]
    assert goals(tmp_path, own, district, of=APPLE) == []


def test_a_year_without_a_goal_shows_the_next_and_never_one_that_is_past(tmp_path: Path) -> None:
    [row] = goals(tmp_path / "next", of_all("7,1", "2025/2026"), of_all("7,8", "2028/2029"))
    assert (row["maal"], row["skoleaar"]) == (7.8, "2028/2029")
    assert goals(tmp_path / "past", of_all("7,1", "2025/2026")) == []


@pytest.mark.parametrize(
    ("edition", "told"), [("fortrolig", ["laesetest"]), ("bestyrelse", []), ("offentlig", [])]
)
def test_what_tests_should_show_stays_where_their_results_do(
    edition: str, told: list[str], tmp_path: Path
) -> None:
    rows = goals(tmp_path, of_all("60", indicator="laesetest"), edition=edition)
    assert [row["noegle"] for row in rows] == told
    assert all(row["fortrolig"] == "ja" for row in rows)


def test_the_rows_have_the_columns_a_template_can_ask_for(tmp_path: Path) -> None:
    from xl_beregner.fields.known import LISTS

    [row] = goals(tmp_path, of_all("7,3"))
    assert set(row) == set(LISTS["kommunens_maal"])


def test_topics_for_every_school_are_settings_whose_source_is_the_place_in_the_frame(tmp_path: Path) -> None:
    settings = [["noegle", "vaerdi", "kilde"], ["kommunens_emne_2", "Fravær", "Politikken, mål 2"]]
    dataset = small_dataset(tmp_path, indstillinger=settings)
    found = school_fields(dataset, YEAR, "bestyrelse").fields(SOUTH)
    assert (found["kommunens_emne_2"], found["kommunens_emne_2_ramme"]) == ("Fravær", "Politikken, mål 2")
    assert (found["kommunens_emne_1"], found["kommunens_emne_1_ramme"]) == (None, None)


def test_the_administration_s_own_goal_is_not_told_as_the_council_s(tmp_path: Path) -> None:
    own = ["forvaltning", "kommune", YEAR, "karakter", "niveau", "7,9", "Forvaltningen"]
    assert goals(tmp_path / "alone", own) == []
    [row] = goals(tmp_path / "both", own, of_all("7,3"))
    assert (row["maal"], row["kilde"]) == (7.3, "Byrådet")
