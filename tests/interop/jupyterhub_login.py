# /// script
# dependencies = ["jupyterhub==6.1.1", "oauthenticator==17.4.0", "requests==2.32.5"]
# ///
"""Logs in at JupyterHub by oauthenticator's GenericOAuthenticator, and out of both."""
import os
import pathlib
import subprocess
import sys
import urllib.parse

from person import Form, go, new_browser, no_longer, send, visit, wait_for_port

HERE, WORK, ISSUER = os.environ["HERE"], pathlib.Path(os.environ["WORK"]), os.environ["ISSUER"]
OUT = urllib.parse.urlencode({"client_id": os.environ["CLIENT_ID"],
                              "post_logout_redirect_uri": f"{HERE}/hub/health"})
SETTINGS = f"""
from jupyterhub.proxy import Proxy


class NoProxy(Proxy):
    should_start = False

    async def add_route(self, routespec, target, data):
        pass

    async def delete_route(self, routespec):
        pass

    async def get_all_routes(self):
        return {{}}


c.JupyterHub.proxy_class = NoProxy
c.JupyterHub.hub_bind_url = {HERE!r}
c.JupyterHub.authenticator_class = "generic-oauth"
c.GenericOAuthenticator.client_id = {os.environ['CLIENT_ID']!r}
c.GenericOAuthenticator.client_secret = {os.environ['CLIENT_SECRET']!r}
c.GenericOAuthenticator.oauth_callback_url = "{HERE}/hub/oauth_callback"
c.GenericOAuthenticator.authorize_url = "{ISSUER}/authorize"
c.GenericOAuthenticator.token_url = "{ISSUER}/token"
c.GenericOAuthenticator.userdata_url = "{ISSUER}/userinfo"
c.GenericOAuthenticator.scope = ["openid", "profile", "email"]
c.GenericOAuthenticator.username_claim = "email"
c.GenericOAuthenticator.allow_all = True
c.GenericOAuthenticator.auto_login = True
c.GenericOAuthenticator.logout_redirect_url = "{ISSUER}/logout?{OUT}"
"""


def main():
    browser = new_browser()
    page = visit(browser, f"{HERE}/hub/home")
    assert page.status_code == 200 and "@asnes.example.com" in page.text, (page.url, page.text)
    page = send(browser, go(browser, f"{HERE}/hub/logout"), {"action": "logout"})
    assert page.url == f"{HERE}/hub/health", (page.url, page.text)
    assert "pid" in Form(go(browser, f"{HERE}/hub/home").text).fields, "in yet"


(WORK / "settings.py").write_text(SETTINGS)
hub = subprocess.Popen([sys.executable, "-m", "jupyterhub", "-f", WORK / "settings.py"], cwd=WORK)
try:
    wait_for_port(int(os.environ["PORT"]), hub)
    main()
finally:
    no_longer(hub)
