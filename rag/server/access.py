"""Who may do what: API keys, their scopes, and what a browser may send from elsewhere.

A key is shown once, when it is made; only its SHA-256 is stored (a key holds 256 random bits,
so a slow hash would protect nothing more). Without any key the server trusts whoever reaches it,
which is why a public address wants a key first.
"""

import base64
import binascii
import hashlib
import hmac
import ipaddress
from collections.abc import Callable
from typing import Annotated

from fastapi import Depends, Request
from fastapi.security import HTTPAuthorizationCredentials, HTTPBearer, SecurityScopes
from starlette.datastructures import Headers
from starlette.types import ASGIApp, Receive, Scope, Send

from rag.errors import NotFound, SettingsError
from rag.server.failures import Problem
from rag.server.keyfile import new_secret
from rag.settings import Settings
from rag.store.records import ApiKey, ApiKeys

READ, WRITE, ADMIN = "read", "write", "admin"
SCOPES = (READ, WRITE, ADMIN)  # each includes those before it


class Keys:
    """The keys of one data directory. ``local`` is a secret for commands on this machine."""

    def __init__(self, stored: ApiKeys) -> None:
        self._stored = stored
        self.local: str | None = None

    def create(self, name: str, scope: str) -> tuple[str, ApiKey]:
        """A new secret and its record; the secret itself is stored nowhere."""
        if scope not in SCOPES:
            raise SettingsError(f"No such scope: {scope!r}. Use one of {', '.join(SCOPES)}.")
        secret = new_secret()
        return secret, self._stored.add(name, _digest(secret), scope)

    def list(self) -> list[ApiKey]:
        """All keys, revoked ones too, oldest first."""
        return self._stored.list()

    def revoke(self, key_id: str) -> None:
        """Refuse a key from now on, by its id or a name that no other in force has.

        Raises NotFound.
        """
        named = [k.id for k in self.list() if k.name == key_id and not k.revoked]
        if self._stored.revoke(key_id) or (len(named) == 1 and self._stored.revoke(named[0])):
            return
        if len(named) > 1:
            raise NotFound(f"{len(named)} keys are called {key_id!r}: revoke one by its id.")
        raise NotFound(f"No key {key_id!r} is in force. `rag keys list` shows them.")

    def any(self) -> bool:
        """Whether a key was ever made: revoking the last one must not open the door."""
        return bool(self._stored.list())

    def find(self, secret: str) -> ApiKey | None:
        """The key in force that this secret is; None for any other."""
        if self.local and hmac.compare_digest(_digest(secret), _digest(self.local)):
            return ApiKey("local", "commands on this machine", ADMIN, 0.0, None)
        # The search is by the hash of the secret: how long it takes tells nothing about others.
        return self._stored.find(_digest(secret))


def _digest(secret: str) -> str:
    return hashlib.sha256(secret.encode("utf-8", "surrogatepass")).hexdigest()


def presented(headers: Headers) -> str | None:
    """The secret a request carries: as bearer token, or as the password a browser asked for."""
    scheme, _, value = headers.get("authorization", "").partition(" ")
    if scheme.lower() == "bearer":
        return value.strip()
    if scheme.lower() == "basic":
        try:
            return base64.b64decode(value, validate=True).decode().partition(":")[2]
        except (binascii.Error, UnicodeDecodeError):
            return ""
    return None


def check(keys: Keys, headers: Headers, scope: str) -> ApiKey | None:
    """The caller's key; None where none is needed. Raises Problem 401 or 403."""
    if not keys.any():
        return None
    secret = presented(headers)
    key = keys.find(secret) if secret else None
    if key is None:
        message = "This key is not known or was revoked." if secret else "An API key is needed."
        raise Problem(
            401, "unauthorized", message, headers={"WWW-Authenticate": 'Bearer, Basic realm="rag"'}
        )
    if SCOPES.index(key.scope) < SCOPES.index(scope):
        raise Problem(403, "forbidden", f"This needs a key of scope {scope!r}.")
    return key


_bearer = HTTPBearer(
    auto_error=False, scheme_name="ApiKey", description="A key of `rag keys create`."
)


def needs(keys: Keys) -> Callable[..., None]:
    """A dependency for ``Security(needs(keys), scopes=[scope])``."""

    async def dependency(
        request: Request,
        scopes: SecurityScopes,
        _: Annotated[HTTPAuthorizationCredentials | None, Depends(_bearer)],
    ) -> None:
        key = check(keys, request.headers, scopes.scopes[-1])
        request.scope["rag.key"] = key.id if key else None

    return dependency  # type: ignore[return-value]  # FastAPI awaits it


class Guard:
    """Lets only callers with a key of a scope through to a mounted app."""

    def __init__(self, app: ASGIApp, keys: Keys, scope: str) -> None:
        self._app, self._keys, self._scope = app, keys, scope

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request; raises Problem 401 or 403."""
        key = check(self._keys, Headers(scope=scope), self._scope)
        scope["rag.key"] = key.id if key else None
        await self._app(scope, receive, send)


def is_loopback(host: str) -> bool:
    """Whether only this machine reaches an address; a name is loopback only if it is localhost."""
    if host.lower() == "localhost":
        return True
    try:
        return ipaddress.ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return False


def check_bind(settings: Settings, has_keys: bool) -> None:
    """Raises SettingsError for a public address that anybody could use."""
    if not (is_loopback(settings.host) or has_keys or settings.allow_public):
        raise SettingsError(
            f"RAG_HOST={settings.host!r} can be reached by others and there is no API key. Make "
            "one with `rag keys create`, listen on 127.0.0.1, or set RAG_ALLOW_PUBLIC=true."
        )


def check_browser(settings: Settings, method: str, headers: Headers) -> None:
    """Raises Problem 403 for what a web page of another site sends.

    On a loopback bind the Host must be a loopback name (DNS rebinding); anywhere, a request that
    changes something must come from our own origin or from one of ``cors_origins``.
    """
    host = headers.get("host", "")
    if is_loopback(settings.host) and not is_loopback(_hostname(host)):
        raise Problem(403, "forbidden", "This Host is not served here.")
    if method in {"GET", "HEAD", "OPTIONS"}:
        return
    origin = headers.get("origin")
    own = origin is not None and origin.partition("://")[2].lower() == host.lower()
    if origin is not None and not own and origin not in settings.cors_origins:
        raise Problem(403, "forbidden", "This origin may not send requests here.")
    if origin is None and headers.get("sec-fetch-site") == "cross-site":
        raise Problem(403, "forbidden", "Another site may not send requests here.")


def _hostname(host: str) -> str:
    """A Host header without its port; IPv6 addresses come in brackets."""
    if host.startswith("["):
        return host.partition("]")[0] + "]"
    return host.partition(":")[0]
