"""The server as a process: its socket, its certificate, its log; ends on Ctrl-C."""

from __future__ import annotations

import errno
import os
import socket
import ssl
from collections.abc import Callable, Mapping
from importlib import import_module
from importlib.util import find_spec
from typing import Any

from xl_beregner.addin.settings import PREFIX, Settings, read
from xl_beregner.errors import HostError

MOST_HEAD = 65_536  # bytes: address and headers of a request, or what follows its body

_LOG: dict[str, Any] = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"plain": {"format": "%(asctime)s %(levelname)s %(message)s"}},
    "handlers": {"out": {"class": "logging.StreamHandler", "formatter": "plain"}},
    "loggers": {
        "xl_beregner.addin": {"level": "INFO", "handlers": ["out"], "propagate": False},
        "uvicorn.error": {"level": "WARNING", "handlers": ["out"], "propagate": False},
        "uvicorn": {"level": "WARNING", "handlers": [], "propagate": False},
    },
}


def serve(options: Mapping[str, str], workers: int, ready: Callable[[Settings, int], None]) -> None:
    """Run the server until it is stopped.

    Parameters
    ----------
    options : mapping
        Settings by their variable's name without ``XL_BEREGNER_``; they win over the environment.
    workers : int
        How many processes answer.
    ready : callable
        Told the settings and the port once the server is about to answer.

    Raises
    ------
    HostError
        Whatever keeps it from starting, with its cure.
    """
    if find_spec("uvicorn") is None or find_spec("xlwings_server") is None:
        raise HostError("addin_mangler_server")
    # Worker processes read the same settings from their environment.
    os.environ.update({PREFIX + name: value for name, value in options.items()})
    settings = read(os.environ)
    import_module("xl_beregner.hosts.officejs").xlwings_server()
    _check_certificate(settings)
    with _listen(settings) as listener:
        ready(settings, listener.getsockname()[1])
        _run(settings, workers, listener)


def _run(settings: Settings, workers: int, listener: socket.socket) -> None:
    import uvicorn
    from uvicorn.supervisors import Multiprocess

    config = uvicorn.Config(
        "xl_beregner.addin.app:from_environment",
        factory=True,
        workers=workers,
        log_config=_LOG,
        access_log=False,
        http=_protocol(),
        ws="none",
        lifespan="off",
        proxy_headers=False,
        server_header=False,
        h11_max_incomplete_event_size=MOST_HEAD,
        timeout_keep_alive=30,
        timeout_graceful_shutdown=5,
        ssl_certfile=settings.certificate and str(settings.certificate),
        ssl_keyfile=settings.key and str(settings.key),
    )
    if workers > 1:
        Multiprocess(config, sockets=[listener]).run()
    else:
        uvicorn.Server(config).run(sockets=[listener])


def _protocol() -> Any:
    """Take the quick way of reading HTTP with our bounds, or uvicorn's own, which has bounds."""
    if find_spec("httptools") is None:
        return "h11"
    return import_module("xl_beregner.addin.protocol").Bounded


def _listen(settings: Settings) -> socket.socket:
    family = socket.AF_INET6 if ":" in settings.host else socket.AF_INET
    listener = socket.socket(family)
    if os.name != "nt":  # on Windows it would let a second server take the same port
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind((settings.host, settings.port))
        listener.listen(2048)
    except OSError as error:
        listener.close()
        raise HostError(_why_not(error), vaert=settings.host, port=settings.port) from error
    listener.set_inheritable(True)
    return listener


def _why_not(error: OSError) -> str:
    if error.errno in (errno.EADDRINUSE, 10048):
        return "addin_port_optaget"
    if error.errno in (errno.EACCES, 10013):
        return "addin_port_forbudt"
    return "addin_adresse_ukendt"


def _check_certificate(settings: Settings) -> None:
    """Read the certificate and its key once, so that what is wrong with them is told plainly."""
    if settings.certificate is None or settings.key is None:
        return
    for path in (settings.certificate, settings.key):
        try:
            path.read_bytes()
        except OSError as error:
            raise HostError("addin_certifikat_fil", fil=str(path)) from error
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    try:
        # A key with a password would otherwise be asked for on the terminal.
        context.load_cert_chain(settings.certificate, settings.key, password=lambda: "-")
    except (ssl.SSLError, ValueError, OSError) as error:
        raise HostError(
            "addin_certifikat", certifikat=str(settings.certificate), noegle=str(settings.key)
        ) from error
