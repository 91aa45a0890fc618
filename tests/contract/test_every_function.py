"""Every function with every kind of cell, from the one list: a new function is covered at once."""

from __future__ import annotations

import ast
import math
import re
from contextlib import nullcontext, suppress
from datetime import date
from itertools import product
from pathlib import Path

import numpy as np
import pytest

import xl_beregner.measures
from xl_beregner import texts
from xl_beregner.catalog import Kind, specs
from xl_beregner.errors import CellError, CellTypeError, MissingValueError, ShapeError, ValueRangeError
from xl_beregner.hosts import adapter
from xl_beregner.hosts.engine import evaluate

SPECS = sorted(specs().values(), key=lambda spec: spec.name)
NAMES = [spec.excel_name for spec in SPECS]

# Plain, possible cells by the name of a parameter: what a test does not vary.
GOOD = {
    "school": ["A", "A", "A", "B", "B", "B", "C", "C"],
    "year": ["2022/2023", "2023/2024", 2024.0, 2022, 2023, "2024/25", 2023, 2024],
    "value": [7.1, 7.4, 6.9, 8.0, 8.3, 8.1, 7.0, 7.2],
    "direction": "op",
    "horizon": 1,
    "confidence": 0.95,
    "least": 5,
    "pupils": [20, 31, 25, 44, 40, 43, 12, 15],
}
COLUMNS = (Kind.COLUMN, Kind.LABELS, Kind.YEARS)


def good(parameter):
    if parameter.name in GOOD:
        return GOOD[parameter.name]
    return [1.0, 2.0, 3.0, 4.0, 5.0, 6.0, 7.0, 8.0] if parameter.kind is Kind.COLUMN else 1.0


def arguments(spec, **changed):
    return [changed.get(parameter.name, good(parameter)) for parameter in spec.parameters]


def each_parameter():
    return [pytest.param(spec, p, id=f"{spec.name}-{p.name}") for spec in SPECS for p in spec.parameters]


def check(rows, spec):
    """Check that what came out is what a cell can show."""
    width = 1 if spec.value_or_words else len(spec.returns)
    assert isinstance(rows, list)
    for row in rows:
        assert len(row) == width
        for cell in row:
            assert cell is None or type(cell) in (float, str)
            assert not (isinstance(cell, float) and not math.isfinite(cell))
            assert not (isinstance(cell, str) and (cell == "" or "…" in cell or "{" in cell))


def one_cell(parameter):
    """Name what to put in: one odd cell among good ones, or alone where one cell belongs."""
    base = good(parameter)
    return lambda odd: [odd, *base[1:]] if isinstance(base, list) else odd


@pytest.mark.parametrize("spec", SPECS, ids=NAMES)
def test_plain_cells_give_rows_of_the_promised_width(spec):
    rows = evaluate(spec.excel_name, *arguments(spec))
    check(rows, spec)
    schools = any(p.kind is Kind.LABELS for p in spec.parameters)
    assert len(rows) == (3 if schools else 8)


@pytest.mark.parametrize("spec", SPECS, ids=NAMES)
def test_one_row_is_enough(spec):
    single = {p.name: good(p)[0] if isinstance(good(p), list) else good(p) for p in spec.parameters}
    check(evaluate(spec.excel_name, *arguments(spec, **single)), spec)


@pytest.mark.parametrize("spec", SPECS, ids=NAMES)
def test_optional_arguments_may_be_left_out_or_blank(spec):
    required = [p for p in spec.parameters if p.required]
    short = evaluate(spec.excel_name, *(good(p) for p in required))
    blank = evaluate(spec.excel_name, *(good(p) if p.required else None for p in spec.parameters))
    check(short, spec)
    assert short == blank


@pytest.mark.parametrize(("spec", "parameter"), each_parameter())
@pytest.mark.parametrize("blank", [None, "", " ", "-", "..", "*", math.nan, np.nan])
def test_a_blank_cell_is_blank_and_never_zero(spec, parameter, blank):
    rows = evaluate(spec.excel_name, *arguments(spec, **{parameter.name: one_cell(parameter)(blank)}))
    check(rows, spec)
    if parameter.required and parameter.kind is Kind.COLUMN:
        zero = one_cell(parameter)(0.0)
        with suppress(ValueRangeError):  # where a zero is not even possible
            assert rows != evaluate(spec.excel_name, *arguments(spec, **{parameter.name: zero}))


@pytest.mark.parametrize(("spec", "parameter"), each_parameter())
def test_a_wholly_blank_argument_is_told_or_takes_its_default(spec, parameter):
    blank = [None] * 8 if parameter.kind in COLUMNS else None
    given = arguments(spec, **{parameter.name: blank})
    told = parameter.required and not adapter.may_be_blank(spec, parameter)
    with pytest.raises(MissingValueError) if told else nullcontext():
        check(evaluate(spec.excel_name, *given), spec)


@pytest.mark.parametrize(("spec", "parameter"), each_parameter())
@pytest.mark.parametrize("odd", ["abc", "#I/T", "#DIV/0!", True, date(2024, 8, 1)])
def test_text_an_error_cell_a_truth_value_and_a_date_are_no_numbers(spec, parameter, odd):
    if parameter.kind is Kind.LABELS:
        return  # a label may be any text
    with pytest.raises(CellTypeError) as found:
        evaluate(spec.excel_name, *arguments(spec, **{parameter.name: one_cell(parameter)(odd)}))
    name = texts.say(f"funktion.{spec.name}.argument.{parameter.name}.navn")
    assert str(found.value).startswith(name)


