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

# What MODEL lays out: two earlier scores, ranked residuals.
NORM = [
    ["norm", "rangordnede afvigelser"],
    ["dato", "2026-08-01"],
    ["elever bag", 412.0, 380.0],
    ["efter, mindste og største", 0.0, 12.0],
    ["efter, afstand mellem resultater", 1.0],
    ["før, mindste og største", 1.0, 0.5, 9.0],
    ["før, gennemsnit og spredning", 1.0, 4.5, 2.0],
    ["før, mindste og største", 2.0, 0.0, 10.0],
    ["før, gennemsnit og spredning", 2.0, 5.0, 2.5],
    ["forventet efter", 1.0, 5.5, 1.5, 0.1],
    ["spredning om det forventede", 1.0, 0.2, -0.05],
    ["afvigelser i rækkefølge", 1.0, *(place / 20 - 2.475 for place in range(100))],
    ["forventet efter", 2.0, 5.4, 1.2, 0.1, 0.4],
    ["spredning om det forventede", 2.0, 0.15, -0.05],
    ["afvigelser i rækkefølge", 2.0, *(place / 20 - 2.475 for place in range(100))],
]

BY_FUNCTION: dict[tuple[str, str], object] = {
    # growth percentiles
    ("MODEL", "method"): "automatisk",
    ("PROGRESSION", "model"): NORM,
    ("PROGRESSIONSINDEKS", "model"): NORM,
    ("FREMSKRIVNING", "model"): NORM,
    ("MAALPERCENTIL", "model"): NORM,
    ("ELEVCHANCE", "model"): NORM,
    # measurement
    ("SANDSCORE", "reliability"): [0.85, 0.85, 0.9, 0.9, 0.8, 0.8, 0.85, 0.85],
    ("REGRESSIONMODMIDDEL", "reliability"): [0.85, 0.85, 0.9, 0.9, 0.8, 0.8, 0.85, 0.85],
    ("KOBLING", "method"): "middel-sigma",
    ("OMSAET", "grade"): ["4", 4.0, "4", 4.0, 4.0, "6", "4", None],
    ("OMSAET", "profile"): ["Afkodning"] * 8,
    ("OMSAET", "table"): [
        ["Score", "Værdi", "Målefejl", "Niveau", "Klassetrin", "Profil", "Kilde", "Version"],
        *[
            [score, 100.0 + 40 * score, 35.0, "Middel", 4.0, "Afkodning", "Eksempel", "2026"]
            for score in range(1, 8)
        ],
        [6.0, 290.0, None, None, 6.0, "Afkodning", "Eksempel", "2026"],
    ],
    ("KONTROL", "table"): [
        ["Elev-id", "Fag", "Prøve", "Dato", "Score", "Skala"],
        ["17", "Dansk", "DNT", "2021-03-01", 55.0, "percentil"],
        ["17", "Dansk", "DNT", "2021-03-01", 135.0, "percentil"],
        ["18", "Dansk", "FNO", "2023-09-14", "7,5", "point"],
        [None, "Dansk", "FNO", "#I/T", None, "kugler"],
    ],
    ("LUSFREMGANG", "before"): ["1", 9.0, 15.0, "17", "18a", "18B", "18 c", "19"],
    ("LUSFREMGANG", "after"): [2.0, "9", "15,0", "18A", "18b", "17", "19", None],
    ("LUSFORDELING", "points"): ["1", 9.0, 15.0, "17", "18a", "18B", "18 c", "19"],
    ("LUSFORDELING", "expected"): ["15"] * 8,
    # schools, from pupils
    ("SKOLEPROGRESSION", "school"): ["A"] * 5 + ["B", "B", "C"],
    ("SKOLEPROGRESSION", "percentile"): [62.0, 35.0, 81.0, 50.0, 44.0, 20.0, 71.0, 90.0],
    ("SKOLEPROGRESSION", "reliability"): 0.85,
    ("EGENREFERENCE", "school"): ["A"] * 6 + ["B", "C"],
    ("EGENREFERENCE", "covariates"): [[0.0], [1.0], [2.0], [1.0], [3.0], [2.0], [4.0], [1.0]],
    ("EGENREFERENCE", "method"): "uden skolen",
    ("LIGNENDESKOLER", "school"): list("abcdefgh"),
    ("LIGNENDESKOLER", "target_school"): "c",
    ("LIGNENDESKOLER", "number"): 5,
    # schools, from figures
    ("UDJAEVN", "estimate"): [28.0, 8.0, -3.0, 7.0, -1.0, 1.0, 18.0, 12.0],
    ("UDJAEVN", "standard_error"): [15.0, 10.0, 16.0, 11.0, 9.0, 11.0, 10.0, 18.0],
    ("ANDELCHANCE", "p"): [0.9, 0.8, 0.8, 0.7, 0.6, 0.5, 0.3, 0.2],
    ("ANDELCHANCE", "k"): 5,
    ("ANDELCHANCE", "sd_school"): 0.2,
    ("ENIGHED", "assessor_1"): ["-3", "00", "02", 4.0, 7.0, 10.0, 12.0, 7.0],
    ("ENIGHED", "assessor_2"): [-3.0, 2.0, "2", "4", "7", 7.0, 12.0, 10.0],
    ("ENIGHED", "weights"): "lineær",
    ("ENIGHED", "scale"): ["-3", "00", "02", "4", "7", "10", "12"],
    ("KALIBRERING", "p"): [0.9, 0.8, 0.8, 0.7, 0.6, 0.5, 0.3, 0.2],
    ("KALIBRERING", "outcome"): [1.0, 1.0, 0.0, 1.0, 0.0, 1.0, 0.0, 0.0],
    ("KALIBRERING", "groups"): 4,
    ("RESSOURCER", "index"): [90.0, 110.0, 130.0, 70.0, 80.0, 75.0, 160.0, 140.0],
    ("RESSOURCER", "base_amount"): 60000,
    ("RESSOURCER", "pool"): 3000000,
    # plain words
    ("FORKLAR", "function"): "FREMGANG",
    ("FORKLAR", "result"): [
        [15.0, 4.74, 5.7, 24.3, 3.16, "Frem: mere end måleusikkerheden kan forklare."],
        [1.0, 4.74, -8.3, 10.3, 0.21, "Inom osäkerheten: om det gått framåt eller bakåt kan inte avgöras."],
        [None] * 6,
    ],
    ("FORKLAR", "role"): "lærer",
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
