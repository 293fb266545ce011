"""A small OpenID Connect provider on a real port, with real RS256 keys, that can be told to misbehave."""

import hashlib
import socket
import threading
import time
from base64 import urlsafe_b64encode
from contextlib import contextmanager
from urllib.parse import parse_qs, urlencode

import uvicorn
from fastapi import FastAPI, Request
from fastapi.responses import JSONResponse, RedirectResponse
from joserfc import jwt
from joserfc.jwk import KeySet, RSAKey

CLIENT, SECRET = "prefacture", "secret du client"


class Provider:
    """`person` is whom it vouches for; `lie` changes claims, `forged` signs with a key that nobody knows."""

    def __init__(self, url):
        self.url = url
        self.person = {"sub": "personne-1", "email": "claire@exemple.fr", "email_verified": True, "name": "Claire"}
        self.lie = {}
        self.forged = False
        self.told_apart = False  # e-mail by the user-info endpoint only
        self.asked = {}
        self.key = RSAKey.generate_key(2048, {"kid": "une", "use": "sig", "alg": "RS256"})
        self.stranger = RSAKey.generate_key(2048, {"kid": "une", "use": "sig", "alg": "RS256"})

    def identity_token(self, nonce):
        now = int(time.time())
        person = {"sub": self.person["sub"]} if self.told_apart else self.person
        claims = {"iss": self.url, "aud": CLIENT, "iat": now, "exp": now + 60, "nonce": nonce, **person, **self.lie}
        return jwt.encode({"alg": "RS256", "kid": "une"}, claims, self.stranger if self.forged else self.key)

    def app(self):
        app = FastAPI()

        @app.get("/.well-known/openid-configuration")
        def discovery():
            return {
                "issuer": self.url,
                "authorization_endpoint": f"{self.url}/authorize",
                "token_endpoint": f"{self.url}/token",
                "userinfo_endpoint": f"{self.url}/userinfo",
                "jwks_uri": f"{self.url}/jwks",
                "id_token_signing_alg_values_supported": ["RS256"],
            }

        @app.get("/jwks")
        def jwks():
            return KeySet([self.key]).as_dict(private=False)

        @app.get("/authorize")
        def authorize(request: Request):
            asked = dict(request.query_params)
            assert asked["response_type"] == "code"
            assert asked["client_id"] == CLIENT
            assert asked["code_challenge_method"] == "S256"
            assert "openid" in asked["scope"].split()
            code = f"code-{len(self.asked)}"
            self.asked[code] = asked
            return RedirectResponse(f"{asked['redirect_uri']}?{urlencode({'code': code, 'state': asked['state']})}")

        @app.post("/token")
        async def token(request: Request):
            sent = {name: values[0] for name, values in parse_qs((await request.body()).decode()).items()}
            asked = self.asked.pop(sent.get("code"), None)
            challenge = urlsafe_b64encode(hashlib.sha256(sent["code_verifier"].encode()).digest()).rstrip(b"=").decode()
            known = request.headers.get("authorization", "").startswith("Basic ")
            if (
                not asked
                or not known
                or challenge != asked["code_challenge"]
                or sent["redirect_uri"] != asked["redirect_uri"]
            ):
                return JSONResponse({"error": "invalid_grant"}, 400)
            return {"access_token": "accès", "token_type": "Bearer", "id_token": self.identity_token(asked["nonce"])}

        @app.get("/userinfo")
        def userinfo():
            return self.person

        return app


@contextmanager
def provider():
    """The provider, serving until the block ends."""
    listening = socket.create_server(("127.0.0.1", 0))
    made = Provider(f"http://127.0.0.1:{listening.getsockname()[1]}")
    server = uvicorn.Server(uvicorn.Config(made.app(), log_level="critical", lifespan="off"))
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]})
    thread.start()
    try:
        yield made
    finally:
        server.should_exit = True
        thread.join(20)
        listening.close()
