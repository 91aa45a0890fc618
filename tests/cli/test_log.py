"""``--log``: what a line tells, that it tells of no person, and what happens where it cannot be written."""

from __future__ import annotations

import errno
import json
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from click.testing import Result
from support.pupil_templates import class_template
from unit.batch.sent_and_returned import AGREED, SCHOOLS, answered, municipality, sent_file

from xl_beregner.batch import log as log_module
from xl_beregner.batch.log import RunLog, without_pupil
from xl_beregner.errors import DatasetError, Fault

Run = Callable[..., Result]
PUPILS = {"P001X": "Ida Prøvesen", "P002X": "Bo Prøvesen", "P003X": "Søs O'Prøvesen"}
ALWAYS = {"time", "run", "command", "tool", "version", "event", "seconds"}


@pytest.fixture
def dataset(tmp_path: Path) -> Path:
    folder = tmp_path / "datasaet"
    folder.mkdir()
    head = "skole_nr;klasse;elev_id;elev_navn;fag;test;klassetrin;dato;score;skala;maalefejl"
    rows = [
        f"101;{group};{identity};{name};dansk læsning;EKS;4;{year}-09-01;{300 + year - 2025};skalascore;12"
        for group in ("4A", "4B")
        for identity, name in ((f"{one}{group}", name) for one, name in PUPILS.items())
        for year in (2025, 2026)
    ]
    (folder / "elever.csv").write_text("\n".join([head, *rows]) + "\n", "utf-8")
    settings = "noegle;vaerdi;kilde\nkommune_navn;Prøvekommunen;opdigtet\n"
    (folder / "indstillinger.csv").write_text(settings, "utf-8")
    return folder


@pytest.fixture
def template(tmp_path: Path) -> Path:
    (tmp_path / "klasse.xlsx").write_bytes(class_template())
    return tmp_path / "klasse.xlsx"


@pytest.fixture
def log(tmp_path: Path) -> Path:
    return tmp_path / "log.jsonl"


def lines(log: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in log.read_text("utf-8").splitlines()]


def fill(run: Run, dataset: Path, template: Path, out: Path, *more: object) -> Result:
    what = ("--template", template, "--year", "2026/2027", "--out", out, "--jobs", 1)
    return run("fill", dataset, *what, *more)


def test_a_run_is_told_from_its_beginning_to_its_end(
    run: Run, dataset: Path, template: Path, tmp_path: Path, log: Path
) -> None:
    assert fill(run, dataset, template, tmp_path / "ud", "--log", log).exit_code == 0
    told = lines(log)
    assert [line["event"] for line in told] == ["begin", "planned", "unit", "unit", "end"]
    assert [line.get("unit") for line in told if line["event"] == "unit"] == ["101/4A", "101/4B"]
    assert {line["status"] for line in told if line["event"] == "unit"} == {"made"}
    assert told[0]["options"] == {"year": "2026/2027", "functions": "native", "jobs": 1}
    assert told[-1]["status"] == "done"
    assert told[-1]["counts"] == {"made": 2}
    assert all(line.keys() >= ALWAYS for line in told)
    assert len({line["run"] for line in told}) == 1
    assert all(line["time"].endswith("Z") for line in told)


def test_each_run_has_an_id_of_its_own_and_is_written_after_the_last(
    run: Run, dataset: Path, template: Path, tmp_path: Path, log: Path
) -> None:
    for _ in range(2):
        fill(run, dataset, template, tmp_path / "ud", "--log", log)
    told = lines(log)
    assert len({line["run"] for line in told}) == 2
    assert [line["status"] for line in told if line["event"] == "unit"] == ["made", "made", "kept", "kept"]
    manifest = (tmp_path / "ud/forvaltning/manifest.json").read_text("utf-8")
    assert not any(line["run"] in manifest for line in told)


def test_no_pupil_and_no_place_is_in_the_log_of_a_fill(
    run: Run, dataset: Path, template: Path, tmp_path: Path, log: Path
) -> None:
    fill(run, dataset, template, tmp_path / "ud", "--log", log)
    # One class has a file somebody wrote in, so that an error with facts is told too.
    (tmp_path / "ud/skoler").rename(tmp_path / "væk")
    (tmp_path / "ud/skoler").mkdir()
    for file in (tmp_path / "væk").iterdir():
        (tmp_path / "ud/skoler" / file.name).write_bytes(b"Ida har skrevet her")
    assert fill(run, dataset, template, tmp_path / "ud", "--force", "--log", log).exit_code == 1
    fill(run, dataset, template, tmp_path / "ud", "--unit", "101/9Z", "--log", log)
    text = log.read_text("utf-8")
    assert '"status":"refused"' in text
    words = [*PUPILS, *(part for name in PUPILS.values() for part in name.split())]
    assert [word for word in [*words, "Ida", str(tmp_path), tmp_path.name, "datasaet"] if word in text] == []


