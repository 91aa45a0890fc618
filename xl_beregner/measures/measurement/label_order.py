"""Which label follows which: grades, LUS points, marks and numbers as steps of an ordinal scale.

Here a label becomes a step; what is counted from steps stands with its measure. A step is a place
in an order, never an amount.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from xl_beregner.errors import ValueRangeError
from xl_beregner.measures.measurement.lus import POINTS

# The Danish 7-step scale (bekendtgørelse om karakterskala) and the Swedish marks, lowest first.
GRADES = ("-3", "0", "2", "4", "7", "10", "12")
MARKS = ("f", "e", "d", "c", "b", "a")

Steps = NDArray[np.int64]

_NUMBER = re.compile(r"-?\d+(\.\d+)?")
_MOST_STEPS = 1_000_000  # whole numbers farther apart are ordered by size alone


def steps_of(
    labels: Mapping[str, Sequence[str]], scale: Sequence[str] | None = None
) -> tuple[str, dict[str, Steps]]:
    """Turn columns of labels into steps of one scale.

    Parameters
    ----------
    labels : mapping of str to sequence of str
        The columns by the parameter they came in.
    scale : sequence of str, optional
        The labels in order, lowest first; None: found from the labels.

    Returns
    -------
    str and dict
        Which scale was read (``own``, ``grades``, ``lus``, ``marks``, ``numbers``), and the columns
        as steps.

    Raises
    ------
    ValueRangeError
        ``#NUM!``. A label whose order is not known, or that is not on the scale; a scale that names
        a label twice.

    Examples
    --------
    >>> steps_of({"x": ["18a", "17", "19"]})[1]["x"].tolist()
    [17, 16, 20]
    """
    plain = {name: [plain_label(label) for label in column] for name, column in labels.items()}
    if scale is not None:
        name, order = "own", _own(scale)
    else:
        name, order = _known({label for column in plain.values() for label in column})
    found = {}
    for argument, column in plain.items():
        for label, written in zip(column, labels[argument], strict=True):
            if label not in order:
                key = "measures_uden_for_skala" if scale is not None else "measures_ukendt_orden"
                raise ValueRangeError(key, argument=argument, fundet=written)
        found[argument] = np.array([order[label] for label in column], np.int64)
    return name, found


def plain_label(label: str) -> str:
    """Write one label in one way: ``02`` and ``2`` are the same, so are ``7,5`` and ``7.50``."""
    text = label.strip().lower().replace("−", "-").replace("–", "-")
    number = text.replace(",", ".")
    if not _NUMBER.fullmatch(number):
        return re.sub(r"\s", "", text) if text[:1].isdigit() else text
    return f"{float(number) + 0.0:.15g}"


def _own(scale: Sequence[str]) -> dict[str, int]:
    order: dict[str, int] = {}
    for label in scale:
        if plain_label(label) in order:
            raise ValueRangeError("measures_skala_dobbelt", argument="scale", fundet=label)
        order[plain_label(label)] = len(order)
    return order


def _known(seen: set[str]) -> tuple[str, dict[str, int]]:
    """Find the scale the labels stand on; one without order where there is none."""
    for name, labels in (("grades", GRADES), ("lus", POINTS), ("marks", MARKS)):
        if seen <= set(labels) and (name != "lus" or not all(map(_NUMBER.fullmatch, seen))):
            return name, {label: step for step, label in enumerate(labels)}
    if not all(map(_NUMBER.fullmatch, seen)):
        return "", {}
    numbers = {label: float(label) for label in seen}
    values = sorted(numbers.values())
    if all(value.is_integer() for value in values) and values[-1] - values[0] < _MOST_STEPS:
        return "numbers", {label: int(value - values[0]) for label, value in numbers.items()}
    return "numbers", {label: values.index(value) for label, value in numbers.items()}
