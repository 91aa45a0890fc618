"""Which schools are alike: laws, words and refusals; R's numbers stand in reference/."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from xl_beregner.errors import MissingValueError, ShapeError, ValueRangeError
from xl_beregner.measures.schools.similar_schools import nearest_schools, similar_school_rows

NAMES = [f"s{row}" for row in range(40)]


def schools(seed=1, columns=3, rows=40):
    return np.random.default_rng(seed).normal(size=(rows, columns))


def test_the_nearest_come_first_and_the_school_itself_never():
    found = similar_school_rows(NAMES, schools(), "s0")
    assert "s0" not in found.school
    assert len(found.school) == 5
    assert (np.diff(found.distance) >= 0).all()


def test_the_distance_is_the_root_mean_square_in_standard_deviations():
    table = schools()
    found = similar_school_rows(NAMES, table, "s0", 40)
    spread = table.std(axis=0, ddof=1)
    for name, distance in zip(found.school, found.distance, strict=True):
        apart = (table[NAMES.index(name)] - table[0]) / spread
        assert distance == pytest.approx(math.sqrt((apart**2).mean()), rel=1e-12)
    near = np.abs(table[:, 0] - table[0, 0]) <= 0.25 * spread[0]
    assert set(found.school) == {name for name, is_near in zip(NAMES, near, strict=True) if is_near} - {"s0"}


@given(st.integers(0, 200), st.floats(1e-6, 1e6), st.floats(-1e3, 1e3))
@settings(max_examples=30)
def test_units_do_not_matter(seed, scale, shift):
    table = schools(seed)
    plain = similar_school_rows(NAMES, table, "s3")
    moved = similar_school_rows(NAMES, (table + shift) * [scale, 1 / scale, -1], "s3")
    assert moved.school == plain.school
    np.testing.assert_allclose(moved.distance, plain.distance, rtol=1e-6)


def test_schools_a_quarter_of_a_standard_deviation_away_on_the_first_are_the_last_that_count():
    first = np.array([0.0, 0.25, -0.25, 0.26, 3, -3, 2, -2])
    first = first / first.std(ddof=1)
    step = first[1] / 0.25
    edge = np.array([0.0, 0.2499, -0.2499, 0.2501, *(first[4:] / step)])
    edge[4:] *= math.sqrt((7 - (edge[:4] - edge.mean()) @ (edge[:4] - edge.mean())) / (edge[4:] @ edge[4:]))
    edge = edge / edge.std(ddof=1)
    apart = np.abs(edge - edge[0])
    found = similar_school_rows(list("abcdefgh"), edge[:, None], "a")
    assert set(found.school) == {n for n, d in zip("abcdefgh", apart, strict=True) if d <= 0.25} - {"a"}


def test_a_school_far_away_on_another_characteristic_is_only_partly_alike():
    table = schools()
    table[:, 0] = np.linspace(-2, 2, 40)
    table[20] = [table[19, 0], *(table[19, 1:] + 3)]
    table[18] = table[19] + [0.01, 0.01, 0.01]
    found = similar_school_rows(NAMES, table, "s19", 20)
    texts = dict(zip(found.school, found.text, strict=True))
    assert texts["s18"] == "near"
    assert texts["s20"] == "partly"


def test_fewer_than_three_alike_are_told_as_such():
    first = np.array([0.0, 0.01, 5, 6, 7, -6, -8])
    found = similar_school_rows(list("abcdefg"), np.column_stack([first, [0, 9, 0, 0, 0, 0, 0]]), "a")
    assert found.school == ["b"]
    assert found.text == ["partly_few"]
    assert similar_school_rows(list("abcdefg"), first[:, None], "a").text == ["near_few"]


def test_ties_stand_as_in_the_list():
    table = np.array([[1.0], [1.0], [1.0], [1.0], [9.0]])
    assert similar_school_rows(list("abcde"), table, "c", 3).school == ["a", "b", "d"]


def test_no_near_school_is_an_answer():
    found = similar_school_rows(list("abcde"), np.array([[0.0], [5], [6], [7], [8]]), "a")
    assert (found.school, found.text) == ([None], ["none_near"])
    assert np.isnan(found.distance).all()


def test_a_characteristic_alike_for_all_does_not_count():
    table = schools()
    plain = similar_school_rows(NAMES, table, "s0")
    more = similar_school_rows(NAMES, np.column_stack([table, np.full(40, 1e9)]), "s0")
    assert more.school == plain.school
    np.testing.assert_allclose(more.distance, plain.distance)
    # As the first it keeps nobody out.
    first = similar_school_rows(NAMES, np.column_stack([np.full(40, 7.1), table]), "s0", 40)
    assert len(first.school) == 39
    for value in (0.0, 1e9, 1e-9, 0.1):
        assert similar_school_rows(NAMES, np.full((40, 2), value), "s0").text == ["all_alike"]


def test_a_school_with_a_missing_characteristic_is_left_out():
    table = schools()
    nearest = similar_school_rows(NAMES, table, "s0").school[0]
    table[NAMES.index(nearest), 2] = math.nan
    found = similar_school_rows(NAMES, table, "s0")
    assert nearest not in found.school
    table[0, 1] = math.nan
    assert similar_school_rows(NAMES, table, "s0").text == ["incomplete"]


def test_a_row_without_a_name_is_no_school():
    table, names = schools(), list(NAMES)
    nearest = similar_school_rows(NAMES, table, "s0").school[0]
    names[NAMES.index(nearest)] = None
    names[30] = None if nearest != NAMES[30] else names[30]
    assert nearest not in similar_school_rows(names, table, "s0").school


@pytest.mark.parametrize("complete", [1, 2, 3])
def test_fewer_than_three_others_are_too_few(complete):
    assert similar_school_rows(NAMES[:complete], schools(rows=complete), "s0").text == ["too_few_schools"]
    table = schools(rows=10)
    table[complete:] = math.nan
    assert similar_school_rows(NAMES[:10], table, "s0").text == ["too_few_schools"]


def test_a_school_that_is_not_in_the_list_is_named():
    with pytest.raises(MissingValueError) as found:
        similar_school_rows(NAMES, schools(), "Hareskov")
    assert found.value.facts == {"argument": "target_school", "fundet": "Hareskov"}


@pytest.mark.parametrize(
    ("number", "error"),
    [
        (2, ValueRangeError),
        (3.5, ValueRangeError),
        (-1, ValueRangeError),
        (math.nan, MissingValueError),
    ],
)
def test_too_few_or_half_schools_cannot_be_asked_for(number, error):
    with pytest.raises(error) as found:
        similar_school_rows(NAMES, schools(), "s0", number)
    assert found.value.facts["argument"] == "number"


def test_more_schools_than_there_are_can_be_asked_for():
    assert len(similar_school_rows(NAMES, schools(), "s0", 1e6).school) < 40


def test_a_school_cannot_stand_twice():
    with pytest.raises(ShapeError) as found:
        similar_school_rows(["a", None, None, "b", "a"], schools(rows=5), "a")
    assert found.value.facts["skole"] == "a"


@pytest.mark.parametrize(
    ("table", "error"), [(np.ones((3, 1)), ShapeError), (np.full((40, 1), math.inf), ValueRangeError)]
)
def test_what_cannot_be_is_refused(table, error):
    with pytest.raises(error):
        similar_school_rows(NAMES, table, "s0")


def test_sixty_thousand_schools_are_answered():
    names = [str(row) for row in range(60_000)]
    assert len(similar_school_rows(names, schools(rows=60_000), "59999").school) == 5


def test_ties_at_the_cut_do_not_hang_on_the_order_of_the_rows():
    names = list("abcdefgh")
    table = np.array([0.0, 0.1, 0.1 + 1e-15, -0.1, 0.1, -0.1, 5, -5])[:, None]
    turned = np.arange(8)[::-1]
    first, second = (
        similar_school_rows([names[row] for row in order], table[order], "a", 3)
        for order in (range(8), turned)
    )
    assert first.school == second.school == ["b", "c", "d"]


def test_a_wider_caliper_lets_schools_further_away_in_and_keeps_the_order():
    table = schools()
    near, wide = (nearest_schools(NAMES, table, 0, 40, caliper) for caliper in (0.25, 2.0))
    assert set(near.place) < set(wide.place)
    assert [place for place in wide.place if place in set(near.place)] == list(near.place)
    assert wide.apart[:, 0].max() <= 2.0
