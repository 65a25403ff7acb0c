"""Logs in with oidc-agent, a program without a browser: it shows an address and a code."""
import html
import os
import re
import subprocess
import urllib.parse

import requests

from person import go, new_browser, send

ISSUER = os.environ["ISSUER"]


def asked(line, text):
    return re.search(rf"{line}\s*(\S+)", text)[1]


def allow(words):
    """What the person does at a browser: types the code, says yes."""
    told = ""
    for line in words:
        told += line
        if "enter the code" in line:
            break
    browser = new_browser()
    page = go(browser, asked("visit:", told))
    page = send(browser, page, {"user_code": asked("enter the code:", told), "action": "continue"})
    onward = html.unescape(re.search(r'class="primary" href="([^"]+)"', page.text)[1])
    page = go(browser, urllib.parse.urljoin(ISSUER, onward))
    page = send(browser, page, {"pid": os.environ["PID"], "action": "login"})
    send(browser, page, {"action": "allow"})


def main(agent):
    gen = subprocess.Popen(
        ["oidc-gen", "--flow=device", f"--issuer={ISSUER}",
         f"--client-id={os.environ['CLIENT_ID']}", f"--client-secret={os.environ['CLIENT_SECRET']}",
         "--scope=openid profile email", f"--cp={os.environ['REQUESTS_CA_BUNDLE']}",
         "--pw-cmd=echo of-this-trial", "--no-url-call", "kobling"],
        env=agent, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT, text=True)
    allow(gen.stdout)
    assert gen.wait(30) == 0, gen.stdout.read()
    first, second = (subprocess.run(
        ["oidc-token", f"--time={seconds}", "kobling"], env=agent, check=True,
        capture_output=True, text=True).stdout.strip() for seconds in (0, 3600))
    assert first != second, "nothing was renewed"
    for token in (first, second):
        who = requests.get(f"{ISSUER}/userinfo", timeout=10,
                           headers={"authorization": f"Bearer {token}"}).json()
        assert who["name"] == os.environ["NAME"], who
        assert who["email"].endswith("@asnes.example.com"), who


started = subprocess.run(["oidc-agent"], check=True, capture_output=True, text=True).stdout
found = {**os.environ, **dict(re.findall(r"^(\w+)=([^;]+);", started, re.MULTILINE))}
try:
    main(found)
finally:
    subprocess.run(["oidc-agent", "--kill"], env=found, check=True)
