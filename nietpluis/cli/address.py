"""The address that a server is asked to listen on."""

from __future__ import annotations

import errno
import socket

import click


def check_free(host: str, port: int) -> None:
    """`ClickException` where nothing can listen there: said before tables are made and one-time passwords shown."""
    try:
        family, kind, protocol, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
        with socket.socket(family, kind, protocol) as probe:
            # as the server does itself: the address of a server that has just stopped is free
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind(address)
    except OSError as error:
        if error.errno == errno.EADDRINUSE:
            raise click.ClickException(f"port {port} is in use already; --port N takes another") from error
        raise click.ClickException(f"cannot listen on {host}, port {port}: {error.strerror or error}") from error
