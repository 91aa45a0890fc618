"""``addin manifest`` and ``addin doctor`` as somebody at a keyboard meets them."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from support.addin_certificates import make

from xl_beregner.addin import doctor
from xl_beregner.addin.doctor_server import Answer, UnreachableError
from xl_beregner.addin.manifest import manifest
from xl_beregner.addin.manifest_rules import faults
from xl_beregner.cli.group import program
from xl_beregner.cli.language import speak

BASE = "https://beregner.kommune.dk"


@pytest.fixture(autouse=True)
def danish(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    for name in ("LC_ALL", "LC_MESSAGES", "LANG"):
        monkeypatch.delenv(name, raising=False)
    yield
    speak("da")


def run(*arguments: object) -> Result:
    given = ["addin", *map(str, arguments)]
    return CliRunner().invoke(program(), given, prog_name="xl-beregner", catch_exceptions=False)


def test_the_manifest_is_written_and_the_next_step_is_told(tmp_path: Path) -> None:
    file = tmp_path / "m.xml"
    result = run("manifest", "--url", BASE, "--out", file)
    assert result.exit_code == 0
    assert str(file) in result.output
    assert "Integrerede apps" in result.output
    assert "--entra" in result.output
    assert file.read_bytes() == manifest(BASE)


def test_an_app_registration_goes_into_the_manifest(tmp_path: Path) -> None:
    file = tmp_path / "m.xml"
    client = "11111111-2222-3333-4444-555555555555"
    assert run("manifest", "--url", BASE, "--out", file, "--entra", client).exit_code == 0
    assert client.encode() in file.read_bytes()
    assert faults(file.read_bytes()) == []


def test_http_on_this_machine_is_said_to_be_for_trying_only(tmp_path: Path) -> None:
    result = run("manifest", "--url", "http://localhost:8443", "--out", tmp_path / "m.xml")
    assert result.exit_code == 0
    assert "kun til prøve" in result.output


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["--url", "http://beregner.kommune.dk"], "http er kun til denne maskine"),
        (["--url", "https://beregner.kommune.dk/sti?x=1"], "Skriv kun https://beregner.kommune.dk."),
        (["--url", "beregner"], "Skriv den med https:// foran"),
        (["--url", BASE, "--entra", "nej"], "er ikke et id"),
        ([], "Der mangler"),
    ],
)
def test_wrong_use_writes_nothing_and_ends_with_2(
    arguments: list[str], sentence: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    result = run("manifest", *arguments)
    assert result.exit_code == 2
    assert sentence in result.output
    assert list(tmp_path.iterdir()) == []


def test_a_place_that_cannot_be_written_is_told(tmp_path: Path) -> None:
    result = run("manifest", "--url", BASE, "--out", tmp_path / "findes" / "ikke.xml")
    assert result.exit_code == 2
    assert "kan ikke skrives" in result.output


def test_the_doctor_ends_with_1_when_nobody_answers(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("XLWINGS_LICENSE_KEY", raising=False)
    result = run("doctor", "--url", "http://127.0.0.1:9")
    assert result.exit_code == 1
    assert "✗ Fejl" in result.output
    assert "→ Start serveren" in result.output


def test_the_doctor_never_shows_the_licence_key(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XLWINGS_LICENSE_KEY", "hemmelig-noegle")
    assert "hemmelig" not in run("doctor", "--url", "http://127.0.0.1:9").output


def test_a_certificate_file_that_is_not_there_is_a_finding_not_wrong_use(tmp_path: Path) -> None:
    result = run("doctor", "--url", "http://127.0.0.1:9", "--cert", tmp_path / "ingen.pem")
    assert result.exit_code == 1
    assert "ingen.pem kan ikke læses" in result.output


def checks(asked: doctor.Asked, environment: dict[str, str], url_answers: bool = False) -> dict[str, str]:
    def ask(url: str) -> Answer:
        if not url_answers:
            raise UnreachableError("tavs")
        body = b'{"status": "ok", "version": "1"}' if url.endswith("/health") else manifest(BASE)
        return Answer(200, body)

    return {one.check: one.key for one in doctor.examine(asked, environment, ask)}


def test_settings_the_server_would_refuse_are_found() -> None:
    assert checks(doctor.Asked(), {})["indstillinger"] == "ingen"
    assert checks(doctor.Asked(), {"XL_BEREGNER_THREADS": "4"})["indstillinger"] == "ok"
    assert checks(doctor.Asked(), {"XL_BEREGNER_HOST": "0.0.0.0"})["indstillinger"] == "forkert"


def test_the_servers_own_certificate_and_address_are_looked_at_unasked(tmp_path: Path) -> None:
    pair = make(tmp_path, "localhost")
    environment = {
        "XL_BEREGNER_CERT": str(pair.chain),
        "XL_BEREGNER_KEY": str(pair.key),
        "XL_BEREGNER_ADDRESS": "https://localhost:8443",
    }
    found = checks(doctor.Asked(), environment, url_answers=True)
    assert found["certifikat"] == "ok"
    assert found["manifest"] == "anden_adresse"
    assert found["funktioner"] == "ulaeselig"


def test_after_the_first_thing_that_stops_excel_nothing_more_is_asked() -> None:
    found = checks(doctor.Asked(url="http://127.0.0.1:9"), {})
    assert found["server_svar"] == "ingen"
    assert "manifest" not in found
