"""``collect`` from the command line: what is written, what is said, and the exit codes."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import openpyxl
import pytest
from click.testing import Result
from unit.batch.sent_and_returned import AGREED, SCHOOLS, answered, municipality, sent_file

from xl_beregner.texts import LANGUAGES

Run = Callable[..., Result]
CPR = "010190-1234"  # invented: a valid date, no person


@pytest.fixture(scope="module")
def sent(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return municipality(tmp_path_factory.mktemp("kommune") / "ud")


@pytest.fixture
def home(sent: Path, tmp_path: Path) -> Path:
    """All three schools' workbooks, whole."""
    folder = tmp_path / "retur"
    folder.mkdir()
    for number in SCHOOLS:
        (folder / f"{number}.xlsx").write_bytes(answered(sent, number, AGREED))
    return folder


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def test_when_all_is_home_the_files_are_written_and_nobody_is_needed(
    run: Run, sent: Path, home: Path, tmp_path: Path
) -> None:
    out = tmp_path / "samlet" / "samlet.xlsx"
    result = run("collect", home, "--sent", sent, "--out", out)
    assert result.exit_code == 0, result.stderr
    assert names(out.parent) == ["aftalegrundlag.csv", "aftaler.csv", "samlet.xlsx"]
    assert "Hjemme: 3 af 3. I orden: 3. Kræver et blik: 0. Mangler svar: 0. Ikke udfyldt: 0." in result.stdout
    assert "Svar: 18. Ændrede tal: 0" in result.stdout
    assert f"Åbn først: {out}" in result.stdout
    assert "3 af 3 filer læst" in result.stderr
    assert "Bemærk" not in result.stderr
    book = openpyxl.load_workbook(out)
    assert {"aftaler", "aftalegrundlag"} <= set(book.sheetnames)


def test_each_thing_a_person_must_see_is_a_line_with_its_file_and_cell(
    run: Run, sent: Path, home: Path, tmp_path: Path
) -> None:
    (home / "102.xlsx").write_bytes(answered(sent, "102", {"Aftale!L3": 9.0, "Aftale!C2": 5.0}))
    (home / "103.xlsx").rename(home / "x.xlsx")
    (home / "x.xlsx").write_bytes(b"PK broken")
    result = run("collect", home, "--sent", sent, "--out", tmp_path / "samlet.xlsx")
    assert result.exit_code == 1
    lines = [line for line in result.stderr.splitlines() if line.startswith("Bemærk")]
    assert len(lines) == 5
    assert "x.xlsx" in lines[0]
    assert all("102.xlsx (Bakkeskolen)" in line for line in lines[1:4])
    assert "Aftale, celle C2" in lines[1]
    assert "fra 7 til 5" in lines[1]
    assert "Elevfravær" in lines[2]
    assert "5 svar mangler: Forside!B4, Forside!B5, Forside!B6, Aftale!M3, Aftale!N3." in lines[3]
    assert "Havskolen (103) har ikke sendt sin arbejdsbog (103_havskolen.xlsx)" in lines[4]


