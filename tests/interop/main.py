"""Installs, starts and tries the clients that are named, or all; ends with a table."""
import contextlib
import json
import os
import pathlib
import re
import signal
import subprocess
import sys
import tempfile
import time
import traceback

from clients import CLIENTS, secret
from person import no_longer, try_app, wait_for_port

HUB_PORT = int(os.environ.get("PORT", "8899"))
LONGEST = 900


@contextlib.contextmanager
def running(command, environment, log, folder=None):
    """Something that runs until the block ends; its words go to a file."""
    with log.open("w") as words:
        process = subprocess.Popen(command, env=environment, cwd=folder, stdout=words,
                                   stderr=subprocess.STDOUT, start_new_session=True)
    try:
        yield process
    finally:
        with contextlib.suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGTERM)
        no_longer(process)


def registration(name, client):
    """What an operator would register; paths are those of an app on this machine."""
    def whole(value):
        is_path = isinstance(value, str) and value.startswith("/")
        return f"http://localhost:{client.port}{value}" if is_path else value
    made = {"client_id": f"interop-{name}", "client_name": name}
    if client.has_secret:
        made["client_secret"] = secret(name)
    for member, value in client.registered.items():
        made[member] = [whole(one) for one in value] if isinstance(value, list) else whole(value)
    return made


@contextlib.contextmanager
def hub(work, port, names):
    """A hub that knows the named clients; what a client has to know of it."""
    file = work / "clients.json"
    file.write_text(json.dumps({"clients": [registration(n, CLIENTS[n]) for n in names]}))
    log, data = work / "hub.log", work / "data"
    command = [os.environ["KOBLING"], "--https", "--small", "--port", str(port), "--data", data,
               "--clients", file]
    with running(command, None, log) as process:
        for _ in range(300):
            said = log.read_text()
            if "Ctrl-C" in said or process.poll() is not None:
                break
            time.sleep(0.2)
        found = re.search(r"^ *(\d+) +(.+) \(been here before\)$", said, re.MULTILINE)
        assert found, said
        yield {"ISSUER": f"https://localhost:{port}", "PID": found[1], "NAME": found[2]}


def trusting(work, authority):
    """Whom to trust, as each language hears it."""
    store = work / "trusted"
    subprocess.run(["keytool", "-importcert", "-noprompt", "-alias", "hub", "-file", authority,
                    "-keystore", store, "-storepass", "changeit"], check=True, capture_output=True)
    return {
        "REQUESTS_CA_BUNDLE": str(authority), "SSL_CERT_FILE": str(authority),
        "NODE_EXTRA_CA_CERTS": str(authority), "TRUSTED": str(store),
        "JAVA_TOOL_OPTIONS": f"-Djavax.net.ssl.trustStore={store} "
                             "-Djavax.net.ssl.trustStorePassword=changeit",
    }


def try_client(name, client, command, told, work):
    """Raises what went wrong; what the client said is printed then."""
    folder = work / name
    folder.mkdir()
    folder.chmod(0o755)
    here = f"http://localhost:{client.port}"
    further = {"CLIENT_ID": f"interop-{name}", "PORT": str(client.port), "HERE": here,
               "CLIENT_SECRET": secret(name) if client.has_secret else "", "WORK": str(folder)}
    environment = {**os.environ, **told, **further}
    log = work / f"{name}.log"
    try:
        with running(command, environment, log, folder) as process:
            if client.app is None:
                assert process.wait(LONGEST) == 0, f"{name} failed"
            else:
                wait_for_port(client.port, process)
                try_app(here, told, client.app)
    except BaseException:
        print(*log.read_text().splitlines()[-80:], sep="\n")
        raise


def main(names):
    unknown = [name for name in names if name not in CLIENTS]
    if unknown:
        sys.exit(f"unknown: {', '.join(unknown)}; there are {', '.join(CLIENTS)}")
    chosen = {name: CLIENTS[name] for name in names or CLIENTS}
    rows, ready = {}, {}
    for name, client in chosen.items():
        began = time.monotonic()
        try:
            version, command = client.install()
            ready[name] = (command, version)
            rows[name] = (version, "", time.monotonic() - began, 0.0)
        except Exception:
            traceback.print_exc()
            rows[name] = ("", "not installed", time.monotonic() - began, 0.0)
    with contextlib.ExitStack() as stack:
        work = pathlib.Path(stack.enter_context(tempfile.TemporaryDirectory()))
        work.chmod(0o755)
        told = stack.enter_context(hub(work, HUB_PORT, chosen))
        trust = trusting(work, work / "data" / "ca.pem")
        os.environ["REQUESTS_CA_BUNDLE"] = trust["REQUESTS_CA_BUNDLE"]
        for name, (command, version) in ready.items():
            began = time.monotonic()
            try:
                try_client(name, chosen[name], command, {**trust, **told}, work)
                result = "ok"
            except Exception:
                traceback.print_exc()
                result = "failed"
            rows[name] = (version, result, rows[name][2], time.monotonic() - began)
            print(f"{name} {version}: {result}", flush=True)
    print(f"\n{'client':24}{'version':12}{'':14}{'installing':>10}{'trying':>8}")
    for name, (version, result, installing, trying) in rows.items():
        print(f"{name:24}{version:12}{result:14}{installing:9.1f}s{trying:7.1f}s")
    good = sum(result == "ok" for _, result, _, _ in rows.values())
    print(f"\n{good} passed, {len(rows) - good} failed")
    return 0 if good == len(rows) else 1


sys.exit(main(sys.argv[1:]))
