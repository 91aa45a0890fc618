"""Five ugly pastes of invented pupils, as files and as cells, with what each row must become.

``rows`` gives the cells as a person would paste them, ``write`` the file they came in, ``expected``
what each row means: understood as these values, refused for this reason, or no result at all. Every
value expected is written out by hand beside its cells; nothing here asks the reader.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path
from typing import Any

NBSP, ZERO_WIDTH, NARROW = "\u00a0", "\u200b", "\u202f"


@dataclass(frozen=True)
class Outcome:
    """What one row of a paste must become; ``row`` counts from 1, as a person sees it."""

    row: int
    kind: str  # "forstaaet", "afvist", "intet" (a title, a heading, a blank line)
    result: Mapping[str, Any] = field(default_factory=dict)
    reason: str = ""  # the fault's key, without "dataset_"


@dataclass(frozen=True)
class Ok:
    """The row is understood as these values, laid over the paste's own defaults."""

    result: Mapping[str, Any]


@dataclass(frozen=True)
class No:
    """The row is refused."""

    reason: str


NOTHING = None
Line = tuple[Sequence[Any], Ok | No | None]

# --- 1. A text file saved by Excel in Danish -------------------------------------------------
# Title, merged headings in two rows, non-breaking blanks, decimal commas, blank lines between classes,
# the headings once more. The national tests of autumn 2021.
_A = {
    "skole_nr": "101001", "klasse": "4.A", "fag": "Dansk, læsning", "profil": "Afkodning", "test": "DNT",
    "frivillig": False, "klassetrin": 4.0, "skoleaar": 2021, "ord": "", "maks": None,
    "skala": "percentil", "maalefejl": None,
}  # fmt: skip
_A_BELOW = ["", "", "Elev-id", "Navn", "", "Profilområde", "Test", "Frivillig", "", "", "Score", "Skala"]
DANSK_CSV: list[Line] = [
    (["Resultater, opdigtede elever", "", "", "", "", "", "", "", "", "", "", ""], NOTHING),
    (["", "", "", "", "", "", "", "", "", "", "", ""], NOTHING),
    (
        ["Skolenummer", "Klasse", "Elev", "", "Fag", "Prøve", "", "", "Klassetrin", "Dato", "Resultat", ""],
        NOTHING,
    ),
    (_A_BELOW, NOTHING),
    (
        ["101001", "4.A", "u101", f"Asta{NBSP}Et", "Dansk, læsning", "Afkodning", "DNT", "nej", "4",
         "21-09-2021", "47", "percentil"],
        Ok({"elev_id": "u101", "elev_navn": "Asta Et", "dato": date(2021, 9, 21), "score": 47.0}),
    ),
    (
        [f"101001{NBSP}", f"4.A{NBSP}", f"u102{ZERO_WIDTH}", "Bo  To", f"Dansk,{NBSP}læsning", "Afkodning",
         "dnt", "Ja", "4. klasse", "21/9-2021", "47", "Percentil"],
        No("celle_ikke_dato"),
    ),
    (
        [f"101001{NBSP}", f"4.A{NBSP}", f"u103{ZERO_WIDTH}", "Carl  Tre", f"Dansk,{NBSP}læsning",
         "Afkodning", "dnt", "Ja", "4. klasse", "21/9/21", "47,5", "Percentil"],
        Ok({"elev_id": "u103", "elev_navn": "Carl Tre", "frivillig": True, "dato": date(2021, 9, 21),
            "score": 47.5}),
    ),
    (
        ["101001", "4.A", "u104", "Dina Fire", "Dansk, læsning", "Afkodning", "DNT", "nej", "4",
         "d. 3. marts 2022", "100", "percentil"],
        Ok({"elev_id": "u104", "elev_navn": "Dina Fire", "dato": date(2022, 3, 3), "score": 100.0}),
    ),
    (
        ["101001", "4.A", "u105", "Egon Fem", "Dansk, læsning", "Afkodning", "DNT", "nej", "4", "21-09-2021",
         "101", "percentil"],
        No("percentil_udenfor"),
    ),
    (
        ["101001", "4.A", "u106", "Frida Seks", "Dansk, læsning", "Afkodning", "DNT", "nej", "4",
         "21-09-2021", "0", "percentil"],
        No("percentil_udenfor"),
    ),
    (
        ["101001", "4.A", "u107", "Gro Syv", "Dansk, læsning", "Afkodning", "DNT", "", "4", "21-09-2021",
         "-", "percentil"],
        Ok({"elev_id": "u107", "elev_navn": "Gro Syv", "dato": date(2021, 9, 21), "score": None}),
    ),
    (["", "", "", "", "", "", "", "", "", "", "", ""], NOTHING),
    (_A_BELOW, NOTHING),
    (
        ["101001", "4.B", "u108", "Hans Otte", "Dansk, læsning", "Afkodning", "DNT", "nej", "4",
         "21-09-2021", f"12{NBSP}%", "percentil"],
        Ok({"klasse": "4.B", "elev_id": "u108", "elev_navn": "Hans Otte", "dato": date(2021, 9, 21),
            "score": 12.0}),
    ),
    (
        ["101001", "", "u109", "Ida Ni", "Dansk, læsning", "Afkodning", "DNT", "nej", "4", "21-09-2021",
         "55", "percentil"],
        No("tom_celle"),
    ),
    (
        ["101001", "4.B", "u110", "Jo Ti", "Dansk, læsning", "Afkodning", "DNT", "nej", "4", "21-09-2021",
         "33", "percentil"],
        No("elev_dobbelt"),
    ),
    (
        ["101001", "4.B", "u110", "Jo Ti", "Dansk, læsning", "Afkodning", "DNT", "nej", "4", "21-09-2021",
         "38", "percentil"],
        No("elev_dobbelt"),
    ),
    (
        ["101001", "4.B", "u111", "Kaj Elleve", "Dansk, læsning", "Afkodning", "DNT", "nej", "4",
         "21-09-2021", "61", "percentil"],
        Ok({"klasse": "4.B", "elev_id": "u111", "elev_navn": "Kaj Elleve", "dato": date(2021, 9, 21),
            "score": 61.0}),
    ),
    (
        ["101001", "4.B", "u111", "Kaj Elleve", "Dansk, læsning", "Afkodning", "DNT", "nej", "4",
         "21-09-2021", "61", "percentil"],
        NOTHING,  # the same row again: read once
    ),
    (["4.B slut", "", "", "", "", "", "", "", "", "", "", ""], No("raekke_en_celle")),
]  # fmt: skip

