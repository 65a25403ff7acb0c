"""The clients: how each is installed and started, how it is registered, what it can."""
import importlib.metadata
import json
import os
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile
import tomllib
import venv
from dataclasses import dataclass, field
from typing import Callable

HERE = pathlib.Path(__file__).resolve().parent
TOOLS = HERE.parents[1] / "target" / "tools" / "interop"


@dataclass
class App:
    """What an app of the common kind can: JSON with `name` and `email` at /me, behind a login.

    `logout` is what the hub does after /logout: go "back" to the app, or have the person "asked".
    """

    refreshes: bool = False
    logout: str | None = None
    comes_back: bool = True
    is_told: bool = False
    has_name: bool = True


@dataclass
class Client:
    """A client; `app` is None where its command does the whole trial by itself.

    In `registered` what begins with a slash is a path of the client at its port.
    """

    install: Callable[[], tuple[str, list]]
    port: int
    registered: dict
    app: App | None = field(default_factory=App)

    @property
    def has_secret(self):
        return self.registered.get("token_endpoint_auth_method") != "none"


def secret(name):
    return f"interop-{name}-secret-of-enough-length"


def run(*command, **further):
    subprocess.run([str(part) for part in command], check=True, **further)


def pinned(script):
    """What a Python script says that it depends on (inline script metadata)."""
    lines = re.search(r"^# /// script\n((?:#.*\n)+?)# ///$", script.read_text(), re.MULTILINE)[1]
    return tomllib.loads(re.sub(r"^# ?", "", lines, flags=re.MULTILINE))["dependencies"]


def python(script):
    """A script with a place of its own for the packages that it names; the first is the client."""
    def install():
        path = HERE / script
        wanted = pinned(path)
        place = TOOLS / path.stem
        note = place / "installed"
        if not note.exists() or note.read_text().split() != wanted:
            shutil.rmtree(place, ignore_errors=True)
            venv.create(place, with_pip=True)
            run(place / "bin/pip", "install", "--quiet", "--disable-pip-version-check", *wanted)
            note.write_text("\n".join(wanted))
        return wanted[0].partition("==")[2], [place / "bin/python", path]
    return install


def own(script, package):
    """A script that runs with this program's own packages, of which the client is one."""
    return lambda: (importlib.metadata.version(package), [sys.executable, HERE / script])


def debian(script, package, file, packages):
    """A script that needs Debian's package; `packages` are what apt-get is to install."""
    def install():
        if not pathlib.Path(file).exists():
            raise FileNotFoundError(f"{file} is not here: apt-get install {packages}")
        asked = ["dpkg-query", "--show", "--showformat=${source:Upstream-Version}", package]
        found = subprocess.run(asked, check=True, capture_output=True, text=True).stdout
        return found, [sys.executable, HERE / script]
    return install


def node(name, script, *trial):
    """One of the Node apps, which share their packages; `trial` is a script that starts it."""
    def install():
        folder = HERE / "apps/node"
        note = folder / "node_modules/.package-lock.json"
        lock = folder / "package-lock.json"
        if not note.exists() or note.stat().st_mtime < lock.stat().st_mtime:
            run("npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--silent", cwd=folder)
        versions = json.loads((folder / "package.json").read_text())["dependencies"]
        own = [sys.executable, *(HERE / part for part in trial)] if trial else []
        return versions[name], [*own, "node", folder / script]
    return install


def go_program(module, version, program, script):
    """A program that is built as its authors publish it; the script gets it as an argument."""
    def install():
        made = TOOLS / "go" / f"{program}-{version}"
        if not made.exists():
            place = {**os.environ, "GOBIN": str(TOOLS / "go")}
            run("go", "install", f"{module}@{version}", env=place)
            (TOOLS / "go" / program).rename(made)
        return version.removeprefix("v"), [sys.executable, HERE / script, made]
    return install


