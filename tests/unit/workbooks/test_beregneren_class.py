"""What "Klasse" says of a class: its tests, its mean gain, its levels, and whom to talk about first."""

from __future__ import annotations

import math
import statistics
from itertools import pairwise
from typing import Any

import numpy as np
import pytest
from scipy import stats
from unit.workbooks.beregneren_small import Class, Shown, words

KLASSE, WORDS = "Klasse", words()["klasse"]
TESTS = ("EKS 3. kl. efterår 2025", "EKS 4. kl. efterår 2026")
STATES = (
    "frem", "inden for usikkerheden", "tilbage", "uændret", "brud i serien", "ingen fælles skala",
    "mangler prøve", "usikkerheden kendes ikke",
)  # fmt: skip


def made(**alone: Any) -> Class:
    return Class(TESTS, par_tekst="EKS 3 → EKS 4", j_fra=1, j_til=2, **alone)


def with_gains(gains: list[float], error: float = 10.0) -> Class:
    found = made()
    for at, gain in enumerate(gains):
        found.pupil(f"Elev {at}", fremgang=gain, fejl=error, t_1=400, t_2=400 + gain)
    return found


def picked(shown: Shown) -> list[tuple[str, str]]:
    rows = 12
    names = shown.below(KLASSE, WORDS["elev_kolonne"], rows)
    reasons = shown.below(KLASSE, WORDS["grund_kolonne"], rows)
    return [(name, reason.strip()) for name, reason in zip(names, reasons, strict=True) if name]


def the_sentence(shown: Shown) -> str:
    return str(shown.below(KLASSE, WORDS["flyttet"])[0])


def test_the_class_gain_has_its_own_narrower_band() -> None:
    gains, error = [12.0, -3.0, 25.0, 8.0, 4.0, 17.0], 10.0
    shown = with_gains(gains, error).shown()
    half = 1.959964 * math.sqrt(len(gains) * error**2) / len(gains)
    mean = statistics.fmean(gains)
    assert shown.below(KLASSE, "middel") == [pytest.approx(mean)]
    # Right of the mean stand its error and the limits.
    assert shown.below(KLASSE, "middel", right=2) == [pytest.approx(mean - half, rel=1e-6)]
    assert shown.below(KLASSE, "middel", right=3) == [pytest.approx(mean + half, rel=1e-6)]
    assert "+11 (point)" in the_sentence(shown)
    assert f"fra {math.floor(mean - half + 0.5)} til {math.floor(mean + half + 0.5)}" in the_sentence(shown)


@pytest.mark.parametrize(
    ("gains", "key"),
    [([20.0] * 6, "klassen_frem"), ([2.0] * 6, "klassen_inden"), ([-20.0] * 6, "klassen_tilbage")],
)
def test_the_class_is_in_one_of_three_states(gains: list[float], key: str) -> None:
    assert WORDS[key] in the_sentence(with_gains(gains).shown())


@pytest.mark.parametrize(("pupils", "is_few"), [(1, True), (4, True), (5, False)])
def test_a_gain_of_fewer_than_five_is_called_very_uncertain(pupils: int, is_few: bool) -> None:
    sentence = the_sentence(with_gains([20.0] * pupils).shown())
    assert ("meget usikkert" in sentence) is is_few
    assert (f"kun {pupils} elev" in sentence) is is_few


def test_one_pupil_is_not_told_as_several() -> None:
    assert "den ene elev med begge prøver har flyttet sig +20 (point)" in the_sentence(
        with_gains([20.0]).shown()
    )


def test_a_gain_on_a_standardised_scale_has_one_decimal_and_a_comma() -> None:
    found = made(enhed_ord="standardafvigelser")
    for at, gain in enumerate((0.55, -0.04, 0.6, 0.2, 0.34)):
        found.pupil(f"Elev {at}", fremgang=gain, fejl=math.sqrt(0.5))
    assert "flyttet sig +0,3 (standardafvigelser). Usikkerheden om gennemsnittet går fra −0,3 til 0,9" in (
        the_sentence(found.shown())
    )


def test_a_break_in_the_series_is_said_and_nothing_subtracted() -> None:
    found = Class(("FNO 4. kl.", "FNF 6. kl."), ("FNO|", "FNF|"), j_fra=1, j_til=2)
    for at in range(6):
        found.pupil(f"Elev {at}", status="brud i serien", t_1=20 + at, t_2=10 + at)
    shown = found.shown()
    assert the_sentence(shown) == WORDS["ingen_brud"]
    assert shown.below(KLASSE, "middel") == [""]
    assert shown.beside(KLASSE, "·  brud i serien") == 6


