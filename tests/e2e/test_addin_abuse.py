"""A real server, mistreated: every abuse is a clean refusal, no trace reaches the caller, it lives."""

from __future__ import annotations

import contextlib
import http.client
import json
import socket
import time
from collections.abc import Generator, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
from support.server import SLEEPING, Server, running_server

pytestmark = pytest.mark.prove

CALL = "/functions/call"
GAIN = {"function": "BEREGNER_FREMGANG", "arguments": [32, 47.5, 3.354, 3.354]}
SECRET = "Jens Hansen 010190-1234"
CLIENT, TENANT = "11111111-2222-3333-4444-555555555555", "99999999-8888-7777-6666-555555555555"
JSON = {"Content-Type": "application/json"}


@pytest.fixture(scope="module")
def server() -> Generator[Server, None, None]:
    with running_server(command=SLEEPING) as running:
        yield running


def place(server: Server) -> str:
    return server.base.partition("//")[2]


def ask(
    server: Server, body: Any, method: str = "POST", path: str = CALL, timeout: float = 60, **headers: str
) -> tuple[int, str]:
    """Send a request as it stands; a body may be bytes, pieces of bytes, or a call."""
    if isinstance(body, dict):
        body = json.dumps(body).encode()
    given = JSON | {name.replace("_", "-"): text for name, text in headers.items()}
    connection = http.client.HTTPConnection(place(server), timeout=timeout)
    try:
        connection.putrequest(method, path, skip_host="Host" in given)
        for name, text in given.items():
            connection.putheader(name, text)
        if isinstance(body, bytes):
            connection.putheader("Content-Length", str(len(body)))
        elif body is not None:
            connection.putheader("Transfer-Encoding", "chunked")
        # Refused while it was still being sent, the answer may be there already.
        with contextlib.suppress(BrokenPipeError, ConnectionResetError):
            connection.endheaders(body, encode_chunked=body is not None and not isinstance(body, bytes))
        answer = connection.getresponse()
        return answer.status, answer.read().decode()
    finally:
        connection.close()


def assert_refused(answer: tuple[int, str], *status: int) -> None:
    assert answer[0] in status, answer
    told = json.loads(answer[1])
    assert set(told) <= {"error", "code"}
    for trace in ("Traceback", "Error(", ".py", "line ", SECRET, "xl_beregner"):
        assert trace not in told["error"]


def assert_lives(server: Server) -> None:
    assert server.lives()
    assert ask(server, GAIN)[0] == 200


@pytest.fixture(autouse=True)
def _lives(request: pytest.FixtureRequest) -> Iterator[None]:
    yield
    if "server" in request.fixturenames:
        assert_lives(request.getfixturevalue("server"))


@pytest.mark.parametrize("method", ["GET", "PUT", "DELETE", "PATCH", "OPTIONS", "TRACE", "CONNECT"])
def test_a_wrong_method_is_refused(server: Server, method: str) -> None:
    assert_refused(ask(server, GAIN, method), 405)


def test_a_body_of_50_mb_is_refused_at_once(server: Server) -> None:
    began = time.monotonic()
    try:
        answer = ask(server, b" " * 50_000_000)
    except (BrokenPipeError, ConnectionResetError):
        answer = None  # the connection was closed on it, which is a refusal as well
    assert time.monotonic() - began < 5
    if answer is not None:
        assert_refused(answer, 413)


def test_a_body_that_says_it_is_50_mb_is_refused_before_it_is_sent(server: Server) -> None:
    with socket.create_connection(place(server).split(":"), timeout=10) as line:  # type: ignore[arg-type]
        line.sendall(
            b"POST /functions/call HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\n"
            b"Content-Length: 50000000\r\n\r\n"
        )
        assert line.recv(4096).startswith(b"HTTP/1.1 413")


def test_a_body_of_50_mb_in_pieces_without_a_length_is_refused(server: Server) -> None:
    try:
        answer = ask(server, (b" " * 1_000_000 for _ in range(50)))
    except (BrokenPipeError, ConnectionResetError):
        return
    assert_refused(answer, 413)


def test_a_whole_column_sent_whole_is_answered(server: Server) -> None:
    column = [[500.5]] * 400 + [[""]] * (1_048_576 - 400)
    began = time.monotonic()
    status, told = ask(server, {"function": "BEREGNER_FREMGANG", "arguments": [column, column, 3.3, 3.3]})
    assert status == 200
    assert len(json.loads(told)["rows"]) == 400
    assert time.monotonic() - began < 10


