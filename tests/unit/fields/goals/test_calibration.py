"""Whether goals' chances held: counted by hand, intervals by scipy, words that say what the numbers do."""

from __future__ import annotations

import pytest
from scipy import stats

from xl_beregner import texts
from xl_beregner.dataset.settings import defaults
from xl_beregner.fields.goals.calibration import calibrate_goals
from xl_beregner.fields.goals.goals import Goal

BLANK = {
    "school": "101001", "school_name": "Opdigtet Skole", "area": "", "agreed": 2025, "due": 2025,
    "year": 2025, "indicator": "karakter", "name": "Karakterer", "theme": "", "unit": "", "decimals": 1,
    "sign": 1, "baseline": 7.0, "goal_type": "niveau", "typed": 7.0, "typed_text": "", "level": 7.0,
    "adjusted": None, "applies": 7.0, "smallest_visible_change": None, "result_error": None, "certainty": "",
    "p_reached": None, "why": "", "withheld": False, "is_test_based": False, "action": "", "done": "",
    "reason": "", "leader": "", "chief": "", "judgement": "",
}  # fmt: skip


def made(chance: float | None, reached: bool, **changed: object) -> Goal:
    observed = "at_or_above" if reached else "below"
    told = {"chance": chance, "result": 7.5 if reached else 6.5, "observed": observed}
    return Goal(**{**BLANK, **told, **changed})  # type: ignore[arg-type]


def many(chance: float, goals: int, reached: int) -> list[Goal]:
    return [made(chance, place < reached) for place in range(goals)]


def test_of_so_many_goals_with_a_chance_so_many_were_reached():
    found = calibrate_goals(many(0.35, 120, 41), defaults())
    (group,) = found.groups
    assert (
        group.text == "Af 120 mål med 35 % chance blev 41 nået; ventet 42. Det passer med det, man kan vente."
    )
    assert (group.name, group.count, group.reached, group.verdict) == ("omkring 35 %", 120, 41, "fits")
    interval = stats.binomtest(41, 120).proportion_ci(0.95, method="wilson")
    assert (group.lower, group.upper) == pytest.approx((interval.low, interval.high), rel=1e-9)
    assert (group.stated, group.happened) == pytest.approx((0.35, 41 / 120))
    # Brier by hand: 41 goals missed 1 by 0.65, 79 missed 0 by 0.35.
    assert found.brier == pytest.approx((41 * 0.65**2 + 79 * 0.35**2) / 120)
    assert found.total.text.startswith("Af 120 mål, hvor chancen i snit var 35 %, blev 41 nået. ")


@pytest.mark.parametrize(
    ("reached", "verdict", "says"),
    [(2, "too_high", "for høje"), (25, "too_low", "for lave"), (14, "fits", "passer")],
)
def test_the_verdict_is_whether_the_chance_lies_in_the_interval(reached, verdict, says):
    (group,) = calibrate_goals(many(0.35, 40, reached), defaults()).groups
    assert (group.verdict, says in group.text) == (verdict, True)


@pytest.mark.parametrize("goals", [1, 4, 5, 19])
def test_a_few_goals_are_counted_and_not_judged(goals):
    (group,) = calibrate_goals(many(0.35, goals, 1), defaults()).groups
    assert (group.count, group.reached, group.verdict) == (goals, 1, "too_few")
    assert "For få mål til at dømme" in group.text
    assert (group.happened is None) is (goals < 5)  # KALIBRERING tells no share of fewer


def test_each_goal_goes_with_the_chance_offered_that_is_nearest():
    near = {"omkring 15 %": [0.02, 0.249], "omkring 35 %": [0.251, 0.42], "omkring 50 %": [0.43, 0.599]}
    beyond = [0.61, 0.99]
    goals = [made(chance, True) for chances in (*near.values(), beyond) for chance in chances]
    found = calibrate_goals(goals, defaults())
    assert [(group.name, group.count) for group in found.groups] == [
        *((name, 2) for name in near),
        ("over 60 %", 2),
    ]
    assert sum(group.count for group in found.groups) == found.total.count == 8


def test_what_was_adjusted_counts_as_it_was_agreed():
    adjusted = made(0.35, True, adjusted=6.0, applies=6.0, result=6.5)
    (group,) = calibrate_goals([adjusted], defaults()).groups
    assert (group.count, group.reached) == (1, 0)


def test_goals_without_chance_or_outcome_are_left_out_and_counted():
    goals = [
        made(None, True),
        made(0.5, True, observed="later"),
        made(0.5, True, observed="", result=None),
        made(0.5, True),
    ]
    found = calibrate_goals(goals, defaults())
    assert (found.total.count, found.left_out) == (1, 3)


def test_nothing_to_judge_is_said_in_words():
    found = calibrate_goals([], defaults())
    assert (found.groups, found.brier, found.total.text) == ((), None, "Ingen tilfælde.")


@pytest.mark.parametrize("lang", texts.LANGUAGES)
def test_every_sentence_is_whole_in_every_language(lang):
    goals = [*many(0.15, 30, 20), *many(0.35, 30, 2), *many(0.5, 30, 15), *many(0.8, 3, 3)]
    with texts.speaking(lang):
        found = calibrate_goals(goals, defaults())
    said = [found.total.text, *(group.text for group in found.groups)]
    assert len(set(said)) == 5
    assert not any("{" in text or "…" in text for text in said)