def go(folder, module):
    """A program of ours in apps/go that uses the module."""
    def install():
        made = TOOLS / "go" / f"interop-{folder}"
        run("go", "build", "-o", made, f"./{folder}", cwd=HERE / "apps/go")
        asked = ["go", "list", "-m", "-f", "{{.Version}}", module]
        found = subprocess.run(asked, cwd=HERE / "apps/go", check=True, capture_output=True,
                               text=True).stdout
        return found.strip().removeprefix("v"), [made]
    return install


def maven(folder, command):
    """An app of ours in apps/FOLDER; FOLDER.version in its pom is the client's, or its parent's."""
    def install():
        pom = HERE / "apps" / folder / "pom.xml"
        made = TOOLS / folder
        note = made / "built"
        newest = max(file.stat().st_mtime for file in pom.parent.rglob("*"))
        if not note.exists() or note.stat().st_mtime < newest:
            run("mvn", "-q", "-B", "-f", pom, f"-Dinterop.target={made}", "package")
            note.touch()
        version = re.search(rf"<(?:{folder}[.])?version>(.+)</", pom.read_text())[1]
        return version, [part.replace("MADE", str(made)) for part in command]
    return install


def zipped(artifact, program, script):
    """A program that Maven has as a zip; the script gets its folder as an argument."""
    _, name, version, _ = artifact.split(":")

    def install():
        made = TOOLS / f"{program}-{version}"
        if not made.exists():
            TOOLS.mkdir(parents=True, exist_ok=True)
            with tempfile.TemporaryDirectory(dir=TOOLS) as place:
                run("mvn", "-q", "-B", "dependency:copy", f"-Dartifact={artifact}",
                    f"-DoutputDirectory={place}", cwd=place)
                shutil.unpack_archive(f"{place}/{name}-{version}.zip", place)
                (pathlib.Path(place) / f"{program}-{version}").rename(made)
            for command in (made / "bin").glob("*.sh"):
                command.chmod(0o755)
        return version, [sys.executable, HERE / script, made]
    return install


def web(callback, **further):
    return {"redirect_uris": [callback], **further}


NO_PKCE = {"profile": "legacy"}