# --- 2. A workbook with white text -----------------------------------------------------------
# Numbers as text, dates as text, as dates and as serial numbers in one column, an error cell.
_B = {
    "skole_nr": "0123", "klasse": "6.C", "fag": "Matematik", "profil": "", "test": "EKS",
    "frivillig": False, "klassetrin": 6.0, "dato": date(2026, 9, 14), "skoleaar": 2026, "ord": "",
    "maks": None, "skala": "skalascore", "maalefejl": 24.5,
}  # fmt: skip
HVID_XLSX: list[Line] = [
    (
        ["Institutionsnummer", "Klasse", "UNI-ID", "Elevens navn", "Fag", "Profilområde", "Prøve",
         "Klassetrin", "Dato for test", "Resultat", "Målefejl", "Skala"],
        NOTHING,
    ),
    (
        ["0123", "6.C", "u201", "Liv Et", "Matematik", "", "EKS", 6, datetime(2026, 9, 14), 512.0, 24.5,
         "skalascore"],
        Ok({"elev_id": "u201", "elev_navn": "Liv Et", "score": 512.0}),
    ),
    (
        ["0123", "6.C", "u202", "Max To", "Matematik", "hele testen", "EKS", "6", "14-09-2026", "1.512,25",
         "24,5", "Skalascore"],
        Ok({"elev_id": "u202", "elev_navn": "Max To", "score": 1512.25}),
    ),
    (
        ["0123", "6.C", "u203", "Nor Tre", "Matematik", "", "EKS", 6.0, 46279, f"1{NARROW}498", 24.5,
         "skalascore"],
        Ok({"elev_id": "u203", "elev_navn": "Nor Tre", "score": 1498.0}),
    ),
    (
        ["0123", "6.C", "u204", "Ole Fire", "Matematik", "", "EKS", 6, "46279", "487", "24,5",
         "skalascore"],
        Ok({"elev_id": "u204", "elev_navn": "Ole Fire", "score": 487.0}),
    ),
    (
        ["0123", "6.C", "u205", "Pil Fem", "Matematik", "", "EKS", 6, "2026-09-14T08:15:00", "478", 24.5,
         "skalascore"],
        Ok({"elev_id": "u205", "elev_navn": "Pil Fem", "score": 478.0}),
    ),
    (
        ["0123", "6.C", "u206", "Roy Seks", "Matematik", "", "EKS", 6, "14. september 2026", "ca. 480",
         24.5, "skalascore"],
        No("score_ikke_tal"),
    ),
    (
        ["0123", "6.C", "u207", "Siv Syv", "Matematik", "", "EKS", 6, "9/14/2026", 480, 24.5, "skalascore"],
        No("celle_ikke_dato"),
    ),
    (
        ["0123", "6.C", "u208", "Tor Otte", "Matematik", "", "EKS", 6, datetime(2026, 9, 14), "#I/T", 24.5,
         "skalascore"],
        No("celle_fejlvaerdi"),
    ),
    (
        ["0123", "6.C", "u209", "Ulf Ni", "Matematik", "", "EKS", "6.C", datetime(2026, 9, 14), 500, 24.5,
         "skalascore"],
        No("celle_ikke_klassetrin"),
    ),
    (
        ["0123", "6.C", "u210", "Vera Ti", "Matematik", "", "EKS", 6, datetime(2026, 9, 14), 500, 0,
         "skalascore"],
        No("ikke_over_nul"),
    ),
    (
        ["0123", "6.C", "", "Ylva Elleve", "Matematik", "", "EKS", 6, datetime(2026, 9, 14), 505, 24.5,
         "skalascore"],
        No("tom_celle"),
    ),
    (
        ["0123", "6.C", "u212", "Zoe Tolv", "Matematik", "", "EKS", 6, datetime(2062, 9, 14), 505, 24.5,
         "skalascore"],
        No("dato_fremtid"),
    ),
    (
        ["0123", "6.C", "u213", "Ægir Tretten", "Matematik", "", "EKS", 6, 46279, "Syg", 24.5,
         "skalascore"],
        Ok({"elev_id": "u213", "elev_navn": "Ægir Tretten", "score": None}),
    ),
]  # fmt: skip