BODIES = {
    "deep": b'{"function": "BEREGNER_SKJUL", "arguments": ' + b"[" * 200_000 + b"]" * 200_000 + b"}",
    "invalid utf-8": b'{"function": "BEREGNER_SKJUL", "arguments": ["\xff", 12]}',
    "NaN": b'{"function": "BEREGNER_SKJUL", "arguments": [NaN, 12]}',
    "Infinity": b'{"function": "BEREGNER_SKJUL", "arguments": [-Infinity, 12]}',
    "no object": b"[]",
    "nothing": b"",
    "no function": b'{"arguments": []}',
    "unknown function": b'{"function": "BEREGNER_JENS", "arguments": []}',
    "python's own": b'{"function": "__import__", "arguments": ["os"]}',
    "too few": b'{"function": "BEREGNER_FREMGANG", "arguments": [1]}',
    "too many": b'{"function": "BEREGNER_FREMGANG", "arguments": [%s]}' % b",".join([b"1"] * 100_000),
    "wrong shape": b'{"function": "BEREGNER_FREMGANG", "arguments": [[[[1]]], 1, 1, 1]}',
    "a secret": json.dumps(GAIN | {"arguments": [SECRET, 1, 1, 1]}).encode(),
    "a secret as a function": json.dumps(GAIN | {"function": SECRET}).encode(),
    "a secret as a key": json.dumps({SECRET: 1}).encode(),
    "huge blanks": b'{"function": "BEREGNER_SKJUL", "arguments": [[[1], {"blank": 1000000000}], 12]}',
    "a bug": b'{"function": "BEREGNER_BRYDERNED", "arguments": [4711]}',
}


@pytest.mark.parametrize("body", BODIES.values(), ids=BODIES)
def test_what_is_no_call_is_refused(server: Server, body: bytes) -> None:
    assert_refused(ask(server, body), *((500,) if b"BRYDERNED" in body else (400, 404)))


def test_a_foreign_page_is_refused(server: Server) -> None:
    for origin in ("https://evil.example", "null", "http://localhost.evil.example", "http://127.0.0.1:1"):
        assert_refused(ask(server, GAIN, Origin=origin), 403)


def test_a_foreign_name_is_refused(server: Server) -> None:
    for host in ("evil.example", "127.0.0.1.evil.example"):
        assert_refused(ask(server, GAIN, Host=host), 421)


def test_a_proxy_s_guest_is_refused(server: Server) -> None:
    assert_refused(ask(server, GAIN, X_Forwarded_For="10.0.0.9"), 403)


@pytest.mark.parametrize(
    "path",
    ["/static/../settings.py", "/static/%2e%2e/settings.py", "/static/..%2fsettings.py",
     "/static//etc/passwd", "/vendor/office-js/../../../../config.py",
     "/vendor/office-js/%2e%2e/%2e%2e/%2e%2e/%2e%2e/config.py",
     "/static/..\\settings.py", "/static/%00", "//etc/passwd", "/functions/%2e%2e/static/../settings.py"],
)  # fmt: skip
def test_no_path_leads_out_of_its_folder(server: Server, path: str) -> None:
    assert_refused(ask(server, None, "GET", path), 404)


def test_half_a_request_does_not_hold_up_others(server: Server) -> None:
    with socket.create_connection(place(server).split(":"), timeout=10) as line:  # type: ignore[arg-type]
        line.sendall(
            b"POST /functions/call HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\n"
            b"Content-Length: 100\r\n\r\n{"
        )
        assert_lives(server)


ENDLESS = {
    "a header": b"POST /functions/call HTTP/1.1\r\nHost: 127.0.0.1\r\nX: ",
    "what follows the body": b"POST /functions/call HTTP/1.1\r\nHost: 127.0.0.1\r\n"
    b"Content-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n0\r\nX: ",
}


@pytest.mark.parametrize("begin", ENDLESS.values(), ids=ENDLESS)
def test_headers_that_never_end_are_ended(server: Server, begin: bytes) -> None:
    sent = 0
    with socket.create_connection(place(server).split(":"), timeout=10) as line:  # type: ignore[arg-type]
        line.sendall(begin)
        with contextlib.suppress(ConnectionError):
            while sent < 200_000_000:
                sent += line.send(b"a" * 1_000_000)
    assert sent < 50_000_000


def test_a_body_of_cells_longer_than_excel_s_is_refused(server: Server) -> None:
    assert_refused(ask(server, GAIN | {"arguments": ["x" * 19_000_000, 1, 1, 1]}), 400)


def test_an_origin_that_is_no_address_is_refused_and_not_logged(server: Server) -> None:
    assert_refused(ask(server, GAIN, Origin="https://[hansen]"), 403)
    assert "hansen" not in server.log()


