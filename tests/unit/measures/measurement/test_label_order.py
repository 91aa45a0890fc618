"""Which label follows which."""

from __future__ import annotations

import pytest

from xl_beregner.errors import ValueRangeError
from xl_beregner.measures.measurement.label_order import plain_label, steps_of


@pytest.mark.parametrize(
    ("labels", "scale", "steps"),
    [
        (["-3", "00", "02", "4", "7", "10", "12"], "grades", [0, 1, 2, 3, 4, 5, 6]),
        (["0", "2", "−3", "–3", "2,0"], "grades", [1, 2, 0, 0, 2]),
        (["17", "18a", "18B", "18 c", "19", "1"], "lus", [16, 17, 18, 19, 20, 0]),
        (["A", "b", "F", "E", "c", "D"], "marks", [5, 4, 0, 1, 3, 2]),
        (["1", "3", "8"], "numbers", [0, 2, 7]),  # every whole number is a step
        (["17", "19"], "numbers", [0, 2]),
        (["1,5", "2.75", "1.50", "9"], "numbers", [0, 1, 0, 2]),  # by size
        (["-5", "5"], "numbers", [0, 10]),
        (["0", "5000000"], "numbers", [0, 1]),  # too far apart to count steps
        (["0", "-0"], "grades", [1, 1]),
    ],
)
def test_the_order_of_known_scales(labels, scale, steps):
    name, found = steps_of({"x": labels})
    assert name == scale
    assert found["x"].tolist() == steps


def test_a_scale_of_ones_own_goes_before_all_others():
    name, found = steps_of({"x": ["God", "svag", " middel "]}, ["Svag", "Middel", "God"])
    assert (name, found["x"].tolist()) == ("own", [2, 0, 1])
    assert steps_of({"x": ["02", "00"]}, ["2", "0"])[1]["x"].tolist() == [0, 1]


def test_the_columns_share_one_scale():
    name, found = steps_of({"x": ["2", "4"], "y": ["5", "7"]})
    assert name == "numbers"
    assert (found["x"].tolist(), found["y"].tolist()) == ([0, 2], [3, 5])


@pytest.mark.parametrize(
    ("labels", "scale", "key"),
    [
        (["god", "svag"], None, "measures_ukendt_orden"),
        (["A", "7"], None, "measures_ukendt_orden"),
        (["18", "18a"], None, "measures_ukendt_orden"),  # which of a, b and c is plain 18?
        (["god", "ringe"], ["svag", "god"], "measures_uden_for_skala"),
        (["2"], ["02", "4", "2"], "measures_skala_dobbelt"),
    ],
)
def test_an_unknown_order_is_told(labels, scale, key):
    with pytest.raises(ValueRangeError) as found:
        steps_of({"x": labels}, scale)
    assert found.value.key == key


@pytest.mark.parametrize(
    ("label", "plain"),
    [("02", "2"), ("00", "0"), ("-0", "0"), ("7,50", "7.5"), (" 18 A ", "18a"), ("Meget god", "meget god")],
)
def test_one_label_is_written_one_way(label, plain):
    assert plain_label(label) == plain
