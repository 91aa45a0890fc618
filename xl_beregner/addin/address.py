"""The address people reach the server under: checked once, written in one way.

Everything in the manifest hangs on it, Excel trusts it for as long as the add-in is installed, and
the add-in's id is made from it.
"""

from __future__ import annotations

import ipaddress
import re
from urllib.parse import SplitResult, urlsplit

from xl_beregner.errors import BeregnerError

_HOST = re.compile(r"(?!-)[a-z0-9-]{1,63}(?<!-)(\.(?!-)[a-z0-9-]{1,63}(?<!-))*\.?")
_USUAL_PORT = {"http": 80, "https": 443}


class AddressError(BeregnerError):
    """The address is none an add-in can live under."""


def base_address(written: str) -> str:
    """Check an address and write it as ``https://host`` or ``https://host:port``.

    Raises
    ------
    AddressError
        Another scheme than https (http is for this machine alone), a path, a query, a user name,
        or a host that is no name.
    """
    given = written.strip()
    parts = _split(given)
    if parts.scheme not in _USUAL_PORT or not parts.netloc:
        raise AddressError("adresse_skema", adresse=given)
    if "@" in parts.netloc:
        raise AddressError("adresse_bruger")
    if parts.path.strip("/") or parts.query or parts.fragment or given.endswith(("?", "#")):
        raise AddressError("adresse_sti", adresse=f"{parts.scheme}://{parts.netloc}")
    host = _host(parts, given)
    if parts.scheme == "http" and not is_loopback(host):
        raise AddressError("adresse_http", vaert=host)
    return f"{parts.scheme}://{f'[{host}]' if ':' in host else host}{_port(parts, given)}"


def is_loopback(host: str) -> bool:
    """Tell whether a host is this very machine."""
    if host.rstrip(".") == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def _split(given: str) -> SplitResult:
    # A browser would decode or leave out what these stand for, and come to another host.
    if "%" in given or not given.isprintable():
        shown = "".join(sign for sign in given if sign.isprintable())
        raise AddressError("adresse_navn", adresse=shown)
    try:
        return urlsplit(given)
    except ValueError as error:
        raise AddressError("adresse_navn", adresse=given) from error


def _host(parts: SplitResult, given: str) -> str:
    host = parts.hostname or ""
    try:
        number = ipaddress.ip_address(host)
    except ValueError:
        return _name(host, given)
    if number.is_unspecified:  # 0.0.0.0 is where a server listens, not where it is found
        raise AddressError("adresse_navn", adresse=given)
    return host


def _name(host: str, given: str) -> str:
    """Write a name in ASCII: ``æøå.dk`` is looked up as ``xn--…``."""
    try:
        name = host.encode("idna").decode("ascii")
    except UnicodeError as error:
        raise AddressError("adresse_navn", adresse=given) from error
    if not _HOST.fullmatch(name):
        raise AddressError("adresse_navn", adresse=given)
    return name


def _port(parts: SplitResult, given: str) -> str:
    try:
        port = parts.port
    except ValueError as error:
        raise AddressError("adresse_port", adresse=given) from error
    if port == 0:
        raise AddressError("adresse_port", adresse=given)
    return "" if port in (None, _USUAL_PORT[parts.scheme]) else f":{port}"
