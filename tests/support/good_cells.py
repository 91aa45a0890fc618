"""Plain, possible cells for every parameter of every function: what a test does not vary.

Found by function and parameter first, then by the parameter's name, then by its kind. All columns
of rows are eight rows tall.
"""

from __future__ import annotations

from xl_beregner.catalog import Kind, Parameter, UdfSpec

ROWS = 8

BY_NAME = {
    "school": ["A", "A", "A", "B", "B", "B", "C", "C"],
    "year": ["2022/2023", "2023/2024", 2024.0, 2022, 2023, "2024/25", 2023, 2024],
    "value": [7.1, 7.4, 6.9, 8.0, 8.3, 8.1, 7.0, 7.2],
    "direction": "op",
    "horizon": 1,
    "confidence": 0.95,
    "least": 5,
    "pupils": [20, 31, 25, 44, 40, 43, 12, 15],
}

BY_FUNCTION: dict[tuple[str, str], object] = {
    # growth percentiles
    # measurement
    # schools, from pupils
    # schools, from figures
    # plain words
}

BY_KIND = {
    Kind.COLUMN: [1.0, 2.0, 3.0, 4.0, 5.0, 6.0, 7.0, 8.0],
    Kind.COLUMNS: [[v, 9.0 - v] for v in (1.0, 2.0, 3.0, 4.0, 5.0, 6.0, 7.0, 8.0)],
    Kind.LABELS: ["a", "b", "c", "d", "e", "f", "g", "h"],
    Kind.NUMBER: 1.0,
    Kind.NUMBERS: [1.0, 2.0, 3.0],
}


def good(spec: UdfSpec, parameter: Parameter) -> object:
    """Give good cells for a parameter."""
    if (spec.name, parameter.name) in BY_FUNCTION:
        return BY_FUNCTION[spec.name, parameter.name]
    return BY_NAME.get(parameter.name, BY_KIND.get(parameter.kind))
