"""A fetch into a folder: the example's own figures come back, and what people added stays."""

from __future__ import annotations

import csv
import shutil
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from support.uddstat_server import (
    DEPARTMENTS,
    KEY,
    MAIN_SCHOOL,
    PRIVATE,
    Service,
    copenhagen,
    real_figures,
    running,
)

from xl_beregner.dataset import check_dataset, load_dataset
from xl_beregner.dataset.uddstat import http as uddstat_http
from xl_beregner.dataset.uddstat.fetch import Fetched, fetch
from xl_beregner.dataset.uddstat.http import Client
from xl_beregner.errors import DatasetError, OutputError, SourceError

DAY = date(2026, 10, 12)
PROJECT = Path(__file__).parents[4]


@pytest.fixture(scope="module")
def service() -> Iterator[Service]:
    with running(copenhagen(since="2024/2025")) as one:
        yield one


@pytest.fixture(autouse=True)
def as_new(service: Service, monkeypatch: pytest.MonkeyPatch) -> None:
    service.instead, service.always = [], None
    service.asked.clear()
    monkeypatch.setattr(uddstat_http, "BACKOFF", 0.001)


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Fetch all years once."""
    folder = tmp_path_factory.mktemp("alle") / "kbh"
    with running(copenhagen()) as everything:
        run(everything, folder)
    return folder


@pytest.fixture(scope="module")
def two_years(service: Service, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("to_aar") / "kbh"
    run(service, folder)
    return folder


@pytest.fixture
def folder(two_years: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(two_years, tmp_path / "kbh"))


def run(service: Service, folder: Path, day: date = DAY, name: str = "København", **how: Any) -> Fetched:
    return fetch(name, folder, client=Client(KEY, service.base), base=service.base, today=day, **how)


def table(folder: Path, name: str) -> list[dict[str, str]]:
    with (folder / f"{name}.csv").open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file, delimiter=";"))


def keys(fetched: Fetched) -> list[str]:
    return [fault.key for fault in fetched.faults]


def add_row(folder: Path, name: str, line: str) -> None:
    path = folder / f"{name}.csv"
    path.write_bytes(path.read_bytes() + f"{line}\r\n".encode())


# --- What comes -------------------------------------------------------------------------------
def test_every_real_figure_comes_back_as_it_stands_in_the_example(made: Path) -> None:
    found = {
        (row["enhed"], row["skoleaar"], row["indikator"]): row["vaerdi"] for row in table(made, "indikatorer")
    }
    fetched = {indicator for _, _, indicator in found} - {"sp_mobbet_4_9_pct"}
    wanted = {place: value for place, value in real_figures().items() if place[2] in fetched}
    assert len(wanted) > 3000
    for place, value in wanted.items():
        got = found[place].replace(",", ".")
        assert got == value if place[2] == "socref_signifikant" else float(got) == pytest.approx(float(value))


def test_the_dataset_is_in_order(made: Path) -> None:
    assert check_dataset(made) == []
    dataset = load_dataset(made)
    assert len(dataset.schools) == 26  # the example's 24 and two invented departments
    assert {fault.key for fault in dataset.faults} == set()


def test_no_figure_is_zero_where_none_is_published(made: Path) -> None:
    found = {
        (row["enhed"], row["skoleaar"])
        for row in table(made, "indikatorer")
        if row["indikator"] == "fravaer_pct"
    }
    assert ("101001", "2025/2026") not in found  # not published yet
    assert not [row for row in table(made, "indikatorer") if row["vaerdi"] in ("", "..", "<fejl>")]
    # A zero is one that was published: the difference to the reference, as it stands in the source.
    zeros = [row for row in table(made, "indikatorer") if row["vaerdi"] == "0"]
    assert {row["indikator"] for row in zeros} == {"socref_forskel"}
    for row in zeros:
        assert float(real_figures()[row["enhed"], row["skoleaar"], "socref_forskel"]) == 0


def test_the_main_school_and_the_private_school_are_left_out(made: Path) -> None:
    numbers = {row["skole_nr"] for row in table(made, "skoler")}
    assert {number for number, *_ in DEPARTMENTS} <= numbers
    assert not {MAIN_SCHOOL[0], PRIVATE[0]} & numbers
    assert not {MAIN_SCHOOL[0], PRIVATE[0]} & {row["enhed"] for row in table(made, "indikatorer")}


def test_a_number_of_pupils_above_a_thousand_is_whole(made: Path) -> None:
    assert {row["skole_nr"]: row["elevtal"] for row in table(made, "skoler")}["900012"] == "1020"


def test_the_source_and_the_day_stand_with_every_indicator(made: Path) -> None:
    for row in table(made, "katalog"):
        assert row["kilde"].startswith("Uddannelsesstatistik.dk")
        assert row["kilde"].endswith("hentet 12-10-2026")
    settings = {row["noegle"]: row["vaerdi"] for row in table(made, "indstillinger")}
    assert (settings["kommune_navn"], settings["hentet"]) == ("København", "12-10-2026")


def test_the_verdict_stands_beside_its_value(made: Path) -> None:
    rows = {row["indikator"]: row for row in table(made, "katalog")}
    assert rows["socref_forskel"]["reference_dom"] == "socref_signifikant"
    words = {row["vaerdi"] for row in table(made, "indikatorer") if row["indikator"] == "socref_signifikant"}
    assert words == {"Over niveau", "På niveau", "Under niveau"}


def test_the_computed_share_is_not_guessed_where_an_answer_is_held_back(made: Path) -> None:
    found = {
        row["enhed"]: row["vaerdi"]
        for row in table(made, "indikatorer")
        if row["indikator"] == "sp_mobbet_4_9_pct"
    }
    assert "101001" not in found
    assert found["101003"] == "12,5"  # (2 + 3 + 7) of the 96 who answered
    assert {row["indikator"]: row["beregnet"] for row in table(made, "katalog")}["sp_mobbet_4_9_pct"] == "ja"


def test_municipality_and_country_are_there(made: Path) -> None:
    units = {row["enhed"] for row in table(made, "indikatorer") if row["indikator"] == "klassekvotient"}
    assert {"kommune", "land"} <= units


def test_the_same_figures_give_the_same_bytes(service: Service, two_years: Path, tmp_path: Path) -> None:
    run(service, tmp_path / "igen")
    for name in ("skoler", "katalog", "indikatorer", "indstillinger"):
        assert (tmp_path / "igen" / f"{name}.csv").read_bytes() == (two_years / f"{name}.csv").read_bytes()


def test_indicators_that_ask_alike_are_asked_for_together(service: Service, tmp_path: Path) -> None:
    fetched = run(service, tmp_path / "kbh")
    assert fetched.asked == 10  # 16 files
    assert len(service.asked) == 20  # each with the empty page that ends it


def test_only_the_years_asked_for_come(service: Service, tmp_path: Path) -> None:
    run(service, tmp_path / "kbh", years=["2024/2025"])
    assert {row["skoleaar"] for row in table(tmp_path / "kbh", "indikatorer")} == {"2024/2025"}
    filters = [
        asked["filtre"].get("[Skoleår].[Skoleår]") for asked in service.asked if asked["emne"] != "ELEV"
    ]
    assert filters == [["2024/2025"]] * 18


def test_the_schools_are_todays_whatever_years_are_asked_for(service: Service, tmp_path: Path) -> None:
    run(service, tmp_path / "kbh", years=["2024/2025"])
    schools = {row["skole_nr"]: row["elevtal"] for row in table(tmp_path / "kbh", "skoler")}
    assert len(schools) == 26
    assert schools["101001"] == "511"  # of 2025/2026


def test_a_year_that_is_not_published_yet_is_told_in_one_line(service: Service, tmp_path: Path) -> None:
    with pytest.raises(DatasetError, match="2026/2027") as caught:
        run(service, tmp_path / "kbh", years=["2026/2027"])
    assert [fault.key for fault in caught.value.faults] == ["fetch_intet_aar"]
    assert not list((tmp_path / "kbh").glob("*.csv"))


# --- Kept answers -----------------------------------------------------------------------------
def test_todays_answers_are_not_asked_for_again(service: Service, folder: Path) -> None:
    fetched = run(service, folder)
    assert (fetched.kept_answers, service.asked) == (10, [])
    assert fetched.earlier == ()


def test_another_day_asks_again_and_tells_the_new_day(service: Service, folder: Path) -> None:
    run(service, folder, date(2026, 10, 13))
    assert service.asked
    assert {row["noegle"]: row["vaerdi"] for row in table(folder, "indstillinger")}["hentet"] == "13-10-2026"


def test_all_can_be_asked_for_again_the_same_day(service: Service, folder: Path) -> None:
    assert run(service, folder, anew=True).kept_answers == 0


def test_without_a_network_the_kept_answers_make_the_same_dataset(
    two_years: Path, folder: Path, service: Service
) -> None:
    for path in folder.glob("*.csv"):
        path.unlink()
    fetched = fetch("København", folder, base=service.base, offline=True, today=date(2027, 1, 1))
    assert fetched.fetched == DAY
    assert (folder / "indikatorer.csv").read_bytes() == (two_years / "indikatorer.csv").read_bytes()
    assert "hentet 12-10-2026" in (folder / "katalog.csv").read_text("utf-8")


def test_without_a_network_and_without_answers_nothing_is_made(tmp_path: Path) -> None:
    with pytest.raises(SourceError) as caught:
        fetch("København", tmp_path / "ny", offline=True)
    assert caught.value.key == "fetch_ikke_hentet"
    assert not (tmp_path / "ny").exists()


def test_a_changed_question_is_not_answered_by_an_old_answer(service: Service, folder: Path) -> None:
    path = folder / "forespoergsler/klassekvotient.toml"
    path.write_text(path.read_text("utf-8").replace('kommune = "Klassekvotient Kommune"\n', ""), "utf-8")
    run(service, folder)
    assert [asked["underemne"] for asked in service.asked] == ["OVERSKO", "OVERSKO"]


@pytest.mark.parametrize("damage", [b"", b"{", b"[]", b'{"raekker": 3}'])
def test_a_damaged_answer_is_asked_for_again(service: Service, folder: Path, damage: bytes) -> None:
    next((folder / "hentet").glob("OVER*.json")).write_bytes(damage)
    run(service, folder)
    assert {asked["underemne"] for asked in service.asked} == {"OVERSKO"}
    assert check_dataset(folder) == []


def test_a_run_that_broke_off_goes_on_where_it_stopped(service: Service, tmp_path: Path) -> None:
    service.always = lambda asked: (401, {}, b"") if asked["emne"] == "TRIV" else None
    with pytest.raises(SourceError):
        run(service, tmp_path / "kbh")
    assert not list((tmp_path / "kbh").glob("*.csv"))  # all or nothing
    service.always = None
    assert run(service, tmp_path / "kbh").kept_answers > 0


def test_the_key_is_in_no_file(made: Path) -> None:
    assert not [path for path in made.rglob("*") if path.is_file() and KEY.encode() in path.read_bytes()]


# --- What goes wrong --------------------------------------------------------------------------
def test_a_renamed_measure_costs_its_own_indicator_alone(service: Service, tmp_path: Path) -> None:
    def renamed(asked: dict[str, Any]) -> tuple[int, dict[str, str], bytes] | None:
        return (400, {}, b"ukendt") if "Klassekvotient" in asked["nøgletal"] else None

    service.always = renamed
    fetched = run(service, tmp_path / "kbh")
    assert keys(fetched) == ["fetch_en_fil"]
    assert "klassekvotient.toml" in str(fetched.faults[0])
    assert "OnlineTool" in str(fetched.faults[0])
    found = {row["indikator"] for row in table(tmp_path / "kbh", "katalog")}
    assert "klassekvotient" not in found
    assert "fravaer_pct" in found
    assert check_dataset(tmp_path / "kbh") == []


def test_what_pointed_to_an_indicator_that_did_not_come_is_blank(service: Service, tmp_path: Path) -> None:
    service.always = lambda asked: (400, {}, b"") if asked["underemne"] == "OVERSKO" else None
    fetched = run(service, tmp_path / "kbh")
    assert set(keys(fetched)) == {"fetch_en_fil"}
    grades = next(
        row for row in table(tmp_path / "kbh", "katalog") if row["indikator"] == "karaktergennemsnit"
    )
    assert (grades["reference"], grades["sammenlign"]) == ("", "karaktergennemsnit")
    assert check_dataset(tmp_path / "kbh") == []


def test_an_indicator_without_figures_is_told(service: Service, tmp_path: Path) -> None:
    service.always = lambda asked: (200, {}, b"[]") if asked["underemne"] == "TRIVSP" else None
    assert keys(run(service, tmp_path / "kbh")) == ["fetch_ingen_tal"]


def test_without_any_figure_nothing_is_written(service: Service, tmp_path: Path) -> None:
    service.always = lambda asked: (200, {}, b"[]") if asked["emne"] != "ELEV" else None
    path = tmp_path / "kbh/forespoergsler"
    path.mkdir(parents=True)
    made = PROJECT / "xl_beregner/dataset/uddstat/queries"
    for name in ("skoler.toml", "fravaer_pct.toml"):
        shutil.copy(made / name, path / name)
    with pytest.raises(DatasetError):
        run(service, tmp_path / "kbh")
    assert not list((tmp_path / "kbh").glob("*.csv"))


def test_without_the_schools_nothing_is_written(service: Service, tmp_path: Path) -> None:
    service.always = lambda _: (500, {}, b"")
    with pytest.raises(SourceError):
        run(service, tmp_path / "kbh")
    assert {asked["emne"] for asked in service.asked} == {"ELEV"}
    assert not (tmp_path / "kbh").exists()


def test_an_empty_answer_about_schools_is_told(service: Service, tmp_path: Path) -> None:
    with pytest.raises(SourceError, match="Køge"):
        run(service, tmp_path / "x", name="Køge")


def test_a_service_that_ignores_the_municipality_is_refused(service: Service, tmp_path: Path) -> None:
    def everyone(asked: dict[str, Any]) -> tuple[int, Any, bytes]:
        return service._answer({**asked, "filtre": {}})  # type: ignore[return-value]

    service.always = everyone
    with pytest.raises(SourceError) as caught:
        run(service, tmp_path / "x", name="Køge")
    assert caught.value.key == "fetch_anden_kommune"


# --- A folder with something in it -------------------------------------------------------------
def test_what_people_added_stays(service: Service, folder: Path) -> None:
    schools = (folder / "skoler.csv").read_text("utf-8-sig").splitlines()
    schools[0] += ";soc_indeks"
    schools[1] = schools[1].replace(";;Folkeskoler", ";Indre By;Folkeskoler") + ";1,25"
    (folder / "skoler.csv").write_text("\n".join(schools), "cp1252")  # as Excel may save it
    add_row(
        folder,
        "katalog",
        "eget;Eget tal;Trivsel;;;pct;op;1;0;100;ja;ja;nej;nej" + ";" * 8 + ";;Skolerne selv",
    )
    add_row(folder, "indikatorer", "101001;2025/2026;eget;77,5;40")
    add_row(folder, "indikatorer", "101001;1999/2000;fravaer_pct;9,9;")
    add_row(folder, "indstillinger", "mindst_antal;10;Byrådet")
    (folder / "maal.csv").write_text(
        "enhed;skoleaar;indikator;vaerdi;niveau\n101001;2026/2027;fravaer_pct;7;skole\n"
    )
    fetched = run(service, folder, date(2026, 10, 13), years=["2025/2026"])
    assert table(folder, "skoler")[0]["omraade"] == "Indre By"
    assert table(folder, "skoler")[0]["soc_indeks"] == "1,25"
    rows = table(folder, "indikatorer")
    assert {"77,5", "9,9"} <= {row["vaerdi"] for row in rows}
    assert {row["skoleaar"] for row in rows} > {"2024/2025", "1999/2000"}  # years not asked for
    assert {row["noegle"] for row in table(folder, "indstillinger")} >= {"mindst_antal", "hentet"}
    assert "eget" in {row["indikator"] for row in table(folder, "katalog")}
    assert "maal.csv" in {path.name for path in folder.iterdir()}
    assert check_dataset(folder) == []
    assert {path.name for path in fetched.earlier} >= {"skoler.csv.tidligere", "katalog.csv.tidligere"}


def test_a_choice_made_in_the_catalogue_stays_and_its_day_moves(service: Service, folder: Path) -> None:
    path = folder / "katalog.csv"
    path.write_text(
        path.read_text("utf-8").replace(";Elevfravær;Trivsel;", ";Fravær hos os;Ro og tryghed;"), "utf-8"
    )
    run(service, folder, date(2026, 10, 13))
    row = next(row for row in table(folder, "katalog") if row["indikator"] == "fravaer_pct")
    assert (row["navn"], row["pejlemaerke"]) == ("Fravær hos os", "Ro og tryghed")
    assert row["kilde"].endswith("13-10-2026")


def test_a_figure_that_is_withdrawn_goes_and_is_kept_in_the_earlier_file(
    service: Service, folder: Path
) -> None:
    def withdrawn(asked: dict[str, Any]) -> tuple[int, Any, bytes] | None:
        status, headers, data = service._answer(asked)
        return (status, headers, data.replace(b'"Samlet elevfrav\xc3\xa6r": "', b'"x": "'))

    service.always = withdrawn
    fetched = run(service, folder, date(2026, 10, 13))
    # The column is gone as a whole: told, and the old figures stay.
    assert "fetch_en_fil" in keys(fetched)
    assert [row for row in table(folder, "indikatorer") if row["indikator"] == "fravaer_pct"]

    def one_school_less(asked: dict[str, Any]) -> tuple[int, Any, bytes] | None:
        if asked["underemne"] != "KARADM" or "[Institution].[Afdelingsnummer]" not in asked["detaljering"]:
            return None
        _, headers, data = service._answer(asked)
        import json

        rows = [row for row in json.loads(data) if "101001" not in row.values()]
        return 200, headers, json.dumps(rows).encode()

    service.always = one_school_less
    run(service, folder, date(2026, 10, 14))
    dansk = {row["enhed"] for row in table(folder, "indikatorer") if row["indikator"] == "dansk"}
    assert "101001" not in dansk
    assert "101003" in dansk
    earlier = (folder / "indikatorer.csv.tidligere").read_text("utf-8")
    assert "101001;2024/2025;dansk" in earlier


def test_earlier_files_are_never_overwritten(service: Service, folder: Path) -> None:
    for day in (13, 14, 15):
        run(service, folder, date(2026, 10, day))
    kept = sorted(path.name for path in folder.glob("katalog.csv.tidligere*"))
    assert kept == ["katalog.csv.tidligere", "katalog.csv.tidligere2", "katalog.csv.tidligere3"]
    assert "12-10-2026" in (folder / kept[0]).read_text("utf-8")


def test_a_school_of_ones_own_stays_and_is_told(service: Service, folder: Path) -> None:
    add_row(folder, "skoler", "777;Vores egen skole;;Folkeskole;80")
    fetched = run(service, folder)
    assert "777" in {row["skole_nr"] for row in table(folder, "skoler")}
    assert "fetch_egne_skoler" in [fault.key for fault in fetched.remarks]


@pytest.mark.parametrize("name", ["skoler.xlsx", "Indikatorer.parquet", "schools.csv", "settings.txt"])
def test_a_folder_with_the_same_tables_in_other_files_is_refused(
    tmp_path: Path, service: Service, name: str
) -> None:
    (tmp_path / name).write_bytes(b"x")
    with pytest.raises(OutputError, match=name.partition(".")[0]):
        run(service, tmp_path)
    assert [path.name for path in tmp_path.iterdir()] == [name]


def test_a_dataset_workbook_in_the_folder_is_refused(tmp_path: Path, service: Service) -> None:
    from xl_beregner.dataset import new_dataset

    new_dataset(tmp_path)
    with pytest.raises(OutputError, match="datasaet"):
        run(service, tmp_path)


def test_a_folder_of_another_municipality_is_refused(service: Service, folder: Path) -> None:
    before = {path.name: path.read_bytes() for path in folder.glob("*.csv")}
    with pytest.raises(OutputError, match="København"):
        run(service, folder, name="Køge")
    assert {path.name: path.read_bytes() for path in folder.glob("*.csv")} == before


def test_a_file_instead_of_a_folder_is_refused(tmp_path: Path, service: Service) -> None:
    (tmp_path / "x").write_text("")
    with pytest.raises(OutputError):
        run(service, tmp_path / "x")


@pytest.mark.parametrize("mark", ["~$skoler.csv", ".~lock.skoler.csv#"])
def test_a_file_that_is_open_is_not_touched(service: Service, folder: Path, mark: str) -> None:
    (folder / mark).write_text("")
    add_row(folder, "skoler", "777;Ny;;Folkeskole;80\r\n;;;;")
    before = {path.name: path.read_bytes() for path in folder.glob("*.csv")}
    with pytest.raises(OutputError):
        run(service, folder, date(2026, 10, 13))
    assert {path.name: path.read_bytes() for path in folder.glob("*.csv")} == before


def test_a_wide_table_is_refused(service: Service, folder: Path) -> None:
    (folder / "indikatorer.csv").write_text("enhed;skoleaar;fravaer_pct\n101001;2024/2025;6,1\n")
    with pytest.raises(OutputError, match="indikatorer"):
        run(service, folder)
