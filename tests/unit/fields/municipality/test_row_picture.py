"""A picture of characters says the same as the numbers beside it, and nothing more."""

from __future__ import annotations

from collections.abc import Mapping

import pytest
from hypothesis import given
from hypothesis import strategies as st

from xl_beregner.fields.municipality.row_picture import WIDTH, row_pictures, with_pictures

NUMBERS = st.floats(-1000, 1000).map(lambda number: round(number, 3))
# Three sorted numbers: an interval and the value in it.
ROWS = st.lists(st.tuples(NUMBERS, NUMBERS, NUMBERS).map(lambda three: tuple(sorted(three))), min_size=1)


def drawn(rows: list[tuple[float, float, float]], mark: float | None = None) -> list[str]:
    return row_pictures([row[1] for row in rows], [row[0] for row in rows], [row[2] for row in rows], mark)


def test_a_row_is_its_interval_with_the_value_on_it_and_the_mark_beside() -> None:
    low, high = drawn([(0.0, 1.0, 2.0), (6.0, 8.0, 10.0)], mark=4.0)
    # 41 places from 0 to 10: four a unit.
    assert low == "├───●───┤       │"
    assert high == " " * 16 + "│" + " " * 7 + "├───────●───────┤"


def test_a_mark_inside_an_interval_crosses_it_and_gives_way_to_a_value() -> None:
    assert drawn([(0.0, 1.0, 10.0)], mark=5.0) == ["├───●" + "─" * 15 + "┼" + "─" * 19 + "┤"]
    assert drawn([(0.0, 5.0, 10.0)], mark=5.0)[0].count("●") == 1
    assert "┼" not in drawn([(0.0, 5.0, 10.0)], mark=5.0)[0]


def test_a_value_without_an_interval_is_a_dot_and_a_hidden_one_is_the_mark_alone() -> None:
    dot, hidden, ends = row_pictures([0.0, None, 10.0], [None, 3.0, None], [None, 7.0, None], 5.0)
    assert dot == "●" + " " * 19 + "│"
    assert hidden == " " * 20 + "│"  # the ends of a hidden value's interval would tell it
    assert ends == " " * 20 + "│" + " " * 19 + "●"


def test_nothing_to_draw_is_blank() -> None:
    assert row_pictures([None, None], [None, None], [None, None], None) == ["", ""]
    assert row_pictures([None], [None], [None], 5.0) == [""]  # a mark alone says nothing of a school


def test_one_number_alone_stands_in_the_middle() -> None:
    assert row_pictures([7.0], [None], [None], None) == [" " * 20 + "●"]


@given(ROWS, st.one_of(st.none(), NUMBERS))
def test_every_picture_has_one_dot_fits_its_cell_and_keeps_the_order_of_the_values(
    rows: list[tuple[float, float, float]], mark: float | None
) -> None:
    pictures = drawn(rows, mark)
    assert all(len(picture) <= WIDTH and picture.count("●") == 1 for picture in pictures)
    at = [picture.index("●") for picture in pictures]
    for (_, one, _), here in zip(rows, at, strict=True):
        for (_, other, _), there in zip(rows, at, strict=True):
            assert here <= there if one < other else True


@given(ROWS, NUMBERS)
def test_moving_the_whole_scale_changes_nothing(rows: list[tuple[float, float, float]], mark: float) -> None:
    moved = [(low + 64, value + 64, high + 64) for low, value, high in rows]
    places = [
        abs(a.index("●") - b.index("●"))
        for a, b in zip(drawn(rows, mark), drawn(moved, mark + 64), strict=True)
    ]
    assert max(places) <= 1  # rounding of the sums


def row(key: str, value: object) -> dict[str, object]:
    return {"noegle": key, "vaerdi": value, "nedre": None, "oevre": None}


def indicator(found: Mapping[str, object]) -> str:
    return str(found["noegle"])[0]


def test_each_group_of_rows_has_its_own_scale_and_mark() -> None:
    rows = [row("a1", 5.0), row("a2", 0.0), row("b1", 900.0), row("a3", 10.0)]
    assert [found["billede"] for found in with_pictures(rows, indicator, {"a": 5.0})] == [
        " " * 20 + "●", "●" + " " * 19 + "│", " " * 20 + "●", " " * 20 + "│" + " " * 19 + "●",
    ]  # fmt: skip


@pytest.mark.parametrize("value", ["færre end 5 elever", float("nan"), None])
def test_what_is_no_number_is_not_drawn(value: object) -> None:
    first, second = with_pictures([row("a1", value), row("a2", 1.0)], indicator, {})
    assert first["billede"] is None
    assert second["billede"] == " " * 20 + "●"
