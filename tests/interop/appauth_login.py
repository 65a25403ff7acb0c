"""Logs in with a program that opens a browser; the arguments start it."""
import json
import os
import pathlib
import subprocess
import sys
import time

from person import new_browser, visit

WORK = pathlib.Path(os.environ["WORK"])
OPENED = WORK / "opened"


def main():
    opener = WORK / "xdg-open"
    opener.write_text(f'#!/bin/sh\nprintf %s "$1" > {OPENED}.new && mv {OPENED}.new {OPENED}\n')
    opener.chmod(0o755)
    place = {**os.environ, "PATH": f"{WORK}:{os.environ['PATH']}"}
    program = subprocess.Popen(sys.argv[1:], env=place, stdout=subprocess.PIPE, text=True)
    for _ in range(150):
        if OPENED.exists():
            break
        time.sleep(0.2)
    visit(new_browser(), OPENED.read_text())
    said = program.communicate(timeout=30)[0]
    print(said)
    told = json.loads(said.splitlines()[-1])
    assert told["who"]["name"] == os.environ["NAME"], told
    assert told["who"]["email"].endswith("@asnes.example.com"), told
    assert told["renewed"], told


main()