def test_no_word_of_a_school_is_in_the_log_of_a_collect(run: Run, tmp_path: Path, log: Path) -> None:
    sent = municipality(tmp_path / "ud")
    home = tmp_path / "retur"
    home.mkdir()
    words = {"Aftale!N2": "Hemmeligt tiltag", "Aftale!L3": 9.0, "Aftale!C2": 5.5, "Forside!B4": "Åse Leder"}
    (home / "Fra Åse Leder.xlsx").write_bytes(answered(sent, "101", {**AGREED, **words}))
    (home / "102.xlsx").write_bytes(sent_file(sent, "102").read_bytes())
    (home / "Notat om Bo.docx").write_bytes(b"PK")
    result = run("collect", home, "--sent", sent, "--out", tmp_path / "samlet.xlsx", "--log", log)
    assert result.exit_code == 1
    told = lines(log)
    status = {line["unit"]: line["status"] for line in told if "unit" in line}
    assert status == {"101": "incomplete", "102": "blank", "103": "not_home"}
    assert told[-1]["counts"]["sent"] == len(SCHOOLS)
    assert told[-1]["counts"]["changed_figures"] == 1
    assert any(line.get("errors") == {"collect_anden_filtype": 1} for line in told)
    text = log.read_text("utf-8")
    private = ["Hemmeligt", "tiltag", "Åse", "Leder", "Eksempel", "Læsebånd", "Notat", "Bo", "5.5", "skolen"]
    assert [word for word in [*private, str(tmp_path)] if word in text] == []


def test_a_bug_is_told_by_its_kind_alone(
    run: Run, dataset: Path, template: Path, tmp_path: Path, log: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object, **__: object) -> None:
        raise ZeroDivisionError("Ida Prøvesen")

    monkeypatch.setattr("xl_beregner.batch.run.fill_all", broken)
    with pytest.raises(ZeroDivisionError):
        fill(run, dataset, template, tmp_path / "ud", "--log", log)
    last = lines(log)[-1]
    assert (last["event"], last["status"], last["errors"]) == ("end", "bug", {"ZeroDivisionError": 1})


@pytest.mark.parametrize("name", ["findes-ikke/log.jsonl", "ud.xlsx", "datasaet/log.jsonl"])
def test_a_log_that_cannot_be_one_stops_the_run_before_anything_is_done(
    run: Run, dataset: Path, template: Path, tmp_path: Path, name: str
) -> None:
    (tmp_path / "ud.xlsx").write_bytes(b"PK en arbejdsbog")
    result = fill(run, dataset, template, tmp_path / "ud", "--log", tmp_path / name)
    assert result.exit_code == 2
    assert "Intet er lavet." in result.stderr
    assert not (tmp_path / "ud").exists()
    assert (tmp_path / "ud.xlsx").read_bytes() == b"PK en arbejdsbog"
    assert not (dataset / "log.jsonl").exists()


def test_a_drive_that_fills_up_costs_the_log_and_not_the_run(
    run: Run, dataset: Path, template: Path, tmp_path: Path, log: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Full:
        @staticmethod
        def write(handle: int, data: bytes) -> int:
            raise OSError(errno.ENOSPC, "full")

        def __getattr__(self, name: str) -> Any:
            return getattr(os, name)

    monkeypatch.setattr(log_module, "os", Full())
    result = fill(run, dataset, template, tmp_path / "ud", "--log", log)
    assert result.exit_code == 1
    assert "Ikke alt blev skrevet i loggen" in result.stderr
    assert len(list((tmp_path / "ud/skoler").glob("*.xlsx"))) == 2


@pytest.mark.parametrize("command", ["fill", "collect", "aggregate", "fetch", "norms", "clean"])
def test_the_help_of_a_command_with_a_log_says_so(run: Run, command: str) -> None:
    assert "--log" in run(command, "--help").output


def test_a_pupils_number_is_cut_after_the_class_and_a_civil_number_is_masked() -> None:
    assert without_pupil("101001") == "101001"
    assert without_pupil("101001/4A/E17") == "101001/4A"
    assert without_pupil("010190-1234/4A") == "xxxxxx-xxxx/4A"  # invented: a valid date, no person


def test_faults_are_counted_by_key_without_their_facts(log: Path) -> None:
    handle = os.open(log, os.O_WRONLY | os.O_CREAT)
    written = RunLog(handle, "fill", "1")
    faults = [Fault("b", {"navn": "Ida"}), Fault("a", {"navn": "Bo"}), Fault("b")]
    written.event("end", errors=[DatasetError(faults), Fault("a")])
    written.close()
    written.event("after")  # a closed log takes no more
    [line] = lines(log)
    assert line["errors"] == {"a": 2, "b": 2}
