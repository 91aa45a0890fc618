"""What the program needs when it runs, and under which licence: from ``pyproject.toml`` and metadata.

Every package is found that any system needs (Linux, Windows, macOS), also those this machine has not
installed: what those say of themselves was read once and stands in ``ELSEWHERE``. Which licences are allowed
is ``licences``' matter.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from importlib.metadata import Distribution, PackageNotFoundError, distribution
from pathlib import Path

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).parents[2]
ALWAYS = ""  # the group of what is installed without any extra
EXTRAS = ("com", "server", "keyring")

_SYSTEMS = (
    {"sys_platform": "linux", "platform_system": "Linux", "os_name": "posix"},
    {"sys_platform": "win32", "platform_system": "Windows", "os_name": "nt"},
    {"sys_platform": "darwin", "platform_system": "Darwin", "os_name": "posix"},
)
# The oldest Python asks for the most: what a newer one has itself.
_PYTHON = {
    "python_version": "3.11",
    "python_full_version": "3.11.0",
    "implementation_name": "cpython",
    "platform_python_implementation": "CPython",
    "platform_machine": "x86_64",
}

# Where metadata name no SPDX licence, the file LICENSE in the package was read.
CLARIFIED = {
    "aiocache": "BSD-3-Clause",
    "hiredis": "MIT",
    "ironcalc": "MIT OR Apache-2.0",
    "jinja2": "BSD-3-Clause",
    "markdown-it-py": "MIT",
    "mdurl": "MIT",
    "scipy": "BSD-3-Clause",
    "simple-websocket": "MIT",
    "uvloop": "MIT OR Apache-2.0",
    "xlwings": "BSD-3-Clause",
    "xlwings-server": "LicenseRef-xlwings-PRO OR PolyForm-Noncommercial-1.0.0",
}


@dataclass(frozen=True, slots=True)
class Told:
    """What a package that is not installed here says of itself."""

    licence: str
    requires: tuple[str, ...] = ()


# Read in the packages' own metadata, November 2026.
ELSEWHERE: Mapping[str, Told] = {
    "appscript": Told("LicenseRef-Public-Domain"),  # macOS
    "async-timeout": Told("Apache-2.0"),  # Python before 3.11.3
    "backports-tarfile": Told("MIT"),
    "importlib-metadata": Told("Apache-2.0", ("zipp", "lazy-importer")),
    "jaraco-classes": Told("MIT", ("more-itertools",)),
    "jaraco-context": Told("MIT", ("backports.tarfile",)),
    "jaraco-functools": Told("MIT", ("more-itertools",)),
    "jeepney": Told("MIT"),
    "keyring": Told(
        "MIT",
        (
            "pywin32-ctypes", "SecretStorage", "jeepney", "importlib_metadata", "jaraco.classes",
            "jaraco.functools", "jaraco.context",
        ),
    ),
    "lazy-importer": Told("Apache-2.0"),
    "more-itertools": Told("MIT"),
    "psutil": Told("BSD-3-Clause"),  # macOS
    "pywin32": Told("PSF-2.0"),  # Windows
    "pywin32-ctypes": Told("BSD-3-Clause"),  # Windows
    "secretstorage": Told("BSD-3-Clause", ("cryptography", "jeepney")),
    "zipp": Told("MIT"),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Package:
    """One package the program needs."""

    name: str
    group: str  # ALWAYS, or the first extra that needs it
    licence: str  # an SPDX expression; what the metadata say where that is none
    version: str  # as it is installed here; blank where it is not
    requires: tuple[str, ...]
    is_direct: bool = False  # whether the program asks for it itself


def packages() -> dict[str, Package]:
    """Find every package the program needs, by name: first what is always there, then each extra's."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    wanted = {ALWAYS: project["dependencies"]}
    wanted |= {extra: project["optional-dependencies"][extra] for extra in EXTRAS}
    found: dict[str, Package] = {}
    direct: set[str] = set()
    for group, texts in wanted.items():
        requirements = [Requirement(each) for each in texts]
        direct |= {canonicalize_name(each.name) for each in requirements}
        _walk(requirements, group, found)
    return {name: replace(package, is_direct=name in direct) for name, package in found.items()}


def _walk(requirements: Iterable[Requirement], group: str, found: dict[str, Package]) -> None:
    for requirement in requirements:
        name = canonicalize_name(requirement.name)
        if name in found:
            continue
        below = _required(name, requirement.extras)
        names = tuple(sorted({canonicalize_name(each.name) for each in below}))
        here = _installed(name)
        version = here.version if here else ""
        found[name] = Package(name, group, licence_of(name, here), version, names)
        _walk(below, group, found)


def _installed(name: str) -> Distribution | None:
    try:
        return distribution(name)
    except PackageNotFoundError:
        return None


def _required(name: str, extras: Iterable[str]) -> list[Requirement]:
    here = _installed(name)
    if here is None:
        told = ELSEWHERE.get(name)
        return [Requirement(each) for each in told.requires] if told else []
    wanted = [Requirement(each) for each in here.requires or ()]
    return [each for each in wanted if _is_needed(each, ("", *extras))]


def _is_needed(requirement: Requirement, extras: Iterable[str]) -> bool:
    marker = requirement.marker
    if marker is None:
        return True
    return any(
        marker.evaluate({**_PYTHON, **system, "extra": extra}) for system in _SYSTEMS for extra in extras
    )


def licence_of(name: str, here: Distribution | None) -> str:
    """Tell a package's licence as an SPDX expression, or as its metadata have it."""
    if here is None:
        return ELSEWHERE[name].licence if name in ELSEWHERE else "?"
    said = _said(here, "License-Expression") or CLARIFIED.get(name) or _said(here, "License")
    return said.strip().partition("\n")[0] or "?"


def _said(here: Distribution, heading: str) -> str:
    return next(iter(here.metadata.get_all(heading) or ()), "")
