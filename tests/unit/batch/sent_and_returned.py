"""A small municipality whose workbooks were sent, and what its schools may have done to them.

The workbooks are made with openpyxl, the manifest with ours; figures and names are invented. A school's
edits are told as ``{"Aftale!F2": 7.4}``.
"""

from __future__ import annotations

import datetime
import hashlib
import io
import re
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

from openpyxl import Workbook, load_workbook
from openpyxl.packaging.custom import StringProperty
from openpyxl.workbook.defined_name import DefinedName
from support.parts import read_parts, write_parts

from xl_beregner.batch.folder import OutputFolder
from xl_beregner.batch.manifest import Manifest, Record, RunIdentity, to_bytes
from xl_beregner.batch.values import json_line

RUN = RunIdentity("Eksempel Kommune", "resultataftale", "2026/2027", "fortrolig")
SCHOOLS = {"101": "Åskolen", "102": "Bakkeskolen", "103": "Havskolen"}

# One figure that should rise and one that should fall, with what a goal is held against.
FIGURES: Mapping[str, Sequence[Any]] = {
    "noegle": ["karakter", "fravaer"],
    "navn": ["Karaktergennemsnit", "Elevfravær"],
    "baseline": [7.0, 8.0],
    "fortegn": [1, -1],
    "synlig": [0.5, 1.0],
    "mindste": [-3.0, 0.0],
    "stoerste": [12.0, 100.0],
    "decimaler": [1, 1],
    "sd": [0.4, 1.2],
}
ANSWERS = {"maaltype": "K", "maal": "L", "senest": "M", "tiltag": "N"}
# A whole agreement: one goal, its parties and dates.
AGREED: Mapping[str, Any] = {
    "Aftale!L2": 7.6,
    "Aftale!M2": "2026/2027",
    "Aftale!N2": "Læsebånd hver morgen",
    "Forside!B4": "Anna Eksempel",
    "Forside!B5": "Bo Eksempel",
    "Forside!B6": datetime.date(2026, 9, 15),
}
_LAST = 3  # row of the list
_MODIFIED = re.compile(rb"(<dcterms:modified[^>]*>)[^<]*(</dcterms:modified>)")


def municipality(folder: Path, schools: Mapping[str, str] = SCHOOLS, run: RunIdentity = RUN) -> Path:
    """Make an output folder with a workbook a school."""
    made = OutputFolder(folder)
    made.units.mkdir(parents=True)
    made.stays.mkdir()
    records = []
    for number, name in schools.items():
        data, file = workbook(number, name, run), f"{number}_{name.lower()}.xlsx"
        (made.units / file).write_bytes(data)
        records.append(
            Record(
                unit=number,
                name=name,
                file=file,
                inputs="i",
                sha256=hashlib.sha256(data).hexdigest(),
                template=run.template,
                template_version="1.0",
                template_sha256="t",
                dataset_hash="d",
                tool_version="0",
                written=json_line(written(number, name, run)),
            )
        )
    made.manifest.write_bytes(to_bytes(Manifest(run, records)))
    return folder


def written(number: str, name: str, run: RunIdentity = RUN) -> dict[str, Any]:
    """Give the figures a school's workbook holds, as its manifest has them."""
    figures = {f"felt_aftale__{key}": list(values) for key, values in FIGURES.items()}
    about = {
        "felt_enhed_nr": number,
        "felt_skole_navn": name,
        "felt_kommune_navn": run.municipality,
        "felt_hentet": "2026-09-01",
        "felt_ingen_tal": None,
        "felt_sidste__noegle": [None],  # a list without rows yet
        "felt_sidste__maal": [None],
    }
    return figures | about


def workbook(number: str, name: str, run: RunIdentity = RUN, version: str = "1.0") -> bytes:
    """Make one school's workbook as it is sent."""
    book = Workbook()
    front, agreement, about = book.active, book.create_sheet("Aftale"), book.create_sheet("Om tallene")
    front.title = "Forside"
    said = written(number, name, run)
    cells = {"felt_skole_navn": "B1", "felt_kommune_navn": "B2", "felt_hentet": "B3", "felt_ingen_tal": "B7"}
    for field, cell in cells.items():
        front[cell] = said[field]
        _name(book, field, f"Forside!${cell[0]}${cell[1:]}")
    front["B3"] = datetime.date(2026, 9, 1)
    for field, cell in {"skoleleder": "B4", "omraadechef": "B5", "aftale_dato": "B6"}.items():
        _name(book, f"svar_{field}", f"Forside!${cell[0]}${cell[1:]}")
    for column, (field, values) in enumerate(FIGURES.items(), start=1):
        for row, value in enumerate(values, start=2):
            agreement.cell(row, column, value)
        letter = agreement.cell(1, column).column_letter
        _name(book, f"felt_aftale__{field}", f"Aftale!${letter}$2:${letter}${_LAST}")
    for field, letter in ANSWERS.items():
        _name(book, f"svar_aftale__{field}", f"Aftale!${letter}$2:${letter}${_LAST}")
    _name(book, "felt_sidste__noegle", "'Om tallene'!$E$2:$E$3")
    _name(book, "felt_sidste__maal", "'Om tallene'!$F$2:$F$3")
    identity = {
        "xb_skabelon": run.template,
        "xb_version": version,
        "xb_enhed": "skole",
        "xb_enhed_nr": number,
        "xb_skoleaar": run.school_year,
    }
    for row, (field, value) in enumerate(identity.items(), start=1):
        about.cell(row, 2, value)
        _name(book, "felt_enhed_nr" if field == "xb_enhed_nr" else field, f"'Om tallene'!$B${row}")
        book.custom_doc_props.append(StringProperty(name=field, value=value))
    return _saved(book, datetime.datetime(2026, 9, 2))


class Words(str):
    """A text that stays one in openpyxl, though it reads as a formula."""


def sent_file(sent: Path, number: str) -> Path:
    """Find the file that was sent to a school."""
    return next((sent / "skoler").glob(f"{number}_*.xlsx"))


def answered(
    sent: Path,
    number: str,
    edits: Mapping[str, Any],
    change: Callable[[Workbook], None] = lambda book: None,
    *,
    modified: datetime.datetime = datetime.datetime(2026, 10, 1),
) -> bytes:
    """Edit a school's workbook as the school would, and save it with another program."""
    book = load_workbook(sent_file(sent, number))
    for place, value in edits.items():
        sheet, _, cell = place.partition("!")
        book[sheet][cell] = value
        if isinstance(value, Words):
            book[sheet][cell].data_type = "s"
    change(book)
    return _saved(book, modified)


def _saved(book: Workbook, modified: datetime.datetime) -> bytes:
    """Save a workbook; when is told by hand, for openpyxl always says now."""
    stream = io.BytesIO()
    book.save(stream)
    parts = read_parts(stream.getvalue())
    said = modified.strftime("%Y-%m-%dT%H:%M:%SZ").encode()
    parts["docProps/core.xml"] = _MODIFIED.sub(rb"\g<1>" + said + rb"\g<2>", parts["docProps/core.xml"])
    return write_parts(parts)


def _name(book: Workbook, name: str, place: str) -> None:
    book.defined_names[name] = DefinedName(name, attr_text=place)
