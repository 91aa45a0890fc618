"""What the doctor can see without a server: Python, packages, licence, LibreOffice, Office's cache.

Each check is handed what it looks at and gives a finding; ``doctor`` gathers it from the machine.
The server is in ``doctor_server``, its certificate in ``doctor_certificate``.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path

from xl_beregner.addin.finding import Finding, doubtful, fine, wrong

OLDEST_PYTHON = (3, 11)
PACKAGES = {"server": "xlwings-server", "com": "xlwings"}
LICENCE = "XLWINGS_LICENSE_KEY"
FREE_KEY = "noncommercial"

# Where each system keeps Office's copy of manifests and function lists, below the user's folder.
OFFICE_CACHES: Mapping[str, tuple[str, ...]] = {
    "win32": ("AppData/Local/Microsoft/Office/16.0/Wef",),
    "darwin": (
        "Library/Containers/com.microsoft.Excel/Data/Library/Application Support/Microsoft/Office/16.0/Wef",
        "Library/Containers/com.microsoft.Excel/Data/Library/Caches",
        "Library/Containers/com.microsoft.Excel/Data/Documents/wef",
    ),
}

# Where LibreOffice lies when it is not on the path.
SOFFICE: Mapping[str, tuple[str, ...]] = {
    "win32": ("C:/Program Files/LibreOffice/program/soffice.exe",),
    "darwin": ("/Applications/LibreOffice.app/Contents/MacOS/soffice",),
    "linux": ("/usr/bin/soffice", "/usr/lib/libreoffice/program/soffice", "/snap/bin/libreoffice"),
}
LIBREOFFICE_USER: Mapping[str, str] = {
    "win32": "AppData/Roaming/LibreOffice/4/user",
    "darwin": "Library/Application Support/LibreOffice/4/user",
    "linux": ".config/libreoffice/4/user",
}


def python_version(found: tuple[int, ...]) -> Finding:
    """Look at Python's own version."""
    facts = {"fundet": ".".join(str(part) for part in found[:3])}
    if found[:2] < OLDEST_PYTHON:
        return wrong("python", "gammel", kraevet=".".join(map(str, OLDEST_PYTHON)), **facts)
    return fine("python", **facts)


def extra(name: str, found: str | None, wanted: str | None, platform: str) -> Finding:
    """Look at the package an extra brings: there at all, and the version this was tested with."""
    facts = {"pakke": PACKAGES[name], "fundet": found or "", "proevet": wanted or ""}
    if name == "com" and platform != "win32":
        return fine("com", "ikke_windows")
    if found is None:
        return doubtful(name, "mangler", **facts)
    if wanted is not None and found != wanted:
        return doubtful(name, "anden", **facts)
    return fine(name, **facts)


def tested_versions(requirements: Iterable[str]) -> dict[str, str]:
    """Read the pinned version of each package from our own requirements: ``xlwings==0.37.8; …``."""
    pinned = (re.match(r"([A-Za-z0-9-]+)==([^;\s]+)", line) for line in requirements)
    return {match.group(1).lower(): match.group(2) for match in pinned if match}


def licence(environment: Mapping[str, str], server_installed: bool) -> Finding:
    """Look whether xlwings Server has a licence key; which one is never told."""
    key = environment.get(LICENCE, "").strip()
    if not server_installed:
        return fine("licens", "ikke_server")
    if not key:
        return wrong("licens", "mangler", variabel=LICENCE)
    if key == FREE_KEY:
        return doubtful("licens", "ikke_kommerciel", variabel=LICENCE)
    return fine("licens", variabel=LICENCE)


def office_cache(platform: str, home: Path) -> Finding:
    """Tell where Office keeps what it has read of the add-in, since it may be old."""
    places = [home / place for place in OFFICE_CACHES.get(platform, ())]
    if not places:
        return fine("cache", "ingen_office")
    there = [str(place) for place in places if place.exists()]
    if not there:
        return fine("cache", "tom", mappe=str(places[0]))
    return fine("cache", platform, mapper=there)


def libreoffice(platform: str, which: Callable[[str], str | None], exists: Callable[[Path], bool]) -> Finding:
    """Look for LibreOffice, on the path and where its installer puts it."""
    found = next(_soffice(platform, which, exists), None)
    if found is None:
        return doubtful("libreoffice", "mangler")
    return fine("libreoffice", sti=found)


def _soffice(
    platform: str, which: Callable[[str], str | None], exists: Callable[[Path], bool]
) -> Iterator[str]:
    for name in ("soffice", "libreoffice"):
        if found := which(name):
            yield found
    yield from (place for place in SOFFICE.get(platform, ()) if exists(Path(place)))


def calc_extension(platform: str, home: Path) -> Finding:
    """Look in LibreOffice's own folder for our extension, as its installer leaves it there."""
    user = LIBREOFFICE_USER.get(platform)
    if user is None or not (home / user).is_dir():
        return fine("calc", "ingen_profil")
    packages = home / user / "uno_packages" / "cache" / "uno_packages"
    found = sorted(path for path in packages.glob("*/*") if "beregner" in path.name.lower())
    if not found:
        return doubtful("calc", "mangler")
    return fine("calc", fil=found[0].name)
