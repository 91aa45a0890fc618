"""What the doctor says of a server: a tiny one on this machine, or answers made up."""

from __future__ import annotations

import json
import socket
import ssl
import threading
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import pytest
from support.addin_certificates import Pair, make

from xl_beregner.addin import doctor_server as server
from xl_beregner.addin.doctor import function_names
from xl_beregner.addin.doctor_server import Answer, UnreachableError
from xl_beregner.addin.finding import Level
from xl_beregner.addin.manifest import manifest

BASE = "https://beregner.kommune.dk"
NAMES = list(function_names())
HEALTH = b'{"status": "ok", "version": "0.1.0"}'
Serve = Callable[..., str]


def answering(status: int = 200, body: bytes = b"") -> server.Fetch:
    return lambda url: Answer(status, body)


def silent(reason: object = "") -> server.Fetch:
    def ask(url: str) -> Answer:
        raise UnreachableError(reason)

    return ask


@pytest.fixture
def serve() -> Iterator[Serve]:
    """Start a server on this machine that answers everything alike."""
    running = []

    def start(body: bytes, pair: Pair | None = None, status: int = 200) -> str:
        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                self.send_response(status)
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, *_: object) -> None:
                pass

        made = HTTPServer(("127.0.0.1", 0), Handler)
        made.handle_error = lambda *_: None  # type: ignore[method-assign]  # a client that turns away
        if pair is not None:
            context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            context.load_cert_chain(pair.chain, pair.key)
            made.socket = context.wrap_socket(made.socket, server_side=True)
        running.append(made)
        threading.Thread(target=made.serve_forever, daemon=True).start()
        return f"{'https' if pair else 'http'}://127.0.0.1:{made.server_port}"

    yield start
    for one in running:
        one.shutdown()
        one.server_close()


def test_our_server_is_told_from_another_program(serve: Serve) -> None:
    ours, answer = server.answers(serve(HEALTH), server.fetch)
    assert ours.level is Level.OK
    assert answer is not None
    assert answer.date is not None
    for body, status in ((b"<html>", 200), (b"[1]", 200), (HEALTH, 502)):
        other, nothing = server.answers(serve(body, status=status), server.fetch)
        assert (other.level, other.key, nothing) == (Level.ERROR, "andet", None)


def test_a_certificate_this_machine_does_not_trust_is_told_as_such(serve: Serve, tmp_path: Path) -> None:
    finding, _ = server.answers(serve(HEALTH, make(tmp_path, "127.0.0.1")), server.fetch)
    assert (finding.check, finding.key) == ("certifikat", "ukendt_udsteder")


@pytest.mark.parametrize(
    ("code", "key"), [(10, "udloebet"), (9, "ikke_endnu"), (62, "andet_navn"), (64, "andet_navn")]
)
def test_why_a_certificate_was_refused_is_told(code: int, key: str) -> None:
    error = ssl.SSLCertVerificationError()
    error.verify_code = code
    assert server.answers(BASE, silent(error))[0].key == key


def test_nobody_at_the_port_is_told_as_such() -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        finding, _ = server.answers(f"http://127.0.0.1:{free.getsockname()[1]}", server.fetch)
    assert finding.key == "afvist"


def test_https_to_a_server_that_speaks_http_is_told_as_such(serve: Serve) -> None:
    finding, _ = server.answers(serve(HEALTH).replace("http:", "https:"), server.fetch)
    assert finding.key == "tls"


@pytest.mark.parametrize(
    ("reason", "key"), [(TimeoutError(), "tavs"), (OSError("intet net"), "ingen"), ("ukendt", "ingen")]
)
def test_other_reasons_for_silence_have_words(reason: object, key: str) -> None:
    finding, _ = server.answers(BASE, silent(reason))
    assert (finding.level, finding.key) == (Level.ERROR, key)
    assert finding.cure


def test_a_name_is_looked_up() -> None:
    def unknown(*_: object) -> None:
        raise socket.gaierror

    known = server.lookup("a.dk", lambda *_: [(0, 0, 0, "", ("10.0.0.1", 0))])
    assert (known.level, known.facts["adresser"]) == (Level.OK, ["10.0.0.1"])
    assert server.lookup("a.dk", unknown).key == "ukendt"


def test_the_manifest_must_be_there_keep_the_rules_and_be_for_this_address() -> None:
    right = manifest(BASE)
    assert server.served_manifest(BASE, answering(body=right)).level is Level.OK
    assert server.served_manifest(BASE, answering(404)).key == "mangler"
    assert server.served_manifest(BASE, silent()).key == "mangler"
    assert server.served_manifest(BASE, answering(body=b"<html/>")).key == "ugyldigt"
    assert server.served_manifest(BASE, answering(body=manifest("https://a.dk"))).key == "anden_adresse"


def listing(names: list[str]) -> server.Fetch:
    return answering(body=json.dumps({"functions": [{"name": name} for name in names]}).encode())


def test_every_function_must_be_in_the_list_excel_is_given() -> None:
    assert len(NAMES) == 30
    assert server.served_functions(BASE, listing(NAMES), NAMES).level is Level.OK
    few = server.served_functions(BASE, listing(NAMES[2:]), NAMES)
    assert (few.level, few.key, few.facts["antal"]) == (Level.ERROR, "faa", 2)
    assert server.served_functions(BASE, listing([*NAMES, "BEREGNER_NY"]), NAMES).key == "flere"
    assert server.served_functions(BASE, listing([*NAMES, NAMES[0]]), NAMES).key == "flere"
    assert server.served_functions(BASE, answering(401), NAMES).key == "mangler"
    for body in (b"<html>", b"[]", b'{"functions": [1]}'):
        assert server.served_functions(BASE, answering(body=body), NAMES).key == "ulaeselig"


def test_icons_must_be_pictures_that_office_may_keep() -> None:
    picture = b"\x89PNG\r\n"
    for kept in ("", "public, max-age=86400"):
        assert server.served_icons(BASE, lambda url, kept=kept: Answer(200, picture, None, kept)).key == "ok"
    for kept in ("no-cache", "private, no-store"):
        found = server.served_icons(BASE, lambda url, kept=kept: Answer(200, picture, None, kept))
        assert (found.level, found.key) == (Level.WARNING, "ikke_gemt")
    assert server.served_icons(BASE, answering(404)).key == "mangler"
    assert server.served_icons(BASE, answering(body=b"<html>")).key == "mangler"
    assert server.served_icons(BASE, silent()).key == "mangler"


def test_clocks_that_disagree_are_told() -> None:
    now = datetime.now(UTC)
    assert server.clock(Answer(200, b"", now - timedelta(seconds=20)), now).key == "ok"
    assert server.clock(Answer(200, b"", now + timedelta(minutes=9)), now).facts == {"minutter": 9}
    assert server.clock(Answer(200, b""), now).key == "ukendt"
    assert server.clock(None, now).key == "ukendt"


def test_a_port_is_free_or_ours_or_somebody_elses(serve: Serve, tmp_path: Path) -> None:
    def looked_at(base: str) -> str:
        return server.port("127.0.0.1", int(base.rpartition(":")[2]), server.fetch).key

    assert looked_at(serve(HEALTH)) == "vores"
    assert looked_at(serve(b"noget andet")) == "optaget"
    assert looked_at(serve(HEALTH, make(tmp_path, "127.0.0.1"))) == "tls"
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        assert looked_at(f"http://127.0.0.1:{free.getsockname()[1]}") == "fri"
