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
from support.good_cells import ROWS, good

import xl_beregner.measures
from xl_beregner import texts
from xl_beregner.catalog import ROW_KINDS, Each, Kind, specs
from xl_beregner.errors import CellError, CellTypeError, MissingValueError, ShapeError, ValueRangeError
from xl_beregner.hosts.arguments import argument_name, may_be_blank
from xl_beregner.hosts.engine import evaluate

SPECS = sorted(specs().values(), key=lambda spec: spec.name)
NAMES = [spec.excel_name for spec in SPECS]

CELLS = (Kind.NUMBER, Kind.CHOICE, Kind.LABEL)
NUMERIC = (Kind.NUMBER, Kind.COLUMN, Kind.COLUMNS, Kind.NUMBERS, Kind.YEARS, Kind.CHOICE)


def arguments(spec, **changed):
    return [changed.get(p.name, good(spec, p)) for p in spec.parameters]


def each_parameter(*kinds):
    return [
        pytest.param(spec, p, id=f"{spec.name}-{p.name}")
        for spec in SPECS
        for p in spec.parameters
        if not kinds or p.kind in kinds
    ]


def check(rows, spec):
    """Check that what came out is what a cell can show."""
    kinds = [kind for _, kind in spec.returns]
    assert isinstance(rows, list)
    assert len({len(row) for row in rows}) <= 1
    for row in rows:
        if not {Kind.COLUMNS, Kind.MODEL} & set(kinds):
            assert len(row) == (1 if spec.value_or_words else len(kinds))
        for cell in row:
            assert cell is None or type(cell) in (float, str)
            assert not (isinstance(cell, float) and not math.isfinite(cell))
            assert not (isinstance(cell, str) and (cell == "" or "…" in cell or "{" in cell))


def one_cell(spec, parameter):
    """Name what to put in: one odd cell among good ones, or alone where one cell belongs."""
    base = good(spec, parameter)
    if not isinstance(base, list):
        return lambda odd: odd
    if isinstance(base[0], list):
        return lambda odd: [[odd, *base[0][1:]], *base[1:]]
    return lambda odd: [odd, *base[1:]]


def with_one(spec, parameter, odd):
    return arguments(spec, **{parameter.name: one_cell(spec, parameter)(odd)})


@pytest.mark.parametrize("spec", SPECS, ids=NAMES)
def test_plain_cells_give_rows_of_the_promised_width(spec):
    rows = evaluate(spec.excel_name, *arguments(spec))
    check(rows, spec)
    if spec.each is not Each.ANSWER:
        assert len(rows) == (3 if spec.each is Each.SCHOOL else ROWS)


@pytest.mark.parametrize("spec", SPECS, ids=NAMES)
def test_one_row_is_enough(spec):
    single = {p.name: good(spec, p)[:1] for p in spec.parameters if p.kind in ROW_KINDS}
    check(evaluate(spec.excel_name, *arguments(spec, **single)), spec)


@pytest.mark.parametrize("spec", SPECS, ids=NAMES)
def test_optional_arguments_may_be_left_out_or_blank(spec):
    required = [p for p in spec.parameters if p.required]
    short = evaluate(spec.excel_name, *(good(spec, p) for p in required))
    blank = evaluate(spec.excel_name, *(good(spec, p) if p.required else None for p in spec.parameters))
    check(short, spec)
    assert short == blank


@pytest.mark.parametrize(
    ("spec", "parameter"), each_parameter(Kind.NUMBER, Kind.CHOICE, Kind.LABEL, *ROW_KINDS)
)
@pytest.mark.parametrize("blank", [None, "", " ", "-", "..", "*", math.nan, np.nan])
def test_a_blank_cell_is_blank_and_never_zero(spec, parameter, blank):
    single = parameter.kind not in ROW_KINDS
    told = single and parameter.required and not may_be_blank(spec, parameter)
    with pytest.raises(MissingValueError) if told else nullcontext():
        rows = evaluate(spec.excel_name, *with_one(spec, parameter, blank))
        check(rows, spec)
        if parameter.required and parameter.kind is Kind.COLUMN:
            with suppress(ValueRangeError):  # where a zero is not even possible
                assert rows != evaluate(spec.excel_name, *with_one(spec, parameter, 0.0))


# Given without the other it would silently count for nothing.
TOGETHER = {(name, part) for name in ("MAALCHANCE", "MAALEKSPERT") for part in ("sd_pupil", "pupils")}


@pytest.mark.parametrize(("spec", "parameter"), each_parameter())
def test_a_wholly_blank_argument_is_told_or_takes_its_default(spec, parameter):
    blank = [None] * ROWS if parameter.kind in ROW_KINDS else None
    given = arguments(spec, **{parameter.name: blank})
    told = parameter.required and not may_be_blank(spec, parameter)
    told |= (spec.name, parameter.name) in TOGETHER
    with pytest.raises(MissingValueError) if told else nullcontext():
        check(evaluate(spec.excel_name, *given), spec)


