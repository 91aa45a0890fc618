"""Who is let in, and what every answer carries."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable
from typing import Any

import orjson
import pytest

from xl_beregner.addin import guard as guarding
from xl_beregner.addin.guard import OFFICE, Guard, Refused
from xl_beregner.addin.settings import Entra, Settings

Make = Callable[..., Any]
ENTRA = Entra("11111111-2222-3333-4444-555555555555", "99999999-8888-7777-6666-555555555555")
GAIN = ("BEREGNER_FREMGANG", 32, 47.5, 3.3, 3.3)
PUBLIC = "https://beregner.kommune.dk"


def test_a_call_from_this_machine_is_answered(server: Make) -> None:
    answer = server().call(*GAIN)
    assert answer.status == 200
    assert len(answer.told["rows"][0]) == 6


@pytest.mark.parametrize(
    "host", ["localhost:8443", "127.0.0.1", "127.0.0.1:1", "[::1]:8443", "127.8.8.8", "LOCALHOST"]
)
def test_it_answers_to_this_machine_s_names(server: Make, host: str) -> None:
    assert server()("/health", headers={"host": host}).status == 200


@pytest.mark.parametrize(
    "host",
    ["", "evil.example", "127.0.0.1.evil.example", "localhost.evil.example", "10.0.0.7:8443", "[::", "@",
     "a b", "beregner.kommune.dk", "jens@localhost", "localhost/sti", "localhost:", "localhost:99999",
     "localhost:8443:1", "localhost?", "localhost\n", "[::1%lo]", "[::1]x", "evil.example#127.0.0.1",
     "evil.example@localhost.evil"],
)  # fmt: skip
def test_it_does_not_answer_to_a_foreign_name(server: Make, host: str) -> None:
    answer = server()("/health", headers={"host": host})
    assert answer.status == 421
    assert list(answer.told) == ["error"]


def test_behind_a_proxy_it_answers_to_that_name_alone(server: Make) -> None:
    asked = server(address=PUBLIC, entra=ENTRA)
    assert asked("/health", headers={"host": "beregner.kommune.dk"}).status == 200
    assert asked("/health", headers={"host": "other.kommune.dk"}).status == 421


def test_two_names_are_none(server: Make) -> None:
    scope = {"method": "GET", "path": "/", "client": ("127.0.0.1", 1),
             "headers": [(b"host", b"evil.example"), (b"host", b"localhost")]}  # fmt: skip
    with pytest.raises(Refused) as refused:
        server().app._check(scope)
    assert refused.value.status == 421


# --- Pages from elsewhere ------------------------------------------------------------------------
@pytest.mark.parametrize("origin", ["http://127.0.0.1:8443", "https://127.0.0.1:8443"])
def test_its_own_page_may_call(server: Make, origin: str) -> None:
    assert server().call(*GAIN, headers={"origin": origin}).status == 200


@pytest.mark.parametrize(
    "origin",
    ["https://evil.example", "null", "http://127.0.0.1", "http://127.0.0.1:9999", "http://localhost:8443",
     "file://127.0.0.1:8443", "http://", "https://", "https://[x]", "http://127.0.0.1:8443/sti",
     "http://jens@127.0.0.1:8443", "//127.0.0.1:8443", "https://excel.officeapps.live.com", "http://127.0.0.1:8443.evil.example"],
)  # fmt: skip
def test_a_foreign_page_may_not_call(server: Make, origin: str) -> None:
    answer = server().call(*GAIN, headers={"origin": origin})
    assert answer.status == 403
    assert "access-control-allow-origin" not in answer.headers


def test_a_form_on_a_foreign_page_may_not_call(server: Make) -> None:
    assert server().call(*GAIN, headers={"sec-fetch-site": "cross-site"}).status == 403


def test_a_call_that_is_no_json_by_its_header_is_refused(server: Make) -> None:
    for kind in ("text/plain", "", "application/x-www-form-urlencoded", "multipart/form-data"):
        assert server().call(*GAIN, headers={"content-type": kind}).status == 415


def test_excel_on_the_web_may_read_the_list_of_functions_and_nothing_else(server: Make) -> None:
    office = {"origin": "https://excel.officeapps.live.com"}
    listed = server()(guarding.METADATA, headers=office)
    assert listed.status == 200
    assert listed.headers["access-control-allow-origin"] == office["origin"]
    assert listed.headers["vary"] == "origin"
    assert server()("/help", headers=office).status == 403
    assert server()(guarding.METADATA, "POST", headers=office).status == 403


@pytest.mark.parametrize(
    "origin",
    ["https://evil.example", "https://officeapps.live.com.evil.example", "https://evilofficeapps.live.com",
     "http://excel.officeapps.live.com", "https://excel.officeapps.live.com:444", "https://[x]", "https://]",
     "https://evil.example/x.officeapps.live.com", "https://evil.example#.office.com",
     "https://evil@x.office.com", "https://.office.com"],
)  # fmt: skip
def test_no_other_page_may_read_it(server: Make, origin: str) -> None:
    answer = server()(guarding.METADATA, headers={"origin": origin})
    assert answer.status == 403
    assert "access-control-allow-origin" not in answer.headers


def test_an_origin_that_is_no_address_leaves_nothing_in_the_log(
    server: Make, caplog: pytest.LogCaptureFixture
) -> None:
    for path in ("/health", guarding.METADATA):
        assert server()(path, headers={"origin": "https://[jens-hansen]"}).status == 403
    assert "hansen" not in caplog.text


def test_a_bug_in_the_headers_is_told_without_details(
    server: Make, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def broken(origin: str) -> bool:
        raise ValueError(origin)

    monkeypatch.setattr(guarding, "_is_office", broken)
    answer = server()(guarding.METADATA, headers={"origin": "https://hansen.example"})
    assert answer.status == 500
    assert "ValueError" in caplog.text
    assert "hansen" not in caplog.text


# --- Callers from outside ----------------------------------------------------------------------------
def test_nobody_from_outside_is_answered_without_being_asked_who_they_are(server: Make) -> None:
    assert server().call(*GAIN, client=("10.0.0.9", 50000)).status == 403


@pytest.mark.parametrize("header", ["x-forwarded-for", "forwarded", "x-real-ip", "x-forwarded-host"])
def test_nobody_a_proxy_passes_on_is_answered_without_being_asked(server: Make, header: str) -> None:
    assert server().call(*GAIN, headers={header: "10.0.0.9"}).status == 403


def test_with_entra_a_call_without_a_token_is_refused_before_its_body_is_read(server: Make) -> None:
    asked = server(entra=ENTRA)
    for authorization in ("", "Bearer", "Bearer x", "Basic a.b.c", "Bearer error: 13003", "Bearer a.b.c d"):
        answer = asked.call(*GAIN, headers={"authorization": authorization})
        assert answer.status == 401
        assert answer.headers["www-authenticate"] == "Bearer"
        assert answer.told["error"].startswith("Du er ikke logget ind")
    assert asked.received == 0


# --- Bodies ------------------------------------------------------------------------------------------
def test_a_body_too_large_by_its_own_word_is_refused_unread(server: Make) -> None:
    answer = server(largest_body=1_000_000).call(*GAIN, headers={"content-length": "1000001"})
    assert answer.status == 413
    assert answer.headers["connection"] == "close"
    assert "1 MB" in answer.told["error"]


def test_a_body_too_large_piece_by_piece_is_refused_when_it_is(server: Make) -> None:
    pieces = [b" " * 100_000] * 30
    answer = server(largest_body=1_000_000)(
        "/functions/call", "POST", {"content-type": "application/json"}, pieces
    )
    assert answer.status == 413


@pytest.mark.parametrize("digits", [13, 5000])
def test_a_length_of_many_digits_is_refused(server: Make, digits: int) -> None:
    assert server().call(*GAIN, headers={"content-length": "9" * digits}).status == 413
    assert server().call(*GAIN, headers={"content-length": "0" * digits}).status == 413


def test_a_body_that_trickles_is_refused_when_its_time_is_up(
    server: Make, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(guarding, "_SECONDS_TO_SEND", 0.2)

    async def trickle() -> dict[str, Any]:
        await asyncio.sleep(0.02)
        return {"type": "http.request", "body": b" ", "more_body": True}

    async def read() -> None:
        body = guarding._Body(trickle, 1_000_000)
        for _ in range(100):
            await body.receive()

    with pytest.raises(Refused) as refused:
        asyncio.run(read())
    assert refused.value.status == 408


@pytest.mark.parametrize("length", ["-1", "ti", "1e3", "²"])
def test_a_length_that_is_no_number_is_refused(server: Make, length: str) -> None:
    app = server().app
    with pytest.raises((Refused, UnicodeEncodeError)):
        app._check(
            {"method": "POST", "path": "/", "client": ("127.0.0.1", 1),
             "headers": [(b"host", b"localhost"), (b"content-length", length.encode("latin-1"))]}
        )  # fmt: skip


def test_more_than_it_can_hold_at_one_time_is_sent_away(
    server: Make, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(guarding, "_MOST_WAITING", 0)
    assert server().call(*GAIN).status == 503


def test_what_was_held_is_let_go(server: Make) -> None:
    asked = server()
    for _ in range(3):
        asked.call(*GAIN)
    asked.call(*GAIN, headers={"origin": "https://evil.example"})
    too_large = [b" " * 15_000_000] * 2
    assert asked("/functions/call", "POST", {"content-type": "application/json"}, too_large).status == 413
    assert asked.app._held == 0


# --- Answers --------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("path", "method", "status", "allowed"),
    [("/functions/call", "GET", 405, "POST"), ("/functions/call", "DELETE", 405, "POST"),
     ("/health", "POST", 405, "GET, HEAD"), ("/", "GET", 404, ""), ("/docs", "GET", 404, ""),
     ("/xlwings/custom-functions-call", "POST", 404, ""), ("/socket.io/", "GET", 404, ""),
     ("/functions/call/", "POST", 404, ""), ("/static/../app.py", "GET", 404, ""),
     ("/static/%2e%2e/app.py", "GET", 404, ""), ("/vendor/../config.py", "GET", 404, ""),
     ("/static/pane.html/..", "GET", 404, ""), ("/static/", "GET", 404, "")],
)  # fmt: skip
def test_what_is_not_served_is_told_plainly(
    server: Make, path: str, method: str, status: int, allowed: str
) -> None:
    answer = server()(path, method)
    assert answer.status == status
    assert set(filter(None, answer.headers.get("allow", "").replace(" ", "").split(","))) == set(
        filter(None, allowed.replace(" ", "").split(","))
    )
    assert list(answer.told) == ["error"]


@pytest.mark.parametrize("path", ["/health", "/help", "/nix", "/functions/functions.js"])
def test_every_answer_carries_its_guards(server: Make, path: str) -> None:
    headers = server()(path).headers
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["referrer-policy"] == "no-referrer"
    assert headers["cache-control"] == "no-store"
    assert "strict-transport-security" not in headers
    policy = headers["content-security-policy"]
    assert "default-src 'none'" in policy
    assert "script-src 'self';" in policy
    assert all(page in policy.partition("frame-ancestors")[2] for page in OFFICE)
    assert "x-frame-options" not in headers  # it would keep Excel on the web from showing the pane


def test_over_https_it_asks_for_https_from_then_on(server: Make) -> None:
    answer = server(address=PUBLIC, entra=ENTRA)("/health", headers={"host": "beregner.kommune.dk"})
    assert answer.headers["strict-transport-security"].startswith("max-age=")


def test_a_bug_anywhere_is_told_without_details(server: Make, caplog: pytest.LogCaptureFixture) -> None:
    async def broken(*_: Any) -> None:
        raise RuntimeError("Jens Hansen 4711")

    asked = server()
    asked.app = Guard(broken, Settings())
    with caplog.at_level(logging.DEBUG):
        answer = asked("/health")
    assert answer.status == 500
    assert orjson.loads(answer.body)["error"].endswith(".")
    assert "RuntimeError" in caplog.text
    assert "Hansen" not in caplog.text