@pytest.mark.parametrize(("spec", "parameter"), each_parameter())
@pytest.mark.parametrize("odd", [math.inf, -math.inf])
def test_infinity_is_refused(spec, parameter, odd):
    if parameter.kind in (Kind.LABELS,):
        return
    with pytest.raises(CellError):
        evaluate(spec.excel_name, *arguments(spec, **{parameter.name: one_cell(parameter)(odd)}))


@pytest.mark.parametrize(("spec", "parameter"), each_parameter())
def test_a_danish_number_is_the_same_as_a_plain_one(spec, parameter):
    if parameter.kind is not Kind.COLUMN or parameter.name == "pupils":
        return
    plain, danish = ([first, *good(parameter)[1:]] for first in (7.5, "7,5"))
    both = [
        evaluate(spec.excel_name, *arguments(spec, **{parameter.name: given})) for given in (plain, danish)
    ]
    assert both[0] == both[1]


@pytest.mark.parametrize("spec", SPECS, ids=NAMES)
def test_columns_of_unequal_length_are_refused(spec):
    tall = [p for p in spec.parameters if p.kind in COLUMNS]
    for parameter in tall:
        with pytest.raises(ShapeError):
            evaluate(spec.excel_name, *arguments(spec, **{parameter.name: good(parameter)[:5]}))


@pytest.mark.parametrize("spec", SPECS, ids=NAMES)
def test_an_argument_too_many_is_refused(spec):
    with pytest.raises(ShapeError):
        evaluate(spec.excel_name, *arguments(spec), 1)


@pytest.mark.parametrize("spec", SPECS, ids=NAMES)
@pytest.mark.parametrize("value", [0.0, 1.0, -3.5, 1e9, 1e-9])
def test_figures_that_are_all_equal_give_an_answer_or_a_clear_refusal(spec, value):
    same = {p.name: [value] * 8 for p in spec.parameters if p.kind is Kind.COLUMN and p.name != "pupils"}
    errors = any(word in name for name in same for word in ("standard_error", "sd_", "link"))
    refused = (value < 0 and errors) or (value == 0 and errors and spec.name != "STATUS")
    with pytest.raises(ValueRangeError) if refused else nullcontext():
        check(evaluate(spec.excel_name, *arguments(spec, **same)), spec)


@pytest.mark.parametrize(
    "spec", [s for s in SPECS if s.parameters[0].kind is Kind.LABELS], ids=lambda s: s.name
)
def test_one_school_and_one_year_get_an_answer_in_words(spec):
    for changed in (
        {"school": ["A"] * 3, "year": [2022, 2023, 2024]},
        {"school": ["A", "B", "C"], "year": [2024] * 3},
    ):
        rows = evaluate(spec.excel_name, changed["school"], changed["year"], [7.0, 8.0, 7.5])
        check(rows, spec)
        assert all(isinstance(row[-1], str) for row in rows)


@pytest.mark.parametrize("spec", SPECS, ids=NAMES)
@pytest.mark.parametrize("language", texts.LANGUAGES)
def test_every_word_a_user_sees_stands_in_every_language(spec, language):
    keys = ["beskrivelse", *(f"kolonne.{name}" for name, _ in spec.returns)]
    keys += [f"argument.{p.name}.{part}" for p in spec.parameters for part in ("navn", "hjaelp")]
    missing = [key for key in keys if not texts.knows(f"funktion.{spec.name}.{key}", language)]
    assert not missing


def test_argument_names_differ_within_a_function():
    for spec, language in product(SPECS, texts.LANGUAGES):
        names = [texts.say(f"funktion.{spec.name}.argument.{p.name}.navn", language) for p in spec.parameters]
        assert len(set(names)) == len(names)


def test_no_word_of_ours_is_missing_or_spare_in_a_language():
    ours = re.compile(r"(funktion|valg)\.|fejl\.(measures|hosts)_")
    first, *others = ({key for key in texts.words(lang) if ours.match(key)} for lang in texts.LANGUAGES)
    assert all(other == first for other in others)


def test_every_error_raised_has_words_and_every_word_is_raised():
    root = Path(xl_beregner.__file__).parent
    found = set()
    for file in [*root.glob("measures/*.py"), *root.glob("hosts/*.py")]:
        for node in ast.walk(ast.parse(file.read_text("utf-8"))):
            if isinstance(node, ast.Constant) and re.fullmatch(r"(measures|hosts)_\w+", str(node.value)):
                found.add(f"fejl.{node.value}")
    assert found == {key for key in texts.words("da") if re.match(r"fejl\.(measures|hosts)_", key)}


@pytest.mark.parametrize("spec", SPECS, ids=NAMES)
def test_every_docstring_tells_parameters_result_errors_method_source_and_example(spec):
    text = spec.function.__doc__
    for heading in ("Parameters", "Returns", "Raises", "Notes", "References", "Examples"):
        assert re.search(rf"^    {heading}\n    -+$", text, re.MULTILINE), heading
    for parameter in spec.parameters:
        assert re.search(rf"^    .*\b{parameter.name}\b.*$", text, re.MULTILINE), parameter.name