# --- 3. The wrong view -----------------------------------------------------------------------
# Excel's "Unicode text": the criterion view's words where percentiles belong, the norm view's steps.
_C = {
    "skole_nr": "101002", "klasse": "2.B", "elev_navn": "", "fag": "Dansk, læsning",
    "profil": "Sprogforståelse", "test": "DNT", "frivillig": False, "klassetrin": 2.0,
    "dato": date(2022, 2, 1), "skoleaar": 2021, "maks": None, "maalefejl": None,
}  # fmt: skip
_C_CELLS = ["101002", "2.B", "Dansk, læsning", "Sprogforståelse", "Nationale test", "2", "01.02.2022"]
KRITERIEVISNING: list[Line] = [
    (
        ["Skole nr.", "Klasse", "Fag", "Profilområde", "Test", "Klassetrin", "Dato", "Elev-ID", "Resultat",
         "Skala"],
        NOTHING,
    ),
    ([*_C_CELLS, "u301", "God", "percentil"], No("score_kriterie")),
    ([*_C_CELLS, "u302", "Rigtigt god præstation", "percentil"], No("score_kriterie")),
    ([*_C_CELLS, "u303", "Over middel", "percentil"], No("score_normtrin")),
    (
        [*_C_CELLS, "u304", "64", "percentil"],
        Ok({"elev_id": "u304", "score": 64.0, "ord": "", "skala": "percentil"}),
    ),
    (
        [*_C_CELLS, "u305", "Rigtigt god", "kriterie"],
        Ok({"elev_id": "u305", "score": None, "ord": "Rigtig god", "skala": "kriterie"}),
    ),
    (
        [*_C_CELLS, "u306", "JÆVN PRÆSTATION", "Kriteriebaseret"],
        Ok({"elev_id": "u306", "score": None, "ord": "Jævn", "skala": "kriterie"}),
    ),
    (
        [*_C_CELLS, "u312", "P 31", "percentil"],
        No("score_ikke_tal"),
    ),
    (
        [*_C_CELLS, "u313", "31. percentil", "percentil"],
        Ok({"elev_id": "u313", "score": 31.0, "ord": "", "skala": "percentil"}),
    ),
    ([*_C_CELLS, "u307", "Under middel", "kriterie"], No("score_normtrin")),
    ([*_C_CELLS, "u308", "3", "kriterie"], No("kriterie_udenfor")),
    ([*_C_CELLS, "u309", "57 point", "percentil"], No("score_enhed")),
    ([*_C_CELLS, "u310", "57", "stanine"], No("ukendt_ord")),
    ([*_C_CELLS, "u311", "57", ""], No("tom_celle")),
]  # fmt: skip

