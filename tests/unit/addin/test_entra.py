"""Who calls: tokens signed with keys made here, as Entra ID signs its own."""

from __future__ import annotations

import hmac
import json
import logging
import time
from base64 import urlsafe_b64encode
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from joserfc import jwt
from joserfc.jwk import KeySet, RSAKey

from xl_beregner.addin.entra import Callers
from xl_beregner.addin.settings import Entra
from xl_beregner.errors import HostError

CLIENT, TENANT = "11111111-2222-3333-4444-555555555555", "99999999-8888-7777-6666-555555555555"
GAIN = ("BEREGNER_FREMGANG", 32, 47.5, 3.3, 3.3)
OURS = RSAKey.generate_key(2048, {"kid": "ours"})
NOBODYS = RSAKey.generate_key(2048, {"kid": "ours"})


def claims(**other: Any) -> dict[str, Any]:
    return {
        "ver": "2.0",
        "iss": f"https://login.microsoftonline.com/{TENANT}/v2.0",
        "aud": CLIENT,
        "exp": int(time.time()) + 600,
        "oid": "00000000-aaaa-bbbb-cccc-dddddddddddd",
        "name": "Jens Hansen",
        "preferred_username": "jens@kommune.dk",
        "roles": ["Beregner"],
    } | other


def token(key: Any = OURS, **other: Any) -> dict[str, str]:
    signed = jwt.encode({"alg": "RS256", "kid": "ours"}, claims(**other), key)
    return {"authorization": f"Bearer {signed}"}


@pytest.fixture
def keys(tmp_path: Path) -> Path:
    """Our public key, as a file a server without internet reads."""
    path = tmp_path / "keys.json"
    path.write_text(json.dumps(KeySet([OURS]).as_dict(private=False)), "utf-8")
    return path


@pytest.fixture
def asked(server: Callable[..., Any], keys: Path) -> Any:
    """A server that knows our key and asks for one role."""
    return server(entra=Entra(CLIENT, TENANT, ("Beregner",), keys))


def test_a_user_with_a_valid_token_and_the_role_is_answered(asked: Any) -> None:
    assert asked.call(*GAIN, headers=token()).status == 200


@pytest.mark.parametrize(
    "other",
    [
        {"exp": int(time.time()) - 10},
        {"aud": TENANT},
        {"iss": f"https://login.microsoftonline.com/{CLIENT}/v2.0"},
        {"iss": "https://evil.example"},
        {"ver": "3.0"},
        {"exp": None},
    ],
)
def test_a_token_for_another_place_or_time_is_refused(asked: Any, other: dict[str, Any]) -> None:
    answer = asked.call(*GAIN, headers=token(**other))
    assert answer.status == 401
    assert "Hansen" not in answer.told["error"]


def test_a_token_signed_by_nobody_is_refused(asked: Any) -> None:
    assert asked.call(*GAIN, headers=token(NOBODYS)).status == 401


def test_a_token_signed_with_the_public_key_as_a_secret_is_refused(asked: Any) -> None:
    head = urlsafe_b64encode(json.dumps({"alg": "HS256", "kid": "ours"}).encode()).rstrip(b"=")
    body = urlsafe_b64encode(json.dumps(claims()).encode()).rstrip(b"=")
    made = hmac.digest(OURS.as_pem(private=False), head + b"." + body, "sha256")
    forged = b".".join([head, body, urlsafe_b64encode(made).rstrip(b"=")]).decode()
    assert asked.call(*GAIN, headers={"authorization": f"Bearer {forged}"}).status == 401


def test_a_token_without_a_signature_is_refused(asked: Any) -> None:
    head, body, _ = token()["authorization"].split(".")
    assert asked.call(*GAIN, headers={"authorization": f"{head}.{body}."}).status == 401
    assert asked.call(*GAIN, headers={"authorization": f"{head}.{body}.AAAA"}).status == 401


@pytest.mark.parametrize(
    "other",
    [{"idtyp": "app"}, {"sub": "00000000-aaaa-bbbb-cccc-dddddddddddd"}],
)
def test_a_token_of_a_program_is_refused(asked: Any, other: dict[str, str]) -> None:
    assert asked.call(*GAIN, headers=token(**other)).status == 401


