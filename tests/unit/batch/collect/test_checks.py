"""Whether answers make sense: what a field asks for, the bounds, the direction, the noise."""

from __future__ import annotations

import datetime
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from unit.batch.sent_and_returned import municipality

from xl_beregner.batch.collect.checks import Checked, check_answers
from xl_beregner.batch.collect.collected import Answer
from xl_beregner.batch.collect.sent import read_sent
from xl_beregner.texts import LANGUAGES, speaking


@pytest.fixture(scope="module")
def sent(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return municipality(tmp_path_factory.mktemp("kommune") / "ud")


def answer(field: str, value: Any, key: str = "karakter", table: str = "aftale") -> Answer:
    label = {"karakter": "Karaktergennemsnit", "fravaer": "Elevfravær"}.get(key, "")
    return Answer("101", "101", "", table, key, label, field, value, "Aftale", "L2")


def check(sent: Path, *answers: Answer) -> Checked:
    return check_answers(answers, read_sent(sent).units["101"], 2026)


def keys(sent: Path, *answers: Answer) -> list[str]:
    return [fault.key for fault in check(sent, *answers).remarks]


# Baseline 7.0 (7.5 is the smallest change that can be seen), scale -3 to 12; absence: 8.0, down.
@pytest.mark.parametrize(
    ("key", "target", "expected"),
    [
        ("karakter", 7.5, []),
        ("karakter", 7.6, []),
        ("karakter", 7.4, ["collect_under_stoej"]),
        ("karakter", 7.0, ["collect_under_stoej"]),
        ("karakter", 6.9, ["collect_forkert_vej_under"]),
        # What is shown as 7,0 is no worse; 8,05 is shown as 8,1.
        ("karakter", 6.95, ["collect_under_stoej"]),
        ("karakter", 6.94, ["collect_forkert_vej_under"]),
        ("fravaer", 8.04, ["collect_under_stoej"]),
        ("fravaer", 8.05, ["collect_forkert_vej_over"]),
        ("karakter", 12.0, []),
        ("karakter", 12.1, ["collect_uden_for"]),
        ("karakter", -3.1, ["collect_uden_for"]),
        ("fravaer", 7.0, []),
        ("fravaer", 7.5, ["collect_under_stoej"]),
        ("fravaer", 8.1, ["collect_forkert_vej_over"]),
        ("fravaer", -1.0, ["collect_uden_for"]),
    ],
)
def test_a_target_is_held_against_its_figures(
    sent: Path, key: str, target: float, expected: list[str]
) -> None:
    assert keys(sent, answer("maal", target, key)) == expected


@pytest.mark.parametrize(
    ("key", "target", "said"),
    [
        ("karakter", 6.98, "målet 6,98 ligger tættere på baseline 7 "),  # both are 7,0 with one decimal
        ("fravaer", -0.01, "-0,01 ligger uden for skalaen, som går fra 0 til 100"),
        ("karakter", 6.4, "målet 6,4 ligger under baseline 7,"),
    ],
)
def test_two_numbers_that_differ_are_never_told_as_the_same(
    sent: Path, key: str, target: float, said: str
) -> None:
    (fault,) = check(sent, answer("maal", target, key)).remarks
    assert said in str(fault)


def test_a_target_as_a_change_is_held_against_baseline_plus_change(sent: Path) -> None:
    assert keys(sent, answer("maaltype", "Progression"), answer("maal", 0.6)) == []
    assert keys(sent, answer("maaltype", "Progression"), answer("maal", 0.1)) == ["collect_under_stoej"]
    assert keys(sent, answer("maaltype", "Progression"), answer("maal", 7.6)) == ["collect_uden_for"]
    assert keys(sent, answer("maaltype", "Niveau"), answer("maal", 0.6)) == ["collect_forkert_vej_under"]


@pytest.mark.parametrize(
    ("baseline", "target", "decimals", "worse"),
    [
        (7.14, 7.1, 1, False),
        (7.16, 7.1, 1, True),
        (7.1, 7.05, 1, False),  # as the workbook shows it: 7,1
        (7.25, 7.3, 1, False),
        (7.4, 7.0, 0, False),
        (7.14, 7.1, 2, True),
        (7.14, 7.1, None, True),  # nobody knows how it was shown
    ],
)
def test_what_looks_equal_to_the_baseline_is_no_worse(
    baseline: float, target: float, decimals: int | None, worse: bool
) -> None:
    shown = {"noegle": "karakter", "baseline": baseline, "fortegn": 1, "decimaler": decimals}
    given: Any = SimpleNamespace(
        figures={"": {f"felt_aftale__{field}": {0: value} for field, value in shown.items()}}
    )
    told = check_answers((answer("maal", target),), given, 2026).remarks
    assert [fault.key for fault in told] == ["collect_forkert_vej_under"] * worse


def test_an_adjusted_target_is_a_level_and_is_held_against_the_agreement(sent: Path) -> None:
    assert keys(sent, answer("justeret", 13.0, table="evaluering")) == ["collect_uden_for"]


def test_the_schools_own_row_has_nothing_to_be_held_against(sent: Path) -> None:
    assert keys(sent, answer("maal", 1e6, "egen:1")) == []


@pytest.mark.parametrize(
    ("typed", "value", "expected"),
    [
        ("7,6", 7.6, ["collect_tal_som_tekst"]),
        ("7,4", 7.4, ["collect_tal_som_tekst", "collect_under_stoej"]),
        ("meget bedre", "meget bedre", ["collect_ikke_tal"]),
        (datetime.date(2026, 4, 7), datetime.date(2026, 4, 7), ["collect_blev_dato"]),
        (True, True, ["collect_ikke_tal"]),
    ],
)
def test_a_target_that_is_no_number_is_read_where_it_can_be(
    sent: Path, typed: Any, value: Any, expected: list[str]
) -> None:
    checked = check(sent, answer("maal", typed))
    assert [fault.key for fault in checked.remarks] == expected
    assert checked.answers[0].value == value


def test_what_was_typed_is_kept_beside_the_number_it_was_read_as(sent: Path) -> None:
    (read,) = check(sent, answer("maal", "7,6")).answers
    assert (read.value, read.typed) == (7.6, "7,6")


def test_words_where_a_number_belongs_are_not_repeated(sent: Path) -> None:
    (fault,) = check(sent, answer("maal", "som Anna Eksempel")).remarks
    assert "Anna" not in str(fault)
    assert "Aftale" in str(fault)
    assert "L2" in str(fault)


def test_a_date_whose_format_was_lost_is_a_date_again(sent: Path) -> None:
    checked = check(sent, answer("aftale_dato", 46280.0, "", ""))
    assert checked.answers[0].value == datetime.date(2026, 9, 15)
    assert checked.remarks == ()


@pytest.mark.parametrize("typed", ["snart", -4.0])
def test_a_date_that_is_none_is_told(sent: Path, typed: Any) -> None:
    assert keys(sent, answer("aftale_dato", typed, "", "")) == ["collect_ikke_dato"]


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("2026/2027", []),
        ("2028/29", []),
        ("2025/2026", ["collect_senest_foer"]),
        ("snarest", ["collect_ikke_skoleaar"]),
        (datetime.date(2026, 6, 1), ["collect_ikke_skoleaar"]),
    ],
)
def test_a_deadline_is_a_school_year_not_before_the_agreements(
    sent: Path, typed: Any, expected: list[str]
) -> None:
    assert keys(sent, answer("senest", typed)) == expected


def test_a_kind_of_goal_that_is_none_is_told(sent: Path) -> None:
    assert keys(sent, answer("maaltype", "Procent")) == ["collect_maaltype"]
    assert keys(sent, answer("maaltype", " niveau ")) == []


@pytest.mark.parametrize(("typed", "expected"), [(0.75, []), (75.0, ["collect_uden_for"])])
def test_a_teachers_chance_is_a_share(sent: Path, typed: float, expected: list[str]) -> None:
    assert keys(sent, answer("chance", typed, "E1", "prognose")) == expected


def test_an_error_in_a_cell_is_told_by_whoever_read_it(sent: Path) -> None:
    assert keys(sent, answer("maal", "#REF!")) == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_noise_limit_says_why_in_every_language(sent: Path, language: str) -> None:
    (fault,) = check(sent, answer("maal", 7.4)).remarks
    with speaking(language):
        said = str(fault)
    assert "L2" in said
    assert ("7.4" if language == "en" else "7,4") in said
    assert ("0.5" if language == "en" else "0,5") in said