# --- 4. A Swedish list of LUS ----------------------------------------------------------------
_D = {
    "skole_nr": "72310054", "klasse": "3A", "fag": "Svenska, läsning", "profil": "", "test": "LUS",
    "frivillig": False, "klassetrin": 3.0, "dato": date(2026, 9, 15), "skoleaar": 2026, "score": None,
    "maks": None, "skala": "lus", "maalefejl": None,
}  # fmt: skip
_D_CELLS = ["72310054", "3A", "Svenska, läsning", "LUS", "åk 3", "2026-09-15"]
LUS_SV: list[Line] = [
    (["LUS, påhittade elever"], NOTHING),
    (
        ["Skolenhetskod", "Klass", "Ämne", "Prov", "Årskurs", "Datum", "Elev-id", "Namn", "LUS-punkt"],
        NOTHING,
    ),
    (
        [*_D_CELLS, "u401", "Åke Ett", "15"],
        Ok({"elev_id": "u401", "elev_navn": "Åke Ett", "ord": "15"}),
    ),
    (
        [*_D_CELLS, "u402", "Örjan Två", "18 a"],
        Ok({"elev_id": "u402", "elev_navn": "Örjan Två", "ord": "18a"}),
    ),
    (
        [*_D_CELLS, "u403", "Elin Tre", "LUS 18B"],
        Ok({"elev_id": "u403", "elev_navn": "Elin Tre", "ord": "18b"}),
    ),
    (
        [*_D_CELLS, "u404", "Nils Fyra", "15,0"],
        Ok({"elev_id": "u404", "elev_navn": "Nils Fyra", "ord": "15"}),
    ),
    ([*_D_CELLS, "u405", "Siv Fem", "18"], No("lus_uden_bogstav")),
    ([*_D_CELLS, "u406", "Ulla Sex", "20"], No("lus_udenfor")),
    ([*_D_CELLS, "u407", "Vide Sju", "14,5"], No("lus_udenfor")),
    (
        [*_D_CELLS, "u408", "Alva Åtta", "Frånvarande"],
        Ok({"elev_id": "u408", "elev_navn": "Alva Åtta", "ord": ""}),
    ),
    (
        [*_D_CELLS[:5], "15 september 2026", "u409", "Bror Nio", "19"],
        Ok({"elev_id": "u409", "elev_navn": "Bror Nio", "ord": "19"}),
    ),
    ([*_D_CELLS, "u401", "Stig Tio", "16"], No("elev_dobbelt")),
]  # fmt: skip
# Two pupils share an id: which of the two rows is wrong cannot be told, so both are refused.
LUS_SV[2] = (LUS_SV[2][0], No("elev_dobbelt"))

# --- 5. FNO 2025/26 beside FNF 2026/27 -------------------------------------------------------
_E = {
    "skole_nr": "101003", "klasse": "4.A", "elev_navn": "", "fag": "Matematik", "profil": "",
    "test": "FNO", "frivillig": False, "klassetrin": 4.0, "dato": date(2025, 9, 10), "skoleaar": 2025,
    "ord": "", "maks": 30.0, "skala": "point", "maalefejl": None,
}  # fmt: skip
_FNF = {"test": "FNF", "klassetrin": 6.0, "klasse": "5.A", "dato": date(2026, 9, 9), "skoleaar": 2026,
        "maks": 36.0}  # fmt: skip
_O = ["101003", "4.A", "Matematik", "FNO", "4", "10-09-2025"]
_F = ["101003", "5.A", "Matematik", "FNF", "6", "09-09-2026"]
FNO_FNF: list[Line] = [
    (
        ["Skolenr.", "Klasse", "Fag", "Test", "Klassetrin", "Dato", "Elevens id", "Antal rigtige",
         "Maks. point"],
        NOTHING,
    ),
    ([*_O, "u501", "12 af 30", ""], Ok({"elev_id": "u501", "score": 12.0})),
    ([*_O, "u502", "12/30", "30"], Ok({"elev_id": "u502", "score": 12.0})),
    ([*_O, "u503", "12", "30"], Ok({"elev_id": "u503", "score": 12.0})),
    ([*_O, "u504", "12 p.", "30"], Ok({"elev_id": "u504", "score": 12.0})),
    ([*_O, "u505", "12 ud af 30", "36"], No("maks_modsiger")),
    ([*_O, "u506", "40 %", "30"], No("score_procent")),
    ([*_O, "u507", "31", "30"], No("point_udenfor")),
    ([*_O, "u508", "-2", "30"], No("point_negativ")),
    ([*_O, "u509", date(2025, 10, 3), "30"], No("score_dato")),
    ([*_O, "u510", "God", "30"], No("score_kriterie")),
    ([*_O, "u511", "0", "30"], Ok({"elev_id": "u511", "score": 0.0})),
    ([*_O, "u512", "12", "0"], No("ikke_over_nul")),
    ([*_F, "u501", "20 af 36", "36"], Ok({**_FNF, "elev_id": "u501", "score": 20.0})),
    ([*_F, "u502", "fritaget", "36"], Ok({**_FNF, "elev_id": "u502", "score": None})),
    ([*_F, "u503", "21", "36"], Ok({**_FNF, "elev_id": "u503", "score": 21.0})),
]  # fmt: skip

