"""Collect a small municipality: every workbook home, every bad one a line, nothing else reported."""

from __future__ import annotations

import csv
import datetime
import io
import os
import zipfile
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from openpyxl import Workbook
from openpyxl.packaging.custom import CustomPropertyList
from support.parts import read_parts, write_parts
from unit.batch.sent_and_returned import (
    AGREED,
    RUN,
    SCHOOLS,
    Words,
    answered,
    municipality,
    sent_file,
    workbook,
)

from xl_beregner.batch.collect.collected import Aside, Collected, Home
from xl_beregner.batch.collect.run import collect_folder
from xl_beregner.batch.collect.tables import agreement_table, basis_table, text_files
from xl_beregner.errors import BeregnerError
from xl_beregner.texts import LANGUAGES, speaking

CPR = "010190-1234"  # invented: a valid date, no person


@pytest.fixture(scope="module")
def sent(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return municipality(tmp_path_factory.mktemp("kommune") / "ud")


Files = dict[str, bytes]


def collect(sent: Path, folder: Path, files: Files, **how: Any) -> Collected:
    for name, data in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(data)
    return collect_folder(folder, sent, jobs=1, **how)


def one(
    sent: Path, folder: Path, edits: dict[str, Any], change: Callable[[Workbook], None] | None = None
) -> Home:
    data = answered(sent, "101", edits, change or (lambda book: None))
    (home,) = collect(sent, folder, {"svar.xlsx": data}).homes
    return home


def aside(sent: Path, folder: Path, data: bytes, name: str = "svar.xlsx") -> Aside:
    """Collect a bad file beside a good one, which must come home all the same."""
    collected = collect(sent, folder, {name: data, "god.xlsx": answered(sent, "102", AGREED)})
    assert [home.unit for home in collected.homes] == ["102"]
    assert collected.homes[0].status == "besvaret"
    (found,) = collected.asides
    assert found.needs_a_person
    return found


def keys(home: Home) -> list[str]:
    return [fault.key for fault in home.remarks]


# --- What comes home -----------------------------------------------------------------------------
def test_every_answer_comes_home_with_its_place_and_nothing_else_is_said(sent: Path, tmp_path: Path) -> None:
    home = one(sent, tmp_path, dict(AGREED))
    assert (home.unit, home.name, home.status) == ("101", "Åskolen", "besvaret")
    assert (home.remarks, home.changes, home.missing, home.needs_a_person) == ((), (), (), False)
    told = {(a.table, a.key, a.field): (a.value, a.sheet, a.cell) for a in home.answers}
    assert told == {
        ("aftale", "karakter", "maal"): (7.6, "Aftale", "L2"),
        ("aftale", "karakter", "senest"): ("2026/2027", "Aftale", "M2"),
        ("aftale", "karakter", "tiltag"): ("Læsebånd hver morgen", "Aftale", "N2"),
        ("", "", "skoleleder"): ("Anna Eksempel", "Forside", "B4"),
        ("", "", "omraadechef"): ("Bo Eksempel", "Forside", "B5"),
        ("", "", "aftale_dato"): (datetime.date(2026, 9, 15), "Forside", "B6"),
    }
    assert {a.label for a in home.answers if a.key == "karakter"} == {"Karaktergennemsnit"}


def test_a_workbook_nobody_wrote_in_is_home_but_not_filled_in(sent: Path, tmp_path: Path) -> None:
    collected = collect(sent, tmp_path, {"svar.xlsx": sent_file(sent, "101").read_bytes()})
    (home,) = collected.homes
    assert (home.status, home.remarks, home.changes) == ("ikke_udfyldt", (), ())
    assert [lost.unit for lost in collected.not_home] == ["102", "103"]
    assert home.needs_a_person


def test_who_did_not_answer_is_on_the_list_with_the_file_that_was_sent(sent: Path, tmp_path: Path) -> None:
    collected = collect(sent, tmp_path, {"a.xlsx": answered(sent, "102", AGREED)})
    assert [(lost.name, lost.file) for lost in collected.not_home] == [
        ("Åskolen", "101_åskolen.xlsx"),
        ("Havskolen", "103_havskolen.xlsx"),
    ]
    assert collected.needs_a_person
    assert collected.sent_count == 3


def test_when_all_is_home_and_whole_nobody_is_needed(sent: Path, tmp_path: Path) -> None:
    files = {f"{number}.xlsx": answered(sent, number, AGREED) for number in SCHOOLS}
    collected = collect(sent, tmp_path, files)
    assert not collected.needs_a_person
    assert not collected.not_home


def test_a_renamed_macro_workbook_in_a_subfolder_is_read_without_its_properties(
    sent: Path, tmp_path: Path
) -> None:
    def forget(book: Workbook) -> None:
        book.custom_doc_props = CustomPropertyList()

    data = answered(sent, "101", AGREED, forget)
    assert "docProps/custom.xml" not in read_parts(data)
    (home,) = collect(sent, tmp_path, {"fra Anna/ny mappe/aftalen ENDELIG.xlsm": data}).homes
    assert (home.unit, home.status, home.remarks) == ("101", "besvaret", ())
    assert home.file == "fra Anna/ny mappe/aftalen ENDELIG.xlsm"


def test_answers_are_found_where_the_school_moved_them(sent: Path, tmp_path: Path) -> None:
    def move(book: Workbook) -> None:
        book["Forside"].insert_rows(1, 3)
        book["Forside"].title = "Vores forside"
        for defined in book.defined_names.values():
            if not defined.attr_text.startswith("Forside!"):
                continue
            row = int(defined.attr_text.rpartition("$")[2]) + 3
            defined.attr_text = f"'Vores forside'!$B${row}"

    home = one(sent, tmp_path, dict(AGREED), move)
    assert (home.changes, home.remarks, home.status) == ((), (), "besvaret")
    assert ("skoleleder", "Vores forside", "B7") in {(a.field, a.sheet, a.cell) for a in home.answers}


def test_the_schools_own_row_is_kept_and_numbered(sent: Path, tmp_path: Path) -> None:
    def widen(book: Workbook) -> None:
        for name, defined in book.defined_names.items():
            if "aftale__" in name:
                defined.attr_text = defined.attr_text.replace("$3", "$5")

    home = one(
        sent, tmp_path, AGREED | {"Aftale!L5": 60, "Aftale!M5": "2026/2027", "Aftale!N5": "Kor"}, widen
    )
    own = {a.field: a.value for a in home.answers if a.key == "egen:1"}
    assert own == {"maal": 60.0, "senest": "2026/2027", "tiltag": "Kor"}
    assert home.status == "besvaret"


def test_a_changed_key_does_not_take_the_answer_with_it(sent: Path, tmp_path: Path) -> None:
    home = one(sent, tmp_path, AGREED | {"Aftale!A2": "fup"})
    assert {a.key for a in home.answers if a.table} == {"karakter"}
    assert {a.label for a in home.answers if a.table} == {"Karaktergennemsnit"}
    assert [(change.old, change.new) for change in home.changes] == [("karakter", "fup")]


def test_a_deleted_key_does_not_make_an_own_row_of_its_answer(sent: Path, tmp_path: Path) -> None:
    home = one(sent, tmp_path, AGREED | {"Aftale!A2": None, "Aftale!C2": None})
    assert {a.key for a in home.answers if a.table} == {"karakter"}
    assert {(change.cell, change.old, change.new, change.label) for change in home.changes} == {
        ("A2", "karakter", None, "Karaktergennemsnit"),
        ("C2", 7.0, None, "Karaktergennemsnit"),
    }


def test_two_rows_with_one_key_are_both_kept_apart(sent: Path, tmp_path: Path) -> None:
    second = {"Aftale!L3": 7.7, "Aftale!M3": "2026/2027", "Aftale!N3": "Mere"}

    def widen(book: Workbook) -> None:
        for name, defined in book.defined_names.items():
            if "aftale__" in name:
                defined.attr_text = defined.attr_text.replace("$3", "$4")

    edits = AGREED | second | {"Aftale!A4": "karakter", "Aftale!L4": 9.0}
    home = one(sent, tmp_path, edits, widen)
    told = {(a.key, a.value) for a in home.answers if a.field == "maal"}
    assert told == {("karakter", 7.6), ("fravaer", 7.7), ("karakter:2", 9.0)}


# --- What is odd about one -----------------------------------------------------------------------
def test_a_changed_figure_is_told_and_the_answers_used_all_the_same(sent: Path, tmp_path: Path) -> None:
    home = one(sent, tmp_path, AGREED | {"Aftale!C2": 5.0})
    (change,) = home.changes
    assert (change.cell, change.old, change.new) == ("C2", 7.0, 5.0)
    assert len(home.answers) == 6
    # The target is held against the baseline that was sent: 7.6 is no less than 7.0 + 0.5.
    assert home.remarks == ()


def test_an_older_version_is_told_and_used(sent: Path, tmp_path: Path) -> None:
    data = workbook("101", SCHOOLS["101"], version="0.9")
    (home,) = collect(sent, tmp_path, {"svar.xlsx": data}).homes
    assert keys(home) == ["collect_anden_version"]
    assert "0.9" in str(home.remarks[0])
    assert "1.0" in str(home.remarks[0])


def test_a_formula_in_an_answer_is_read_as_its_value_and_flagged(sent: Path, tmp_path: Path) -> None:
    data = answered(sent, "101", AGREED | {"Aftale!L2": "=C2+0.6"})
    parts = read_parts(data)
    sheet = "xl/worksheets/sheet2.xml"
    # openpyxl writes no value beside a formula; Excel does.
    parts[sheet] = parts[sheet].replace(b"<f>C2+0.6</f><v></v>", b"<f>C2+0.6</f><v>7.6</v>")
    parts[sheet] = parts[sheet].replace(b"<f>C2+0.6</f><v />", b"<f>C2+0.6</f><v>7.6</v>")
    assert b"<v>7.6</v>" in parts[sheet]
    (home,) = collect(sent, tmp_path, {"svar.xlsx": write_parts(parts)}).homes
    (goal,) = [a for a in home.answers if a.field == "maal"]
    assert (goal.value, goal.is_formula) == (7.6, True)
    assert keys(home) == ["returned_formel"]
    assert "L2" in str(home.remarks[0])


def test_a_civil_number_is_flagged_and_stands_in_nothing_that_is_handed_on(
    sent: Path, tmp_path: Path
) -> None:
    edits = AGREED | {"Aftale!N2": f"Aftalt med forældre til {CPR}", "Forside!B4": 101901234}
    home = one(sent, tmp_path, edits)
    assert keys(home) == ["collect_cpr", "collect_cpr"]
    assert {fault.facts["celle"] for fault in home.remarks} == {"N2", "B4"}
    said = repr(home) + "".join(str(fault) for fault in home.remarks)
    assert CPR not in said
    assert "101901234" not in said
    assert "Aftalt med forældre til xxxxxx-xxxx" in said


def test_a_swedish_civil_number_is_flagged_as_one(sent: Path, tmp_path: Path) -> None:
    home = one(sent, tmp_path, AGREED | {"Aftale!N2": "811218-9876"})  # Skatteverket's own example
    assert keys(home) == ["collect_personnummer"]


def test_a_civil_number_in_a_file_name_is_flagged_and_masked(sent: Path, tmp_path: Path) -> None:
    (home,) = collect(sent, tmp_path, {f"{CPR}.xlsx": answered(sent, "101", AGREED)}).homes
    assert keys(home) == ["collect_cpr_i_filnavn"]
    assert (home.file, home.link) == ("xxxxxx-xxxx.xlsx", "")


def test_a_text_as_long_as_a_cell_is_kept_whole_and_flagged(sent: Path, tmp_path: Path) -> None:
    long = "æ" * 32_767
    home = one(sent, tmp_path, AGREED | {"Aftale!N2": long})
    assert keys(home) == ["collect_tekst_fuld"]
    assert long in {a.value for a in home.answers}
    assert long not in str(home.remarks[0])


def with_part(data: bytes, part: str, kind: str, content_type: str) -> bytes:
    parts = read_parts(data)
    parts[part] = b"x"
    links = "xl/_rels/workbook.xml.rels"
    link = (
        f'<Relationship Id="rIdX" Type="http://schemas.microsoft.com/office/2006/relationships/{kind}"'
        f' Target="/{part}"/></Relationships>'
    )
    parts[links] = parts[links].replace(b"</Relationships>", link.encode())
    told = f'<Override PartName="/{part}" ContentType="{content_type}"/></Types>'
    parts["[Content_Types].xml"] = parts["[Content_Types].xml"].replace(b"</Types>", told.encode())
    return write_parts(parts)


@pytest.mark.parametrize(
    ("part", "kind", "key"),
    [
        ("xl/vbaProject.bin", "vbaProject", "returned_makroer"),
        ("xl/externalLinks/externalLink1.xml", "externalLink", "returned_eksterne_links"),
    ],
)
def test_what_was_added_to_the_workbook_is_told_and_the_answers_used(
    sent: Path, tmp_path: Path, part: str, kind: str, key: str
) -> None:
    data = with_part(answered(sent, "101", AGREED), part, kind, "application/x")
    (home,) = collect(sent, tmp_path, {"svar.xlsm": data}).homes
    assert keys(home) == [key]
    assert len(home.answers) == 6


def test_macros_that_were_in_the_template_are_not_told(tmp_path: Path) -> None:
    folder = municipality(tmp_path / "ud", {"101": "Åskolen"})
    file = sent_file(folder, "101")
    data = with_part(file.read_bytes(), "xl/vbaProject.bin", "vbaProject", "application/x")
    from hashlib import sha256

    old = sha256(file.read_bytes()).hexdigest()
    file.write_bytes(data)
    manifest = folder / "forvaltning" / "manifest.json"
    manifest.write_text(manifest.read_text().replace(old, sha256(data).hexdigest()))
    returned = with_part(answered(folder, "101", AGREED), "xl/vbaProject.bin", "vbaProject", "application/x")
    (home,) = collect(folder, tmp_path / "ind", {"svar.xlsm": returned}).homes
    assert keys(home) == []


def test_an_answer_whose_name_was_deleted_is_told(sent: Path, tmp_path: Path) -> None:
    def forget(book: Workbook) -> None:
        del book.defined_names["svar_aftale__tiltag"]

    home = one(sent, tmp_path, dict(AGREED), forget)
    assert keys(home) == ["collect_svar_mistet"]
    assert "tiltag" in str(home.remarks[0]).lower()


# --- Files that are not used ---------------------------------------------------------------------
def zip_bomb(data: bytes) -> bytes:
    stream = io.BytesIO(data)
    with zipfile.ZipFile(stream, "a", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/media/image1.png", bytes(60_000_000))
    assert len(stream.getvalue()) < 200_000
    return stream.getvalue()


ENCRYPTED = (
    b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600) + "EncryptedPackage".encode("utf-16-le") + bytes(600)
)


@pytest.mark.parametrize(
    ("make", "said"),
    [
        (lambda good: good[: len(good) // 2], "beskadiget"),
        (lambda good: good[:200] + b"\0" * 400 + good[600:], "beskadiget"),
        (lambda good: ENCRYPTED, "adgangskode"),
        (lambda good: b"", "0 byte"),
        (lambda good: zip_bomb(good), "pakket ud"),
        (lambda good: b"<html>ikke logget ind</html>", "ikke en Excel-fil"),
    ],
    ids=["corrupt", "overwritten", "encrypted", "empty", "zip bomb", "web page"],
)
def test_a_file_that_cannot_be_read_is_a_line_and_the_rest_is_collected(
    sent: Path, tmp_path: Path, make: Callable[[bytes], bytes], said: str
) -> None:
    found = aside(sent, tmp_path, make(answered(sent, "101", AGREED)))
    assert "svar.xlsx" in str(found.why)
    assert said in str(found.why)


def test_a_file_of_80_megabytes_is_a_line_and_the_rest_is_collected(sent: Path, tmp_path: Path) -> None:
    with open(tmp_path / "stor.xlsx", "wb") as file:
        file.truncate(80_000_000)
    collected = collect(sent, tmp_path, {"god.xlsx": answered(sent, "102", AGREED)})
    assert [found.why.key for found in collected.asides] == ["collect_for_stor"]
    assert [home.unit for home in collected.homes] == ["102"]


def test_a_damaged_file_still_called_as_it_was_sent_is_known_by_its_name(sent: Path, tmp_path: Path) -> None:
    collected = collect(sent, tmp_path, {"sub/101_ÅSKOLEN.xlsx": b"PK half"})
    assert [found.unit for found in collected.asides] == ["101"]
    lost = {one.unit: one.why for one in collected.not_home}
    assert lost["101"] == collected.asides[0].why
    assert lost["102"] is None


@pytest.mark.parametrize(
    ("changed", "unit", "key"),
    [
        ({"municipality": "Nabo Kommune"}, "101", "collect_anden_kommune"),
        ({"municipality": "Nabo Kommune"}, "999", "collect_anden_kommune"),
        ({}, "999", "collect_ukendt_enhed"),
        ({"school_year": "2025/2026"}, "101", "collect_andet_skoleaar"),
        ({"template": "vores"}, "101", "collect_anden_skabelon"),
    ],
)
def test_a_workbook_that_was_not_sent_here_is_a_line_and_the_rest_is_collected(
    sent: Path, tmp_path: Path, changed: dict[str, str], unit: str, key: str
) -> None:
    found = aside(sent, tmp_path, workbook(unit, "Fremmed skole", replace(RUN, **changed)))
    assert found.why.key == key
    assert "svar.xlsx" in str(found.why)


def test_a_workbook_of_nobodys_is_told_as_foreign(sent: Path, tmp_path: Path) -> None:
    stream = io.BytesIO()
    Workbook().save(stream)
    assert aside(sent, tmp_path, stream.getvalue()).why.key == "collect_fremmed"


def test_a_workbook_that_lost_its_number_is_told(sent: Path, tmp_path: Path) -> None:
    def forget(book: Workbook) -> None:
        book.custom_doc_props = CustomPropertyList()
        del book.defined_names["felt_enhed_nr"]

    data = answered(sent, "101", AGREED, forget)
    assert aside(sent, tmp_path, data).why.key == "collect_uden_enhed"


def test_a_file_of_another_kind_is_a_line(sent: Path, tmp_path: Path) -> None:
    assert aside(sent, tmp_path, b"x", "svar.zip").why.key == "collect_anden_filtype"


def test_the_same_school_twice_the_newest_counts_and_both_are_listed(sent: Path, tmp_path: Path) -> None:
    new = answered(sent, "101", AGREED | {"Aftale!L2": 8.0}, modified=datetime.datetime(2026, 10, 9))
    old = answered(sent, "101", AGREED, modified=datetime.datetime(2026, 10, 1))
    collected = collect(sent, tmp_path, {"ny.xlsx": new, "gammel/gl.xlsx": old})
    assert [home.file for home in collected.homes] == ["ny.xlsx"]
    (found,) = collected.asides
    assert (found.file, found.unit, found.why.key, found.is_copy) == (
        "gammel/gl.xlsx", "101", "collect_aeldre", False,
    )  # fmt: skip
    assert "ny.xlsx" in str(found.why)
    assert "Aftale!L2" in str(found.why)


def test_a_byte_equal_copy_is_told_as_a_copy_and_needs_nobody(sent: Path, tmp_path: Path) -> None:
    files = {f"{number}.xlsx": answered(sent, number, AGREED) for number in SCHOOLS}
    collected = collect(sent, tmp_path, files | {"kopi/101.xlsx": files["101.xlsx"]})
    (found,) = collected.asides
    assert (found.why.key, found.is_copy) == ("collect_kopi", True)
    assert not collected.needs_a_person


def test_a_foreign_file_of_our_units_number_does_not_crowd_out_the_right_one(
    sent: Path, tmp_path: Path
) -> None:
    stranger = workbook("101", "Skole i nabokommunen", replace(RUN, municipality="Nabo Kommune"))
    collected = collect(sent, tmp_path, {"a.xlsx": stranger, "b.xlsx": answered(sent, "101", AGREED)})
    assert [home.file for home in collected.homes] == ["b.xlsx"]


# --- The whole run -------------------------------------------------------------------------------
def test_two_processes_find_what_one_finds(sent: Path, tmp_path: Path) -> None:
    files = {f"{n}.xlsx": answered(sent, n, AGREED | {"Aftale!C2": 5.0}) for n in SCHOOLS} | {"x.xlsx": b"PK"}
    alone = collect(sent, tmp_path, files)
    assert collect_folder(tmp_path, sent, jobs=2) == alone


def test_the_workbook_about_to_be_written_is_not_taken_for_a_schools(sent: Path, tmp_path: Path) -> None:
    files = {"samlet.xlsx": answered(sent, "101", AGREED), "b.xlsx": answered(sent, "102", AGREED)}
    collected = collect(sent, tmp_path, files, skip=[tmp_path / "samlet.xlsx"])
    assert [home.unit for home in collected.homes] == ["102"]
    assert collected.asides == ()


def test_a_folder_nobody_filled_is_refused(tmp_path: Path) -> None:
    with pytest.raises(BeregnerError) as caught:
        collect_folder(tmp_path, tmp_path, jobs=1)
    assert caught.value.key == "collect_intet_sendt"


def test_an_unfinished_folder_is_refused(tmp_path: Path) -> None:
    (tmp_path / "forvaltning").mkdir()
    (tmp_path / "forvaltning" / "igangvaerende.jsonl").write_text("{}")
    with pytest.raises(BeregnerError) as caught:
        collect_folder(tmp_path, tmp_path, jobs=1)
    assert caught.value.key == "collect_sendt_ikke_faerdig"


def test_nothing_is_written_to_what_was_sent_or_what_came_home(sent: Path, tmp_path: Path) -> None:
    files = {"a.xlsx": answered(sent, "101", AGREED), "b.xlsx": b"PK"}
    collect(sent, tmp_path, files)

    def state(folder: Path) -> dict[str, tuple[int, float]]:
        return {str(p): (p.stat().st_size, p.stat().st_mtime) for p in folder.rglob("*") if p.is_file()}

    before = state(tmp_path) | state(sent)
    collect_folder(tmp_path, sent, jobs=1)
    assert state(tmp_path) | state(sent) == before


@pytest.mark.parametrize("language", LANGUAGES)
def test_everything_told_has_words_in_every_language(sent: Path, tmp_path: Path, language: str) -> None:
    edits = {"Aftale!L2": 7.2, "Aftale!L3": 9.0, "Aftale!M3": "før", "Aftale!N3": CPR, "Aftale!C2": 1.0}
    files = {"a.xlsx": answered(sent, "101", edits), "b.xlsx": b"", "c.zip": b"x", "d.xlsx": b"x"}
    collected = collect(sent, tmp_path, files)
    faults = [fault for home in collected.homes for fault in (*home.remarks, *home.missing)]
    faults += [found.why for found in collected.asides]
    assert len(faults) >= 9
    with speaking(language):
        said = [str(fault) for fault in faults]
    assert not [line for line in said if "collect_" in line or "…" in line or "{" in line]
    assert all(CPR not in line for line in said)


# --- The tables ----------------------------------------------------------------------------------
def test_the_table_of_answers_has_a_row_an_answer(sent: Path, tmp_path: Path) -> None:
    columns, rows = agreement_table(collect(sent, tmp_path, {"a.xlsx": answered(sent, "101", AGREED)}))
    assert columns == ("skole_nr", "klasse", "skoleaar", "skabelon", "tabel", "noegle", "felt", "vaerdi")
    assert ("101", "", "2026/2027", "resultataftale", "aftale", "karakter", "maal", 7.6) in rows
    assert len(rows) == len(AGREED)


def test_the_basis_is_what_was_sent_whatever_a_cell_says_now(sent: Path, tmp_path: Path) -> None:
    data = answered(sent, "101", AGREED | {"Aftale!C2": 1.0})
    columns, rows = basis_table(collect(sent, tmp_path, {"a.xlsx": data}))
    told = [dict(zip(columns, row, strict=True)) for row in rows]
    assert [(row["skole_nr"], row["noegle"], row["baseline"]) for row in told] == [
        ("101", "karakter", 7.0), ("101", "fravaer", 8.0),
    ]  # fmt: skip
    assert told[1]["fortegn"] == -1
    assert told[1]["forudsagt"] is None


def test_both_tables_are_read_back_by_a_dataset_as_they_were(sent: Path, tmp_path: Path) -> None:
    from xl_beregner.dataset.agreements import read_agreements

    words = '=SUM(A1) æøå; "citat"\nny linje'
    edits = AGREED | {
        "Aftale!L2": 12.351,
        "Aftale!N2": Words(words),
        "Forside!B4": "- i orlov",
        "Forside!B5": "'=x",
    }
    edits |= {"Aftale!N3": "+1"}
    collected = collect(sent, tmp_path / "ind", {"a.xlsx": answered(sent, "101", edits)})
    for name, data in text_files(collected).items():
        (tmp_path / name).write_bytes(data)
    answers, basis = read_agreements(tmp_path / "aftaler.csv")
    told = dict(zip(answers["felt"] + answers["noegle"], answers["vaerdi"], strict=True))
    assert len(told) == len(edits)
    assert told["maalkarakter"] in (12.351, "12,351")
    assert told["tiltagkarakter"] == words
    assert told["tiltagfravaer"] == "+1"
    assert told["skoleleder"] == "- i orlov"
    assert told["omraadechef"] == "'=x"
    assert set(answers["aar"]) == {2026}
    assert list(basis["baseline"]) == [7.0, 8.0]


def test_no_cell_of_a_text_file_begins_as_a_formula(sent: Path, tmp_path: Path) -> None:
    edits = AGREED | {"Aftale!N2": Words("=cmd|' /C calc'!A0"), "Forside!B4": "@SUM(1)", "Forside!B5": "-2+3"}
    collected = collect(sent, tmp_path, {"a.xlsx": answered(sent, "101", edits)})
    rows = csv.reader(io.StringIO(text_files(collected)["aftaler.csv"].decode("utf-8-sig")), delimiter=";")
    cells = [cell for row in rows for cell in row]
    assert "'=cmd|' /C calc'!A0" in cells
    assert not [cell for cell in cells if cell.startswith(("=", "@", "+", "-"))]


def test_a_file_that_cannot_be_opened_is_a_line(
    sent: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    reading = Path.read_bytes

    def refuses(path: Path) -> bytes:
        if path.name == "laast.xlsx":
            raise PermissionError(13, os.strerror(13))
        return reading(path)

    monkeypatch.setattr(Path, "read_bytes", refuses)
    assert aside(sent, tmp_path, b"x", "laast.xlsx").why.key == "collect_kan_ikke_laeses"
