"""Sign-in by an identity provider: OpenID Connect's authorisation code with PKCE, state and nonce, by Authlib.

The state of a sign-in that is under way stands in a signed cookie of ten minutes. Providers are found by their issuer's
discovery document; the identity token must be signed by a key of theirs, and be meant for this service.

Sources: https://openid.net/specs/openid-connect-core-1_0.html · RFC 7636 (PKCE) · RFC 9700 (OAuth security)
"""

from __future__ import annotations

import hmac
from dataclasses import dataclass
from typing import Any

import httpx2
from authlib.common.errors import AuthlibBaseError
from authlib.integrations.starlette_client import OAuth
from fastapi import FastAPI, Request, Response
from joserfc.errors import JoseError
from starlette.middleware.sessions import SessionMiddleware

from models.service_errors import NoAccess, NotFound, Unavailable
from worker.settings import ServiceSettings
from worker.tokens import fresh

PATH = "/api/v1/session/oidc"
UNDER_WAY = 600  # seconds to sign in at the provider
_TIMEOUT = 10.0


@dataclass(frozen=True, slots=True)
class Identity:
    """Whom a provider vouches for; `email` only where it says that it verified it."""

    issuer: str
    subject: str
    email: str | None
    name: str


def prepare(app: FastAPI, settings: ServiceSettings) -> None:
    """Make the application ready for it, where the settings name a provider."""
    if not settings.oidc_issuer or not settings.oidc_client_id:
        return
    secret = settings.oidc_client_secret.get_secret_value() if settings.oidc_client_secret else None
    oauth = OAuth()
    app.state.oidc = oauth.register(
        "oidc",
        client_id=settings.oidc_client_id,
        client_secret=secret,
        server_metadata_url=settings.oidc_issuer.rstrip("/") + "/.well-known/openid-configuration",
        client_kwargs={
            "scope": "openid email profile",
            "code_challenge_method": "S256",
            "timeout": _TIMEOUT,
            **({} if secret else {"token_endpoint_auth_method": "none"}),
        },
    )
    app.add_middleware(
        SessionMiddleware,
        secret_key=hmac.digest((secret or fresh()).encode(), b"prefacture oidc state", "sha256").hex(),
        session_cookie="prefacture_oidc",
        max_age=UNDER_WAY,
        path=PATH,
        same_site="lax",
        https_only=settings.secure_cookies,
    )


async def start(request: Request) -> Response:
    """Send the browser to the provider."""
    client, settings = _client(request), request.app.state.service.settings
    base = (settings.public_url or str(request.base_url)).rstrip("/")
    try:
        response: Response = await client.authorize_redirect(request, f"{base}{PATH}/callback")
    except (httpx2.HTTPError, ValueError, RuntimeError) as error:
        raise Unavailable("le fournisseur d'identité ne répond pas comme attendu") from error
    return response


async def finish(request: Request) -> Identity:
    """Whom the provider sent back. Forbidden where anything about it is not as it was asked for."""
    client, settings = _client(request), request.app.state.service.settings
    try:
        metadata = await client.load_server_metadata()
        options = {
            "iss": {"essential": True, "values": [metadata.get("issuer")]},
            "aud": {"essential": True, "values": [settings.oidc_client_id]},
        }
        token = await client.authorize_access_token(request, claims_options=options)
        claims = dict(token.get("userinfo") or {})
        if "sub" in claims and not claims.get("email") and metadata.get("userinfo_endpoint"):
            claims = _completed(claims, dict(await client.userinfo(token=token)))
    except (AuthlibBaseError, JoseError, KeyError) as error:
        raise NoAccess("la connexion n'a pas abouti : recommencez-la depuis le début") from error
    except (httpx2.HTTPError, ValueError, RuntimeError) as error:
        raise Unavailable("le fournisseur d'identité ne répond pas comme attendu") from error
    if not claims.get("sub") or str(claims["iss"]).rstrip("/") != settings.oidc_issuer.rstrip("/"):
        raise NoAccess("l'identité ne vient pas du fournisseur attendu")
    email = claims.get("email") if claims.get("email_verified") in {True, "true"} else None
    return Identity(str(claims["iss"]), str(claims["sub"]), email, str(claims.get("name") or ""))


def _completed(claims: dict[str, Any], told: dict[str, Any]) -> dict[str, Any]:
    """The token's claims with the e-mail that the provider tells apart: of the same person only."""
    if told.get("sub") != claims["sub"]:
        return claims
    return claims | {name: told[name] for name in ("email", "email_verified", "name") if name in told}


def _client(request: Request) -> Any:  # noqa: ANN401 - Authlib publishes no types
    client = getattr(request.app.state, "oidc", None)
    if client is None:
        raise NotFound("connexion par un fournisseur d'identité non configurée")
    return client
