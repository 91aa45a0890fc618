"""Fields of a class that ``forecasts`` gives: what the teacher expects, what came of it, how well it held.

A school has the last of the lists too, by subject (``forecasts.SchoolForecasts``).
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

SCALARS: tuple[str, ...] = ("prognose_mindst_antal",)

CALIBRATION = (
    "noegle", "fag", "gruppe", "antal", "sagt", "skete", "nedre", "oevre", "brier", "tekst",
)  # fmt: skip

LISTS: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "prognose": (
            "noegle", "elev_navn", "fag", "maal", "seneste", "seneste_test", "seneste_dato", "tidligere",
            "tidligere_dato", "tidligere_tiltag",
        ),
        "prognose_udfald": (
            "noegle", "elev_navn", "fag", "dato", "maal", "prognose", "sandsynlighed", "tiltag", "resultat",
            "resultat_test", "resultat_dato", "udfald", "grund",
        ),
        "prognose_kalibrering": CALIBRATION,
    }
)  # fmt: skip
