"""A function by its Excel name, as a cell would show it."""

from __future__ import annotations

import pytest

import xl_beregner
from xl_beregner import texts
from xl_beregner.catalog import specs
from xl_beregner.errors import UnknownFunctionError
from xl_beregner.hosts.engine import evaluate, find


def test_the_documented_example_gives_gain_interval_index_and_sentence():
    row = xl_beregner.evaluate("BEREGNER_FREMGANG", 32.5, 47.5, 3.354, 3.354)[0]
    assert row[:5] == pytest.approx([15, 4.7433, 5.7034, 24.2966, 3.1624], abs=1e-4)
    assert row[5] == "Frem: mere end måleusikkerheden kan forklare."


def test_status_tells_observed_beside_certainty():
    row = evaluate("BEREGNER_STATUS", 7.4, 0.2, 7.5)[0]
    assert row[:2] == ["under målet", "kan ikke afgøres"]
    assert row[2] == pytest.approx(0.3085, abs=1e-4)
    assert row[3] == "Resultatet ligger under målet. Om målet er nået, kan ikke afgøres."


def test_a_hidden_figure_gives_words_and_never_the_count():
    assert evaluate("BEREGNER_SKJUL", [7.4, 6.9, None, 3], [12, 4, 3, None]) == [
        [7.4],
        ["færre end 5 elever"],
        [None],
        ["antal elever ukendt"],
    ]
    assert evaluate("BEREGNER_SKJUL", 7.4, 9, 10) == [["færre end 10 elever"]]


def test_a_baseline_row_says_what_it_rests_on():
    rows = evaluate("BEREGNER_BASELINE", ["A", "A", "B", "B"], ["2023/2024", 2024] * 2, [7.1, "7,3", 8, 8.4])
    assert [row[0] for row in rows] == ["A", "B"]
    assert rows[0][1:3] == pytest.approx([7.3, 7.2])
    assert rows[0][3] < 7.2 < rows[0][4]
    assert "Elevtal indgår ikke" in rows[0][-1]


@pytest.mark.parametrize("name", ["BEREGNER_FINDESIKKE", "FREMGANG", "", "SUM"])
def test_an_unknown_name_is_told_with_those_that_exist(name):
    with pytest.raises(UnknownFunctionError) as found:
        evaluate(name, 1)
    assert found.value.excel_code == "#NAME?"
    assert "BEREGNER_FREMGANG" in str(found.value)


def test_case_does_not_matter():
    assert find(" beregner_status ") is specs()["STATUS"]


def test_the_sentence_follows_the_language():
    try:
        texts.use_language("sv")
        assert evaluate("BEREGNER_SKJUL", 7, 3) == [["färre än 5 elever"]]
    finally:
        texts.use_language("da")
