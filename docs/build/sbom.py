"""A bill of materials (CycloneDX 1.6, JSON): ``python -m docs.build.sbom > dist/xl-beregner.cdx.json``.

Holds the program, every package it needs that is installed here, with version and licence, and which needs
which. No clock, machine, folder or package index stands in it: the same packages give the same bytes.
"""

from __future__ import annotations

import json
import uuid
from typing import Any

import xl_beregner
from docs.build.dependencies import ALWAYS, Package, packages

_NAME = "xl-beregner"
_OURS = "MIT"


def sbom() -> str:
    """Write the bill of materials of what is installed."""
    from cyclonedx.model.bom import Bom
    from cyclonedx.model.component import Component, ComponentType
    from cyclonedx.output.json import JsonV1Dot6

    found = {name: package for name, package in packages().items() if package.version}
    parts = {name: _component(package) for name, package in found.items()}
    whole = Component(
        name=_NAME,
        version=xl_beregner.__version__,
        type=ComponentType.APPLICATION,
        bom_ref=_NAME,
        purl=_purl(_NAME, xl_beregner.__version__),
        licenses=[_licence(_OURS)],
    )
    bom = Bom(components=parts.values())
    bom.metadata.component = whole
    bom.register_dependency(whole, [parts[name] for name, each in found.items() if each.is_direct])
    for name, package in found.items():
        bom.register_dependency(parts[name], [parts[each] for each in package.requires if each in parts])
    return _without_chance(JsonV1Dot6(bom).output_as_string(indent=2))


def _component(package: Package) -> Any:
    from cyclonedx.model.component import Component, ComponentScope

    return Component(
        name=package.name,
        version=package.version,
        bom_ref=package.name,
        purl=_purl(package.name, package.version),
        licenses=[_licence(package.licence)],
        scope=ComponentScope.REQUIRED if package.group == ALWAYS else ComponentScope.OPTIONAL,
    )


def _purl(name: str, version: str) -> Any:
    from packageurl import PackageURL

    return PackageURL("pypi", None, name, version)


def _licence(expression: str) -> Any:
    from cyclonedx.contrib.license.factories import LicenseFactory

    return LicenseFactory().make_from_string(expression)


def _without_chance(text: str) -> str:
    """Take out the clock, and make the serial number of what is in it instead of by chance."""
    tree = json.loads(text)
    tree["metadata"].pop("timestamp", None)
    tree.pop("serialNumber", None)
    content = json.dumps(tree, sort_keys=True)
    tree["serialNumber"] = f"urn:uuid:{uuid.uuid5(uuid.NAMESPACE_URL, content)}"
    return json.dumps(tree, indent=2, sort_keys=True, ensure_ascii=False) + "\n"


if __name__ == "__main__":
    print(sbom(), end="")
