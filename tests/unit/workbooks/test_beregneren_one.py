"""What "En elev" says of one pupil: the sentences, the curve and where it is broken, the agreements."""

from __future__ import annotations

from statistics import NormalDist
from typing import Any

import pytest
from unit.workbooks.beregneren_small import Class, Shown, words

ONE, WORDS = "En elev", words()["en_elev"]
ASKED, ANSWERS = WORDS["spoergsmaal"], WORDS["svar"]
TESTS = ("EKS 3. kl.", "EKS 4. kl.", "EKS 5. kl.")
OFF = -1


def made(**alone: Any) -> Class:
    return Class(TESTS, par_tekst="EKS 4 → EKS 5", j_fra=2, j_til=3, valgt_noegle="laesning|", **alone)


def answer(shown: Shown, key: str) -> str:
    return str(shown.beside(ONE, ASKED[key]))


def a_pupil(**values: Any) -> Class:
    known: dict[str, Any] = {f"{key}_{at}": 400 + 50 * at for key in "tx" for at in (1, 2, 3)}
    known |= {f"s_{at}": 12.0 for at in (1, 2, 3)}
    return made().pupil("Alma", **{**known, **values})


GAINED = {"fremgang": 44.4, "fejl": 17.0, "nedre": 11.1, "oevre": 77.7, "status": "frem"}


def test_the_first_pupil_is_shown_until_one_is_chosen() -> None:
    found = made().pupil("Alma").pupil("Bo")
    assert found.shown().below(ONE, "navn") == ["Alma"]
    assert found.types("valgt_elev", "Bo").shown().below(ONE, "navn") == ["Bo"]
    assert found.types("valgt_elev", "id2").shown().below(ONE, "navn") == ["Bo"]


def test_a_star_in_a_name_is_no_other_pupil() -> None:
    found = made().pupil("Almar").pupil("Al*").pupil("Al?ar")
    for name in ("Al*", "Al?ar"):
        assert found.types("valgt_elev", name).shown().below(ONE, "navn") == [name]


def test_a_name_that_is_not_there_shows_nobody_and_says_so() -> None:
    shown = made().pupil("Alma").types("valgt_elev", "Carl").shown()
    assert shown.below(ONE, "navn") == [""]
    assert WORDS["ikke_fundet"] in shown.printed(ONE)


def test_a_certain_gain_is_told_with_its_interval() -> None:
    shown = a_pupil(**GAINED).shown()
    assert answer(shown, "aendret") == (
        "EKS 4 → EKS 5: Alma er gået frem med 44 (point). Det er mere, end målefejlen kan forklare."
    )
    assert "mellem 11 og 78." in answer(shown, "sikkert")


def test_a_gain_inside_its_uncertainty_is_told_as_that() -> None:
    values = {**GAINED, "fremgang": -8.0, "nedre": -41.0, "oevre": 25.0, "status": "inden for usikkerheden"}
    said = answer(a_pupil(**values).shown(), "aendret")
    assert "ændringen er −8 (point). Den ligger inden for usikkerheden" in said


@pytest.mark.parametrize(
    ("status", "key"),
    [
        ("brud i serien", "brud"), ("ingen fælles skala", "skala"), ("usikkerheden kendes ikke", "ukendt"),
    ],
)  # fmt: skip
def test_without_a_gain_it_says_why_and_gives_no_number(status: str, key: str) -> None:
    shown = a_pupil(status=status).shown()
    assert answer(shown, "aendret") == ANSWERS[key]
    assert answer(shown, "sikkert") == ANSWERS["ikke_sikkert"]


def test_a_missing_test_is_named() -> None:
    said = answer(a_pupil(status="mangler prøve", grund="mangler EKS 4. kl.").shown(), "aendret")
    assert said == "Progression kan ikke opgøres (mangler EKS 4. kl.)."


