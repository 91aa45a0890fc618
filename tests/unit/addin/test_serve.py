"""``addin serve``: what keeps it from starting is told with its cure, before anything answers."""

from __future__ import annotations

import os
import socket
import subprocess
from collections.abc import Generator
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from xl_beregner import texts
from xl_beregner.addin import serve as serving
from xl_beregner.addin.settings import Settings
from xl_beregner.cli.group import program
from xl_beregner.hosts import officejs


@pytest.fixture(autouse=True)
def nothing_left(monkeypatch: pytest.MonkeyPatch) -> Generator[list[Settings], None, None]:
    """Let no server really run, and leave no setting in the environment."""
    before = dict(os.environ)
    started: list[Settings] = []
    monkeypatch.setattr(serving, "_run", lambda settings, workers, listener: started.append(settings))
    yield started
    for name in set(os.environ) - set(before):
        del os.environ[name]


def run(*arguments: str, **environment: str) -> Result:
    return CliRunner().invoke(program(), ["--lang", "da", "addin", "serve", *arguments], env=environment)


def sentence(key: str, **facts: object) -> str:
    return texts.say(f"fejl.{key}", "da", **facts)


def test_it_tells_where_it_answers_what_to_open_and_how_to_stop(nothing_left: list[Settings]) -> None:
    done = run("--http", "--port", "0")
    assert done.exit_code == 0
    assert "Serveren svarer på http://127.0.0.1:" in done.output
    assert "/help" in done.output
    assert "Ctrl+C" in done.output
    assert len(nothing_left) == 1


@pytest.mark.parametrize(
    ("arguments", "key"),
    [
        ((), "addin_intet_certifikat"),
        (("--cert", "c.pem"), "addin_certifikat_halvt"),
        (("--http", "--cert", "c.pem", "--key", "k.pem"), "addin_http_eller_cert"),
    ],
)
def test_it_wants_a_certificate_or_to_be_told_that_there_is_none(
    arguments: tuple[str, ...], key: str, nothing_left: list[Settings]
) -> None:
    done = run("--port", "0", *arguments)
    assert done.exit_code == 1
    assert sentence(key) in done.output
    assert nothing_left == []


def test_http_is_for_this_machine_alone(nothing_left: list[Settings]) -> None:
    entra = {
        "XL_BEREGNER_ENTRA_CLIENT_ID": "11111111-2222-3333-4444-555555555555",
        "XL_BEREGNER_ENTRA_TENANT_ID": "11111111-2222-3333-4444-555555555555",
    }
    done = run("--http", "--host", "0.0.0.0", "--port", "0", **entra)
    assert done.exit_code == 1
    assert sentence("addin_uden_https", vaert="0.0.0.0") in done.output
    assert nothing_left == []


def test_open_to_all_without_entra_it_does_not_start(nothing_left: list[Settings]) -> None:
    done = run("--http", "--host", "0.0.0.0")
    assert done.exit_code == 1
    assert sentence("addin_aaben", vaert="0.0.0.0") in done.output
    assert nothing_left == []


def test_a_port_that_is_taken_is_told() -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]
        done = run("--http", "--port", str(port))
    assert sentence("addin_port_optaget", port=port, vaert="127.0.0.1") in done.output


def test_an_address_the_machine_does_not_have_is_told() -> None:
    done = run("--http", "--host", "127.0.0.1.example.invalid")
    assert done.exit_code == 1


def certificate(folder: Path, name: str, *more: str) -> tuple[Path, Path]:
    cert, key = folder / f"{name}.pem", folder / f"{name}.key"
    subprocess.run(
        ["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-days", "2",
         "-subj", "/CN=localhost", "-keyout", str(key), "-out", str(cert), *(more or ("-nodes",))],
        check=True, capture_output=True, timeout=60,
    )  # fmt: skip
    return cert, key


def test_with_its_certificate_it_answers_by_https(tmp_path: Path, nothing_left: list[Settings]) -> None:
    cert, key = certificate(tmp_path, "a")
    done = run("--cert", str(cert), "--key", str(key), "--port", "0")
    assert "https://127.0.0.1:" in done.output
    assert nothing_left[0].https


def test_what_is_wrong_with_a_certificate_is_told(tmp_path: Path, nothing_left: list[Settings]) -> None:
    cert, key = certificate(tmp_path, "a")
    _, other = certificate(tmp_path, "b")
    _, locked = certificate(tmp_path, "c", "-passout", "pass:hemmelig")
    text = tmp_path / "brev.txt"
    text.write_text("Kære alle", "utf-8")
    for one, its_key in ((cert, other), (cert, locked), (text, key), (cert, text)):
        done = run("--cert", str(one), "--key", str(its_key), "--port", "0")
        assert sentence("addin_certifikat", certifikat=str(one), noegle=str(its_key)) in done.output
    missing = tmp_path / "intet.pem"
    done = run("--cert", str(missing), "--key", str(key), "--port", "0")
    assert sentence("addin_certifikat_fil", fil=str(missing)) in done.output
    assert nothing_left == []


def test_without_the_extra_it_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(serving, "find_spec", lambda name: None)
    done = run("--http")
    assert done.exit_code == 1
    assert 'pip install "xl-beregner[server]"' in done.output


def test_without_the_key_it_says_which(monkeypatch: pytest.MonkeyPatch, nothing_left: list[Settings]) -> None:
    class LicenseError(Exception):
        pass

    def load(name: str) -> None:
        raise LicenseError

    monkeypatch.setattr(officejs, "import_module", load)
    done = run("--http", "--port", "0", XLWINGS_LICENSE_KEY="")
    assert sentence("addin_noegle_mangler") in done.output
    assert nothing_left == []


def test_its_help_names_every_option() -> None:
    done = run("--help")
    for option in ("--host", "--port", "--cert", "--key", "--http", "--address", "--workers"):
        assert option in done.output
