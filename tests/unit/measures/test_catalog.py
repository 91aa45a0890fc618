"""The one list of functions: what ``@udf`` reads off a plain function."""

from __future__ import annotations

import subprocess
import sys
from typing import Annotated, NamedTuple

import pytest

from xl_beregner import catalog
from xl_beregner.catalog import (
    Choice,
    Column,
    Each,
    Keys,
    Kind,
    Labels,
    Number,
    OneOf,
    Parameter,
    Table,
    TableColumns,
    Years,
    udf,
)


class Row(NamedTuple):
    school: Labels
    text: Keys


@pytest.fixture(autouse=True)
def empty_list(monkeypatch):
    monkeypatch.setattr(catalog, "_specs", {})


def test_a_function_is_handed_back_unchanged():
    def plain(x: Number) -> Number:
        return x

    assert udf("PLAIN")(plain) is plain
    assert catalog.specs()["PLAIN"].excel_name == "BEREGNER_PLAIN"


def test_kinds_and_defaults_are_read_from_the_signature():
    def several(
        school: Labels, year: Years, value: Column | None, way: Choice = "up", level: float = 0.9
    ) -> Row:
        return Row(school, [])

    udf("SEVERAL", value_or_words=True)(several)
    spec = catalog.specs()["SEVERAL"]
    assert spec.parameters == (
        Parameter("school", Kind.LABELS, True),
        Parameter("year", Kind.YEARS, True),
        Parameter("value", Kind.COLUMN, True),
        Parameter("way", Kind.CHOICE, False, "up"),
        Parameter("level", Kind.NUMBER, False, 0.9),
    )
    assert spec.returns == (("school", Kind.LABELS), ("text", Kind.KEYS))
    assert spec.value_or_words


def test_one_number_is_one_column_called_value():
    def one(x: Number) -> float:
        return x

    udf("ONE")(one)
    assert catalog.specs()["ONE"].returns == (("value", Kind.NUMBER),)


def test_two_functions_cannot_share_a_name():
    def first(x: Number) -> float:
        return x

    def second(x: Number) -> float:
        return x

    udf("SAME")(first)
    udf("SAME")(first)  # a module loaded again
    with pytest.raises(ValueError, match="SAME"):
        udf("SAME")(second)


@pytest.mark.parametrize("hint", ["str", "int | None", "Annotated[float, 'no kind']"])
def test_a_parameter_without_a_kind_is_refused(hint):
    namespace = {}
    exec(f"from typing import Annotated\ndef odd(x: {hint}) -> float: ...", namespace)
    with pytest.raises(TypeError, match="no kind"):
        udf("ODD")(namespace["odd"])


def test_the_list_cannot_be_changed_from_outside():
    with pytest.raises(TypeError):
        catalog.specs()["X"] = None  # type: ignore[index]


LISTED = (
    "ANDELCHANCE BASELINE EGENREFERENCE ELEVCHANCE ENIGHED FORKLAR FREMGANG FREMSKRIVNING KALIBRERING "
    "KOBLING KONTROL LIGNENDESKOLER LUSFORDELING LUSFREMGANG MAAL MAALCHANCE MAALEKSPERT MAALPERCENTIL "
    "MODEL OMSAET PROGRESSION PROGRESSIONSINDEKS REGRESSIONMODMIDDEL RESSOURCER SANDSCORE SKJUL "
    "SKOLEPROGRESSION STATUS UDJAEVN VARIANSDELE"
)


def test_loading_the_engine_lists_every_function():
    # A fresh interpreter: here other tests have loaded every module already.
    listed = "import xl_beregner.hosts.engine; from xl_beregner.catalog import specs; print(*sorted(specs()))"
    found = subprocess.run([sys.executable, "-c", listed], capture_output=True, text=True, check=True)
    assert found.stdout.strip() == LISTED


def test_a_choice_tells_its_words_and_a_table_its_columns_also_where_they_may_be_left_out():
    def several(
        way: Annotated[Choice, OneOf(("up", "down"))],
        least: Annotated[Choice, OneOf(("a",))] | None,
        table: Annotated[Table, Kind.TABLE, TableColumns(("score", "value"))] | None = None,
        number: Number = 1.0,
    ) -> Row:
        return Row([], [])

    udf("SEVERAL", each=Each.ANSWER)(several)
    spec = catalog.specs()["SEVERAL"]
    assert [p.options for p in spec.parameters] == [("up", "down"), ("a",), ("score", "value"), ()]
    assert spec.each is Each.ANSWER
