"""Logs in at an app of Keycloak's, which sends people on to the hub; the argument is Keycloak."""
import json
import os
import pathlib
import subprocess
import sys
import urllib.parse

import requests

from person import Form, go, new_browser, no_longer, onward, send_form, wait_for_port

HERE, ISSUER = os.environ["HERE"], os.environ["ISSUER"]
REALM = f"{HERE}/realms/town"
OPENID = f"{REALM}/protocol/openid-connect"
APP = "http://localhost:9/"
SETTINGS = {
    "realm": "town",
    "enabled": True,
    "sslRequired": "none",
    "clients": [{"clientId": "app", "publicClient": True, "redirectUris": [f"{APP}*"],
                 "attributes": {"post.logout.redirect.uris": "+"}}],
    "identityProviders": [{
        "alias": "kobling",
        "providerId": "oidc",
        "enabled": True,
        "trustEmail": True,
        "config": {
            "issuer": ISSUER,
            "authorizationUrl": f"{ISSUER}/authorize",
            "tokenUrl": f"{ISSUER}/token",
            "userInfoUrl": f"{ISSUER}/userinfo",
            "logoutUrl": f"{ISSUER}/logout",
            "jwksUrl": f"{ISSUER}/jwks",
            "useJwksUrl": "true",
            "validateSignature": "true",
            "clientId": os.environ["CLIENT_ID"],
            "clientSecret": os.environ["CLIENT_SECRET"],
            "defaultScope": "openid profile email",
            "pkceEnabled": "true",
            "pkceMethod": "S256",
        },
    }],
}


def to_app(browser, answer):
    """Follows as far as the app's address, by the hub's login where it comes between."""
    while True:
        target = onward(answer)
        if target is None:
            assert "pid" in Form(answer.text).fields, (answer.url, answer.text)
            answer = send_form(browser, answer, {"pid": os.environ["PID"], "action": "login"})
            continue
        address = urllib.parse.urljoin(answer.url, target)
        if address.startswith(APP):
            return dict(urllib.parse.parse_qsl(urllib.parse.urlsplit(address).query))
        answer = browser.get(address, allow_redirects=False)


def visit(browser, path, **asked):
    asked = urllib.parse.urlencode(asked)
    return to_app(browser, browser.get(f"{OPENID}/{path}?{asked}", allow_redirects=False))


def main():
    browser = new_browser()
    request = {"client_id": "app", "response_type": "code", "scope": "openid profile email",
               "redirect_uri": APP, "kc_idp_hint": "kobling"}
    code = visit(browser, "auth", **request)["code"]
    tokens = requests.post(f"{OPENID}/token", timeout=10, data={
        "grant_type": "authorization_code", "client_id": "app", "redirect_uri": APP,
        "code": code}).json()
    who = requests.get(f"{OPENID}/userinfo", timeout=10, headers={
        "authorization": f"Bearer {tokens['access_token']}"}).json()
    assert who["name"] == os.environ["NAME"], who
    assert who["email"].endswith("@asnes.example.com"), who
    visit(browser, "logout", id_token_hint=tokens["id_token"], post_logout_redirect_uri=APP)
    asked = urllib.parse.urlencode(request)
    page = go(browser, f"{OPENID}/auth?{asked}")
    assert "pid" in Form(page.text).fields, "Keycloak or the hub has a session yet"


place = pathlib.Path(sys.argv[1])
(place / "data" / "import").mkdir(parents=True, exist_ok=True)
(place / "data" / "import" / "town.json").write_text(json.dumps(SETTINGS))
keycloak = subprocess.Popen([
    place / "bin" / "kc.sh", "start-dev", "--db=dev-mem", "--import-realm",
    "--http-host=127.0.0.1", f"--http-port={os.environ['PORT']}",
    f"--truststore-paths={os.environ['REQUESTS_CA_BUNDLE']}"])
try:
    wait_for_port(int(os.environ["PORT"]), keycloak)
    main()
finally:
    no_longer(keycloak)
