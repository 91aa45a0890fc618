"""The strip's positions: right is better, a mark that is not there is outside, rows lie below each other."""

from __future__ import annotations

from typing import Any

import pytest

from xl_beregner.fields.known.municipality import DRAWN
from xl_beregner.fields.municipality.overview_strip import OFF, with_strip


def row(**given: Any) -> dict[str, Any]:
    return {
        "vist": 7.0, "nedre": 6.5, "oevre": 7.5, "vist_foer": 6.8, "land": 7.2, "maal": None, "fortegn": 1,
        "skoler_nedre": None, "skoler_oevre": None, "maaltype": None, "maade": "Gennemsnit",
        "vist_slags": "sammenlagt",
    } | given  # fmt: skip


def test_every_row_gets_all_columns_and_keeps_its_own() -> None:
    (found,) = with_strip([row(navn="Karakter")])
    assert found["navn"] == "Karakter"
    assert set(DRAWN) <= set(found)
    assert all(isinstance(found[name], float) for name in DRAWN)


def test_rows_lie_one_unit_below_each_other_with_the_line_at_their_foot() -> None:
    found = with_strip([row(), row(), row()])
    assert [one["p_y"] for one in found] == [-0.5, -1.5, -2.5]
    assert [one["p_linje"] for one in found] == [-1.0, -2.0, -3.0]


def test_the_interval_lies_around_its_middle() -> None:
    (found,) = with_strip([row()])
    # The scale runs from 6.5 to 7.5 with 6 % free at either end: 0.88 a unit.
    assert found["p_baand"] == pytest.approx(0.5)
    assert found["p_bredde"] == pytest.approx(0.44)
    assert found["p_seneste"] == pytest.approx(0.5)
    assert found["p_foer"] == pytest.approx(0.06 + 0.88 * 0.3)


def test_right_is_better_also_where_less_is() -> None:
    more, less = with_strip([row(), row(fortegn=-1)])
    for name in ("p_baand", "p_foer", "p_land"):
        assert more[name] + less[name] == pytest.approx(1)
    assert less["p_bredde"] == pytest.approx(more["p_bredde"])


def test_marks_that_are_not_there_stand_outside_the_strip() -> None:
    (found,) = with_strip([row(nedre=None, oevre=None, land=None)])
    assert (found["p_baand"], found["p_bredde"], found["p_land"], found["p_maal"]) == (OFF, 0.0, OFF, OFF)
    assert found["p_seneste"] > 0


def test_a_row_without_a_figure_is_empty() -> None:
    (found,) = with_strip([row(vist=None)])
    assert {found[name] for name in ("p_baand", "p_seneste", "p_foer", "p_land", "p_maal")} == {OFF}
    assert found["p_bredde"] == 0.0


def test_no_rows_are_no_rows() -> None:
    assert with_strip([]) == []


def test_the_schools_middle_half_is_on_the_scale_so_that_a_small_change_looks_small() -> None:
    (found,) = with_strip(
        [row(nedre=None, oevre=None, vist=7.1, vist_foer=7.0, land=None, skoler_nedre=6.0, skoler_oevre=8.0)]
    )
    # The scale runs from 6 to 8: 0.44 a unit.
    assert found["p_seneste"] - found["p_foer"] == pytest.approx(0.044)
    assert (found["p_halvdel"], found["p_halvbredde"]) == (pytest.approx(0.5), pytest.approx(0.44))


def test_a_goal_that_is_a_change_has_no_mark() -> None:
    level, change = with_strip([row(maal=7.4), row(maal=0.4, maaltype="ændring siden året før")])
    assert level["p_maal"] > 0
    assert change["p_maal"] == OFF
    assert change["p_seneste"] == pytest.approx(0.5)  # 0.4 does not stretch the scale


@pytest.mark.parametrize("about", [{"vist_slags": "midte"}, {"maade": "Sum af skolernes tal"}])
def test_the_middle_of_schools_and_a_sum_are_not_drawn(about: dict[str, str]) -> None:
    (found,) = with_strip([row(**about, skoler_nedre=6.0, skoler_oevre=8.0)])
    assert {found[name] for name in ("p_baand", "p_halvdel", "p_seneste", "p_foer", "p_land")} == {OFF}
    assert (found["p_bredde"], found["p_halvbredde"]) == (0.0, 0.0)
