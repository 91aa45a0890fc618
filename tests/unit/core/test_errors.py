"""Errors carry their facts across processes and tell all faults at once."""

from __future__ import annotations

import pickle

import pytest

from xl_beregner import errors, texts


def test_an_error_survives_the_way_back_from_a_worker() -> None:
    told = pickle.loads(pickle.dumps(errors.OutputError("some_key", sti="a/b.xlsx")))
    assert (told.key, told.facts) == ("some_key", {"sti": "a/b.xlsx"})


def test_all_faults_are_told_at_once() -> None:
    faults = [errors.Fault("first", {"fil": "a"}), errors.Fault("second", {"fil": "b"})]
    error = pickle.loads(pickle.dumps(errors.DatasetError(faults)))
    assert str(error).splitlines() == ["first (fil='a')", "second (fil='b')"]


@pytest.mark.parametrize(
    ("kind", "code"),
    [
        (errors.MissingValueError, "#N/A"),
        (errors.ValueRangeError, "#NUM!"),
        (errors.CellTypeError, "#VALUE!"),
        (errors.ShapeError, "#VALUE!"),
        (errors.UnknownFunctionError, "#NAME?"),
    ],
)
def test_each_cell_error_becomes_its_excel_error(kind: type[errors.CellError], code: str) -> None:
    assert kind("some_key").excel_code == code


def test_an_unknown_language_is_refused() -> None:
    with pytest.raises(errors.BeregnerError):
        texts.use_language("no")