def test_a_test_is_told_with_its_middle_half() -> None:
    results = [12, 30, 31, 40, 41, 55, 70, 93]
    found = made()
    for at, result in enumerate(results):
        found.pupil(f"Elev {at}", t_1="" if at == 2 else result, t_2=result)
    shown = found.shown()
    told = [shown.below(KLASSE, heading, 2) for heading in WORDS["kolonner"]]
    assert told[0] == list(TESTS)
    assert told[1] == ["7 af 8", "8 af 8"]
    for column, share in ((2, 50), (3, 25), (4, 75)):
        assert told[column][1] == pytest.approx(np.percentile(results, share))


def test_few_results_have_no_median_and_words_none() -> None:
    found = made()
    for at, word in enumerate(("God", "Jævn", "God", "Mangelfuld", "God", "Fremragende")):
        found.pupil(f"Elev {at}", t_1=40 + at if at < 4 else "", t_2=word)
    shown = found.shown()
    assert shown.below(KLASSE, "Har taget den", 2) == ["4 af 6", "6 af 6"]
    assert shown.below(KLASSE, "Median", 2) == ["", ""]


def test_equal_results_stand_on_each_other_in_the_strip() -> None:
    found = made()
    for at, result in enumerate((10, 50, 50, 50, 90)):
        found.pupil(f"Elev {at}", t_1=result)
    shown = found.shown()
    assert shown.below(KLASSE, "x1", 6) == [0, 30, 30, 30, 60, -1]
    heights = shown.below(KLASSE, "y1", 5)
    assert heights[0] == heights[1] == heights[4]
    assert [low < high for low, high in pairwise(heights[1:4])] == [True, True]
    assert all(-1 < height < 0 for height in heights)


def test_every_pupil_is_counted_in_one_state() -> None:
    found = made()
    for at, state in enumerate((*STATES, "frem", "frem")):
        found.pupil(f"Elev {at}", status=state)
    shown = found.shown()
    counts = [
        shown.beside(KLASSE, f"{icon}  {state}") for icon, state in zip("▲●▼·····", STATES, strict=False)
    ]
    assert counts == [3, 1, 1, 1, 1, 1, 1, 1]


@pytest.mark.parametrize("good", [0, 7, 12, 20])
def test_the_share_at_a_level_has_wilsons_interval(good: int) -> None:
    found = made()
    for at in range(20):
        found.pupil(f"Elev {at}", niveau="God" if at < good else "Jævn")
    ends = stats.binomtest(good, 20).proportion_ci(method="wilson")
    low, high = (math.floor(100 * end + 0.5) for end in ends)
    (share,) = found.shown().below(KLASSE, WORDS["andel_overskrift"])
    assert share == f"{good} af 20 · {round(100 * good / 20)} % (mellem {low} og {high} %)"


def test_levels_stand_from_the_highest_down_whatever_their_words() -> None:
    found = made()
    for level, result in (("sikker", 520), ("på vej", 450), ("stærk", 610), ("på vej", 470)):
        found.pupil(f"Elev {result}", niveau=level, x_2=result)
    assert found.shown().below(KLASSE, WORDS["niveau_overskrift"], 5) == ["", "stærk", "sikker", "på vej", ""]


def test_results_in_the_criterion_words_are_levels() -> None:
    found = made()
    for at, word in enumerate(("god", "Jævn", "Rigtigt god", "fremragende", "God")):
        found.pupil(f"Elev {at}", t_2=word)
    shown = found.shown()
    levels = ["God eller bedre", "Fremragende", "Rigtig god", "God", "Jævn", "", ""]
    assert shown.below(KLASSE, WORDS["niveau_overskrift"], 7) == levels
    assert str(shown.below(KLASSE, WORDS["andel_overskrift"])[0]).startswith("4 af 5 · 80 %")


def test_unknown_levels_are_called_unknown() -> None:
    shown = with_gains([3.0, 4.0]).shown()
    assert shown.below(KLASSE, WORDS["niveau_overskrift"]) == [WORDS["niveau_ingen"]]
    assert shown.below(KLASSE, WORDS["andel_overskrift"]) == [WORDS["niveau_ukendt"]]


