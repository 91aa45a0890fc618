"""``fetch`` from the command line: what is said, the exit codes, and the errors a person meets."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from click.testing import Result
from support.uddstat_server import KEY, Service, copenhagen, running

from xl_beregner.dataset.uddstat import http as uddstat_http
from xl_beregner.dataset.uddstat.key import VARIABLE

Run = Callable[..., Result]


@pytest.fixture(scope="module")
def service() -> Iterator[Service]:
    with running(copenhagen(since="2024/2025")) as one:
        yield one


@pytest.fixture(autouse=True)
def as_new(service: Service, monkeypatch: pytest.MonkeyPatch) -> None:
    service.instead, service.always = [], None
    service.asked.clear()
    monkeypatch.setattr(uddstat_http, "BACKOFF", 0.001)
    monkeypatch.setenv(VARIABLE, KEY)
    monkeypatch.setitem(sys.modules, "keyring", None)


@pytest.fixture
def fetch(run: Run, service: Service, tmp_path: Path) -> Run:
    def fetched(name: str = "København", *more: str) -> Result:
        return run(
            "fetch", "--municipality", name, "--out", tmp_path / "ud", "--base-url", service.base, *more
        )

    return fetched


def test_what_came_is_told_with_its_source(fetch: Run, tmp_path: Path, run: Run) -> None:
    result = fetch("københavns kommune")
    assert result.exit_code == 0, result.output
    assert "København: 26 skoler" in result.stdout
    assert "Elevtal: 26 af 26 skoler, 2024/2025–2025/2026" in result.stdout
    assert "Kilde: Uddannelsesstatistik.dk, hentet " in result.stdout
    assert "ikke offentliggjort; det er ikke nul" in result.stdout
    assert "Opdigtet Hovedskole (900010) er summen af sine 2 afdelinger" in result.stdout
    assert f"xl-beregner fill {tmp_path / 'ud'}" in result.stdout
    assert "10 af 10 forespørgsler" in result.stderr
    assert run("check", tmp_path / "ud").exit_code == 0
    assert KEY not in result.output


def test_only_fetch_loads_what_talks_to_the_service() -> None:
    code = (
        "import sys, xl_beregner.dataset, xl_beregner.cli.fetch, xl_beregner.cli.fill\n"
        "sys.exit(str({'urllib3', 'keyring'} & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert done.stderr.strip() == "set()"


def test_one_year_alone_can_be_asked_for(fetch: Run) -> None:
    assert "Elevtal: 26 af 26 skoler, 2025/2026" in fetch("København", "--year", "2025/26").stdout


def test_a_second_run_the_same_day_asks_nothing(fetch: Run, service: Service) -> None:
    fetch()
    service.asked.clear()
    assert "10 af 10 svar var hentet før" in fetch().stdout
    assert service.asked == []
    assert "hentet før" not in fetch("København", "--force").stdout


def test_without_a_key_it_is_told_how_to_get_one(fetch: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(VARIABLE)
    result = fetch()
    assert result.exit_code == 1
    assert "https://api.uddannelsesstatistik.dk/GetStarted" in result.stderr
    assert VARIABLE in result.stderr


def test_without_a_key_what_was_fetched_can_still_be_used(
    fetch: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    fetch()
    monkeypatch.delenv(VARIABLE)
    assert "tilføj --offline" in fetch().stderr
    assert fetch("København", "--offline").exit_code == 0


@pytest.mark.parametrize(
    ("status", "body", "told"),
    [
        (401, b"", "godtager ikke nøglen"),
        (403, b"", "har ikke adgang"),
        (404, b"", "kender ikke adressen"),
        (429, b"", "for mange forespørgsler"),
        (500, b"", "en fejl hos sig selv (svar 500)"),
        (200, b"<html>Vedligehold</html>", "en hjemmeside i stedet for tal"),
        (200, b'[{"a":', "ødelagt eller afkortet"),
        (200, b"[]", "har ingen skoler i København"),
        (200, b'[{"a": "1"}]', "mangler kolonnen [Skoleår].[Skoleår]"),
        (302, b"", "Nøglen sendes ikke videre"),
    ],
)
def test_each_error_is_a_sentence_and_nothing_is_written(
    fetch: Run, service: Service, tmp_path: Path, status: int, body: bytes, told: str
) -> None:
    service.always = lambda _: (status, {}, body)
    result = fetch()
    assert result.exit_code == 1
    assert told in result.stderr
    assert "Traceback" not in result.output
    assert KEY not in result.output
    assert not list(tmp_path.glob("ud/*.csv"))


def test_one_question_that_fails_costs_its_indicator_and_the_exit_code(fetch: Run, service: Service) -> None:
    def renamed(asked: dict[str, Any]) -> tuple[int, dict[str, str], bytes] | None:
        return (400, {}, b"Ukendt") if "Samlet elevfravær" in asked["nøgletal"] else None

    service.always = renamed
    result = fetch()
    assert result.exit_code == 1
    assert "fravaer_pct.toml gav ingen tal" in result.stdout
    assert "Kompetencedækning: 24 af 26 skoler" in result.stdout
    assert "Datasættet er i orden" in result.stdout


@pytest.mark.parametrize(
    ("name", "told"),
    [
        ("Kjøbenhavn", "Mente du København"),
        ("Malmö", "ingen kommune, der hedder Malmö"),
        ("", "ingen kommune"),
    ],
)
def test_a_wrong_municipality_is_told_before_anything_is_asked(
    fetch: Run, service: Service, tmp_path: Path, name: str, told: str
) -> None:
    result = fetch(name)
    assert (result.exit_code, service.asked) == (2, [])
    assert told in result.stderr
    assert not (tmp_path / "ud").exists()


def test_a_civil_number_given_as_a_name_is_not_repeated(fetch: Run) -> None:
    assert "1234" not in fetch("010190-1234").output


def test_another_address_without_encryption_is_refused(run: Run, tmp_path: Path) -> None:
    result = run(
        "fetch", "--municipality", "Køge", "--out", tmp_path / "x", "--base-url", "http://example.org"
    )
    assert result.exit_code == 1
    assert "kun krypteret" in result.stderr


@pytest.mark.parametrize("language", ["sv", "en"])
def test_the_other_languages_say_it_too(fetch: Run, language: str, service: Service) -> None:
    result = fetch("København", "--lang", language)
    assert result.exit_code == 0, result.output
    assert "Uddannelsesstatistik.dk" in result.stdout
    assert "skoler," not in result.stdout
