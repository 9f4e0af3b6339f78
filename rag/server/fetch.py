"""Fetching a document by URL without reaching anything that is not on the public internet.

The check is made where a connection is opened: a name is resolved once, every address it has
must be public, and the connection goes to an address that was checked. Redirects are new
requests under the same rule. TLS and ``Host`` keep the name. The environment's proxies are not
used, and nothing is unpacked.
"""

import socket
import ssl
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import Any
from urllib.parse import unquote, urljoin, urlsplit

import httpcore
import idna

from rag.errors import FileTooLarge, ReadError, UnsupportedFile
from rag.server.addresses import is_public

Resolve = Callable[[str, int], Sequence[str]]
Connect = Callable[[str, int, float], httpcore.NetworkStream]

PORTS = {"http": 80, "https": 443}
REDIRECTS = 5
SECONDS = 30.0
TYPES = {
    "text/html": ".html",
    "application/xhtml+xml": ".html",
    "text/plain": ".txt",
    "text/markdown": ".md",
    "text/x-markdown": ".md",
    "application/pdf": ".pdf",
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document": ".docx",
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": ".xlsx",
    "text/csv": ".csv",
    "text/tab-separated-values": ".tsv",
}


class UrlRefused(ReadError):
    """The URL is not one that may be fetched; it says nothing of what stands behind it."""


@dataclass(frozen=True, slots=True)
class Fetched:
    """What was fetched. ``name`` is a file name whose ending fits the content type."""

    url: str
    name: str
    data: bytes


class Fetcher:
    """Fetches documents of at most ``max_bytes``; ``resolve`` and ``connect`` are the edge."""

    def __init__(
        self,
        max_bytes: int,
        *,
        seconds: float = SECONDS,
        resolve: Resolve | None = None,
        connect: Connect | None = None,
    ) -> None:
        self.max_bytes, self.seconds = max_bytes, seconds
        self._resolve = resolve or _resolve
        self._connect = connect or _connect
        self._tls = ssl.create_default_context()

    def fetch(self, url: str) -> Fetched:
        """The document at a URL.

        Raises UrlRefused for what may not be fetched, ReadError for what cannot be, FileTooLarge
        and UnsupportedFile for what is not wanted.
        """
        deadline = time.monotonic() + self.seconds
        here = url
        for _ in range(REDIRECTS + 1):
            host, port = check_url(here)
            backend = _Pinned(host, port, deadline, self._resolve, self._connect)
            try:
                with (
                    httpcore.ConnectionPool(ssl_context=self._tls, network_backend=backend) as pool,
                    pool.stream(
                        "GET", _target(here, host, port), headers=_headers(host)
                    ) as response,
                ):
                    if response.status in {301, 302, 303, 307, 308}:
                        here = _next(here, response)
                        continue
                    return self._read(url, response, deadline)
            except (
                httpcore.NetworkError,
                httpcore.TimeoutException,
                httpcore.ProtocolError,
            ) as error:
                raise ReadError(f"{_shown(url)} did not answer as a web server should.") from error
            except (OSError, ValueError) as error:
                raise ReadError(f"{_shown(url)} cannot be reached.") from error
        raise UrlRefused(f"{_shown(url)} redirects more than {REDIRECTS} times.")

    def _read(self, url: str, response: httpcore.Response, deadline: float) -> Fetched:
        headers = {k.decode("latin-1").lower(): v.decode("latin-1") for k, v in response.headers}
        if response.status != 200:
            raise ReadError(f"{_shown(url)} answers with status {response.status}.")
        kind = headers.get("content-type", "").partition(";")[0].strip().lower()
        if kind not in TYPES:
            raise UnsupportedFile(
                f"{_shown(url)} is {kind[:60] or 'of no type'}; HTML, text, Markdown, PDF and DOCX "
                "are read."
            )
        if headers.get("content-encoding", "identity").lower() != "identity":
            raise ReadError(f"{_shown(url)} is sent packed, although it was asked for as it is.")
        data = bytearray()
        for part in response.iter_stream():
            data += part
            if len(data) > self.max_bytes:
                raise FileTooLarge(f"{_shown(url)} has more than {self.max_bytes / 1e6:g} MB.")
            if time.monotonic() > deadline:
                raise ReadError(f"{_shown(url)} takes longer than {self.seconds:g} s.")
        stem = PurePosixPath(unquote(urlsplit(url).path)).stem or urlsplit(url).hostname or "page"
        return Fetched(url, f"{stem[:100]}{TYPES[kind]}", bytes(data))


