"""An empty dataset workbook to fill in: a sheet per table, with headings, help and drop-downs.

Made from ``schema`` alone, so that it always reads back; ``load`` reads it. The example rows are marked
with a word that the reader leaves out.
"""

from __future__ import annotations

import io
import os
from pathlib import Path
from typing import Any

import xlsxwriter

from xl_beregner import texts
from xl_beregner.dataset import schema
from xl_beregner.dataset.dates import EARLIEST, HIGHEST_GRADE, LATEST
from xl_beregner.dataset.readers import dataset_file_in
from xl_beregner.dataset.schema import Kind
from xl_beregner.dataset.settings import defaults
from xl_beregner.dataset.shape import written
from xl_beregner.errors import OutputError

ROWS_PREPARED = 2000
_FILE_NAME = "datasaet.xlsx"
_LONGEST_MESSAGE, _LONGEST_TITLE = 255, 32  # Excel's own limits

# Norms are written by the command `norms`, agreements by `collect`, into workbooks of their own.
_WRITTEN = (schema.NORMS, schema.NORM_ROWS, *schema.AGREEMENT_TABLES)
TABLES = tuple(table for table in schema.TABLES if table not in _WRITTEN)

# One plausible row a table; the key says that it is an example.
_EXAMPLES: dict[str, dict[str, Any]] = {
    "skoler": {"elevtal": 420},
    "katalog": {
        "maaleenhed": "pct",
        "retning": "ned",
        "decimaler": 1,
        "mindste": 0,
        "stoerste": 100,
        "kan_aftales": "ja",
        "vises": "ja",
        "fortrolig": "nej",
        "offentliggjort": "ja",
        "sammenlaegning": "vaegtet_middel",
        "beregnet": "nej",
        "raekkefoelge": 1,
    },
    "indikatorer": {"skoleaar": "2025/2026", "vaerdi": 7.4, "antal": 398},
    "maal": {"niveau": "skole", "skoleaar": "2026/2027", "maaltype": "niveau", "vaerdi": 7.0},
    "elever": {"frivillig": "nej", "klassetrin": 4, "score": 15},
    "omsaetning": {"klassetrin": 4, "score": 47, "vaerdi": 740, "maalefejl": 60},
    "aarshjul": {"hvem": "forvaltning", "fra": "15/9", "eksempel": "nej"},
    "prognoser": {"prognose": "usikkert", "sandsynlighed": 0.6},
}


def new_dataset(path: str | Path, lang: str | None = None) -> Path:
    """Write an empty dataset workbook and tell where; a file that is there already is left alone.

    ``path`` is the workbook to write, or a folder to write it in.
    """
    path = Path(path)
    target = path if path.suffix.lower() == ".xlsx" else path / _FILE_NAME
    if target.exists():
        raise OutputError("dataset_findes", sti=str(target))
    if target != path and (there := dataset_file_in(path)):
        # Beside a dataset it would be a second one: every table would be there twice.
        raise OutputError("dataset_findes", sti=str(there))
    temporary = target.with_name(f".{target.name}.tmp")
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        temporary.write_bytes(_workbook(lang or texts.language()))
        os.replace(temporary, target)
    except OSError as error:
        raise OutputError("dataset_ikke_skrevet", sti=str(target), grund=str(error.strerror)) from error
    return target


def _workbook(lang: str) -> bytes:
    memory = io.BytesIO()
    with xlsxwriter.Workbook(memory, {"in_memory": True}) as book:
        book.set_properties({"title": texts.say("dataset.nyt.titel", lang)})
        look = _Look(book)
        _read_me(book, look, lang)
        for table in TABLES:
            _sheet(book, table, look, lang)
    return memory.getvalue()


class _Look:
    """The few formats of the workbook."""

    def __init__(self, book: Any) -> None:
        self.title = book.add_format({"bold": True, "font_size": 16, "font_color": "#1F3A5F"})
        self.text = book.add_format({"text_wrap": True, "valign": "top"})
        heading = {
            "bold": True,
            "font_color": "#FFFFFF",
            "bg_color": "#1F3A5F",
            "text_wrap": True,
            "valign": "top",
        }
        self.required = book.add_format(heading)
        self.optional = book.add_format({**heading, "bold": False, "bg_color": "#4A6482"})
        self.example = book.add_format({"italic": True, "font_color": "#595959", "bg_color": "#EEEEEE"})
        self.label = book.add_format({"num_format": "@"})  # a school number keeps its leading zero
        self.day = book.add_format({"num_format": "dd-mm-yyyy"})
        self.plain = book.add_format({})

    def of(self, kind: Kind) -> Any:
        """Give the format of a column's cells."""
        if kind is Kind.DATE:
            return self.day
        return self.label if kind in (Kind.LABEL, Kind.YEAR, Kind.RULE) else self.plain