@pytest.mark.parametrize(("status", "word"), [("frem", "højere"), ("tilbage", "lavere")])
def test_a_step_on_an_ordered_scale_has_no_size(status: str, word: str) -> None:
    said = answer(a_pupil(status=status).shown(), "aendret")
    assert f"Alma står på et {word} trin" in said


@pytest.mark.parametrize(
    ("low", "high", "key"), [(55, 98, "over"), (3, 44, "under"), (20, 80, "midt"), ("", "", "uden_interval")]
)
def test_a_growth_percentile_is_told_by_its_interval(low: Any, high: Any, key: str) -> None:
    said = answer(a_pupil(percentil=47, p_nedre=low, p_oevre=high).shown(), "andre")
    ending = ANSWERS[key].partition("{p_oevre}")[2] if low else ANSWERS[key].partition("udgangspunkt")[2]
    assert said.endswith(ending)
    assert "47 af 100" in said


def test_an_outdated_growth_percentile_shows_no_number() -> None:
    shown = a_pupil(percentil="forældet", forventet="forældet").model("id1|laesning|", 471, 561).shown()
    assert answer(shown, "andre") == ANSWERS["foraeldet"]
    assert answer(shown, "ventes") == ANSWERS["intet_ventet"]


def test_what_was_expected_and_what_comes_next_is_told() -> None:
    found = a_pupil(percentil=50, p_nedre=20, p_oevre=80, forventet=522.2, naeste="EKS 6")
    said = answer(found.model("id1|laesning|", 471, 561).shown(), "ventes")
    assert said == (
        "Ud fra prøven før var 522 det typiske resultat. Alma fik 550. "
        "Næste gang (EKS 6) får 8 ud af 10 med samme forløb mellem 471 og 561."
    )


def points(shown: Shown, key: str, rows: int) -> list[tuple[float, float]]:
    x, y = (shown.below(ONE, f"{key}_{axis}", rows) for axis in "xy")
    return list(zip(x, y, strict=True))


def test_a_line_goes_from_result_to_result_of_one_series() -> None:
    shown = a_pupil().shown()
    dots, lines = points(shown, "prik", 6), points(shown, "linje", 12)
    assert [x for x, _ in dots] == [1, 2, 3, OFF, OFF, OFF]
    assert lines[2:4] == dots[0:2]
    assert lines[4:6] == dots[1:3]
    assert {x for x, _ in lines[:2] + lines[6:]} == {OFF}


def test_a_test_that_was_not_taken_is_passed_by() -> None:
    shown = a_pupil(t_2="", x_2="", s_2="").shown()
    dots, lines = points(shown, "prik", 6), points(shown, "linje", 12)
    assert lines[4:6] == [dots[0], dots[2]]


def test_no_line_crosses_a_break_in_the_series() -> None:
    found = Class(("DNT 4. kl.", "FNO 6. kl.", "FNF 8. kl."), ("DNT|1", "FNO|101", "FNF|"), j_fra=2, j_til=3)
    found.pupil("Alma", t_1=50, x_1=0.0, s_1=0.5, t_2=22, x_2=480.0, s_2=30.0, t_3=12, forventet=14.0)
    found.pupil("Bo", t_1=90, x_1=1.3, s_1=0.5, t_2=30, x_2=580.0, s_2=30.0, t_3=30)
    shown = found.shown()
    assert {x for x, _ in points(shown, "linje", 12)} == {OFF}
    assert shown.below(ONE, "brud_x", 6) == [OFF, 1.5, 2.5, OFF, OFF, OFF]
    assert [x for x, _ in points(shown, "prik", 3)] == [1, 2, 3]
    # What was expected in the new series stands alone, with no way to it from the old.
    assert [x for x, _ in points(shown, "ventet", 2)] == [3, 3]


