"""Between cells and measures: counts, blanks, ranges, choices, and rows on the way out."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import pytest

from xl_beregner import catalog, texts
from xl_beregner.catalog import Choice, Column, Columns, Keys, Labels, Model, Number
from xl_beregner.errors import CellTypeError, MissingValueError, ShapeError, ValueRangeError
from xl_beregner.hosts import arguments
from xl_beregner.hosts.adapter import call
from xl_beregner.hosts.engine import evaluate, find


class Row(NamedTuple):
    name: Labels
    verdict: Keys


@pytest.fixture
def register(monkeypatch):
    """Record a function for one test only."""
    monkeypatch.setattr(catalog, "_specs", {})
    monkeypatch.setattr(arguments, "argument_name", lambda _, parameter: parameter)

    def record(function, **options):
        catalog.udf("PROVE", **options)(function)
        return catalog.specs()["PROVE"]

    return record


def test_too_many_and_too_few_arguments_are_told():
    with pytest.raises(ShapeError, match="højst 3"):
        evaluate("BEREGNER_SKJUL", 1, 2, 3, 4)
    with pytest.raises(ShapeError, match="mangler: antal"):
        evaluate("BEREGNER_SKJUL", 1)


def test_a_required_argument_that_is_blank_throughout_is_not_available():
    for blank in (None, "", "-", [None, None], float("nan"), [], np.array([np.nan])):
        with pytest.raises(MissingValueError, match="før er tom") as found:
            evaluate("BEREGNER_FREMGANG", blank, 2, 1, 1)
        assert found.value.excel_code == "#N/A"


def test_blank_cells_among_others_give_blank_rows():
    assert evaluate("BEREGNER_FREMGANG", [1, None, 3], [2, 2, "-"], 1, 1)[1:] == [[None] * 6] * 2


def test_optional_arguments_left_blank_take_their_default():
    full = evaluate("BEREGNER_FREMGANG", 1, 2, 1, 1, None, None, 0.95)
    assert evaluate("BEREGNER_FREMGANG", 1, 2, 1, 1, "", None, None) == full
    assert evaluate("BEREGNER_STATUS", 1, 1, 2, None) == evaluate("BEREGNER_STATUS", 1, 1, 2, "op")


def test_a_range_may_be_a_list_rows_of_one_one_row_or_an_array():
    wanted = evaluate("BEREGNER_SKJUL", [1, 2], [5, 6])
    for given in ([[1], [2]], [[1, 2]], (1, 2), np.array([1.0, 2.0]), np.array([[1], [2]])):
        assert evaluate("BEREGNER_SKJUL", given, [5, 6]) == wanted


def test_a_single_cell_counts_for_every_row():
    assert evaluate("BEREGNER_SKJUL", [1, 2, 3], 8) == [[1.0], [2.0], [3.0]]
    rows = evaluate("BEREGNER_BASELINE", "A", [2022, 2023, 2024], [7, 8, 9])
    assert len(rows) == 1
    assert rows[0][2] == pytest.approx(8)


def test_whole_columns_are_cut_to_what_is_used_at_one_place():
    value, count = [7.0, 8.0, None, None, None], [9, 3, 4, None, ""]
    assert evaluate("BEREGNER_SKJUL", value, count) == [[7.0], ["færre end 5 elever"], [None]]


def test_an_array_is_cut_at_its_last_number():
    value, count = np.full((50, 1), np.nan), np.full(50, np.nan)
    value[:2, 0], count[:3] = [7.0, 8.0], [9.0, 3.0, 4.0]
    assert evaluate("BEREGNER_SKJUL", value, count) == [[7.0], ["færre end 5 elever"], [None]]
    assert evaluate("BEREGNER_SKJUL", np.full(50, 7.0)[:2], count[:2]) == [[7.0], ["færre end 5 elever"]]
    assert evaluate("BEREGNER_SKJUL", np.float64(7), np.array(9.0)) == [[7.0]]
    with pytest.raises(ShapeError, match="værdi: 50, antal: 49"):
        evaluate("BEREGNER_SKJUL", value, count[:49])


def test_several_columns_of_which_one_row_is_used_are_still_several():
    for wide in ([[1.0, 2.0], [None, None]], np.array([[1.0, 2.0], [np.nan, np.nan]])):
        with pytest.raises(ShapeError, match="værdi: Vælg én kolonne"):
            evaluate("BEREGNER_SKJUL", wide, 5)


def test_columns_wholly_blank_beside_used_ones_keep_their_rows():
    assert evaluate("BEREGNER_STATUS", [1.0, 2.0], [None, None], [3.0, 1.0])[1][0] == "på eller over målet"


def test_ranges_of_unequal_length_are_named_with_their_lengths():
    with pytest.raises(ShapeError, match="værdi: 2, antal: 3"):
        evaluate("BEREGNER_SKJUL", [1, 2], [5, 6, 7])


def test_several_columns_where_one_belongs_are_refused_by_name():
    with pytest.raises(ShapeError, match="værdi: Vælg én kolonne"):
        evaluate("BEREGNER_SKJUL", [[1, 2], [3, 4]], 5)


def test_a_range_where_one_cell_belongs_is_refused_by_name():
    with pytest.raises(ShapeError, match="konfidens"):
        evaluate("BEREGNER_FREMGANG", 1, 2, 1, 1, None, None, [0.9, 0.95])
    assert evaluate("BEREGNER_FREMGANG", 1, 2, 1, 1, None, None, [[0.9]])


def test_a_cell_that_is_no_number_is_told_with_argument_and_row():
    with pytest.raises(CellTypeError, match=r"antal: Række 2: cellen rummer tekst"):
        evaluate("BEREGNER_SKJUL", [1, 2], [5, "mange"])
    with pytest.raises(CellTypeError, match=r"^antal: Cellen rummer tekst"):
        evaluate("BEREGNER_SKJUL", 1, "mange")


def test_a_measures_own_refusal_names_the_argument_as_the_user_knows_it():
    with pytest.raises(ValueRangeError, match="målefejl før skal være over 0") as found:
        evaluate("BEREGNER_FREMGANG", 1, 2, 0, 1)
    assert found.value.excel_code == "#NUM!"
    with pytest.raises(ShapeError, match="A har to tal for skoleåret"):
        evaluate("BEREGNER_BASELINE", ["A", "A"], [2024, 2024], [1, 2])


@pytest.mark.parametrize("word", ["ned", "NED", " ned ", "down"])
def test_a_choice_is_typed_in_any_of_our_languages(word):
    assert evaluate("BEREGNER_STATUS", 5, 1, 6, word)[0][0] == "på eller under målet"


def test_an_unknown_choice_is_told_with_those_offered():
    with pytest.raises(CellTypeError, match=r"retning: .* kendes ikke\. Skriv et af: op, ned\."):
        evaluate("BEREGNER_STATUS", 5, 1, 6, "hen")


def test_only_what_a_measure_gives_a_meaning_may_be_blank():
    assert evaluate("BEREGNER_SKJUL", 5, None) == [["antal elever ukendt"]]
    assert evaluate("BEREGNER_STATUS", 5, None, 6)[0][1] == "usikkerheden kendes ikke"


def test_a_plain_number_is_one_cell(register):
    def double(value: Number, times: float = 2.0) -> Number:
        return value * times

    spec = register(double)
    assert call(spec, ["1,5"]) == [[3.0]]
    assert call(spec, [1.5, 4]) == [[6.0]]


def test_infinity_and_negative_zero_never_come_out(register):
    def passed(value: Column) -> Column:
        return np.where(value > 0, np.inf, -0.0)

    spec = register(passed)
    assert str(call(spec, [-1])[0][0]) == "0.0"
    with pytest.raises(ValueRangeError):
        call(spec, [1])


def test_labels_and_choices_pass_through(register):
    def echo(name: Labels, way: Choice = "up") -> Row:
        return Row(name, ["" for _ in name])

    assert call(register(echo), [["A", None, 101001.0]]) == [["A", None], [None, None], ["101001", None]]


def test_several_columns_come_out_side_by_side_with_their_sentence(register, monkeypatch):
    class Wide(NamedTuple):
        numbers: Columns
        verdict: Keys

    def wide(value: Column, times: float = 2.0) -> Wide:
        return Wide(np.column_stack([value, value * times]), ["told", "", "told"])

    wide.__annotations__["return"] = Wide
    told = texts.words("da") | {"funktion.PROVE.verdict.told": "{value} gange {times:1}"}
    monkeypatch.setattr(texts, "words", lambda lang: told)
    # A column of the arguments is no single figure: its blank stays open, and that is seen.
    assert call(register(wide), [[1.5, None, 2.0], 3]) == [
        [1.5, 4.5, "… gange 3,0"],
        [None, None, None],
        [2.0, 6.0, "… gange 3,0"],
    ]


@pytest.fixture
def model_of(register):
    def read(model: Model) -> Number:
        read.found = model
        return 1.0

    spec = register(read)

    def rows(*cells):
        call(spec, [list(cells)])
        return read.found

    return rows


def test_a_model_is_read_back_from_its_cells_in_any_language(model_of):
    assert model_of(
        ["norm", "rangordnede afvigelser", None, ""],
        ["dato", "2026-08-01", None, None],
        ["elever bag", 412.0, "380", None],
        [None, None, None, None],
        ["förväntat efter", 1.0, 5.5, "1,5"],
    ) == [("norm", ("residual_ranks",)), ("pupils", (412.0, 380.0)), ("expected", (1.0, 5.5, 1.5))]


def test_what_is_no_model_is_told_and_a_blank_inside_is_no_shorter_row(model_of):
    with pytest.raises(CellTypeError, match="ikke hører til en norm"):
        model_of(["norm", "rangordnede afvigelser"], ["Skole", 1.0])
    for hole in (None, ""):
        with pytest.raises(CellTypeError, match="ikke hører til en norm"):
            model_of(["norm", "rangordnede afvigelser"], ["elever bag", hole, 380.0, None])


def test_rows_of_unequal_width_are_told():
    with pytest.raises(ShapeError, match="ikke lige brede"):
        evaluate("BEREGNER_PROGRESSIONSINDEKS", [1.0, 2.0], [[1.0, 2.0], [1.0]], [["norm"]])


def test_every_parameter_and_column_is_named_in_words():
    for name in ("STATUS", "FREMGANG"):
        spec = find(f"BEREGNER_{name}")
        assert all(arguments.argument_name(spec, parameter.name) for parameter in spec.parameters)
