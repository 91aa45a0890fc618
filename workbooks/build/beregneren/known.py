"""What a paste may hold and how it is understood: scales, levels, LUS points, headings, tests.

They stand as lists beside the conversion table, so that the check of the paste is ordinary formulas
that look things up. The words are those the functions know.
"""

from __future__ import annotations

from collections.abc import Sequence

from xlsxwriter.worksheet import Worksheet

from workbooks.build.kit.look import Book
from xl_beregner.measures.measurement.control_checks import SCALES
from xl_beregner.measures.measurement.lus import POINTS

PERCENTILE, SCORE_POINTS, SCALE_SCORE, CRITERION, KARAKTER, BETYG, LUS = range(1, 8)
NORM_STEPS = 9  # the norm view's five steps: known, and never a score
_CODES = {
    "percentile": PERCENTILE,
    "points": SCORE_POINTS,
    "scale_score": SCALE_SCORE,
    "criterion": CRITERION,
    "karakter": KARAKTER,
    "betyg": BETYG,
    "lus": LUS,
}
# Words the sheet's own cells take beside those.
_MORE_SCALES = {
    "percentilscore": PERCENTILE, "normbaseret": PERCENTILE, "antal rigtige": SCORE_POINTS,
    "råpoint": SCORE_POINTS, "kriteriebaseret": CRITERION, "kriterietrin": CRITERION,
    "lus-punkt": LUS, "lus-punkter": LUS,
}  # fmt: skip
# Lowest first.
_CRITERION = (
    ("ikketilstrækkelig", "utilstrækkelig"),
    ("mangelfuld",),
    ("jævn",),
    ("god",),
    ("rigtiggod", "rigtigtgod", "rigtigtgodt"),
    ("fremragende",),
)
_NORM = (("klartundermiddel",), ("undermiddel",), ("middel",), ("overmiddel",), ("klartovermiddel",))
_KARAKTER = (("-3", "−3", "–3"), ("0", "00"), ("2", "02"), ("4",), ("7",), ("10",), ("12",))
_BETYG = (("F",), ("E",), ("D",), ("C",), ("B",), ("A",))

# What stands above a column of a paste, and is no pupil.
HEADINGS = (
    "elev", "elever", "elevnavn", "elev_navn", "elevens navn", "navn", "fornavn", "elev_id", "elev-id",
    "elevid", "uni-login", "unilogin", "score", "scorer", "resultat", "resultater", "percentil",
    "percentilscore", "percentiler", "point", "points", "antal rigtige", "rigtige", "elevscore",
    "skalascore", "lus", "lus-punkt", "karakter", "betyg", "testresultat", "namn", "elevens namn",
)  # fmt: skip
NOT_TAKEN = ("ikketaget", "fraværende", "fravær", "fritaget", "syg", "ikkeafleveret", "frånvarande", "sjuk")
TESTS = (
    ("de nationale test", "DNT"), ("nationale test", "DNT"), ("national test", "DNT"),
    ("folkeskolens nationale overgangstest", "FNO"), ("overgangstest", "FNO"),
    ("folkeskolens nationale færdighedstest", "FNF"), ("færdighedstest", "FNF"),
)  # fmt: skip


def levels() -> list[tuple[str, int]]:
    """Give every word a score may be, after its scale's code, with its place in the order."""
    found: list[tuple[str, int]] = []
    for code, order in ((CRITERION, _CRITERION), (NORM_STEPS, _NORM), (KARAKTER, _KARAKTER), (BETYG, _BETYG)):
        found += [(f"{code}:{word}", place) for place, words in enumerate(order, 1) for word in words]
    for place, point in enumerate(POINTS, 1):
        found += [(f"{LUS}:{word}", place) for word in (point, f"lus{point}", f"{point},0")]
    return found


def write_lists(book: Book, sheet: Worksheet, row: int, column: int, reasons: Sequence[str]) -> int:
    """Write the lists side by side below ``row`` and tell the first free column."""
    scales = sorted({**{word: _CODES[kind] for word, kind in SCALES.items()}, **_MORE_SCALES}.items())
    columns: list[tuple[str, Sequence[str | int]]] = [
        ("skalaord", [word for word, _ in scales]),
        ("skalakode", [code for _, code in scales]),
        ("niveau", [word for word, _ in levels()]),
        ("niveauorden", [place for _, place in levels()]),
        ("overskrift", HEADINGS),
        ("ikke", NOT_TAKEN),
        ("testnavn", [name for name, _ in TESTS]),
        ("testkode", [code for _, code in TESTS]),
        ("grund", reasons),
    ]
    for place, (key, values) in enumerate(columns, start=column):
        sheet.set_column(place, place, 12)
        sheet.write_string(row, place, key, book.style("help_head"))
        for down, value in enumerate(values, start=row + 1):
            if isinstance(value, str):
                sheet.write_string(down, place, value, book.style("help"))
            else:
                sheet.write_number(down, place, value, book.style("help"))
        book.name(f"liste_{key}", sheet, row + 1, place, row + len(values))
    return column + len(columns)