@pytest.mark.parametrize(("spec", "parameter"), each_parameter(*NUMERIC))
@pytest.mark.parametrize("odd", ["abc", "#I/T", "#DIV/0!", True, date(2024, 8, 1)])
def test_text_an_error_cell_a_truth_value_and_a_date_are_no_numbers(spec, parameter, odd):
    with pytest.raises(CellTypeError) as found:
        evaluate(spec.excel_name, *with_one(spec, parameter, odd))
    name = texts.say(f"funktion.{spec.name}.argument.{parameter.name}.navn")
    assert str(found.value).startswith(name)


@pytest.mark.parametrize(("spec", "parameter"), each_parameter(*NUMERIC))
@pytest.mark.parametrize("odd", [math.inf, -math.inf])
def test_infinity_is_refused(spec, parameter, odd):
    with pytest.raises(CellError):
        evaluate(spec.excel_name, *with_one(spec, parameter, odd))


@pytest.mark.parametrize(("spec", "parameter"), each_parameter(Kind.COLUMN, Kind.COLUMNS))
def test_a_danish_number_is_the_same_as_a_plain_one(spec, parameter):
    def answer(cell):
        try:
            return evaluate(spec.excel_name, *with_one(spec, parameter, cell))
        except ValueRangeError as error:  # where the number must be whole, or a share
            return str(error)

    for plain, danish in ((7.5, "7,5"), (0.25, "0,25"), (2351.0, "2.351")):
        assert answer(plain) == answer(danish)


@pytest.mark.parametrize("spec", SPECS, ids=NAMES)
def test_columns_of_unequal_length_are_refused(spec):
    tall = [p for p in spec.parameters if p.kind in ROW_KINDS]
    for parameter in tall if len(tall) > 1 else ():
        with pytest.raises(ShapeError):
            evaluate(spec.excel_name, *arguments(spec, **{parameter.name: good(spec, parameter)[:5]}))


@pytest.mark.parametrize("spec", SPECS, ids=NAMES)
def test_an_argument_too_many_is_refused(spec):
    with pytest.raises(ShapeError):
        evaluate(spec.excel_name, *arguments(spec), 1)


@pytest.mark.parametrize("spec", SPECS, ids=NAMES)
@pytest.mark.parametrize("value", [0.0, 1.0, -3.5, 1e9, 1e-9])
def test_figures_that_are_all_equal_give_an_answer_or_a_clear_refusal(spec, value):
    same = {p.name: [value] * ROWS for p in spec.parameters if p.kind is Kind.COLUMN and p.name != "pupils"}
    rows, told = [], ""
    try:
        rows = evaluate(spec.excel_name, *arguments(spec, **same))
    except ValueRangeError as error:
        told = str(error)
    check(rows, spec)
    # A refusal names the argument that cannot take this value.
    assert rows or any(argument_name(spec, p.name) in told for p in spec.parameters)


@pytest.mark.parametrize("spec", [s for s in SPECS if s.each is Each.SCHOOL], ids=lambda s: s.name)
def test_one_school_and_one_year_get_an_answer_in_words(spec):
    for changed in (
        {"school": ["A"] * ROWS, "year": list(range(2016, 2024))},
        {"school": list("ABCDEFGH"), "year": [2024] * ROWS},
    ):
        rows = evaluate(spec.excel_name, *arguments(spec, **changed))
        check(rows, spec)
        assert len(rows) == len(set(changed["school"]))
        assert all(isinstance(row[-1], str) for row in rows)


@pytest.mark.parametrize("spec", SPECS, ids=NAMES)
@pytest.mark.parametrize("language", texts.LANGUAGES)
def test_every_word_a_user_sees_stands_in_every_language(spec, language):
    keys = ["beskrivelse", "eksempel", *(f"kolonne.{name}" for name, _ in spec.returns)]
    keys += [f"argument.{p.name}.{part}" for p in spec.parameters for part in ("navn", "hjaelp")]
    missing = [key for key in keys if not texts.knows(f"funktion.{spec.name}.{key}", language)]
    assert not missing


def test_argument_names_differ_within_a_function():
    for spec, language in product(SPECS, texts.LANGUAGES):
        names = [texts.say(f"funktion.{spec.name}.argument.{p.name}.navn", language) for p in spec.parameters]
        assert len(set(names)) == len(names)


def test_no_word_of_ours_is_missing_or_spare_in_a_language():
    ours = re.compile(r"(funktion|valg|model|overskrift|forklar)\.|fejl\.(measures|hosts)_")
    first, *others = ({key for key in texts.words(lang) if ours.match(key)} for lang in texts.LANGUAGES)
    assert all(other == first for other in others)


def test_every_error_raised_has_words_and_every_word_is_raised():
    root = Path(xl_beregner.__file__).parent
    found = set()
    for file in [*root.glob("measures/**/*.py"), *root.glob("hosts/*.py")]:
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
