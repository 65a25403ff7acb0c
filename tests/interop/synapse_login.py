# /// script
# dependencies = ["matrix-synapse[oidc]==1.163.2", "requests==2.32.5"]
# ///
"""Logs in at Matrix Synapse, which ends its device when the person logs out at the hub."""
import json
import os
import pathlib
import subprocess
import sys
import urllib.parse

import requests

from person import new_browser, log_out_at_hub, no_longer, visit, wait_for_port

HERE, WORK = os.environ["HERE"], pathlib.Path(os.environ["WORK"])
DONE = f"{HERE}/_matrix/client/versions"
PROVIDER = {
    "idp_id": "kobling",
    "idp_name": "Kobling",
    "issuer": os.environ["ISSUER"],
    "client_id": os.environ["CLIENT_ID"],
    "client_secret": os.environ["CLIENT_SECRET"],
    "scopes": ["openid", "profile", "email"],
    "user_profile_method": "userinfo_endpoint",
    "backchannel_logout_enabled": True,
    "user_mapping_provider": {"config": {
        "localpart_template": "{{ user.email.split('@')[0] }}",
        "display_name_template": "{{ user.name }}",
        "email_template": "{{ user.email }}",
    }},
}


def configuration():
    settings = {
        "server_name": "localhost",
        "public_baseurl": f"{HERE}/",
        "pid_file": f"{WORK}/pid",
        "signing_key_path": f"{WORK}/signing.key",
        "media_store_path": f"{WORK}/media",
        "database": {"name": "sqlite3", "args": {"database": f"{WORK}/db"}},
        "listeners": [{"port": int(os.environ["PORT"]), "type": "http",
                       "bind_addresses": ["127.0.0.1"], "resources": [{"names": ["client"]}]}],
        "trusted_key_servers": [],
        "report_stats": False,
        "macaroon_secret_key": "of-this-app-alone",
        "form_secret": "of-this-app-alone",
        "sso": {"client_whitelist": [f"{HERE}/"]},
        "oidc_providers": [PROVIDER],
    }
    file = WORK / "homeserver.yaml"
    file.write_text(json.dumps(settings))
    return file


def ask(token, path):
    return requests.get(f"{HERE}/_matrix/client/v3/{path}", timeout=10,
                        headers={"authorization": f"Bearer {token}"})


def main():
    browser = new_browser()
    asked = urllib.parse.urlencode({"redirectUrl": DONE})
    page = visit(browser, f"{HERE}/_matrix/client/v3/login/sso/redirect/oidc-kobling?{asked}")
    assert page.url.startswith(DONE), (page.url, page.text)
    token = urllib.parse.parse_qs(urllib.parse.urlsplit(page.url).query)["loginToken"][0]
    device = requests.post(f"{HERE}/_matrix/client/v3/login", timeout=10,
                           json={"type": "m.login.token", "token": token}).json()
    key, who = device["access_token"], device["user_id"]
    name = ask(key, f"profile/{who}/displayname").json()["displayname"]
    assert name == os.environ["NAME"], name
    known = ask(key, "account/3pid").json()["threepids"]
    assert known[0]["address"].endswith("@asnes.example.com"), known
    log_out_at_hub(browser)
    assert ask(key, "account/whoami").status_code == 401, "the hub's word was not heard"


synapse = [sys.executable, "-m", "synapse.app.homeserver", "--config-path", configuration()]
subprocess.run([*synapse, "--generate-keys"], check=True)
process = subprocess.Popen(synapse)
try:
    wait_for_port(int(os.environ["PORT"]), process)
    main()
finally:
    no_longer(process)
