"""What a call's cells hold, as one writer typed them: decimal marks, names, what no cell holds, privacy."""

from __future__ import annotations

from datetime import date
from fractions import Fraction

import numpy as np
import pytest
from support.good_cells import NORM

from xl_beregner import texts
from xl_beregner.errors import CellError, CellTypeError, UnknownFunctionError, ValueRangeError
from xl_beregner.hosts.engine import evaluate


@pytest.fixture(autouse=True)
def danish():
    yield
    texts.use_language("da")


# --- One writer --------------------------------------------------------------------------------
def test_beside_a_plain_decimal_dot_a_doubtful_one_is_no_thousands():
    wanted = evaluate("BEREGNER_FREMGANG", 7.5, 8.5, 1.125, 1.125)
    assert evaluate("BEREGNER_FREMGANG", "7.5", "8.5", "1.125", "1.125") == wanted
    assert evaluate("BEREGNER_FREMGANG", ["7.5"], ["8.5"], ["1.125"], "1.125") == wanted


def test_without_one_it_is_thousands_and_a_comma_is_always_read():
    assert evaluate("BEREGNER_SKJUL", "2.351", "12") == [[2351.0]]
    assert evaluate("BEREGNER_SKJUL", ["2.351", "7,5"], "12") == [[2351.0], [7.5]]
    mixed = evaluate("BEREGNER_FREMGANG", "7.5", "8.5", "1,12", "1,12", None, None, "0.95")
    assert mixed == evaluate("BEREGNER_FREMGANG", 7.5, 8.5, 1.12, 1.12)


def test_a_norm_pasted_as_text_with_dots_is_the_norm():
    norm = [[str(cell) if isinstance(cell, float) else cell for cell in row] for row in NORM]
    for row, cell in ((9, "5.500"), (6, "4.500")):
        norm[row][2] = cell
    wanted = evaluate("BEREGNER_FREMSKRIVNING", [[5.0]], NORM, 50)
    assert evaluate("BEREGNER_FREMSKRIVNING", [[5.0]], norm, 50) == wanted


# --- Names -------------------------------------------------------------------------------------
@pytest.mark.parametrize("failed", ["#I/T", "#N/A", " #REF! "])
def test_an_error_cell_is_no_school(failed):
    with pytest.raises(CellTypeError, match=f"skole: Række 2: cellen viser fejlen {failed.strip()}"):
        evaluate("BEREGNER_BASELINE", ["A", failed], [2024, 2024], [7, 8])


@pytest.mark.parametrize("truth", [True, False, np.True_])
def test_a_truth_value_is_no_school(truth):
    with pytest.raises(CellTypeError, match=r"skole: Række 2: ”(True|False)” er hverken"):
        evaluate("BEREGNER_BASELINE", ["A", truth], [2024, 2024], [7, 8])


@pytest.mark.parametrize(
    "schools",
    [["101001", 101001, 101001.0, "101001.0"], ["Ny  Skole", "Ny Skole", " Ny\u00a0Skole", "Ny \t Skole"]],
)
def test_a_school_is_one_however_its_name_is_typed(schools):
    assert len(evaluate("BEREGNER_BASELINE", schools, [2021, 2022, 2023, 2024], [7, 8, 7, 8])) == 1


@pytest.mark.parametrize(
    "odd",
    [(n for n in [1.0]), map(float, [1]), {"a": 1}, b"7", object(), 1j, Fraction(1, 2), np.complex128(1)],
    ids=lambda odd: type(odd).__name__,
)
def test_what_no_cell_holds_is_refused(odd):
    for given in (odd, [7.0, odd], [[7.0], [odd]]):
        with pytest.raises(CellTypeError, match="værdi: her skal stå tal, tekst eller datoer"):
            evaluate("BEREGNER_SKJUL", given, 12)


def test_numbers_of_any_plain_kind_are_cells():
    given = [np.int64(7), np.float32(7), 7]
    assert evaluate("BEREGNER_SKJUL", given, np.array([[12], [12], [12]])) == [[7.0]] * 3
    with pytest.raises(CellTypeError, match="er ikke et tal"):
        evaluate("BEREGNER_SKJUL", [np.datetime64("2024-08-01"), date(2024, 8, 1)], 12)


# --- Numbers beyond any figure -----------------------------------------------------------------
@pytest.mark.parametrize("huge", [1e16, -1e300, 10**20])
@pytest.mark.parametrize(("place", "name"), [(0, "før"), (2, "målefejl før"), (6, "konfidens")])
def test_what_is_too_large_to_be_a_figure_is_refused_by_name_and_in_few_signs(huge, place, name):
    given = [1, 2, 1, 1, None, None, 0.95]
    given[place] = huge
    with pytest.raises(ValueRangeError) as told:
        evaluate("BEREGNER_FREMGANG", *given)
    assert str(told.value) == f"{name}: {huge:.3g} er umuligt stort."