def test_a_token_of_a_user_says_who_it_is_for(asked: Any) -> None:
    assert asked.call(*GAIN, headers=token(idtyp="user", sub="something else")).status == 200


@pytest.mark.parametrize(
    "head",
    [b"{}", b"[]", b"7", b"no json", b'{"alg": "RS256"}', b'{"alg": "RS256", "kid": "other"}',
     b'{"alg": "RS256", "kid": ["ours"]}', b'{"alg": "RS512", "kid": "ours"}',
     b'{"alg": "none", "kid": "ours"}', b'{"alg": "HS256", "kid": "ours"}', b"[" * 2900],
)  # fmt: skip
def test_a_token_with_another_key_or_way_of_signing_falls_before_the_work(
    asked: Any, head: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    from xlwings_server.auth import entraid

    tried: list[str] = []

    async def work(given: str) -> None:
        tried.append(given)

    monkeypatch.setattr(entraid, "validate_token", work)
    made = urlsafe_b64encode(head).rstrip(b"=").decode()
    for text in (made, made + "A"):
        assert asked.call(*GAIN, headers={"authorization": f"Bearer {text}.e30.AAAA"}).status == 401
    assert tried == []


def test_the_keys_are_made_ready_once(asked: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    made: list[object] = []
    ready = KeySet.import_key_set

    def counted(given: Any) -> Any:
        made.append(given)
        return ready(given)

    monkeypatch.setattr(KeySet, "import_key_set", counted)
    for number in range(3):
        assert asked.call(*GAIN, headers=token(n=number)).status == 200
        assert asked.call(*GAIN, headers=token(NOBODYS, n=number)).status == 401
    assert len(made) == 1


def test_a_token_that_runs_out_is_refused_although_it_was_taken_before(
    asked: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    given = token(oid="00000000-aaaa-bbbb-cccc-000000000001")
    assert asked.call(*GAIN, headers=given).status == 200
    later = time.time() + 700
    monkeypatch.setattr("xl_beregner.addin.entra.time.time", lambda: later)
    assert asked.call(*GAIN, headers=given).status == 401


def test_a_user_without_the_role_is_told_which_one_is_missing(asked: Any) -> None:
    answer = asked.call(*GAIN, headers=token(roles=["Leder"]))
    assert answer.status == 403
    assert "Beregner" in answer.told["error"]


def test_the_log_names_the_caller_s_id_and_no_name_mail_or_token(
    asked: Any, caplog: pytest.LogCaptureFixture
) -> None:
    given = token()
    with caplog.at_level(logging.DEBUG):
        asked.call(*GAIN, headers=given)
        asked.call(*GAIN, headers=token(NOBODYS))
        asked.call(*GAIN, headers=token(roles=[]))
    assert "00000000-aaaa-bbbb-cccc-dddddddddddd" in caplog.text
    for secret in ("Hansen", "kommune.dk", given["authorization"][20:60], "47.5"):
        assert secret not in caplog.text


def test_with_entra_the_pages_need_no_token(asked: Any) -> None:
    assert asked("/help").status == 200
    assert asked("/functions/functions.json").status == 200


def test_out_of_reach_of_microsoft_it_says_so(
    server: Callable[..., Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    import httpx

    asked = server(entra=Entra(CLIENT, TENANT))
    from xlwings_server.auth import entraid

    async def unreachable() -> None:
        raise httpx.ConnectError("no network")

    monkeypatch.setattr(entraid, "get_jwks_json_default", unreachable)
    answer = asked.call(*GAIN, headers=token(oid="00000000-aaaa-bbbb-cccc-000000000002"))
    assert answer.status == 503
    assert "Microsoft" in answer.told["error"]


@pytest.mark.parametrize("content", ["", "[]", '{"keys": 7}', "ingen json"])
def test_a_file_of_keys_that_is_none_is_told_at_the_start(tmp_path: Path, content: str) -> None:
    path = tmp_path / "keys.json"
    path.write_text(content, "utf-8")
    with pytest.raises(HostError) as error:
        Callers(Entra(CLIENT, TENANT, (), path))
    assert error.value.key == "addin_noegler_fil"
