"""What the server must be told: where it listens, under which certificate, who may call it.

Everything comes from environment variables ``XL_BEREGNER_...`` or the options of ``addin serve``,
which set the same variables for the server's own process. There is no secret among them: a token
is proved with Microsoft's public keys. The licence key of xlwings is its own variable.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from xl_beregner.addin.address import base_address, is_loopback
from xl_beregner.errors import HostError

PREFIX = "XL_BEREGNER_"
PORT = 8443
_MEGABYTE = 1_000_000
_GUID = re.compile(r"[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}")


@dataclass(frozen=True, slots=True)
class Entra:
    """The municipality's Entra ID: which app, whose tenant, which roles a caller must have."""

    client_id: str
    tenant_id: str
    roles: tuple[str, ...] = ()
    keys: Path | None = None  # Microsoft's public keys as a file, where the server has no internet


@dataclass(frozen=True, slots=True)
class Settings:
    """All the server is told. Closed unless opened: this machine only, nobody from outside."""

    host: str = "127.0.0.1"
    port: int = PORT
    address: str = ""  # where people reach it, when a proxy stands before it
    certificate: Path | None = None
    key: Path | None = None
    entra: Entra | None = None
    largest_body: int = 20 * _MEGABYTE
    seconds: float = 120.0
    threads: int = 32

    @property
    def https(self) -> bool:
        """Tell whether people reach it by https, from here or from a proxy before it."""
        return self.certificate is not None or self.address.startswith("https:")

    @property
    def anonymous(self) -> bool:
        """Tell whether callers are not asked who they are."""
        return self.entra is None

    @property
    def hosts(self) -> frozenset[str]:
        """Name the hosts it answers to besides this machine's own."""
        own = {urlsplit(self.address).hostname} if self.address else set()
        if not is_loopback(self.host) and self.host not in ("0.0.0.0", "::"):
            own.add(self.host.lower())
        return frozenset(name for name in own if name)

    def base(self, port: int | None = None) -> str:
        """Write the address it is reached under."""
        if self.address:
            return self.address
        host = "localhost" if self.host in ("0.0.0.0", "::") else self.host
        shown = f"[{host}]" if ":" in host else host
        return f"{'https' if self.https else 'http'}://{shown}:{port or self.port}"


def read(environment: Mapping[str, str]) -> Settings:
    """Read the settings from environment variables and refuse what would stand open.

    Raises
    ------
    HostError
        A setting cannot be read, or anyone on the network could call a server that asks nobody who
        they are.
    """
    given = {
        name.removeprefix(PREFIX): value.strip()
        for name, value in environment.items()
        if name.startswith(PREFIX) and value.strip()
    }
    settings = Settings(
        host=given.get("HOST", "127.0.0.1").strip("[]"),
        port=_whole(given, "PORT", PORT, 0, 65535),
        address=base_address(given["ADDRESS"]) if "ADDRESS" in given else "",
        certificate=_path(given, "CERT"),
        key=_path(given, "KEY"),
        entra=_entra(given),
        largest_body=_whole(given, "MAX_MB", 20, 1, 500) * _MEGABYTE,
        seconds=float(_whole(given, "SECONDS", 120, 1, 3600)),
        threads=_whole(given, "THREADS", 32, 1, 256),
    )
    return checked(settings)


def checked(settings: Settings) -> Settings:
    """Refuse settings that leave the server open, or pupils' scores readable on the way."""
    outside = not is_loopback(settings.host) or bool(
        settings.address and not is_loopback(urlsplit(settings.address).hostname or "")
    )
    if outside and settings.anonymous:
        raise HostError("addin_aaben", vaert=settings.address or settings.host)
    if outside and not settings.https:
        raise HostError("addin_uden_https", vaert=settings.host)
    if (settings.certificate is None) != (settings.key is None):
        raise HostError("addin_certifikat_halvt")
    return settings


def _entra(given: Mapping[str, str]) -> Entra | None:
    client, tenant = given.get("ENTRA_CLIENT_ID"), given.get("ENTRA_TENANT_ID")
    if client is None and tenant is None:
        if "ENTRA_ROLES" in given or "ENTRA_KEYS" in given:
            raise HostError("addin_entra_halvt")
        return None
    if client is None or tenant is None:
        raise HostError("addin_entra_halvt")
    for name, value in (("ENTRA_CLIENT_ID", client), ("ENTRA_TENANT_ID", tenant)):
        if not _GUID.fullmatch(value):
            raise HostError("addin_entra_id", navn=PREFIX + name)
    roles = tuple(role.strip() for role in given.get("ENTRA_ROLES", "").split(",") if role.strip())
    return Entra(client, tenant, roles, _path(given, "ENTRA_KEYS"))


def _path(given: Mapping[str, str], name: str) -> Path | None:
    return Path(given[name]) if name in given else None


def _whole(given: Mapping[str, str], name: str, default: int, least: int, most: int) -> int:
    written = given.get(name, str(default))
    if not written.isascii() or not written.isdigit() or not least <= int(written) <= most:
        raise HostError("addin_tal", navn=PREFIX + name, mindste=least, stoerste=most)
    return int(written)