def check_url(url: str) -> tuple[str, int]:
    """Host (as ASCII) and port of a URL that may be asked for; raises UrlRefused."""
    if any(ord(c) <= 0x20 or ord(c) == 0x7F or c == "\\" for c in url):
        raise UrlRefused("A URL holds no spaces, control characters or backslashes.")
    try:
        parts = urlsplit(url)
        port = PORTS.get(parts.scheme) if parts.port is None else parts.port
    except ValueError as error:
        raise UrlRefused(f"{_shown(url)} is not a URL.") from error
    if parts.scheme not in PORTS or not parts.hostname:
        raise UrlRefused("Only http and https URLs are fetched.")
    if parts.username is not None or parts.password is not None:
        raise UrlRefused("A URL with a user name in it is not fetched.")
    if port is None or port not in PORTS.values():
        raise UrlRefused("Only ports 80 and 443 are fetched from.")
    host = parts.hostname
    if not host.isascii():
        try:
            host = idna.encode(host, uts46=True).decode()
        except idna.IDNAError as error:
            raise UrlRefused(f"{_shown(url)} has a host name that is none.") from error
    return host, port


def _next(url: str, response: httpcore.Response) -> str:
    location = {k.lower(): v for k, v in response.headers}.get(b"location", b"")
    target = urljoin(url, location.decode("latin-1").strip())
    if url.lower().startswith("https:") and not target.lower().startswith("https:"):
        raise UrlRefused(f"{_shown(url)} redirects from https to something else.")
    return target


def _target(url: str, host: str, port: int) -> httpcore.URL:
    parts = urlsplit(url)
    path = parts.path or "/"
    raw = path + (f"?{parts.query}" if parts.query else "")
    # What is not ASCII in a path is sent as UTF-8, percent-encoded, as browsers do.
    target = "".join(
        c if c.isascii() else "".join(f"%{byte:02X}" for byte in c.encode()) for c in raw
    )
    return httpcore.URL(
        scheme=parts.scheme.encode(),
        host=host.encode(),
        port=port,
        target=target.encode(),
    )


def _headers(host: str) -> list[tuple[bytes, bytes]]:
    named = f"[{host}]" if ":" in host else host
    return [
        (b"Host", named.encode()),
        (b"User-Agent", b"checkable-rag"),
        (b"Accept", ", ".join(TYPES).encode()),
        (b"Accept-Encoding", b"identity"),
        (b"Connection", b"close"),
    ]


def _shown(url: str) -> str:
    return url if len(url) <= 200 else f"{url[:200]}…"


class _Pinned(httpcore.NetworkBackend):
    """Connects to a checked address of one name, and to nothing else."""

    def __init__(
        self, host: str, port: int, deadline: float, resolve: Resolve, connect: Connect
    ) -> None:
        self._allowed = (host, port)
        self._deadline, self._resolve, self._connect = deadline, resolve, connect

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Any = None,
    ) -> httpcore.NetworkStream:
        """Resolve, check every address, connect to the first that answers."""
        try:
            addresses = self._resolve(host, port) if (host, port) == self._allowed else ()
        except OSError:
            addresses = ()
        # One message for all: whether a private name exists is nobody's business.
        if not addresses or not all(is_public(address) for address in addresses):
            raise UrlRefused(f"{_shown(host)} does not lead to a public address.")
        failure: Exception = httpcore.ConnectError()
        for address in dict.fromkeys(addresses):
            try:
                return _Timed(self._connect(address, port, _left(self._deadline)), self._deadline)
            except (httpcore.ConnectError, httpcore.ConnectTimeout) as error:
                failure = error
        raise failure


class _Timed(httpcore.NetworkStream):
    """A stream on which no read waits past the deadline, however slowly the other side drips."""

    def __init__(self, stream: httpcore.NetworkStream, deadline: float) -> None:
        self._stream, self._deadline = stream, deadline

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        """As the stream's own."""
        return self._stream.read(max_bytes, _left(self._deadline))

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        """As the stream's own."""
        self._stream.write(buffer, _left(self._deadline))

    def close(self) -> None:
        """As the stream's own."""
        self._stream.close()

    def start_tls(
        self,
        ssl_context: ssl.SSLContext,
        server_hostname: str | None = None,
        timeout: float | None = None,
    ) -> httpcore.NetworkStream:
        """As the stream's own; the certificate must be for the name, not for the address."""
        inner = self._stream.start_tls(ssl_context, server_hostname, _left(self._deadline))
        return _Timed(inner, self._deadline)

    def get_extra_info(self, info: str) -> Any:
        """As the stream's own."""
        return self._stream.get_extra_info(info)


def _left(deadline: float) -> float:
    left = deadline - time.monotonic()
    if left <= 0:
        raise httpcore.ReadTimeout
    return min(left, 10.0)


def _resolve(host: str, port: int) -> Sequence[str]:
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return [str(address[0]) for *_, address in found]


def _connect(address: str, port: int, timeout: float) -> httpcore.NetworkStream:
    return httpcore.SyncBackend().connect_tcp(address, port, timeout)
