"""No hidden group of a school can be worked out from the school, its grades and the other groups."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from support.group_attack import found_out, part_of, random_school

from xl_beregner.fields.groups.group_complement import also_hidden
from xl_beregner.fields.municipality.complement import LEAST_WIDTH

LEAST = 5


def told(reach, exact):
    """A count is told where only one whole number fits, a value where it must lie in a tenth of its scale."""
    counts, values = reach
    return [
        *(label for label, (low, high) in counts.items() if high - low < 1),
        *(label for label, (low, high) in values.items() if high - low < exact),
    ]


@pytest.mark.parametrize("small", [0.05, 0.2, 0.5])
def test_nothing_hidden_can_be_worked_out(small):
    rng = np.random.default_rng(int(100 * small))
    tried = 0
    for _ in range(40):
        part = random_school(rng, small=small)
        (hidden,) = also_hidden([part], LEAST)
        reach = found_out(part, hidden)
        assert told(reach, LEAST_WIDTH * 100) == []
        tried += len(reach[0])
    assert tried > 40


def test_without_hiding_more_the_attack_finds_them():
    """The attack has teeth: with the few alone hidden it tells nearly all of them."""
    rng = np.random.default_rng(5)
    found = sum(bool(told(found_out(random_school(rng, small=0.05), set()), 10.0)) for _ in range(20))
    assert found >= 10


def test_a_school_without_few_pupils_shows_all():
    part = random_school(np.random.default_rng(1), small=0.0, teams=True)
    assert also_hidden([part], LEAST) == [set()]


def test_of_two_grades_the_other_goes_too():
    part = part_of({"alle": 60.0, "trin:1": 90.0, "trin:2": 50.0}, {"alle": 64, "trin:1": 4, "trin:2": 60})
    assert also_hidden([part], LEAST) == [{"trin:1", "trin:2"}]


def test_pupils_in_no_group_are_a_group_too():
    """Of 43 pupils 40 are in shown classes: the three others' mean would be there by subtraction."""
    value = {"alle": 50.0, "klasse:1A": 40.0, "klasse:2A": 70.0}
    (hidden,) = also_hidden([part_of(value, {"alle": 43, "klasse:1A": 20, "klasse:2A": 20})], LEAST)
    assert hidden
    assert also_hidden([part_of(value, {"alle": 48, "klasse:1A": 20, "klasse:2A": 20})], LEAST) == [set()]


def test_one_word_alone_tells_of_all_others():
    few_others = part_of({"alle": 50.0, "tosprogede": 48.0}, {"alle": 50, "tosprogede": 47})
    many_others = part_of({"alle": 50.0, "tosprogede": 48.0}, {"alle": 50, "tosprogede": 20})
    assert also_hidden([few_others, many_others], LEAST) == [{"tosprogede"}, set()]


def test_where_a_grade_is_hidden_so_are_the_teams_it_could_be_told_from():
    rng = np.random.default_rng(8)
    part = random_school(rng, small=0.1, teams=True)
    assert part.primary.any()
    (hidden,) = also_hidden([part], LEAST)
    assert {"team:Indskoling", "team:Mellemtrin", "team:Udskoling"} <= hidden


def test_groups_on_nobody_knows_how_many_pupils_are_hidden_by_threes():
    value = {"alle": 50.0, **{f"trin:{grade}": 50.0 for grade in range(1, 6)}}
    count = {"alle": 100, **{f"trin:{grade}": 20 for grade in range(1, 6)}}
    part = part_of(value, count)
    unknown = part.count.copy()
    unknown[1] = np.nan
    part = replace(part, count=unknown, primary=np.isnan(unknown))
    assert also_hidden([part], LEAST) == [{f"trin:{grade}" for grade in range(1, 6)}]


def test_tables_of_the_same_pupils_hide_the_same():
    value = {"alle": 60.0, **{f"trin:{grade}": 50.0 + grade for grade in range(1, 7)}}
    count = {"alle": 104, "trin:1": 4, **{f"trin:{grade}": 20 for grade in range(2, 7)}}
    one = part_of(value, count)
    other = replace(one, value=one.value[::-1].copy())
    first, second = also_hidden([one, other], LEAST)
    assert first == second
    assert len(first) >= 3


def test_an_indicators_own_limit_counts():
    part = part_of({"alle": 60.0, "trin:1": 90.0, "trin:2": 50.0}, {"alle": 68, "trin:1": 8, "trin:2": 60})
    assert also_hidden([part], LEAST) == [set()]
    strict = replace(part, primary=part.count < 10, least=10.0)
    assert also_hidden([strict], LEAST) == [{"trin:1", "trin:2"}]
