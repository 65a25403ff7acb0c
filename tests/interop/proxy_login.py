"""Logs in through oauth2-proxy, which asks the hub for every page of an app that knows nothing of it.
ISSUER and PID say where and as whom; REQUESTS_CA_BUNDLE whom to trust; the argument is the program."""
import os
import secrets
import subprocess
import sys
import urllib.parse

import requests

from person import Form, new_browser, wait_for

HERE = os.environ["HERE"]


def start():
    return subprocess.Popen([
        *sys.argv[1:], "--provider=oidc", f"--oidc-issuer-url={os.environ['ISSUER']}",
        f"--client-id={os.environ['CLIENT_ID']}",
        f"--client-secret={os.environ['CLIENT_SECRET']}",
        f"--redirect-url={HERE}/oauth2/callback", f"--http-address=127.0.0.1:{os.environ['PORT']}",
        "--upstream=static://200", "--email-domain=*", "--code-challenge-method=S256",
        f"--provider-ca-file={os.environ['REQUESTS_CA_BUNDLE']}", "--skip-provider-button=true",
        "--scope=openid profile email", "--cookie-secure=false",
        f"--cookie-secret={secrets.token_hex(16)}",
    ], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)


def main():
    browser = new_browser()
    page = browser.get(HERE)
    form = Form(page.text)
    fields = {**form.fields, "pid": os.environ["PID"], "action": "login"}
    page = browser.post(urllib.parse.urljoin(page.url, form.action), data=fields)
    assert page.url.rstrip("/") == HERE and page.status_code == 200, (page.url, page.text)
    told = browser.get(f"{HERE}/oauth2/userinfo").json()
    assert told["email"].endswith("@asnes.example.com"), told
    assert requests.get(f"{HERE}/oauth2/userinfo", timeout=10).status_code == 401
    browser.get(f"{HERE}/oauth2/sign_out", allow_redirects=False)
    assert browser.get(f"{HERE}/oauth2/userinfo").status_code == 401
    # The hub's session is there yet: no page comes in between.
    assert browser.get(HERE).url.rstrip("/") == HERE
    print(f"oauth2-proxy: logged in as {told['email']}")


proxy = start()
try:
    wait_for(f"{HERE}/ping")
    main()
finally:
    proxy.terminate()
