"""Logs in at an app on Spring Security: in, out at the app, in again, out at the hub, which tells the
app. ISSUER and PID say where and as whom; REQUESTS_CA_BUNDLE whom to trust; APP_JAR is the app, and
TRUSTED Java's store of whom it trusts."""
import os
import subprocess

import requests

from person import Form, go, send, wait_for

HERE = "http://localhost:4182"


def start():
    registration = "--spring.security.oauth2.client.registration.kobling"
    return subprocess.Popen([
        "java", f"-Djavax.net.ssl.trustStore={os.environ['TRUSTED']}",
        "-Djavax.net.ssl.trustStorePassword=changeit", "-jar", os.environ["APP_JAR"],
        "--server.port=4182", "--server.address=127.0.0.1", "--logging.level.root=WARN", "--spring.main.banner-mode=off",
        f"{registration}.client-id=interop-spring",
        f"{registration}.client-secret=interop-spring-secret-of-enough-length",
        f"{registration}.scope=openid,profile,email",
        f"--spring.security.oauth2.client.provider.kobling.issuer-uri={os.environ['ISSUER']}",
    ])


def log_in(browser):
    page = go(browser, f"{HERE}/me")
    if "pid" in Form(page.text).fields:
        page = send(browser, page, {"pid": os.environ["PID"], "action": "login"})
    assert page.text.endswith("@asnes.example.com"), (page.url, page.text)
    return page.text


def main():
    browser = requests.Session()
    email = log_in(browser)
    page = send(browser, go(browser, f"{HERE}/logout"), {})
    assert page.text == "logged out", (page.url, page.text)
    assert log_in(browser) == email
    send(browser, go(browser, f"{os.environ['ISSUER']}/logout"), {"action": "logout"})
    again = browser.get(f"{HERE}/me", allow_redirects=False)
    assert again.status_code == 302, (again.status_code, again.text)
    print(f"Spring Security: logged in as {email}, and out by the hub's word")


app = start()
try:
    wait_for(f"{HERE}/out")
    main()
finally:
    app.terminate()
    app.wait()