CLIENTS = {
    "authlib": Client(
        own("authlib_login.py", "authlib"), 4191,
        web("/callback", post_logout_redirect_uris=["/out"]), None),
    "authlib-public": Client(
        own("authlib_login.py", "authlib"), 4192,
        web("/callback", client_type="single_page", token_endpoint_auth_method="none",
            id_token_signed_response_alg="ES256"), None),
    "go-oidc": Client(
        go("go-oidc", "github.com/coreos/go-oidc/v3"), 4193, web("/callback"), None),
    "oauth2-proxy": Client(
        go_program("github.com/oauth2-proxy/oauth2-proxy/v7", "v7.15.6", "oauth2-proxy",
                   "proxy_login.py"), 4194, web("/oauth2/callback"), None),
    "mod-auth-openidc": Client(
        debian("apache_login.py", "libapache2-mod-auth-openidc",
               "/usr/lib/apache2/modules/mod_auth_openidc.so",
               "apache2 libapache2-mod-auth-openidc"), 4195,
        web("/guarded/redirect_uri",
            backchannel_logout_uri="/guarded/redirect_uri?logout=backchannel"), None),
    "spring-security": Client(
        maven("spring", ["java", "-jar", "MADE/interop.jar"]), 4196,
        web("/login/oauth2/code/kobling", post_logout_redirect_uris=["/out"],
            backchannel_logout_uri="/logout/connect/back-channel/kobling"),
        App(logout="back", is_told=True)),
    "pac4j": Client(
        maven("pac4j", ["java", "-cp", "MADE/interop.jar:MADE/lib/*", "interop.App"]), 4197,
        web("/callback?client_name=OidcClient", post_logout_redirect_uris=["/out"],
            backchannel_logout_uri="/callback?client_name=OidcClient"),
        App(logout="back", is_told=True)),
    "quarkus": Client(
        maven("quarkus", ["java", "-jar", "MADE/quarkus-app/quarkus-run.jar"]), 4198,
        web("/callback", post_logout_redirect_uris=["/out"], backchannel_logout_uri="/told"),
        App(refreshes=True, logout="back", is_told=True)),
    "keycloak": Client(
        zipped("org.keycloak:keycloak-quarkus-dist:26.4.7:zip", "keycloak", "keycloak_login.py"),
        4199, web("/realms/town/broker/kobling/endpoint", post_logout_redirect_uris=[
            "/realms/town/broker/kobling/endpoint/logout_response"]), None),
    "jupyterhub": Client(
        python("jupyterhub_login.py"), 4212,
        web("/hub/oauth_callback", post_logout_redirect_uris=["/hub/health"]), None),
    "synapse": Client(
        python("synapse_login.py"), 4213,
        web("/_synapse/client/oidc/callback",
            backchannel_logout_uri="/_synapse/client/oidc/backchannel_logout"),
        None),
    "miniflux": Client(
        go_program("miniflux.app/v2", "v2.3.5", "miniflux.app", "miniflux_login.py"), 4214,
        web("/oauth2/oidc/callback"), None),
    "oidc-agent": Client(
        debian("oidc_agent_login.py", "oidc-agent-cli", "/usr/bin/oidc-gen", "oidc-agent-cli"), 0,
        {"client_type": "device", "token_endpoint_auth_method": "none"}, None),
    "msal-python": Client(python("msal_refuses.py"), 0, web("http://localhost/callback"), None),
    "hono": Client(
        node("@hono/oidc-auth", "hono.mjs"), 4216,
        web("/callback", id_token_claims=["name", "email"])),
    "appauth-js": Client(
        node("@openid/appauth", "appauth.mjs", "appauth_login.py"), 4215,
        {"client_type": "native", "token_endpoint_auth_method": "none",
         "redirect_uris": ["http://127.0.0.1/back"]}, None),
    "cap": Client(go("cap", "github.com/hashicorp/cap"), 4210, web("/callback")),
    "zitadel": Client(
        go("zitadel", "github.com/zitadel/oidc/v3"), 4211,
        web("/callback", post_logout_redirect_uris=["/out"]),
        App(refreshes=True, logout="back")),
    "flask-dance": Client(
        python("apps/flask_dance_app.py"), 4201, web("/login/kobling/authorized"),
        App(refreshes=True)),
    "flask-oidc": Client(
        python("apps/flask_oidc_app.py"), 4202, web("/authorize", **NO_PKCE),
        App(refreshes=True)),
    "flask-pyoidc": Client(
        python("apps/flask_pyoidc_app.py"), 4217,
        web("/callback", **NO_PKCE, post_logout_redirect_uris=["/logout"]),
        App(refreshes=True, logout="back")),
    "flask-appbuilder": Client(
        python("apps/appbuilder_app.py"), 4218, web("/oauth-authorized/okta")),
    "django-allauth": Client(
        python("apps/allauth_app.py"), 4203,
        web("/accounts/oidc/kobling/login/callback/")),
    "mozilla-django-oidc": Client(
        python("apps/mozilla_app.py"), 4204,
        web("/oidc/callback/", post_logout_redirect_uris=["/out"]),
        App(refreshes=True, logout="back", has_name=False)),
    "social-auth": Client(
        python("apps/social_app.py"), 4205, web("/complete/oidc/"),
        App(refreshes=True)),
    "express-openid-connect": Client(
        node("express-openid-connect", "express-openid-connect.mjs"), 4206,
        web("/callback", post_logout_redirect_uris=["/out"],
            backchannel_logout_uri="/backchannel-logout"),
        App(refreshes=True, logout="back", is_told=True)),
    "auth-js": Client(node("@auth/express", "auth-js.mjs"), 4207, web("/auth/callback/kobling")),
    "better-auth": Client(
        node("better-auth", "better-auth.mjs"), 4208, web("/api/auth/callback/kobling"),
        App(refreshes=True)),
    "passport-openidconnect": Client(
        node("passport-openidconnect", "passport-openidconnect.mjs"), 4209,
        web("/callback", **NO_PKCE)),
}