def test_raw_points_of_two_tests_are_not_joined() -> None:
    found = Class(("FNO 4. kl.", "FNO 6. kl."), ("FNO|", "FNO|"), j_fra=1, j_til=2)
    found.pupil("Alma", t_1=20, t_2=12).pupil("Bo", t_1=10, t_2=30)
    shown = found.shown()
    assert {x for x, _ in points(shown, "linje", 12)} == {OFF}
    assert [x for x, _ in points(shown, "prik", 2)] == [1, 2]


def test_the_bar_is_the_interval_on_the_scale_of_the_series() -> None:
    shown = a_pupil().pupil("Bo", t_1=300, x_1=300, s_1=12.0).shown()
    half = 1.959963984540054 * 12
    low, high = 300 - half, 550 + half
    bars = points(shown, "soejle", 12)[:6]
    for place, (x, y) in enumerate(bars):
        test, sign = place // 2 + 1, -1 if place % 2 == 0 else 1
        height = 0.08 + 0.84 * (400 + 50 * test + sign * half - low) / (high - low)
        assert (x, y) == (test, pytest.approx(height))


def test_a_result_without_a_known_error_has_no_bar() -> None:
    assert [x for x, _ in points(a_pupil(s_2="").shown(), "soejle", 6)] == [1, 1, OFF, OFF, 3, 3]


def test_the_expected_result_has_its_place_on_the_scale_of_scores() -> None:
    shown = a_pupil(forventet=500.0).shown()
    dots, way = points(shown, "prik", 6), points(shown, "ventet", 2)
    assert way[0] == dots[1]
    assert way[1] == (3, pytest.approx(dots[1][1]))  # 500 is what the pupil had before


def test_the_expected_percentile_has_its_place_on_the_normal_scale() -> None:
    curve = NormalDist()
    found = Class(("DNT 2. kl.", "DNT 4. kl."), ("DNT|1", "DNT|1"), j_fra=1, j_til=2)
    for name, before, after in (("Alma", 30, 70), ("Bo", 10, 95)):
        found.pupil(
            name, t_1=before, x_1=curve.inv_cdf(before / 100), s_1=0.5,
            t_2=after, x_2=curve.inv_cdf(after / 100), s_2=0.5, forventet=30.0,
        )  # fmt: skip
    shown = found.shown()
    assert points(shown, "ventet", 2)[1] == (2, pytest.approx(points(shown, "prik", 1)[0][1]))


def test_an_expected_result_off_the_scale_is_not_drawn() -> None:
    shown = a_pupil(t_3=31, forventet=33.0).shown()  # points, set on a common scale by a table
    assert [x for x, _ in points(shown, "ventet", 2)] == [OFF, OFF]


def test_the_newest_agreement_of_the_pupil_is_shown() -> None:
    found = made().pupil("Alma").pupil("Bo")
    for row, (name, said) in enumerate((("Alma", "første"), ("Bo", "Bos"), ("Alma", "anden")), start=1):
        found.types("aftale_elev", name, row).types("aftale_tekst", said, row)
    found.types("aftale_hvem", "Maja", 3)
    for name, agreed in (("Alma", "anden"), ("Bo", "Bos")):
        page = found.types("valgt_elev", name).shown().printed(ONE)
        assert agreed in page
        assert not ({"første", "anden", "Bos"} - {agreed}) & set(page)
    assert "Maja" in found.types("valgt_elev", "Alma").shown().printed(ONE)


def test_a_pupil_without_an_agreement_has_room_for_one() -> None:
    assert WORDS["ingen_aftale"] in made().pupil("Alma").shown().printed(ONE)


def test_an_empty_workbook_invites_and_shows_no_nought_and_no_error() -> None:
    said = {value for value in Class().shown().printed(ONE) if value != ""}
    assert said == {
        WORDS["titel"], WORDS["ledetekst"], WORDS["inviterer"], WORDS["tom_kurve"], WORDS["tom_siger"],
        WORDS["log_note"], f"{WORDS['enhed']}point{WORDS['plusminus']}95 %",
    }  # fmt: skip