def _read_me(book: Any, look: _Look, lang: str) -> None:
    sheet = book.add_worksheet(texts.say("dataset.nyt.laes_mig", lang))
    sheet.set_column(0, 0, 24, look.text)
    sheet.set_column(1, 1, 88, look.text)
    sheet.hide_gridlines(2)
    sheet.write_string(0, 0, texts.say("dataset.nyt.titel", lang), look.title)
    lines = texts.say("dataset.nyt.vejledning", lang).split("\n")
    for row, line in enumerate(lines, 2):
        sheet.merge_range(row, 0, row, 1, line, look.text)
        sheet.set_row(row, 15 * (1 + len(line) // 130))
    for row, table in enumerate(TABLES, len(lines) + 3):
        sheet.write_string(row, 0, texts.say(f"dataset.tabel.{table.name}", lang), look.text)
        told = texts.say(f"dataset.om.{table.name}", lang)
        sheet.write_string(row, 1, told, look.text)
        sheet.set_row(row, 15 * (1 + len(told) // 90))
    _print_setup(sheet, lang)


def _sheet(book: Any, table: schema.Table, look: _Look, lang: str) -> None:
    sheet = book.add_worksheet(texts.say(f"dataset.tabel.{table.name}", lang))
    sheet.freeze_panes(1, 1)
    sheet.set_row(0, 32)
    for at, column in enumerate(table.columns):
        heading = texts.say(f"dataset.kolonne.{table.name}.{column.key}", lang)
        sheet.set_column(at, at, max(12, min(40, len(heading) + 4)), look.of(column.kind))
        sheet.write_string(0, at, heading, look.required if column.required else look.optional)
        sheet.data_validation(1, at, ROWS_PREPARED, at, _validation(table, column, heading, lang))
    if table is schema.SETTINGS:
        _settings(sheet, table, look)
    else:
        _example(sheet, table, look, lang)
    sheet.repeat_rows(0)
    _print_setup(sheet, lang)


def _validation(table: schema.Table, column: schema.Column, heading: str, lang: str) -> dict[str, Any]:
    need = texts.say("dataset.nyt.skal" if column.required else "dataset.nyt.kan", lang)
    told = texts.say(f"dataset.hjaelp.{table.name}.{column.key}", lang)
    rule: dict[str, Any] = {
        "input_title": heading[:_LONGEST_TITLE],
        "input_message": f"{need} {told}"[:_LONGEST_MESSAGE],
        "error_message": texts.say("dataset.nyt.forkert", lang),
    }
    if column.kind is Kind.YES_NO:
        return {**rule, "validate": "list", "source": ["ja", "nej"]}
    if column.kind is Kind.CHOICE:
        return {**rule, "validate": "list", "source": written(column.choices, lang)}
    if column.kind is Kind.WHOLE:
        least = 1 if column.key == "mindst_antal" else 0
        return {**rule, "validate": "integer", "criteria": ">=", "value": least}
    if column.kind is Kind.GRADE:
        return {**rule, "validate": "integer", "criteria": "between", "minimum": 0, "maximum": HIGHEST_GRADE}
    if column.kind is Kind.DATE:
        days = {"minimum": EARLIEST, "maximum": LATEST}
        return {**rule, "validate": "date", "criteria": "between", **days}
    if column.kind is Kind.NUMBER and column.key not in ("antal", "standardfejl"):
        return {**rule, "validate": "decimal", "criteria": "between", "minimum": -1e12, "maximum": 1e12}
    return {**rule, "validate": "any"}


def _example(sheet: Any, table: schema.Table, look: _Look, lang: str) -> None:
    mark = texts.say("dataset.nyt.eksempel", lang)
    key = next(column.key for column in table.columns if column.required)
    values = dict(_EXAMPLES[table.name])
    for column in table.columns:
        word = f"dataset.nyt.{table.name}.{column.key}"
        if texts.knows(word, lang):
            values[column.key] = texts.say(word, lang)
    values[key] = mark
    for at, column in enumerate(table.columns):
        value = values.get(column.key)
        if isinstance(value, str):
            sheet.write_string(1, at, value, look.example)
        elif value is not None:
            sheet.write_number(1, at, value, look.example)
        else:
            sheet.write_blank(1, at, None, look.example)


def _settings(sheet: Any, table: schema.Table, look: _Look) -> None:
    at = {column.key: place for place, column in enumerate(table.columns)}
    sheet.set_column(at["noegle"], at["noegle"], 24, look.label)
    sheet.set_column(at["kilde"], at["kilde"], 80)
    for row, (key, setting) in enumerate(defaults().items(), 1):
        sheet.write_string(row, at["noegle"], key)
        if setting.value != "":
            sheet.write(row, at["vaerdi"], setting.value)
        sheet.write_string(row, at["kilde"], setting.source)


def _print_setup(sheet: Any, lang: str) -> None:
    sheet.set_paper(9)  # A4
    sheet.set_landscape()
    sheet.fit_to_pages(1, 0)
    sheet.set_footer(f"&L&A&R{texts.say('dataset.nyt.side', lang)}")
