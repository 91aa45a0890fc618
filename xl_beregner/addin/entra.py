"""Who calls: a token from Entra ID, proved by xlwings Server's own check, and the roles in it.

What the token must say (whose tenant, which app) is xlwings Server's to know. Here stand what it
leaves open: a token it has seen before but that has run out since, a program's token in place of a
user's, keys from a file where the server has no internet, keys made ready once and not for each token,
and that no token, name or mail address is ever logged.
"""

from __future__ import annotations

import binascii
import json
import logging
import os
import re
import time
from base64 import urlsafe_b64decode
from collections.abc import Mapping
from functools import cached_property
from importlib import import_module
from pathlib import Path
from typing import Any

import orjson

from xl_beregner.addin.guard import Refused
from xl_beregner.addin.settings import Entra
from xl_beregner.errors import HostError

_TOKEN = re.compile(r"Bearer [\w-]{2,4096}\.[\w-]{2,16384}\.[\w-]{2,4096}", re.ASCII | re.IGNORECASE)
# They log names, and tokens where everything is asked to be logged.
_TALKATIVE = (
    "xlwings_server.auth.entraid",
    "xlwings_server.models.user",
    "aiocache.base",
    "aiocache.decorators",
)
_SIGNED = "RS256"  # the one way Entra ID signs
_SHOWN = re.compile(r"[^\w-]", re.ASCII)


class Callers:
    """Finds out who calls; without Entra ID nobody is asked."""

    def __init__(self, entra: Entra | None) -> None:
        self._entra = entra
        self._keys = _read_keys(entra.keys) if entra and entra.keys else None
        self._ready: tuple[Any, Any] = (None, None)  # keys as they were read, and ready for use

    async def caller(self, authorization: str) -> str:
        """Give the caller's id, for the log; "-" where nobody is asked.

        Raises
        ------
        Refused
            401 without a valid token, 403 without the roles, 503 where Microsoft's keys are out of
            reach.
        """
        if self._entra is None:
            return "-"
        if not _TOKEN.fullmatch(authorization):
            raise Refused(401, "fejl.addin_uden_adgang")
        user = await self._user(authorization)
        if float(user.claims.get("exp") or 0) < time.time() or _is_program(user.claims):
            raise Refused(401, "fejl.addin_uden_adgang")
        if not await user.has_required_roles(list(self._entra.roles)):
            raise Refused(403, "fejl.addin_uden_rolle", rolle=", ".join(self._entra.roles))
        return _SHOWN.sub("", user.id or "")[:64] or "?"

    async def _user(self, authorization: str) -> Any:
        """Prove a token; most that are none fall before any of the work with keys."""
        name = _key_named(authorization)
        try:
            if name is None or name not in {key.kid for key in (await self._key_set()).keys}:
                raise Refused(401, "fejl.addin_uden_adgang")
            return await self._check.validate_token(authorization)
        except Refused:
            raise
        except Exception as error:
            if getattr(error, "status_code", None) == 401:
                raise Refused(401, "fejl.addin_uden_adgang") from None
            if type(error).__module__.partition(".")[0] in ("httpx", "httpcore"):
                raise Refused(503, "fejl.addin_uden_noegler") from None
            raise Refused(401, "fejl.addin_uden_adgang") from None

    @cached_property
    def _check(self) -> Any:
        """Load xlwings Server's check, told whose tokens to take."""
        assert self._entra is not None
        # Its own settings are read from the folder it is told; in ours there are none.
        os.environ["XLWINGS_PROJECT_DIR"] = str(Path(__file__).parent / "static")
        settings = import_module("xlwings_server.config").settings
        settings.auth_entraid_client_id = self._entra.client_id
        settings.auth_entraid_tenant_id = self._entra.tenant_id
        settings.auth_entraid_multitenant = False
        check: Any = import_module("xlwings_server.auth.entraid")
        for name in _TALKATIVE:
            logging.getLogger(name).disabled = True
        check.get_key_set = self._key_set
        return check

    async def _key_set(self) -> Any:
        """Give the keys, made ready for use when they are new."""
        read = self._keys or await self._check.get_jwks_json_default()
        if read is not self._ready[0]:
            self._ready = (read, self._check.KeySet.import_key_set(read))
        return self._ready[1]

    def ready(self) -> None:
        """Load what is needed before the first call, so that what is missing is told at the start."""
        if self._entra is not None:
            _ = self._check


def _key_named(authorization: str) -> str | None:
    """Read which key a token says it is signed with; None where it is not signed as Entra ID signs."""
    head = authorization.partition(" ")[2].partition(".")[0]
    try:
        told = orjson.loads(urlsafe_b64decode(head + "=" * (-len(head) % 4)))
    except (binascii.Error, orjson.JSONDecodeError):
        return None
    if not isinstance(told, dict) or told.get("alg") != _SIGNED:
        return None
    name = told.get("kid")
    return name if isinstance(name, str) else None


def _is_program(claims: Mapping[str, Any]) -> bool:
    """Tell whether a token was given to a program and not to a user of one."""
    return claims.get("idtyp") == "app" or ("sub" in claims and claims.get("sub") == claims.get("oid"))


def _read_keys(path: Path) -> Any:
    try:
        keys = json.loads(path.read_text("utf-8"))
    except (OSError, ValueError) as error:
        raise HostError("addin_noegler_fil", fil=str(path)) from error
    if not isinstance(keys, dict) or not isinstance(keys.get("keys"), list):
        raise HostError("addin_noegler_fil", fil=str(path))
    return keys
