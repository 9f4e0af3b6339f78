"""Who may do what: the table of routes and keys, browsers of other sites, binds, hashes at rest."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient
from typer.testing import CliRunner

from rag.errors import NotFound, SettingsError
from rag.server import access, keyfile
from rag.server.api import create_app
from rag.server.cli import keys as keys_command
from rag.settings import Settings
from rag.store.encoder import Encoder
from tests.serving import client, opened

# What each route wants; None: open to everybody.
ROUTES: dict[tuple[str, str], str | None] = {
    ("POST", "/answer"): "read",
    ("POST", "/search"): "read",
    ("GET", "/conversations/{conversation_id}"): "read",
    ("DELETE", "/conversations/{conversation_id}"): "read",
    ("GET", "/documents"): "read",
    ("GET", "/documents/{document_id}"): "read",
    ("GET", "/documents/{document_id}/original"): "read",
    ("POST", "/documents"): "write",
    ("PUT", "/documents/{document_id}"): "write",
    ("DELETE", "/documents/{document_id}"): "write",
    ("GET", "/v1/models"): "read",
    ("POST", "/v1/chat/completions"): "read",
    ("POST", "/mcp"): "read",
    ("GET", "/jobs"): "write",
    ("GET", "/jobs/{job_id}"): "write",
    ("POST", "/jobs/{job_id}/cancel"): "write",
    ("POST", "/feedback"): "read",
    ("GET", "/feedback"): "admin",
    ("GET", "/metrics"): "admin",
    ("GET", "/version"): "read",
    ("GET", "/health"): None,
    ("GET", "/health/live"): None,
    ("GET", "/health/ready"): None,
    ("GET", "/openapi.json"): None,
    ("GET", "/docs"): None,
}
KINDS = ("none", "wrong", "revoked", "read", "write", "admin")


@pytest.fixture(scope="module")
def app(tmp_path_factory: pytest.TempPathFactory, encoder: Encoder) -> Iterator[FastAPI]:
    with opened(tmp_path_factory.mktemp("data"), encoder, fill=False) as engine:
        yield create_app(engine)


@pytest.fixture(scope="module")
def secrets(app: FastAPI) -> dict[str, str | None]:
    stored: access.Keys = app.state.services.keys
    revoked, key = stored.create("old", "admin")
    stored.revoke(key.id)
    made = {scope: stored.create(scope, scope)[0] for scope in access.SCOPES}
    return {"none": None, "wrong": keyfile.new_secret(), "revoked": revoked, **made}


@pytest.fixture(scope="module")
def asking(app: FastAPI, secrets: dict[str, str | None]) -> Iterator[TestClient]:
    with client(app) as found:
        yield found


@pytest.fixture(scope="module")
def unlocked(tmp_path_factory: pytest.TempPathFactory, encoder: Encoder) -> Iterator[TestClient]:
    """A server without any key."""
    folder = tmp_path_factory.mktemp("unlocked")
    with opened(folder, encoder, fill=False) as engine, client(create_app(engine)) as asking:
        yield asking


def test_the_table_has_every_route(app: FastAPI) -> None:
    paths = app.openapi()["paths"]
    documented = {(m.upper(), path) for path, methods in paths.items() for m in methods}
    assert documented | {("POST", "/mcp"), ("GET", "/openapi.json"), ("GET", "/docs")} == set(
        ROUTES
    )


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize(("method", "path"), ROUTES, ids=lambda value: str(value))
def test_every_route_for_every_key(
    asking: TestClient, secrets: dict[str, str | None], method: str, path: str, kind: str
) -> None:
    wanted = ROUTES[method, path]
    secret = secrets[kind]
    headers = {"Authorization": f"Bearer {secret}"} if secret else {}
    reply = asking.request(
        method, path.format(document_id="x", job_id="x", conversation_id="x"), headers=headers
    )
    if wanted is None:
        assert reply.status_code == 200
    elif kind in {"none", "wrong", "revoked"}:
        assert reply.status_code == 401
        assert "Bearer" in reply.headers["www-authenticate"]
        assert secret is None or secret not in reply.text
    elif access.SCOPES.index(kind) < access.SCOPES.index(wanted):
        assert reply.status_code == 403
    else:
        assert reply.status_code not in {401, 403, 500}


def test_a_browser_may_send_the_key_as_password(
    asking: TestClient, secrets: dict[str, str | None]
) -> None:
    assert asking.get("/version", auth=("anyone", secrets["read"] or "")).status_code == 200
    assert asking.get("/version", auth=("anyone", "guess")).status_code == 401
    assert asking.get("/version", headers={"Authorization": "Basic %%%"}).status_code == 401


def test_only_a_hash_is_stored(app: FastAPI, secrets: dict[str, str | None]) -> None:
    folder: Path = app.state.services.settings.data_dir
    everything = b"".join(path.read_bytes() for path in folder.glob("*.sqlite*"))
    for secret in secrets.values():
        assert secret is None or secret.encode() not in everything


def test_commands_on_this_machine_have_a_key_while_the_server_runs(
    tmp_path: Path, encoder: Encoder
) -> None:
    with opened(tmp_path, encoder, fill=False) as engine:
        app = create_app(engine)
        app.state.services.keys.create("someone", "read")
        with client(app) as found:
            local = keyfile.local_key(tmp_path)
            assert local is not None
            assert (tmp_path / "local.key").stat().st_mode & 0o077 == 0
            found.headers["Authorization"] = f"Bearer {local}"
            assert found.get("/metrics").status_code == 200
        assert keyfile.local_key(tmp_path) is None


@pytest.mark.parametrize(
    ("host", "keys", "public", "allowed"),
    [
        ("127.0.0.1", False, False, True), ("localhost", False, False, True),
        ("::1", False, False, True), ("127.8.8.8", False, False, True),
        ("0.0.0.0", False, False, False), ("::", False, False, False),
        ("192.168.1.5", False, False, False), ("example.org", False, False, False),
        ("localhost.example.org", False, False, False), ("", False, False, False),
        ("0.0.0.0", True, False, True), ("0.0.0.0", False, True, True),
    ],
)  # fmt: skip
def test_a_public_address_wants_a_key_or_a_word(
    host: str, keys: bool, public: bool, allowed: bool
) -> None:
    settings = Settings(_env_file=None, host=host, allow_public=public)
    if allowed:
        access.check_bind(settings, has_keys=keys)
    else:
        with pytest.raises(SettingsError, match="rag keys create"):
            access.check_bind(settings, has_keys=keys)


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({}, 200),
        ({"origin": "http://127.0.0.1"}, 200),
        ({"origin": "http://localhost:8000", "host": "localhost:8000"}, 200),
        ({"host": "[::1]:8000"}, 200),
        ({"sec-fetch-site": "same-origin"}, 200),
        ({"origin": "http://evil.example"}, 403),
        ({"origin": "null"}, 403),
        ({"origin": "http://127.0.0.1.evil.example"}, 403),
        ({"origin": "http://127.0.0.1:9999"}, 403),
        ({"sec-fetch-site": "cross-site"}, 403),
        ({"host": "evil.example"}, 403),
        ({"host": "127.0.0.1.evil.example"}, 403),
        ({"host": "localhost.evil.example:80"}, 403),
        ({"host": "evil.example", "origin": "http://evil.example"}, 403),
    ],
)
def test_other_sites_cannot_use_a_browser_as_their_hand(
    unlocked: TestClient, headers: dict[str, str], status: int
) -> None:
    reply = unlocked.post("/search", json={"question": "bees"}, headers=headers)
    assert reply.status_code == status
    if "host" in headers and status == 403:
        assert unlocked.get("/health", headers=headers).status_code == 403


def test_cors_is_closed_unless_an_origin_is_named(tmp_path: Path, encoder: Encoder) -> None:
    preflight = {"origin": "https://app.example", "access-control-request-method": "POST"}
    for origins, allowed in (((), False), (("https://app.example",), True)):
        folder = tmp_path / str(allowed)
        with (
            opened(folder, encoder, fill=False, cors_origins=origins) as engine,
            client(create_app(engine)) as asking,
        ):
            reply = asking.options("/answer", headers=preflight)
            assert ("access-control-allow-origin" in reply.headers) is allowed
            body, origin = {"question": "bees"}, {"origin": "https://app.example"}
            assert (asking.post("/search", json=body, headers=origin).is_success) is allowed


def test_the_command_makes_lists_and_revokes(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("RAG_DATA_DIR", str(tmp_path))
    run = CliRunner().invoke
    made = run(keys_command, ["create", "the shop", "--scope", "write"])
    secret = made.stdout.splitlines()[0]
    assert secret.startswith("rag_") and len(secret) > 40
    listed = run(keys_command, ["list"]).stdout
    assert "the shop" in listed and "write" in listed and secret not in listed
    assert "revoked" not in listed
    assert run(keys_command, ["revoke", listed.split()[0]]).exit_code == 0
    assert "revoked" in run(keys_command, ["list"]).stdout
    assert isinstance(run(keys_command, ["revoke", "nothing"]).exception, NotFound)
    for name in ("r1", "twin", "twin"):
        run(keys_command, ["create", name])
    assert run(keys_command, ["revoke", "r1"]).exit_code == 0
    assert isinstance(run(keys_command, ["revoke", "r1"]).exception, NotFound)
    assert "2 keys" in str(run(keys_command, ["revoke", "twin"]).exception)
    assert isinstance(run(keys_command, ["create", "x", "--scope", "all"]).exception, SettingsError)