def test_the_largest_figure_passes_and_the_next_to_nothing_is_nothing():
    found = evaluate("BEREGNER_SKJUL", [1e15, 1e-101, -1e-101, 1e-99], 12)
    assert found == [[1e15], [0.0], [0.0], [1e-99]]


@pytest.mark.parametrize("digits", [400, 5000])
def test_a_whole_number_beyond_all_bounds_is_out_of_range(digits):
    huge = 10**digits
    for name, *given in (
        ("SKJUL", huge, 12), ("SKJUL", [1, huge], 12), ("BASELINE", huge, 2024, 7), ("BASELINE", "A", huge, 7)
    ):  # fmt: skip
        with pytest.raises(ValueRangeError):
            evaluate(f"BEREGNER_{name}", *given)


# --- Privacy -----------------------------------------------------------------------------------
@pytest.mark.parametrize("private", ["Ida Holm", "010190-1234", "0101901234x", "1. Bo", "Ea 5", "5.A Ida"])
@pytest.mark.parametrize("language", texts.LANGUAGES)
def test_no_message_tells_what_may_be_a_pupil(private, language):
    texts.use_language(language)
    rows = [["Score", "Værdi"], [1.0, private]]
    calls = [
        ("SKJUL", private, 12), ("SKJUL", [7, private], [12, 12]), ("BASELINE", "A", private, 7),
        ("BASELINE", ["A", "A"], [2024, private], [7, 8]), ("STATUS", 5, 1, 6, private), ("OMSAET", 1, rows),
        ("FREMSKRIVNING", 1.0, [[private, 1.0]], 50), ("FREMSKRIVNING", 1.0, [["norm", private]], 50),
        ("FORKLAR", private, [[1.0]]), ("FORKLAR", "FREMGANG", [[1.0]], private),
    ]  # fmt: skip
    for name, *given in calls:
        with pytest.raises(CellError) as told:
            evaluate(f"BEREGNER_{name}", *given)
        assert private.upper() not in str(told.value).upper(), name
        assert "””" not in str(told.value)


def test_an_attempt_at_a_number_is_told():
    for attempt in ("7,4,5", "7..4", "-3 x"):
        with pytest.raises(CellTypeError, match=f"”{attempt}” er ikke et tal"):
            evaluate("BEREGNER_SKJUL", [7, attempt], 12)


@pytest.mark.parametrize("number", [101901234.0, 3112991234.0])
def test_a_figure_as_long_as_a_civil_number_is_told_in_three_digits(number):
    for name, *given in (("KALIBRERING", [number, 0.5], [1, 0]), ("BASELINE", "A", number, 7)):
        with pytest.raises(ValueRangeError) as told:
            evaluate(f"BEREGNER_{name}", *given)
        assert f"{number:.3g}" in str(told.value)
        assert str(int(number))[:5] not in str(told.value)


# --- Words -------------------------------------------------------------------------------------
def test_a_norm_below_a_title_is_told_plainly():
    with pytest.raises(CellTypeError, match="første række skal være rækken norm"):
        evaluate("BEREGNER_FREMSKRIVNING", 5.0, [["Vores norm", None], *NORM], 50)


@pytest.mark.parametrize("word", ["neråt", "NED", "ner", "down", "nedad"])
def test_a_choice_has_several_words(word):
    assert evaluate("BEREGNER_STATUS", 5, 1, 6, word) == evaluate("BEREGNER_STATUS", 5, 1, 6, "ned")
    assert evaluate("BEREGNER_STATUS", 5, 1, 6, word) != evaluate("BEREGNER_STATUS", 5, 1, 6, "op")


def test_of_several_words_the_first_is_offered():
    texts.use_language("sv")
    with pytest.raises(CellTypeError, match=r"av: lärare, rektor, vårdnadshavare, elev, politiker\.$"):
        evaluate("BEREGNER_FORKLAR", "SKJUL", [[7.0]], "kung")
    told = [evaluate("BEREGNER_FORKLAR", "SKJUL", [[7.0]], word) for word in ("förälder", "vårdnadshavare")]
    assert told[0] == told[1]


def test_a_share_out_of_range_is_told_with_how_it_is_typed():
    with pytest.raises(ValueRangeError, match=r"der står 35\. Skriv fx 35 % som 0,35\."):
        evaluate("BEREGNER_KALIBRERING", [35, 0.5], [1, 0])


@pytest.mark.parametrize("name", [None, 5, b"BEREGNER_SKJUL", ["BEREGNER_SKJUL"]])
def test_what_is_no_name_is_no_function(name):
    with pytest.raises(UnknownFunctionError, match="BEREGNER_SKJUL"):
        evaluate(name)
