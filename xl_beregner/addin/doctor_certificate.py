"""The certificate files a server is to be started with: readable, a pair, in date, for this name.

The standard library tells what is in a certificate only to somebody who was shown it over TLS and
trusts it. So it is shown: one side of a connection held in memory presents the files, the other
trusts exactly them. No network is touched, and nothing is said of who signed it: that is seen when
a real connection is made.
"""

from __future__ import annotations

import ssl
from datetime import UTC, datetime
from pathlib import Path

from xl_beregner.addin.finding import Finding, doubtful, fine, wrong

SOON_DAYS = 21

# OpenSSL's numbers for why a certificate was refused.
_NOT_YET, _EXPIRED, _OTHER_NAME, _OTHER_ADDRESS = 9, 10, 62, 64


def certificate(chain: Path, key: Path, host: str, now: datetime) -> Finding:
    """Look at the certificate and key a server is to be started with."""
    for file in (chain, key):
        if finding := _unreadable(file):
            return finding
    try:
        shown = _show(chain, key, host)
    except ssl.SSLCertVerificationError as error:
        return refused(error, host)
    except (ssl.SSLError, ValueError) as error:
        return wrong("certifikat", "ugyldigt", fil=str(chain), grund=_plain(error))
    return _in_date(str(shown.get("notAfter", "")), host, now)


def refused(error: ssl.SSLCertVerificationError, host: str) -> Finding:
    """Tell why a certificate was not trusted."""
    reasons = {
        _EXPIRED: "udloebet",
        _NOT_YET: "ikke_endnu",
        _OTHER_NAME: "andet_navn",
        _OTHER_ADDRESS: "andet_navn",
    }
    key = reasons.get(error.verify_code, "ukendt_udsteder")
    return wrong("certifikat", key, vaert=host)


def _unreadable(file: Path) -> Finding | None:
    try:
        with file.open("rb"):
            return None
    except OSError as error:
        return wrong("certifikat", "ulaeselig", fil=str(file), grund=error.strerror or type(error).__name__)


def _show(chain: Path, key: Path, host: str) -> dict[str, object]:
    """Let two ends in memory greet each other; give what the trusting one was shown."""
    presenting = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    # A passphrase would stop a server at its start too; without this OpenSSL asks the terminal.
    presenting.load_cert_chain(chain, key, password=lambda: b"")
    trusting = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    trusting.load_verify_locations(chain)
    trusting.verify_flags |= ssl.VERIFY_X509_PARTIAL_CHAIN  # the file itself is the trusted end
    to_server, to_client = ssl.MemoryBIO(), ssl.MemoryBIO()
    server = presenting.wrap_bio(to_server, to_client, server_side=True)
    client = trusting.wrap_bio(to_client, to_server, server_hostname=host)
    while not _greet(client):
        _greet(server)
    return dict(client.getpeercert() or {})


def _greet(side: ssl.SSLObject) -> bool:
    try:
        side.do_handshake()
    except ssl.SSLWantReadError:
        return False
    return True


def _in_date(until: str, host: str, now: datetime) -> Finding:
    ends = datetime.fromtimestamp(ssl.cert_time_to_seconds(until), UTC)
    days, date = (ends - now).days, f"{ends:%d-%m-%Y}"
    if days < SOON_DAYS:
        return doubtful("certifikat", "snart", vaert=host, dato=date, dage=days)
    return fine("certifikat", vaert=host, dato=date)


def _plain(error: Exception) -> str:
    return str(getattr(error, "reason", "") or error)
