"""Logs in at Miniflux, with a PostgreSQL of its own; the argument is the program."""
import contextlib
import os
import pathlib
import re
import shutil
import subprocess
import sys
import time

from person import new_browser, no_longer, visit, wait_for_port

HERE, WORK = os.environ["HERE"], pathlib.Path(os.environ["WORK"])
POSTGRES = max(pathlib.Path("/usr/lib/postgresql").glob("*/bin"), default=None)
assert POSTGRES, "PostgreSQL is not here: apt-get install postgresql"


@contextlib.contextmanager
def postgres():
    """Its server takes no root: root hands it to the user that Debian made for it."""
    data = WORK / "postgres"
    data.mkdir(mode=0o700)
    other = []
    if os.geteuid() == 0:
        shutil.chown(data, "postgres")
        other = ["runuser", "-u", "postgres", "--"]
    made = [POSTGRES / "initdb", "--auth=trust", "--username=interop", "--pgdata", data]
    subprocess.run([*other, *made], check=True, cwd="/")
    server = subprocess.Popen([*other, POSTGRES / "postgres", "-D", data, "-k", data, "-h", ""],
                              cwd="/")
    try:
        for _ in range(50):
            if (data / ".s.PGSQL.5432").exists():
                break
            time.sleep(0.2)
        yield f"host={data} user=interop dbname=postgres"
    finally:
        no_longer(server)


def main():
    browser = new_browser()
    page = visit(browser, f"{HERE}/oauth2/oidc/redirect")
    assert page.status_code == 200, (page.url, page.text)
    page = browser.get(f"{HERE}/settings")
    name = re.search(r"Logged in as (\w+)", page.text)
    assert name, (page.url, page.text)
    print(name[1])


with postgres() as database:
    settings = {
        "DATABASE_URL": database, "RUN_MIGRATIONS": "1", "BASE_URL": HERE,
        "LISTEN_ADDR": f"127.0.0.1:{os.environ['PORT']}",
        "OAUTH2_PROVIDER": "oidc", "OAUTH2_USER_CREATION": "1",
        "OAUTH2_CLIENT_ID": os.environ["CLIENT_ID"],
        "OAUTH2_CLIENT_SECRET": os.environ["CLIENT_SECRET"],
        "OAUTH2_REDIRECT_URL": f"{HERE}/oauth2/oidc/callback",
        "OAUTH2_OIDC_DISCOVERY_ENDPOINT": os.environ["ISSUER"],
    }
    environment = {**os.environ, **settings}
    port = int(environment.pop("PORT"))
    miniflux = subprocess.Popen([sys.argv[1]], env=environment)
    try:
        wait_for_port(port, miniflux)
        main()
    finally:
        no_longer(miniflux)