def test_a_length_of_thousands_of_digits_is_refused(server: Server) -> None:
    with socket.create_connection(place(server).split(":"), timeout=10) as line:  # type: ignore[arg-type]
        line.sendall(
            b"POST /functions/call HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\n"
            b"Content-Length: " + b"0" * 5000 + b"1\r\n\r\n1"
        )
        assert line.recv(4096)[:12] in (b"HTTP/1.1 400", b"HTTP/1.1 413")


def test_a_method_that_is_none_is_refused(server: Server) -> None:
    assert ask(server, GAIN, "BREW")[0] == 400


def test_what_is_no_http_is_refused(server: Server) -> None:
    with socket.create_connection(place(server).split(":"), timeout=10) as line:  # type: ignore[arg-type]
        line.sendall(b"\x16\x03\x01\x00\xa5\x01\x00" * 10 + b"\r\n\r\n")
        assert b"Traceback" not in line.recv(4096)


def test_four_slow_functions_take_the_time_of_one(server: Server) -> None:
    slow = {"function": "BEREGNER_SOVER", "arguments": [1]}
    began = time.monotonic()
    with ThreadPoolExecutor(5) as users:
        waiting = [users.submit(ask, server, slow) for _ in range(4)]
        quick = time.monotonic()
        assert ask(server, GAIN)[0] == 200
        assert time.monotonic() - quick < 0.5
        assert [found.result()[0] for found in waiting] == [200] * 4
    assert time.monotonic() - began < 1.3


def test_the_log_tells_no_value(server: Server) -> None:
    ask(server, GAIN | {"arguments": [SECRET, 4711.5, 1, 1]})
    ask(server, {"function": "BEREGNER_BRYDERNED", "arguments": [4711.5]})
    ask(server, GAIN, path=f"{CALL}?navn=Hansen")
    log = server.log()
    assert "BEREGNER_FREMGANG 400" in log
    assert "BEREGNER_BRYDERNED: RuntimeError" in log
    for secret in ("Hansen", "0101", "4711", "47.5", "Traceback"):
        assert secret not in log


# --- Who may call ------------------------------------------------------------------------------------
def test_a_call_that_takes_too_long_is_answered_with_a_sentence_and_the_server_goes_on() -> None:
    with running_server(command=SLEEPING, environment={"XL_BEREGNER_SECONDS": "1"}) as server:
        assert_refused(ask(server, {"function": "BEREGNER_SOVER", "arguments": [3]}), 504)
        assert_lives(server)


def signed_by_nobody() -> str:
    from joserfc import jwt
    from joserfc.jwk import RSAKey

    claims = {"ver": "2.0", "aud": CLIENT, "iss": f"https://login.microsoftonline.com/{TENANT}/v2.0",
              "exp": int(time.time()) + 600, "oid": "1", "roles": []}  # fmt: skip
    return jwt.encode({"alg": "RS256", "kid": "k"}, claims, RSAKey.generate_key(2048, {"kid": "k"}))


def test_beyond_this_machine_nobody_is_answered_without_a_token(tmp_path: Path) -> None:
    from joserfc.jwk import KeySet, RSAKey

    keys = tmp_path / "keys.json"
    known = KeySet([RSAKey.generate_key(2048, {"kid": "k"})])
    keys.write_text(json.dumps(known.as_dict(private=False)), "utf-8")
    environment = {
        "XL_BEREGNER_HOST": "0.0.0.0",
        "XL_BEREGNER_ADDRESS": "https://localhost",  # as behind a proxy that does the https
        "XL_BEREGNER_ENTRA_CLIENT_ID": CLIENT,
        "XL_BEREGNER_ENTRA_TENANT_ID": TENANT,
        "XL_BEREGNER_ENTRA_KEYS": str(keys),
        "XL_BEREGNER_PORT": "0",
    }
    port = free_port()
    with running_server(
        "--port", str(port), environment=environment, base=f"http://127.0.0.1:{port}"
    ) as server:
        assert_refused(ask(server, GAIN), 401)
        assert_refused(ask(server, GAIN, Authorization="Bearer x"), 401)
        forged = signed_by_nobody()
        assert_refused(ask(server, GAIN, Authorization=f"Bearer {forged}"), 401)
        assert ask(server, None, "GET", "/help")[0] == 200
        assert server.lives()
        assert forged[:40] not in server.log()


def free_port() -> int:
    with socket.socket() as line:
        line.bind(("127.0.0.1", 0))
        return int(line.getsockname()[1])


@pytest.mark.parametrize("workers", ["2"])
def test_several_processes_answer_behind_one_port(workers: str) -> None:
    with running_server("--http", "--workers", workers) as server, ThreadPoolExecutor(8) as users:
        assert {status for status, _ in users.map(lambda _: ask(server, GAIN), range(100))} == {200}
