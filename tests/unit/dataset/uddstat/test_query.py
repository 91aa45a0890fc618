"""The saved questions: those that come with the program are whole, and a damaged one is told."""

from __future__ import annotations

from pathlib import Path

import pytest

from xl_beregner.dataset.uddstat.query import packaged, read_queries
from xl_beregner.errors import DatasetError

EXAMPLE = Path(__file__).parents[4] / "workbooks/eksempel/koebenhavn/katalog.csv"
SCHOOLS = packaged()["skoler.toml"].decode()
ABSENCE = packaged()["fravaer_pct.toml"].decode()


def laid(folder: Path, **files: str) -> Path:
    folder.mkdir(exist_ok=True)
    for name, text in {"skoler": SCHOOLS, **files}.items():
        (folder / f"{name}.toml").write_text(text, "utf-8")
    return folder


def faults(folder: Path) -> list[str]:
    with pytest.raises(DatasetError) as caught:
        read_queries(folder)
    assert all(str(fault) != fault.key for fault in caught.value.faults)
    return [fault.key for fault in caught.value.faults]


def test_every_indicator_of_the_example_has_its_file(tmp_path: Path) -> None:
    example = {line.partition(";")[0] for line in EXAMPLE.read_text("utf-8-sig").splitlines()[1:]}
    queries = read_queries(tmp_path)
    assert {query.indicator for query in queries} == example | {"skoler"}
    assert all(query.file == f"{query.indicator}.toml" for query in queries)


def test_every_file_says_in_danish_what_it_is() -> None:
    assert all(data.decode().startswith("# ") for data in packaged().values())


def test_a_question_is_what_public_clients_send(tmp_path: Path) -> None:
    query = next(query for query in read_queries(tmp_path) if query.indicator == "fravaer_pct")
    assert query.request.body(query.measures_of(query.request), "Køge", ["2024/2025"], query.year) == {
        "område": "GS",
        "emne": "OVER",
        "underemne": "OVERSKO",
        "nøgletal": ["Samlet elevfravær", "Samlet elevfravær Kommune", "Samlet elevfravær Land"],
        "detaljering": ["[Institution].[Afdelingsnummer]", "[Skoleår].[Skoleår]"],
        "filtre": {"[Institution].[Beliggenhedskommune]": ["Køge"], "[Skoleår].[Skoleår]": ["2024/2025"]},
        "indlejret": False,
        "tomme_rækker": False,
        "formattering": "json",
    }


def test_a_country_is_asked_for_without_the_municipality(tmp_path: Path) -> None:
    query = next(query for query in read_queries(tmp_path) if query.indicator == "dansk")
    assert query.of_country is not None
    body = query.of_country.body(query.measures_of(query.of_country), "Køge", [], query.year)
    assert body["detaljering"] == ["[Skoleår].[Skoleår]"]
    assert "Køge" not in str(body)


def test_a_persons_own_files_are_used_instead(tmp_path: Path) -> None:
    mended = ABSENCE.replace("Samlet elevfravær", "Fravær i alt").replace("\n", "\r\n")
    queries = read_queries(laid(tmp_path / "f", fravaer_pct=mended))
    assert [query.value for query in queries] == ["Fravær i alt", "Antal elever"]


@pytest.mark.parametrize(
    ("broken", "key"),
    [
        ("indikator = ", "fetch_fil_toml"),
        ("[[[[" * 2000, "fetch_fil_toml"),
        (ABSENCE.replace('emne = "OVER"', ""), "fetch_fil_noegle"),
        (ABSENCE.replace("detaljering = [", "detaljering = [1, "), "fetch_fil_noegle"),
        (ABSENCE.replace("decimaler = 1", 'decimaler = "1"'), "fetch_fil_noegle"),
        (ABSENCE.replace("navn = ", "nawn = "), "fetch_fil_noegle"),
        (ABSENCE.replace('indikator = "fravaer_pct"', 'indikator = "skoler"'), "fetch_fil_noegle"),
        ("#" * 200_000, "fetch_fil_toml"),
        (ABSENCE.replace("[forespoergsel.filtre]", "filtre = 3\n[andet]"), "fetch_fil_noegle"),
    ],
)
def test_a_damaged_file_is_told_by_name(tmp_path: Path, broken: str, key: str) -> None:
    assert key in faults(laid(tmp_path / "f", fravaer_pct=broken))


def test_two_files_about_one_indicator_are_refused(tmp_path: Path) -> None:
    assert faults(laid(tmp_path / "f", a=ABSENCE, b=ABSENCE)) == ["fetch_fil_dobbelt"]


def test_a_folder_without_the_schools_is_refused(tmp_path: Path) -> None:
    folder = laid(tmp_path / "f", a=ABSENCE)
    (folder / "skoler.toml").unlink()
    assert faults(folder) == ["fetch_fil_skoler_mangler"]
