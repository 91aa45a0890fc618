"""``docs/licences.md`` from the installed packages: ``python -m docs.build.licences > docs/licences.md``.

A test compares the two, and fails where a package has a licence that is not allowed. Which packages there
are is found in ``dependencies``.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from docs.build.dependencies import ALWAYS, EXTRAS, Package, packages

# They ask for the notice to be kept, and of changes to their own files, if any, to be shown. None reaches
# what is built with them.
ALLOWED = frozenset(
    {
        "0BSD",
        "Apache-2.0",
        "BSD-2-Clause",
        "BSD-3-Clause",
        "CC0-1.0",
        "LicenseRef-Public-Domain",
        "MIT",
        "MIT-0",
        "MPL-2.0",
        "PSF-2.0",
        "Zlib",
    }
)
# One package alone, in one extra alone.
ALLOWED_FOR = {("server", "xlwings-server"): frozenset({"PolyForm-Noncommercial-1.0.0"})}
NOTES = {
    "numpy": "Hjulene rummer OpenBLAS (BSD-3-Clause) og gfortrans bibliotek (GPL-3.0 med GCC's undtagelse "
    "for kørsel; libquadmath LGPL-2.1). De er uændrede og lænkes dynamisk.",
    "scipy": "Som numpy.",
    "xlwings": "Mappen `pro` i pakken har den anden licens, PolyForm Noncommercial eller betalt.",
    "xlwings-server": "Gratis til ikke-kommerciel brug (PolyForm Noncommercial), ellers betalt. "
    "Kun til serveren bag tilføjelsesprogrammet; intet andet kræver den.",
}
_HEAD = """\
# Licenser

Dannet af `python -m docs.build.licences` ud fra pakkernes egne oplysninger; ret ikke her. En test fejler,
når en pakke kommer til med en licens, der ikke er på listen over tilladte, fx GPL eller AGPL, eller når
siden er forældet.

xl_beregner selv: MIT. Tilladt er

{allowed}.

Siger en pakke ”OR”, er én tilladt licens nok; siger den ”AND”, skal alle være det. Versionerne, prøverne
er kørt med, står i `constraints.txt`; `make sbom` skriver dem som en CycloneDX-fil.
"""
_TITLES = {
    ALWAYS: "Altid",
    "server": "Med `[server]`: serveren bag Excel-tilføjelsesprogrammet",
    "com": "Med `[com]`: Excel på Windows uden server",
    "keyring": "Med `[keyring]`: nøglen til Uddannelsesstatistik gemt af systemet",
}
_TOKEN = re.compile(r"\(|\)|[^\s()]+")


def is_allowed(package: Package) -> bool:
    """Tell whether a package's licence lets it be used here."""
    return fits(package.licence, ALLOWED | ALLOWED_FOR.get((package.group, package.name), frozenset()))


def fits(expression: str, allowed: frozenset[str]) -> bool:
    """Tell whether an SPDX expression can be met by allowed licences alone; one that is none cannot."""
    tokens = _TOKEN.findall(expression)
    try:
        fine = _either(tokens, allowed)
    except IndexError:
        return False
    return fine and not tokens


def _either(tokens: list[str], allowed: frozenset[str]) -> bool:
    fine = _all(tokens, allowed)
    while tokens and tokens[0] == "OR":
        tokens.pop(0)
        fine = _all(tokens, allowed) or fine
    return fine


def _all(tokens: list[str], allowed: frozenset[str]) -> bool:
    fine = _one(tokens, allowed)
    while tokens and tokens[0] == "AND":
        tokens.pop(0)
        fine = _one(tokens, allowed) and fine
    return fine


def _one(tokens: list[str], allowed: frozenset[str]) -> bool:
    token = tokens.pop(0)
    if token != "(":
        return token in allowed
    fine = _either(tokens, allowed)
    return tokens.pop(0) == ")" and fine


def markdown() -> str:
    """Write the page."""
    found = packages()
    lines = [_HEAD.format(allowed=", ".join(sorted(ALLOWED)))]
    for group in (ALWAYS, *EXTRAS):
        lines += [f"## {_TITLES[group]}", "", *_table(group, found), ""]
    return "\n".join(lines).rstrip() + "\n"


def _table(group: str, found: dict[str, Package]) -> Iterator[str]:
    mine = sorted((each for each in found.values() if each.group == group), key=lambda each: each.name)
    if not mine:
        yield "Intet ud over det, der står ovenfor."
        return
    yield "| pakke | licens | kræves af |"
    yield "|---|---|---|"
    for package in mine:
        by = sorted(each.name for each in found.values() if package.name in each.requires)
        by = ["xl-beregner", *by] if package.is_direct else by
        note = f". {NOTES[package.name]}" if package.name in NOTES else ""
        yield f"| {package.name} | {package.licence}{note} | {', '.join(by)} |"


if __name__ == "__main__":
    import sys

    sys.stdout.reconfigure(encoding="utf-8")  # type: ignore[union-attr]
    print(markdown(), end="")
