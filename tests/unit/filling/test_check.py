"""A template is told all that is wrong with it, each thing at its place; a good one nothing."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import xlsxwriter

from xl_beregner import texts
from xl_beregner.errors import Fault, OutputError, PackageError
from xl_beregner.filling.check import check_template

KNOWN = (
    "skole_navn", "skoleaar", "tal__noegle", "tal__navn", "tal__v1", "aftale__noegle",
    "forrige_linje", "forrige_*", "forrige2_*",
)  # fmt: skip
PROPERTIES = {"xb_skabelon": "prøve", "xb_version": "1", "xb_enhed": "skole"}


class Draft:
    """A template without a fault, for a test to spoil."""

    def __init__(self, file: io.BytesIO) -> None:
        self.book = xlsxwriter.Workbook(file, {"in_memory": True})
        self.open = self.book.add_format({"locked": False})
        self.sheet = self.book.add_worksheet("Tal")
        self.properties = dict(PROPERTIES)
        self.names = {
            "felt_skole_navn": "=Tal!$A$1",
            "felt_tal__noegle": "=Tal!$A$5:$A$7",
            "felt_tal__v1": "=Tal!$B$5:$B$7",
            "svar_tal__maal": "=Tal!$D$5:$D$7",
        }
        columns: list[dict[str, Any]] = [{"header": head} for head in ("noegle", "v1", "frem", "maal")]
        columns[2]["formula"] = "=tab[[#This Row],[v1]]*2"
        self.sheet.add_table("A4:D7", {"name": "tab", "columns": columns})
        for row in range(4, 7):
            self.sheet.write_blank(row, 3, None, self.open)
        self.sheet.write_formula("F1", "=AVERAGE(tab[v1])")
        self.protected = True

    def finish(self) -> None:
        for name, value in self.properties.items():
            self.book.set_custom_property(name, value)
        for name, text in self.names.items():
            self.book.define_name(name, text)
        if self.protected:
            self.sheet.protect()
        self.book.close()


Spoil = Callable[[Draft], None]


def check(tmp_path: Path, spoil: Spoil = lambda _: None) -> list[Fault]:
    file = io.BytesIO()
    draft = Draft(file)
    spoil(draft)
    draft.finish()
    path = tmp_path / "skabelon.xlsx"
    path.write_bytes(file.getvalue())
    return check_template(path, KNOWN)


def told(faults: list[Fault]) -> list[tuple[str, str]]:
    return [(fault.key, str(fault.facts.get("celle", ""))) for fault in faults]


def formula(text: str) -> Spoil:
    return lambda draft: draft.sheet.write_formula("F2", text)


def name(key: str, text: str) -> Spoil:
    return lambda draft: draft.names.update({key: text})


def test_a_good_template_is_told_nothing(tmp_path: Path) -> None:
    assert check(tmp_path) == []


def test_a_slip_in_an_answers_list_is_told_the_name_it_should_have(tmp_path: Path) -> None:
    faults = check(tmp_path, name("svar_tl__ord", "=Tal!$D$5:$D$7"))
    assert [fault.facts["mente"] for fault in faults if fault.key == "check_svar_liste_mente"] == [
        "svar_tal__ord"
    ]


def test_a_text_about_a_lost_cell_is_no_lost_cell(tmp_path: Path) -> None:
    assert check(tmp_path, formula('=IF(F1=1,"#REF!","")')) == []


def hide_a_sheet(draft: Draft) -> None:
    draft.book.add_worksheet("Skjult").hide()


def add_a_picture(draft: Draft) -> None:
    chart = draft.book.add_chart({"type": "line"})
    chart.add_series({"values": "=Tal!$B$5:$B$7"})
    draft.sheet.insert_chart("H2", chart)


def write_below(draft: Draft) -> None:
    draft.sheet.write_string("B12", "Kilde: …")


def lock_an_answer(draft: Draft) -> None:
    draft.sheet.write_blank("D6", None, draft.book.add_format({"bold": True}))


def unlock_a_figure(draft: Draft) -> None:
    draft.sheet.write_blank("B6", None, draft.open)


def leave_unprotected(draft: Draft) -> None:
    draft.protected = False


def forget_the_key(draft: Draft) -> None:
    del draft.names["felt_tal__noegle"]


def forget_a_property(draft: Draft) -> None:
    del draft.properties["xb_version"]


def name_an_odd_unit(draft: Draft) -> None:
    draft.properties["xb_enhed"] = "by"


def answer_something(draft: Draft) -> None:
    draft.sheet.write_string("D6", "Vi vil læse mere", draft.open)


def tick_a_box(draft: Draft) -> None:
    draft.sheet.write_boolean("D6", True, draft.open)


def answer_by_formula(draft: Draft) -> None:
    draft.sheet.write_formula("D6", "=7+1", draft.open, "")


def own_it(draft: Draft) -> None:
    draft.properties["xb_enhed_nr"] = "101001"


def forget_all_fields(draft: Draft) -> None:
    draft.names = {"svar_ord": "=Tal!$D$5"}


def merge_a_field(draft: Draft) -> None:
    draft.sheet.merge_range("A1:C1", "")


@pytest.mark.parametrize(
    ("spoil", "key", "cell", "severity"),
    [
        (name("felt_skole_nvn", "=Tal!$A$2"), "check_felt_ukendt_mente", "A2", "error"),
        (name("felt_xyz", "=Tal!$A$2"), "check_felt_ukendt", "A2", "error"),
        (name("felt_tal__v9", "=Tal!$C$5:$C$7"), "check_felt_ukendt_mente", "C5", "error"),
        (name("Tal!felt_skoleaar", "=Tal!$A$2"), "filling_navn_lokalt", "", "error"),
        (name("felt_skoleaar", "=Tal!#REF!"), "filling_navn_ref", "", "error"),
        (name("andet", "=Tal!#REF!"), "check_navn_ref", "", "warning"),
        (name("felt_tal__v1", "=Tal!$B$5:$B$6"), "filling_liste_raekker", "B5:B6", "error"),
        (name("svar_xyz__maal", "=Tal!$H$5:$H$6"), "check_svar_uden_noegle", "H5", "error"),
        (name("svar_tl__maal", "=Tal!$D$5:$D$7"), "check_svar_liste_mente", "D5", "error"),
        (name("udelad", "=Tal!$A$1"), "check_navn_naesten", "", "warning"),
        (merge_a_field, "filling_flettet", "A1", "error"),
        (forget_the_key, "check_svar_uden_noegle", "D5", "error"),
        (write_below, "check_tabel_trang", "B12", "warning"),
        (add_a_picture, "check_alt_tekst", "H2", "warning"),
        (lock_an_answer, "check_svar_laast", "D6", "error"),
        (unlock_a_figure, "check_tal_ulaast", "B6", "warning"),
        (leave_unprotected, "check_ark_ubeskyttet", "", "warning"),
        (hide_a_sheet, "check_skjult_ark", "", "warning"),
        (forget_a_property, "check_egenskab_mangler", "", "warning"),
        (name_an_odd_unit, "check_egenskab_enhed", "", "error"),
        (answer_something, "check_svar_udfyldt", "D6", "error"),
        (tick_a_box, "check_svar_udfyldt", "D6", "error"),
        (answer_by_formula, "check_svar_udfyldt", "D6", "error"),
        (own_it, "check_udfyldt", "", "error"),
        (forget_all_fields, "filling_ingen_felter", "", "error"),
        (formula("=T.DIST(1,5,TRUE)"), "check_uden_xlfn", "F2", "error"),
        (formula("=_xlfn.XLOOKUP(1,A5:A7,B5:B7)"), "check_funktion_for_ny", "F2", "warning"),
        (formula("=TODAY()"), "check_flygtig", "F2", "warning"),
        (formula("=Væk!#REF!+1"), "check_formel_ref", "F2", "warning"),
        (formula("=SUM(tab[#REF!])"), "check_formel_ref", "F2", "warning"),
        (formula('=TEXT(A1,"0,0")'), "check_tal_som_tekst", "F2", "warning"),
        (formula('="i alt "&ROUND(F1,1)'), "check_tal_sat_sammen", "F2", "warning"),
        (formula('="i alt "&F1/2'), "check_tal_sat_sammen", "F2", "warning"),
        (formula("=IFERROR(UKENDT(1),0)"), "check_funktion_ukendt", "F2", "warning"),
        (formula("=SUM(B5:B7*2)"), "check_form_omraade", "F2", "warning"),
        (formula("=SUM(B:B)"), "check_form_henvisning", "F2", "warning"),
        (formula('=COUNTIF(A5:A7,"<>x")'), "check_form_argument", "F2", "warning"),
        (formula("=F2+1"), "check_kreds", "F2", "error"),
        (formula("=SUM(F1:F3)"), "check_kreds", "F2", "error"),
    ],
)
def test_each_fault_is_told_once_at_its_cell(
    tmp_path: Path, spoil: Spoil, key: str, cell: str, severity: str
) -> None:
    faults = check(tmp_path, spoil)
    assert (key, cell) in told(faults)
    fault = next(fault for fault in faults if fault.key == key)
    assert fault.severity == severity
    assert [one.key for one in faults].count(key) == 1
    assert "…" not in str(fault).replace("Kilde: …", "")


@pytest.mark.parametrize(
    "text",
    [
        '="Skole: "&felt_skole_navn',
        '="i alt "&ROUND(F1,0)*1&""',
        '="rækker: "&COUNT(tab[v1])',
        '=IF(A1="","",A1)',
        "=_xlfn.T.DIST(1,5,TRUE)",
        "=BEREGNER_STATUS(A1,1,2)",
        "=_xldudf_BEREGNER_STATUS(A1,1,2)",
    ],
)
def test_what_is_meant_so_is_not_remarked(tmp_path: Path, text: str) -> None:
    expected = ["check_tal_sat_sammen"] if "*1" in text else []
    assert [fault.key for fault in check(tmp_path, formula(text))] == expected


def test_a_tick_box_nobody_has_ticked_is_no_answer(tmp_path: Path) -> None:
    assert check(tmp_path, lambda draft: draft.sheet.write_boolean("D6", False, draft.open)) == []


def test_like_formulas_in_a_column_are_one_remark(tmp_path: Path) -> None:
    def spoil(draft: Draft) -> None:
        for row in range(1, 9):
            draft.sheet.write_formula(row, 5, f'=TEXT(A{row},"0")')

    assert told(check(tmp_path, spoil)) == [("check_tal_som_tekst", "F2:F9")]


def test_a_suggestion_names_the_field_that_was_meant(tmp_path: Path) -> None:
    (fault,) = check(tmp_path, name("felt_skole_nvn", "=Tal!$A$2"))
    assert fault.facts["mente"] == "felt_skole_navn"
    assert "Mente du felt_skole_navn?" in str(fault)


def test_a_described_or_decorative_picture_is_no_fault(tmp_path: Path) -> None:
    def spoil(draft: Draft) -> None:
        for cell, options in (("H2", {"description": "Udviklingen"}), ("H20", {"decorative": True})):
            chart = draft.book.add_chart({"type": "line"})
            chart.add_series({"values": "=Tal!$B$5:$B$7"})
            draft.sheet.insert_chart(cell, chart, options)

    assert check(tmp_path, spoil) == []


def test_links_to_other_workbooks_are_told(tmp_path: Path) -> None:
    faults = check(tmp_path, formula("=[1]Ark1!A1"))
    assert ("check_ekstern_formel", "F2") in told(faults)


def test_without_a_list_of_fields_names_are_not_looked_up(tmp_path: Path) -> None:
    check(tmp_path, name("felt_xyz", "=Tal!$A$2"))
    assert check_template(tmp_path / "skabelon.xlsx") == []


def test_errors_come_before_warnings(tmp_path: Path) -> None:
    def spoil(draft: Draft) -> None:
        hide_a_sheet(draft)
        lock_an_answer(draft)

    assert [fault.severity for fault in check(tmp_path, spoil)] == ["error", "warning"]


@pytest.mark.parametrize("data", [b"", b"PK", b"hej", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600])
def test_what_is_no_workbook_is_a_package_error(tmp_path: Path, data: bytes) -> None:
    path = tmp_path / "fil.xlsx"
    path.write_bytes(data)
    with pytest.raises(PackageError):
        check_template(path)


def test_a_zip_that_is_no_workbook_and_a_file_that_is_not_there(tmp_path: Path) -> None:
    path = tmp_path / "fil.xlsx"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("a.txt", "a")
    with pytest.raises(PackageError):
        check_template(path)
    with pytest.raises(OutputError):
        check_template(tmp_path / "mangler.xlsx")


@pytest.mark.parametrize("lang", texts.LANGUAGES)
def test_every_remark_has_words_in_every_language(lang: str) -> None:
    said = {key for key in texts.words(lang) if key.startswith("fejl.check_")}
    assert said == {key for key in texts.words("da") if key.startswith("fejl.check_")}
    assert len(said) >= 24


# --- Answers of other years ------------------------------------------------------------------
def earlier(*names: str) -> Spoil:
    """Ask for earlier answers, each in a cell of its own; a list in rows of its own."""

    def spoil(draft: Draft) -> None:
        draft.sheet.write_blank("H1", None, draft.open)
        draft.names["svar_indsats"] = "=Tal!$H$1"
        for number, key in enumerate(names, 10):
            rows = (
                f"$J${number}" if "__" not in key else f"${'KLMN'[number - 10]}$20:${'KLMN'[number - 10]}$21"
            )
            draft.names[f"felt_{key}"] = f"=Tal!{rows}"

    return spoil


@pytest.mark.parametrize(
    "names",
    [
        ["forrige_indsats"], ["FORRIGE_Indsats"], ["forrige_linje"], ["forrige2_indsats"],
        ["forrige_tal__noegle", "forrige_tal__navn", "forrige_tal__maal"],
    ],
)  # fmt: skip
def test_a_field_that_shows_the_template_s_own_answer_is_known(tmp_path: Path, names: list[str]) -> None:
    assert check(tmp_path, earlier(*names)) == []


@pytest.mark.parametrize(
    ("names", "key", "facts"),
    [
        (["forrige_indsatz"], "check_forrige_mente",
         {"svar": "svar_indsatz", "mente": "felt_forrige_indsats"}),
        (["forrige2_indsatz"], "check_forrige_mente", {"mente": "felt_forrige2_indsats"}),
        (["forrige_linie"], "check_forrige_mente", {"svar": "svar_linie", "mente": "felt_forrige_linje"}),
        (["forrige_tal__mal"], "check_forrige_mente", {"mente": "felt_forrige_tal__maal"}),
        (["forrige_skolens_plan"], "check_forrige_andetsteds", {"svar": "svar_skolens_plan"}),
        (["forrige_smtte__noegle", "forrige_smtte__tegn"], "check_forrige_andetsteds",
         {"svar": "svar_smtte__tegn"}),
        (["forrige_smtte__noegle"], "check_forrige_andetsteds", {"svar": "svar_smtte__noegle"}),
    ],
)  # fmt: skip
def test_one_whose_answer_must_come_from_elsewhere_is_a_remark(
    tmp_path: Path, names: list[str], key: str, facts: dict[str, str]
) -> None:
    (found,) = check(tmp_path, earlier(*names))
    assert (found.key, found.severity) == (key, "warning")
    assert found.facts.items() >= facts.items()
    assert "{" not in texts.say(f"fejl.{key}", **found.facts)


def test_a_unit_without_such_fields_is_told_that_they_are_unknown(tmp_path: Path) -> None:
    check(tmp_path, earlier("forrige_indsats"))
    (found,) = check_template(tmp_path / "skabelon.xlsx", [name for name in KNOWN if "*" not in name])
    assert (found.key, found.severity) == ("check_felt_ukendt_mente", "error")


@pytest.mark.parametrize(("said", "found"), [("aar", []), (" AAR ", []), ("altid", ["check_egenskab_svar"])])
def test_how_long_answers_hold_is_one_word_or_nothing(tmp_path: Path, said: str, found: list[str]) -> None:
    faults = check(tmp_path, lambda draft: draft.properties.update({"xb_svar": said}))
    assert [fault.key for fault in faults] == found
