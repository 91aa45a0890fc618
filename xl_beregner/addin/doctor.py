"""The doctor: everything the add-in needs, looked at in the order it is needed.

Here it is decided what is looked at, and the machine is asked; the checks themselves are in
``doctor_machine``, ``doctor_certificate`` and ``doctor_server`` and are handed what they judge.
Words are in ``texts``, printing in ``cli``. Nothing is changed and nothing is sent but addresses.
"""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from importlib.metadata import PackageNotFoundError, requires, version
from pathlib import Path
from urllib.parse import urlsplit

from xl_beregner.addin import doctor_machine as machine
from xl_beregner.addin import doctor_server as server
from xl_beregner.addin.address import base_address, is_loopback
from xl_beregner.addin.doctor_certificate import certificate
from xl_beregner.addin.finding import Finding, Level, fine, wrong
from xl_beregner.addin.settings import PREFIX as PREFIX_OF_SETTINGS
from xl_beregner.addin.settings import Settings, read
from xl_beregner.errors import BeregnerError
from xl_beregner.hosts.groups import GROUPS, PREFIX


@dataclass(frozen=True, slots=True)
class Asked:
    """What the person at the keyboard wants looked at."""

    url: str | None = None
    certificate: Path | None = None
    key: Path | None = None


def examine(
    asked: Asked, environment: Mapping[str, str] = os.environ, ask: server.Fetch = server.fetch
) -> Iterator[Finding]:
    """Look at the machine, the settings, the certificate files, and the server if one is named."""
    yield from on_this_machine(environment)
    found, settings = settings_of(environment)
    yield found
    url = asked.url or settings.address
    if chain := asked.certificate or settings.certificate:
        key = asked.key or (settings.key if asked.certificate is None else None) or chain
        yield certificate(chain, key, _host(url) if url else "localhost", datetime.now(UTC))
    if url:
        yield from at_the_server(base_address(url), ask)
    else:
        yield server.port("127.0.0.1", settings.port, ask)


def settings_of(environment: Mapping[str, str]) -> tuple[Finding, Settings]:
    """Read the server's settings as it would itself; where it would refuse, go on without them."""
    try:
        settings = read(environment)
    except BeregnerError as error:
        return wrong("indstillinger", "forkert", grund=str(error)), Settings()
    named = sorted(name for name in environment if name.startswith(PREFIX_OF_SETTINGS))
    return fine("indstillinger", *(() if named else ("ingen",)), navne=named), settings


def on_this_machine(environment: Mapping[str, str]) -> Iterator[Finding]:
    """Look at what is installed here."""
    platform = "linux" if sys.platform.startswith("linux") else sys.platform
    tested = machine.tested_versions(_requirements())
    installed = {name: _version(package) for name, package in machine.PACKAGES.items()}
    yield machine.python_version(sys.version_info[:3])
    for name, package in machine.PACKAGES.items():
        yield machine.extra(name, installed[name], tested.get(package), platform)
    yield machine.licence(environment, installed["server"] is not None)
    yield machine.libreoffice(platform, shutil.which, Path.exists)
    yield machine.calc_extension(platform, Path.home())
    yield machine.office_cache(platform, Path.home())


def at_the_server(base: str, ask: server.Fetch) -> Iterator[Finding]:
    """Ask the server what Excel would ask; after the first thing that stops Excel, no more."""
    if not is_loopback(host := _host(base)):
        found = server.lookup(host)
        yield found
        if found.level is Level.ERROR:
            return
    reached, answer = server.answers(base, ask)
    yield reached
    if answer is None:
        return
    yield server.served_manifest(base, ask)
    yield server.served_functions(base, ask, function_names())
    yield server.served_icons(base, ask)
    yield server.clock(answer, datetime.now(UTC))


def function_names() -> Iterable[str]:
    """Give the Excel name of every function."""
    return [PREFIX + name for names in GROUPS.values() for name in names]


def is_well(findings: Iterable[Finding]) -> bool:
    """Tell whether nothing keeps the functions from working; warnings do not."""
    return all(finding.level is not Level.ERROR for finding in findings)


def _host(url: str) -> str:
    return urlsplit(base_address(url)).hostname or ""


def _version(package: str) -> str | None:
    try:
        return version(package)
    except PackageNotFoundError:
        return None


def _requirements() -> list[str]:
    try:
        return requires("xl-beregner") or []
    except PackageNotFoundError:  # run from a copied folder
        return []