def test_many_that_did_not_come_stand_in_one_line(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from xl_beregner.cli import collect

    monkeypatch.setattr(collect, "_EACH_BY_ITSELF", 2)
    monkeypatch.setattr(collect, "_MOST_NAMES", 2)
    folder = municipality(tmp_path / "ud")
    (tmp_path / "retur").mkdir()
    result = run("collect", tmp_path / "retur", "--sent", folder, "--out", tmp_path / "s.xlsx")
    [line] = [line for line in result.stderr.splitlines() if "ikke sendt" in line or "har ikke" in line]
    assert line == (
        "Bemærk: 3 har ikke sendt deres arbejdsbog (Åskolen, Bakkeskolen, …). "
        "Breve til dem står på arket Rykkerliste."
    )


def test_very_much_is_cut_short_and_stands_in_the_workbook(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from xl_beregner.cli import collect

    monkeypatch.setattr(collect, "_MOST_LINES", 2)
    folder = municipality(tmp_path / "ud")
    (tmp_path / "retur").mkdir()
    result = run("collect", tmp_path / "retur", "--sent", folder, "--out", tmp_path / "s.xlsx")
    assert result.exit_code == 1
    assert "… og 1 linjer til; alle står i s.xlsx." in result.stderr
    assert (tmp_path / "s.xlsx").exists()


def test_an_older_result_is_kept_and_read_by_nobody(run: Run, sent: Path, home: Path) -> None:
    out = home / "samlet.xlsx"  # among what came home
    for times in (1, 2):
        result = run("collect", home, "--sent", sent, "--out", out)
        assert result.exit_code == 0, (times, result.stderr)
    assert "samlet.tidligere.xlsx" not in names(home)  # nothing had changed
    first = out.read_bytes()
    (home / "101.xlsx").write_bytes(answered(sent, "101", AGREED | {"Aftale!L2": 8.0}))
    result = run("collect", home, "--sent", sent, "--out", out)
    assert result.exit_code == 0, result.stderr
    assert (home / "samlet.tidligere.xlsx").read_bytes() == first
    assert "samlet.xlsx fandtes allerede" in result.stdout
    assert run("collect", home, "--sent", sent, "--out", out).exit_code == 0


def test_a_civil_number_stands_in_none_of_the_files_nor_on_the_screen(
    run: Run, sent: Path, home: Path, tmp_path: Path
) -> None:
    edits = AGREED | {"Aftale!N2": f"mor til {CPR}", "Forside!B1": CPR, "Aftale!A3": CPR}
    (home / f"{CPR}.xlsx").write_bytes(answered(sent, "101", edits))
    (home / "101.xlsx").unlink()
    out = tmp_path / "s" / "samlet.xlsx"
    result = run("collect", home, "--sent", sent, "--out", out)
    assert result.exit_code == 1
    assert "CPR-nummer" in result.stderr
    texts = [result.output]
    for path in out.parent.iterdir():
        if path.suffix == ".csv":
            texts.append(path.read_text("utf-8-sig"))
        else:
            book = openpyxl.load_workbook(path)
            texts += [
                str(c.value) + str(c.hyperlink and c.hyperlink.target) for s in book for r in s for c in r
            ]
    assert "xxxxxx-xxxx" in "".join(texts)
    assert CPR not in "".join(texts)
    assert CPR.replace("-", "") not in "".join(texts)


@pytest.mark.parametrize(
    ("out", "said"),
    [("samlet.csv", "skal ende på .xlsx"), ("retur/101.xlsx", "er en skoles arbejdsbog")],
)
def test_a_place_that_would_cost_a_school_its_words_is_refused(
    run: Run, sent: Path, home: Path, out: str, said: str
) -> None:
    before = (home / "101.xlsx").read_bytes()
    result = run("collect", home, "--sent", sent, "--out", home.parent / out)
    assert result.exit_code == 2
    assert said in result.stderr
    assert (home / "101.xlsx").read_bytes() == before


def test_a_place_among_what_was_sent_is_refused(run: Run, sent: Path, home: Path) -> None:
    result = run("collect", home, "--sent", sent, "--out", sent / "skoler" / "samlet.xlsx")
    assert result.exit_code == 2
    assert sent_file(sent, "101").exists()
    assert len(names(sent / "skoler")) == 3


def test_a_folder_that_was_not_sent_from_is_refused(run: Run, home: Path, tmp_path: Path) -> None:
    result = run("collect", home, "--sent", home, "--out", tmp_path / "s.xlsx")
    assert result.exit_code == 2
    assert "forvaltning/manifest.json" in result.stderr
    assert not (tmp_path / "s.xlsx").exists()


def test_a_result_that_is_open_is_not_replaced(run: Run, sent: Path, home: Path, tmp_path: Path) -> None:
    (tmp_path / "~$s.xlsx").write_bytes(b"")
    result = run("collect", home, "--sent", sent, "--out", tmp_path / "s.xlsx")
    assert result.exit_code == 1
    assert not (tmp_path / "s.xlsx").exists()


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_command_speaks_every_language(
    run: Run, sent: Path, home: Path, tmp_path: Path, language: str
) -> None:
    (home / "102.xlsx").write_bytes(answered(sent, "102", {"Aftale!C2": 5.0, "Forside!B1": "Ny"}))
    result = run("collect", home, "--sent", sent, "--out", tmp_path / "s.xlsx", "--lang", language)
    assert result.exit_code == 1
    assert "cli." not in result.output
    assert {"da": "fra 7 til 5", "sv": "från 7 till 5", "en": "from 7 to 5"}[language] in result.stderr


def test_more_processes_than_cores_may_be_asked_for(run: Run, sent: Path, home: Path, tmp_path: Path) -> None:
    result = run(
        "collect", home, "--sent", sent, "--out", tmp_path / "s.xlsx", "--jobs", (os.cpu_count() or 1) + 1
    )
    assert result.exit_code == 0
