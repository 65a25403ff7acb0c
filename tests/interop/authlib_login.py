"""Logs in with PyPI's Authlib: discovery, PKCE, code, ID token, userinfo, refresh, revocation,
introspection, logout. ISSUER and PID say where and as whom; REQUESTS_CA_BUNDLE whom to trust."""
import os
import urllib.parse

import requests
from authlib.common.security import generate_token
from authlib.integrations.requests_client import OAuth2Session
from authlib.jose import JsonWebKey, jwt
from authlib.oidc.core import CodeIDToken

from person import log_in, new_browser, to_app

ISSUER = os.environ["ISSUER"]
REDIRECT = f"{os.environ['HERE']}/callback"
SCOPE = "openid profile email offline_access"


def main(client_id, secret):
    metadata = requests.get(f"{ISSUER}/.well-known/openid-configuration", timeout=10).json()
    keys = JsonWebKey.import_key_set(requests.get(metadata["jwks_uri"], timeout=10).json())
    app = OAuth2Session(client_id, secret, scope=SCOPE, redirect_uri=REDIRECT,
                        code_challenge_method="S256",
                        token_endpoint_auth_method="client_secret_basic" if secret else "none")
    browser, verifier, nonce = new_browser(), generate_token(48), generate_token()

    def begin(**further):
        return app.create_authorization_url(metadata["authorization_endpoint"], nonce=nonce,
                                            code_verifier=verifier, **further)

    url, state = begin()
    back = log_in(browser, url)
    token = app.fetch_token(metadata["token_endpoint"], authorization_response=back, state=state,
                            code_verifier=verifier)
    claims = jwt.decode(token["id_token"], keys, claims_cls=CodeIDToken, claims_options={
        "iss": {"essential": True, "value": ISSUER},
        "aud": {"essential": True, "value": client_id},
    }, claims_params={"nonce": nonce, "client_id": client_id, "access_token": token["access_token"]})
    claims.validate(leeway=5)
    info = app.get(metadata["userinfo_endpoint"]).json()
    assert info["sub"] == claims["sub"] and info["email_verified"], info

    renewed = app.refresh_token(metadata["token_endpoint"], token["refresh_token"])
    assert renewed["refresh_token"] != token["refresh_token"]
    url, state = begin(prompt="none")
    assert "code=" in log_in(browser, url), "silent"
    if secret:
        told = app.introspect_token(metadata["introspection_endpoint"], renewed["access_token"])
        assert told.json()["active"] is True, told.text
    app.revoke_token(metadata["revocation_endpoint"], renewed["refresh_token"]).raise_for_status()
    assert app.get(metadata["userinfo_endpoint"]).status_code == 401
    if secret:
        asked = {"id_token_hint": token["id_token"], "state": "s",
                 "post_logout_redirect_uri": f"{os.environ['HERE']}/out"}
        url = f"{metadata['end_session_endpoint']}?{urllib.parse.urlencode(asked)}"
        back, _ = to_app(browser, browser.get(url, allow_redirects=False))
        assert back == f"{os.environ['HERE']}/out?state=s", back
        url, state = begin(prompt="none")
        assert "error=login_required" in log_in(browser, url)
    print(f"Authlib, {client_id}: logged in as {info['name']}")


main(os.environ["CLIENT_ID"], os.environ["CLIENT_SECRET"] or None)
