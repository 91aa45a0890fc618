"""Where LibreOffice enters the extension; everything else is in the package beside this file."""

import os
from typing import Any

_FOLDER = os.path.dirname(os.path.abspath(__file__))


def getComponentFactory(implementation: str, manager: Any, key: Any) -> Any:
    """Hand LibreOffice the factory of one of our objects; the name is LibreOffice's own."""
    from beregner_calc import office  # type: ignore[import-not-found]

    return office.factory(implementation, key, manager, _FOLDER)
