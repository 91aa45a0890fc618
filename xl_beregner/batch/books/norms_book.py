"""The workbook of norms: an overview for people, and the tables a dataset reads back.

What is fitted stands in ``fields.norm_run``, its words in ``norms_words``. The sheets ``normer`` and
``normraekker`` are tables of a dataset under their own keys, whatever the language.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from xl_beregner.batch.books import norms_words
from xl_beregner.batch.books.look import Book
from xl_beregner.batch.books.look_cells import LINE_POINTS, height
from xl_beregner.batch.books.norms_words import REFUSED, Cell, OverviewRow, norm_key
from xl_beregner.fields.norm_pairs import MOST_DAYS
from xl_beregner.fields.norm_run import NormRun
from xl_beregner.measures.measurement.linking import PLACES_SD
from xl_beregner.texts import number, say

if TYPE_CHECKING:
    from xlsxwriter.worksheet import Worksheet

NORM_COLUMNS = (
    "norm", "fag", "profil", "foer_test", "foer_trin", "efter_test", "efter_trin", "foer_skala",
    "efter_skala", "metode", "elever", "skoler", "brud", "kilde", "dato",
)  # fmt: skip
# Columns of values the table of a norm's rows has; a row of coefficients takes 101.
VALUES = 110
# On paper the first of them are enough to see which norm is which.
_PRINTED = 9

_OVERVIEW = (
    ("status", 17), ("fag", 18), ("foer", 14), ("efter", 14), ("elever", 8), ("skoler", 8), ("aar", 12),
    ("metode", 24), ("lavest", 11), ("midt", 11), ("hoejest", 11), ("passer", 27), ("bemaerkning", 36),
)  # fmt: skip
_NUMBERS = ("elever", "skoler", "lavest", "midt", "hoejest")
_ABOUT = (
    "hvad_er", "hvem", "metode", "bevis", "passer", "halvtreds", "faa", "roeber", "brud", "kobling", "ikke",
    "brug",
)  # fmt: skip
_TOP = 5  # the row of headings, from 0: title, source, counts, the marks that must be seen
_TINTS = {"norm": "good", "kobling": "good", "brud": "look", **dict.fromkeys(REFUSED, "bad")}


def norms_book(run: NormRun) -> bytes:
    """Build the workbook in the language spoken now; the same run gives the same bytes."""
    book = Book(say("norms.titel"), run.municipality, say("norms.side", side="&P", sider="&N"))
    _overview(book, run)
    _norms(book, run)
    _norm_rows(book, run)
    _links(book, run)
    _about(book, run)
    return book.finished()


def _top(book: Book, sheet: Worksheet, run: NormRun, title: str, lines: Sequence[str]) -> None:
    book.top(sheet, title, lines, [run.example or say("norms.fortrolig")], has_air=False)


def _made(run: NormRun) -> str:
    return say("norms.hvad", kilde=run.source, dato=run.made.strftime(say("norms.datoform")))


# --- Oversigt ----------------------------------------------------------------------------------
def _overview(book: Book, run: NormRun) -> None:
    sheet = book.page(
        say("norms.ark.oversigt"), [width for _, width in _OVERVIEW], heading_row=_TOP, is_locked=True
    )
    rows = norms_words.overview_rows(run)
    refused = sum(row.state in norms_words.REFUSED for row in rows)
    broken = sum(row.state == "brud" for row in rows)
    facts: dict[str, Any] = {
        "normer": len(run.fitted),
        "brud": broken,
        "koblinger": len(run.linked),
        "afvist": refused,
    }
    lines = [_made(run), say("norms.antal", **facts)]
    if run.example:
        lines.append(say("norms.fortrolig"))
    _top(book, sheet, run, say("norms.titel"), lines)
    for column, (key, _) in enumerate(_OVERVIEW):
        style = "head_right" if key in _NUMBERS else "head"
        sheet.write_string(_TOP, column, say(f"norms.kolonne.{key}"), book.style(style))
    sheet.set_row(_TOP, 46)
    sheet.freeze_panes(_TOP + 1, 2)
    for at, row in enumerate(rows, _TOP + 1):
        _overview_row(book, sheet, at, row)
    last = _TOP + len(rows)
    sheet.autofilter(_TOP, 0, max(last, _TOP + 1), len(_OVERVIEW) - 1)
    if run.small:
        last += 1
        sheet.write_string(last, 0, say("norms.smaa", antal=run.small, mindst=run.least), book.style("quiet"))
    sheet.print_area(0, 0, max(last, _TOP + 1), len(_OVERVIEW) - 1)


def _overview_row(book: Book, sheet: Worksheet, at: int, row: OverviewRow) -> None:
    values: list[Cell] = list(row)
    values[0] = say(f"norms.status.{row.state}")
    shapes = [_TINTS[row.state], "strong", *["cell"] * 2, *["count"] * 2]
    shapes += ["cell", "small", *["share"] * 3, "small", "small"]
    book.row(sheet, at, values, shapes)
    # Readers disagree on when a wrapped row grows by itself.
    heights = [
        height(value, width, shape == "small")
        for value, (_, width), shape in zip(values, _OVERVIEW, shapes, strict=True)
        if isinstance(value, str)
    ]
    sheet.set_row(at, max(heights) + 3)


# --- The tables a dataset reads back ----------------------------------------------------------
def _norms(book: Book, run: NormRun) -> None:
    widths = [40, 12, 14, 10, 9, 10, 9, 11, 11, 18, 8, 8, 7, 44, 12]
    sheet = _table(book, "normer", NORM_COLUMNS, widths)
    for at, fit in enumerate(run.fitted, 1):
        pair, norm = fit.pair, fit.norm
        values: list[Cell] = [
            norm_key(fit), pair.subject, pair.profile, pair.before.test, pair.before.grade, pair.after.test,
            pair.after.grade, pair.before.scale, pair.after.scale, norm.method if norm else "", fit.pupils,
            fit.schools, "ja" if pair.is_break else "nej", run.source, run.made.isoformat(),
        ]  # fmt: skip
        book.row(sheet, at, values, ["plain"] * len(values))


def _norm_rows(book: Book, run: NormRun) -> None:
    columns = ["norm", "noegle", *(f"v{place}" for place in range(1, VALUES + 1))]
    sheet = _table(book, "normraekker", columns, [40, 20, *[10] * VALUES])
    at = 0
    for fit in run.fitted:
        for key, values in fit.norm.rows() if fit.norm else ():
            at += 1
            cells: list[Cell] = [norm_key(fit), key, *values]
            book.row(sheet, at, cells, ["plain"] * len(cells))
    sheet.print_area(0, 0, max(at, 1), _PRINTED)


def _table(book: Book, name: str, columns: Sequence[str], widths: Sequence[float]) -> Worksheet:
    sheet = book.page(name, widths, is_locked=True)
    for column, key in enumerate(columns):
        sheet.write_string(0, column, key, book.style("head"))
    sheet.freeze_panes(1, 1)
    return sheet


# --- koblinger ---------------------------------------------------------------------------------
def _links(book: Book, run: NormRun) -> None:
    heads = [say(f"norms.kolonne.{key}") for key in ("fag", "foer", "efter", "elever", "skoler", "aar")]
    heads += [say(f"norms.kobling.kolonne.{key}") for key in ("dage", "r", "haeldning", "konstant", "midt")]
    heads += [say("norms.kobling.kolonne.fejl", sted=number(place, 0, signed=True)) for place in PLACES_SD]
    heads.append(say("norms.kobling.kolonne.tekst"))
    widths = [18, 14, 14, 8, 8, 11, 13, 12, 10, 10, 12, *[9] * 5, 44]
    sheet = book.page(say("norms.ark.koblinger"), widths, heading_row=_TOP, is_locked=True)
    _top(book, sheet, run, say("norms.kobling.titel"), [_made(run), say("norms.kobling.hvad")])
    if not run.linked:
        sheet.write_string(_TOP, 0, say("norms.kobling.ingen", dage=MOST_DAYS), book.style("plain"))
        return
    for column, head in enumerate(heads):
        is_number = column in (3, 4) or 6 <= column < len(heads) - 1
        sheet.write_string(_TOP, column, head, book.style("head_right" if is_number else "head"))
    sheet.set_row(_TOP, 46)
    sheet.freeze_panes(_TOP + 1, 1)
    for at, fit in enumerate(run.linked, _TOP + 1):
        text = norms_words.link_text(fit)
        about = norms_words.subject(fit.pair.subject, fit.pair.profile)
        sides = [norms_words.one_test(side) for side in (fit.pair.before, fit.pair.after)]
        values: list[Cell] = [about, *sides, fit.pupils, fit.schools]
        values += [norms_words.span(fit.first_year, fit.last_year), fit.days, fit.correlation, fit.slope]
        values += [fit.intercept, fit.places[len(PLACES_SD) // 2].x, *(place.error for place in fit.places)]
        shapes = ["strong", "cell", "cell", "count", "count", "cell"]
        shapes += ["count", *["figure"] * 9, "small"]
        book.row(sheet, at, [*values, text], shapes)
        sheet.set_row(at, max(2 * LINE_POINTS, height(text, 44, True)) + 3)


# --- Om tallene --------------------------------------------------------------------------------
def _about(book: Book, run: NormRun) -> None:
    sheet = book.page(say("norms.ark.om"), [30, 120], is_locked=True)
    sheet.fit_to_pages(1, 1)
    _top(book, sheet, run, say("norms.om.titel"), [_made(run)])
    years = norms_words.span(run.first_year, run.last_year)
    facts: list[tuple[str, str]] = [
        (say("norms.om.kommune"), run.municipality),
        (say("norms.om.kilde"), run.source),
        (say("norms.om.lavet"), run.made.strftime(say("norms.datoform"))),
        (say("norms.om.aar"), years),
        (say("norms.om.mindst"), str(run.least)),
        (say("norms.om.udeladt"), _left_out(run)),
    ]
    facts += [(say(f"norms.om.{key}.navn"), say(f"norms.om.{key}.om")) for key in _ABOUT]
    for at, (term, said) in enumerate(facts, 4):
        book.row(sheet, at, [term, said], ["strong", "cell"])
        sheet.set_row(at, height(said, 120) + 4)


def _left_out(run: NormRun) -> str:
    def said(why: str) -> str:
        return say(f"norms.skala.{why}" if f"norms.skala.{why}" in _SCALES else f"norms.udeladt.{why}")

    parts = [f"{said(why)}: {number(count, 0)}" for why, count in run.left_out.items() if count >= run.least]
    return "; ".join(parts) or say("norms.om.udeladt_intet")


_SCALES = {f"norms.skala.{scale}" for scale in ("kriterie", "karakter", "betyg", "lus")}