_PASTES: Mapping[str, tuple[list[Line], Mapping[str, Any]]] = {
    "dansk_csv": (DANSK_CSV, _A),
    "hvid_xlsx": (HVID_XLSX, _B),
    "kriterievisning": (KRITERIEVISNING, _C),
    "lus_sv": (LUS_SV, _D),
    "fno_fnf": (FNO_FNF, _E),
}
NAMES = tuple(_PASTES)


def rows(name: str) -> list[list[Any]]:
    """Give the cells of a paste, headings and blank lines included."""
    return [list(cells) for cells, _ in _PASTES[name][0]]


def expected(name: str) -> list[Outcome]:
    """Tell what each row of a paste must become."""
    lines, shared = _PASTES[name]
    found = []
    for row, (_, becomes) in enumerate(lines, 1):
        if isinstance(becomes, Ok):
            found.append(Outcome(row, "forstaaet", {**shared, **becomes.result}))
        elif isinstance(becomes, No):
            found.append(Outcome(row, "afvist", reason=becomes.reason))
        else:
            found.append(Outcome(row, "intet"))
    return found


def write(name: str, folder: Path) -> Path:
    """Write a paste as the file it came in; give the folder, which is a dataset of pupils alone."""
    folder.mkdir(parents=True, exist_ok=True)
    _WRITERS[name](folder, rows(name))
    return folder


def _text(cell: Any) -> str:
    if isinstance(cell, (date, datetime)):
        return f"{cell:%d-%m-%Y}"
    return str(cell)


def _delimited(rows: list[list[Any]], mark: str) -> str:
    memory = io.StringIO()
    csv.writer(memory, delimiter=mark, lineterminator="\r\n").writerows(
        [[_text(cell) for cell in row] for row in rows]
    )
    return memory.getvalue()


def _danish_csv(folder: Path, rows: list[list[Any]]) -> None:
    # Windows letters have no mark without width: Excel writes a question mark, so it is left out here.
    text = _delimited(rows, ";").replace(ZERO_WIDTH, "")
    (folder / "elever.csv").write_bytes(text.encode("cp1252"))


def _white_workbook(folder: Path, rows: list[list[Any]]) -> None:
    import openpyxl
    from openpyxl.styles import Font

    book = openpyxl.Workbook()
    sheet = book.active
    for row in rows:
        sheet.append([None if cell == "" else cell for cell in row])
    for line in sheet.iter_rows():
        for cell in line:
            cell.font = Font(color="FFFFFF")
            if isinstance(cell.value, str) and cell.value.startswith("#"):
                cell.value, cell.data_type = "#N/A", "e"
    book.save(folder / "elever.xlsx")


def _unicode_text(folder: Path, rows: list[list[Any]]) -> None:
    (folder / "elever.txt").write_bytes(_delimited(rows, "\t").encode("utf-16"))


def _swedish_csv(folder: Path, rows: list[list[Any]]) -> None:
    (folder / "elever.csv").write_bytes(_delimited(rows, ";").encode("utf-8-sig"))


def _workbook(folder: Path, rows: list[list[Any]]) -> None:
    import openpyxl

    book = openpyxl.Workbook()
    book.active.title = "Elever"
    for row in rows:
        book.active.append(row)
    book.save(folder / "pasted.xlsx")


_WRITERS: Mapping[str, Callable[[Path, list[list[Any]]], None]] = {
    "dansk_csv": _danish_csv,
    "hvid_xlsx": _white_workbook,
    "kriterievisning": _unicode_text,
    "lus_sv": _swedish_csv,
    "fno_fnf": _workbook,
}