def a_class_with_reasons(scores: list[int]) -> Class:
    found = made()
    reasons: list[dict[str, Any]] = [
        {"niveau": "Mangelfuld"},
        {"percentil": 12, "p_nedre": 3, "p_oevre": 44},
        {"status": "tilbage", "fremgang": -30.0, "fejl": 12.0, "nedre": -53.5, "oevre": -6.5},
        {"t_2": ""},
        {},
        {"status": "tilbage", "fremgang": -28.0, "fejl": 12.0, "nedre": -51.5, "oevre": -4.5},
        {"percentil": 20, "p_nedre": 4, "p_oevre": 61},
        {"percentil": 8, "p_nedre": 1, "p_oevre": 30},
    ]
    for at, (score, reason) in enumerate(zip(scores, reasons, strict=True)):
        found.pupil(f"Elev {at}", **{"t_1": score, "t_2": score, **reason})
    return found


@pytest.mark.parametrize(
    "scores",
    [[50, 51, 52, 53, 54, 55, 56, 57], [57, 56, 55, 54, 53, 52, 51, 50], [53, 57, 50, 55, 51, 56, 52, 54]],
)
def test_pupils_come_by_reason_and_then_in_the_order_of_the_class_whatever_their_scores(
    scores: list[int],
) -> None:
    found = picked(a_class_with_reasons(scores).shown())
    assert [name for name, _ in found] == ["Elev 2", "Elev 5", "Elev 1", "Elev 7", "Elev 3", "Elev 0"]
    assert found[0][1] == "Sikkert tilbage: −30 (mellem −54 og −7)."
    assert "bedre end ca. 12 af 100 (usikkerhed 3–44)" in found[2][1]
    assert found[4][1] == f"Mangler resultat: {TESTS[1]}."
    assert found[5][1] == "Niveau: Mangelfuld."


def test_a_pupil_with_two_reasons_stands_once_with_both() -> None:
    found = made().pupil(
        "Alma", status="tilbage", fremgang=-30.0, fejl=12.0, nedre=-53.0, oevre=-7.0,
        percentil=2, p_nedre=1, p_oevre=9, t_2=400,
    )  # fmt: skip
    ((name, reason),) = picked(found.shown())
    assert name == "Alma"
    assert reason.startswith("Sikkert tilbage")
    assert "2 af 100" in reason


def test_a_result_far_below_the_class_is_a_reason_and_a_low_one_is_not() -> None:
    found = made()
    for at, score in enumerate((50, 51, 52, 53, 54, 55, 56, 45, 20)):
        found.pupil(f"Elev {at}", t_2=score)
    assert picked(found.shown()) == [("Elev 8", f"Ligger langt under resten af klassen: {TESTS[1]}.")]


def test_a_test_that_few_took_is_lacking_to_nobody() -> None:
    found = made()
    for at in range(8):
        found.pupil(f"Elev {at}", t_1="" if at == 0 else 50 + at, t_2=60 if at == 1 else "")
    assert picked(found.shown()) == [("Elev 0", f"Mangler resultat: {TESTS[0]}.")]


def test_a_step_back_on_an_ordered_scale_has_no_size() -> None:
    found = made().pupil("Bo", status="tilbage", t_1=9, t_2=8)
    assert picked(found.shown()) == [("Bo", WORDS["grunde"]["tilbage_trin"])]


def test_where_nobody_stands_out_it_is_said() -> None:
    found = made()
    for at in range(6):
        found.pupil(f"Elev {at}", t_1=50 + at, t_2=50 + at)
    assert picked(found.shown()) == [(WORDS["ingen"], WORDS["ingen_grund"])]


def test_at_most_twelve_are_listed_and_the_rest_counted() -> None:
    found = made()
    for at in range(15):
        found.pupil(f"Elev {at}", t_2=50, niveau="Mangelfuld")
    shown = found.shown()
    assert [name for name, _ in picked(shown)] == [f"Elev {at}" for at in range(12)]
    assert any(str(value).startswith("Der er 3 mere") for value in shown.printed(KLASSE))


def test_an_agreement_follows_the_pupil_when_the_order_changes() -> None:
    first, second = "Alma", "Bo"
    for order in ((first, second), (second, first)):
        found = made()
        for name in order:
            found.pupil(name, status="tilbage", t_2=50)
        found.types("aftale_elev", second).types("aftale_tekst", "Læser hver dag")
        agreed = dict(
            zip(
                (name for name, _ in picked(found.shown())),
                found.shown().below(KLASSE, WORDS["aftale_kolonne"], 2),
                strict=True,
            )
        )
        assert agreed == {first: "", second: "Læser hver dag"}


def test_an_empty_class_invites_and_shows_no_nought_and_no_error() -> None:
    printed = Class().shown().printed(KLASSE)
    assert {value for value in printed if value != ""} == {
        WORDS["titel"], WORDS["ledetekst"], WORDS["tom"], WORDS["tom_proever"], WORDS["tom_tal_om"],
        WORDS["tal_om_note"],
    }  # fmt: skip
