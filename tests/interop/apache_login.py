"""Logs in through Apache's mod_auth_openidc, which guards a page; the hub tells it when the person
logs out elsewhere. ISSUER and PID say where and as whom; REQUESTS_CA_BUNDLE whom to trust."""
import os
import pathlib
import secrets
import subprocess
import tempfile

from person import go, new_browser, send, wait_for

HERE = os.environ["HERE"]
MODULES = pathlib.Path("/usr/lib/apache2/modules")
NAMES = ["mpm_event", "authn_core", "authz_core", "authz_user", "headers", "auth_openidc"]


def configuration(folder):
    (folder / "guarded").mkdir()
    (folder / "guarded" / "page").write_text("the guarded page")
    modules = "\n".join(f"LoadModule {name}_module {MODULES}/mod_{name}.so" for name in NAMES)
    text = f"""
{modules}
ServerName localhost
Listen 127.0.0.1:{os.environ['PORT']}
PidFile {folder}/pid
ErrorLog {folder}/log
DocumentRoot {folder}
OIDCProviderMetadataURL {os.environ['ISSUER']}/.well-known/openid-configuration
OIDCClientID {os.environ['CLIENT_ID']}
OIDCClientSecret {os.environ['CLIENT_SECRET']}
OIDCRedirectURI {HERE}/guarded/redirect_uri
OIDCCryptoPassphrase {secrets.token_hex(16)}
OIDCScope "openid email"
OIDCPKCEMethod S256
OIDCCABundlePath {os.environ['REQUESTS_CA_BUNDLE']}
<Location /guarded>
  AuthType openid-connect
  Require valid-user
  Header set X-Email "expr=%{{reqenv:OIDC_CLAIM_email}}"
</Location>
<Directory {folder}>
  Require all granted
</Directory>
"""
    (folder / "httpd.conf").write_text(text)
    return folder / "httpd.conf"


def main():
    browser = new_browser()
    page = go(browser, f"{HERE}/guarded/page")
    page = send(browser, page, {"pid": os.environ["PID"], "action": "login"})
    assert page.text == "the guarded page", page.text
    email = page.headers["x-email"]
    assert email.endswith("@asnes.example.com"), email
    again = browser.get(f"{HERE}/guarded/page", allow_redirects=False)
    assert again.status_code == 200, again.status_code
    # Logged out at the hub itself: Apache hears of it, although this browser has its cookie yet.
    send(browser, go(browser, f"{os.environ['ISSUER']}/logout"), {"action": "logout"})
    again = browser.get(f"{HERE}/guarded/page", allow_redirects=False)
    assert again.status_code == 302, again.status_code
    print(f"mod_auth_openidc: logged in as {email}, and out by the hub's word")


with tempfile.TemporaryDirectory() as name:
    folder = pathlib.Path(name)
    folder.chmod(0o755)
    apache = subprocess.Popen(["apache2", "-f", configuration(folder), "-DFOREGROUND"])
    try:
        wait_for(HERE)
        try:
            main()
        except BaseException:
            print((folder / "log").read_text())
            raise
    finally:
        apache.terminate()
        apache.wait()
