"""URL ingest reaches the public internet and nothing else. Only DNS and sockets are faked."""

import gzip
import http.server
import socket
import ssl
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager

import httpcore
import pytest

from rag.errors import FileTooLarge, ReadError, UnsupportedFile
from rag.server.addresses import is_public
from rag.server.fetch import Fetcher, UrlRefused

PUBLIC = "93.184.216.34"


class Site(http.server.ThreadingHTTPServer):
    """A web server on loopback that counts its hits: canary, and stand-in for the internet."""

    daemon_threads = True

    def __init__(self, reply: Callable[[http.server.BaseHTTPRequestHandler], None]) -> None:
        self.hits: list[tuple[str, str | None]] = []
        site = self

        class Handler(http.server.BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                site.hits.append((self.path, self.headers.get("Host")))
                reply(self)

            def log_message(self, *_: object) -> None:
                pass

        super().__init__(("127.0.0.1", 0), Handler)

    def handle_error(self, *_: object) -> None:
        """A client that hangs up is what several tests are about."""


@contextmanager
def serving(reply: Callable[[http.server.BaseHTTPRequestHandler], None]) -> Iterator[Site]:
    site = Site(reply)
    thread = threading.Thread(target=site.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    try:
        yield site
    finally:
        site.shutdown()
        site.server_close()
        thread.join()


def respond(
    body: bytes = b"<p>Hello.</p>", status: int = 200, **headers: str
) -> Callable[[http.server.BaseHTTPRequestHandler], None]:
    sent = {"content_type": "text/html", "content_length": str(len(body)), **headers}

    def reply(handler: http.server.BaseHTTPRequestHandler) -> None:
        handler.send_response(status)
        for name, value in sent.items():
            handler.send_header(name.replace("_", "-"), value)
        handler.end_headers()
        handler.wfile.write(body)

    return reply


class Internet:
    """A resolver that knows some names; sockets lead to one site, or, inside, to the canary."""

    def __init__(
        self,
        site: Site | None,
        names: dict[str, list[Sequence[str]]] | None = None,
        canary: Site | None = None,
    ) -> None:
        self.site, self.canary = site, canary
        self.answers = names or {}
        self.resolved: list[str] = []
        self.connected: list[tuple[str, int]] = []

    def resolve(self, host: str, port: int) -> Sequence[str]:
        self.resolved.append(host)
        if host in self.answers:
            turns = self.answers[host]
            return turns.pop(0) if len(turns) > 1 else turns[0]
        try:  # the system's own reading of numeric hosts: 127.1, 0x7f000001, 2130706433 …
            found = socket.getaddrinfo(
                host, port, type=socket.SOCK_STREAM, flags=socket.AI_NUMERICHOST
            )
        except socket.gaierror:
            return [PUBLIC]
        return [str(address[0]) for *_, address in found]

    def connect(self, address: str, port: int, timeout: float) -> httpcore.NetworkStream:
        self.connected.append((address, port))
        reached = self.site if is_public(address) else self.canary
        assert reached is not None, f"nothing should connect to {address}"
        host, real_port = reached.server_address[:2]
        return httpcore.SyncBackend().connect_tcp(str(host), real_port, timeout)

    def fetcher(self, max_bytes: int = 1_000_000, seconds: float = 5.0) -> Fetcher:
        return Fetcher(max_bytes, seconds=seconds, resolve=self.resolve, connect=self.connect)


REFUSED = [
    pytest.param("http://127.0.0.1/", id="loopback"),
    pytest.param("http://localhost/", id="localhost"),
    pytest.param("http://localhost./", id="localhost-trailing-dot"),
    pytest.param("http://127.1/", id="short-form"),
    pytest.param("http://0/", id="zero"),
    pytest.param("http://0.0.0.0/", id="unspecified"),
    pytest.param("http://2130706433/", id="decimal"),
    pytest.param("http://0x7f000001/", id="hexadecimal"),
    pytest.param("http://0177.0.0.1/", id="octal"),
    pytest.param("http://127.0.0.1.:80/", id="address-trailing-dot"),
    pytest.param("http://１２７.０.０.１/", id="full-width-digits"),
    pytest.param("http://127。0。0。1/", id="ideographic-dots"),
    pytest.param("http://[::1]/", id="v6-loopback"),
    pytest.param("http://[::]/", id="v6-unspecified"),
    pytest.param("http://[::ffff:127.0.0.1]/", id="v4-mapped"),
    pytest.param("http://[::ffff:7f00:1]/", id="v4-mapped-hex"),
    pytest.param("http://[64:ff9b::7f00:1]/", id="nat64"),
    pytest.param("http://[64:ff9b:1::7f00:1]/", id="nat64-local"),
    pytest.param("http://[2002:7f00:1::]/", id="6to4"),
    pytest.param("http://[2001:0:7f00:1::80ff:fffe]/", id="teredo"),
    pytest.param("http://[::127.0.0.1]/", id="v4-compatible"),
    pytest.param("http://[fd00::1]/", id="unique-local"),
    pytest.param("http://[fe80::1]/", id="link-local"),
    pytest.param("http://[fec0::1]/", id="site-local"),
    pytest.param("http://[ff02::1]/", id="v6-multicast"),
    pytest.param("http://10.0.0.1/", id="private-10"),
    pytest.param("http://172.16.0.1/", id="private-172"),
    pytest.param("http://192.168.1.1/", id="private-192"),
    pytest.param("http://100.64.0.1/", id="carrier-grade-nat"),
    pytest.param("http://169.254.169.254/latest/meta-data/", id="cloud-metadata"),
    pytest.param("http://168.63.129.16/", id="cloud-wire-server"),
    pytest.param("http://192.88.99.1/", id="6to4-relay"),
    pytest.param("http://198.18.0.1/", id="benchmarking"),
    pytest.param("http://224.0.0.1/", id="multicast"),
    pytest.param("http://255.255.255.255/", id="broadcast"),
    pytest.param("http://inside.example/", id="name-of-a-private-address"),
    pytest.param("http://both.example/", id="name-of-a-public-and-a-private-address"),
    pytest.param("http://nowhere.example/", id="name-of-nothing"),
    pytest.param("https://inside.example/", id="https-too"),
    pytest.param("http://user@site.example/", id="user-name"),
    pytest.param("http://site.example:secret@127.0.0.1/", id="password"),
    pytest.param("http://site.example:8080/", id="other-port"),
    pytest.param("http://site.example:0/", id="port-zero"),
    pytest.param("http://site.example:22/", id="ssh-port"),
    pytest.param("http://site.example:99999/", id="port-out-of-range"),
    pytest.param("http://site.example\\@127.0.0.1/", id="backslash"),
    pytest.param("http://127.0.0.1\t.site.example/", id="tab"),
    pytest.param("http://site.example/\r\nX: y", id="newline"),
    pytest.param("http:///etc/passwd", id="no-host"),
    pytest.param("http://[::1", id="broken-bracket"),
    pytest.param("file:///etc/passwd", id="file"),
    pytest.param("ftp://site.example/", id="ftp"),
    pytest.param("gopher://127.0.0.1:6379/_INFO", id="gopher"),
    pytest.param("data:text/html,hello", id="data"),
    pytest.param("jar:http://127.0.0.1!/", id="jar"),
    pytest.param("javascript:alert(1)", id="javascript"),
    pytest.param("//127.0.0.1/", id="no-scheme"),
    pytest.param("", id="empty"),
]

NAMES: dict[str, list[Sequence[str]]] = {
    "localhost": [["127.0.0.1", "::1"]],
    "localhost.": [["127.0.0.1"]],
    "127.0.0.1.": [["127.0.0.1"]],
    "inside.example": [["10.1.2.3"]],
    "both.example": [[PUBLIC, "127.0.0.1"]],
    "nowhere.example": [[]],
}


@pytest.mark.parametrize("url", REFUSED)
def test_refused_without_a_connection(url: str) -> None:
    with serving(respond()) as canary:
        internet = Internet(canary, dict(NAMES), canary)
        with pytest.raises(UrlRefused) as refusal:
            internet.fetcher().fetch(url)
        assert internet.connected == []
        assert canary.hits == []
    assert "10.1.2.3" not in str(refusal.value) and "\n" not in str(refusal.value)


@pytest.mark.parametrize(
    "location",
    [
        "http://127.0.0.1/", "http://inside.example/", "//localhost/", "file:///etc/passwd",
        "http://[::ffff:127.0.0.1]/", "gopher://127.0.0.1/", "http://169.254.169.254/",
        "http://site.example:6379/", "http://user:pw@site.example/",
    ],
)  # fmt: skip
@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_a_redirect_inside_is_refused(location: str, status: int) -> None:
    with serving(respond(status=status, location=location)) as site, serving(respond()) as canary:
        internet = Internet(site, dict(NAMES), canary)
        with pytest.raises(UrlRefused):
            internet.fetcher().fetch("http://site.example/start")
        assert internet.connected == [(PUBLIC, 80)]
        assert canary.hits == []


def test_a_name_that_turns_private_between_check_and_connection_is_never_connected_to() -> None:
    """DNS rebinding: the name is asked for once, and what it said is what is connected to."""
    with serving(respond()) as site:
        internet = Internet(site, {"rebind.example": [[PUBLIC], ["127.0.0.1"]]})
        internet.fetcher().fetch("http://rebind.example/")
        assert internet.resolved == ["rebind.example"]
        assert internet.connected == [(PUBLIC, 80)]


def test_a_name_that_turns_private_on_a_redirect_is_refused() -> None:
    with serving(respond(status=302, location="/again")) as site:
        internet = Internet(site, {"rebind.example": [[PUBLIC], ["127.0.0.1"]]})
        with pytest.raises(UrlRefused):
            internet.fetcher().fetch("http://rebind.example/")
        assert internet.connected == [(PUBLIC, 80)]


def test_at_most_five_redirects() -> None:
    with serving(respond(status=302, location="/again")) as site:
        with pytest.raises(UrlRefused, match="redirects more than 5"):
            Internet(site).fetcher().fetch("http://site.example/")
        assert len(site.hits) == 6


def test_https_is_not_left_by_a_redirect() -> None:
    from rag.server.fetch import _next

    response = httpcore.Response(302, headers=[(b"Location", b"http://site.example/")])
    with pytest.raises(UrlRefused, match="from https"):
        _next("https://site.example/", response)


def test_a_page_is_fetched_under_its_name_and_kind() -> None:
    with serving(respond(b"<p>Zw\xc3\xb6lf.</p>")) as site:
        found = Internet(site).fetcher().fetch("http://Site.example/a%20b/report.php?x=ü")
    assert found.data == "<p>Zwölf.</p>".encode()
    assert found.name == "report.html"
    assert found.url == "http://Site.example/a%20b/report.php?x=ü"
    assert site.hits == [("/a%20b/report.php?x=%C3%BC", "site.example")]


def test_the_proxies_of_the_environment_are_not_used(monkeypatch: pytest.MonkeyPatch) -> None:
    with serving(respond()) as site, serving(respond()) as proxy:
        for name in ("HTTP_PROXY", "http_proxy", "ALL_PROXY", "all_proxy"):
            monkeypatch.setenv(name, f"http://127.0.0.1:{proxy.server_address[1]}")
        Internet(site).fetcher().fetch("http://site.example/")
        assert proxy.hits == [] and len(site.hits) == 1


def test_too_large_by_count_and_not_by_word() -> None:
    def endless(handler: http.server.BaseHTTPRequestHandler) -> None:
        handler.send_response(200)
        handler.send_header("content-type", "text/plain")
        handler.end_headers()
        for _ in range(1_000):
            handler.wfile.write(b"x" * 10_000)

    with serving(endless) as site, pytest.raises(FileTooLarge):
        Internet(site).fetcher(max_bytes=50_000).fetch("http://site.example/")


def test_a_server_that_drips_is_left_at_the_deadline() -> None:
    def drip(handler: http.server.BaseHTTPRequestHandler) -> None:
        handler.send_response(200)
        handler.send_header("content-type", "text/plain")
        handler.end_headers()
        for _ in range(400):
            handler.wfile.write(b"x")
            handler.wfile.flush()
            time.sleep(0.05)

    began = time.monotonic()
    with serving(drip) as site, pytest.raises(ReadError):
        Internet(site).fetcher(seconds=0.4).fetch("http://site.example/")
    assert time.monotonic() - began < 10


def test_packed_bodies_are_not_unpacked() -> None:
    bomb = gzip.compress(b"0" * 10_000_000)
    reply = respond(bomb, content_encoding="gzip")
    with serving(reply) as site, pytest.raises(ReadError, match="packed"):
        Internet(site).fetcher().fetch("http://site.example/")


@pytest.mark.parametrize(
    "kind", ["image/png", "application/zip", "application/json", "", "text/css"]
)
def test_other_content_types_are_not_read(kind: str) -> None:
    reply = respond(content_type=kind)
    with serving(reply) as site, pytest.raises(UnsupportedFile):
        Internet(site).fetcher().fetch("http://site.example/")


@pytest.mark.parametrize("status", [204, 401, 404, 500])
def test_other_statuses_are_failures(status: int) -> None:
    with serving(respond(status=status)) as site, pytest.raises(ReadError, match=str(status)):
        Internet(site).fetcher().fetch("http://site.example/")


def test_tls_is_for_the_name_and_not_for_the_address() -> None:
    """The handshake asks for the name; a server without its certificate is not read from."""
    asked: list[str | None] = []
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.sni_callback = lambda _sock, name, _context: asked.append(name)
    listener = socket.create_server(("127.0.0.1", 0))

    def accept() -> None:
        connection, _ = listener.accept()
        with connection, pytest.raises(ssl.SSLError):
            context.wrap_socket(connection, server_side=True)

    thread = threading.Thread(target=accept)
    thread.start()
    fetcher = Fetcher(
        1000,
        resolve=lambda *_: [PUBLIC],
        connect=lambda *_: httpcore.SyncBackend().connect_tcp(*listener.getsockname()),
    )
    with listener, pytest.raises(ReadError):
        fetcher.fetch("https://site.example/")
    thread.join()
    assert asked == ["site.example"]


@pytest.mark.parametrize(
    "address",
    [PUBLIC, "2606:2800:220:1:248:1893:25c8:1946", "64:ff9b::5db8:d822", "::ffff:93.184.216.34",
     "2002:5db8:d822::1"],
)  # fmt: skip
def test_public_addresses_pass_also_when_wrapped(address: str) -> None:
    assert is_public(address)
