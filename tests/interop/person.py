"""A person without scripts at a browser: follows pages as far as the app's own address."""
import html
import html.parser
import os
import re
import socket
import subprocess
import time
import urllib.parse

import requests

APP = os.environ.get("HERE", "") + "/"


class Cookies(requests.cookies.RequestsCookieJar):
    """On localhost a browser sends over http what an app says is for https alone."""

    def set_cookie(self, cookie, *further, **named):
        cookie.secure = False
        return super().set_cookie(cookie, *further, **named)


def new_browser():
    browser = requests.Session()
    browser.cookies = Cookies()
    return browser


class Form(html.parser.HTMLParser):
    """The first form of a page: where it goes, and what is filled in."""

    def __init__(self, text):
        super().__init__()
        self.action, self.fields = None, {}
        self.feed(text)

    def handle_starttag(self, tag, attributes):
        found = dict(attributes)
        if tag == "form" and self.action is None:
            self.action = found["action"]
        is_unchosen = found.get("type") == "radio" and "checked" not in found
        if tag == "input" and "name" in found and not is_unchosen:
            self.fields[found["name"]] = found.get("value", "")


def onward(answer):
    """Where an answer leads by itself: a redirect, or a page that goes on after a while."""
    if answer.is_redirect:
        return answer.headers["location"]
    found = re.search(r'<meta http-equiv="refresh" content="\d+;url=([^"]+)"', answer.text)
    return found and html.unescape(found[1])


def to_app(browser, answer):
    """Follows as far as the app's own address."""
    while (target := onward(answer)) is not None:
        url = urllib.parse.urljoin(answer.url, target)
        if url.startswith(APP):
            return url, answer
        answer = browser.get(url, allow_redirects=False)
    return None, answer


def log_in(browser, url):
    """A person without scripts, from the app's request to its answer."""
    back, page = to_app(browser, browser.get(url, allow_redirects=False))
    if back is None:
        form = Form(page.text)
        fields = {**form.fields, "pid": os.environ["PID"], "action": "login"}
        target = urllib.parse.urljoin(page.url, form.action)
        back, page = to_app(browser, browser.post(target, data=fields, allow_redirects=False))
    assert back is not None, page.text
    return back


def through(browser, answer):
    """To where it stops, pages that go on by themselves included."""
    while (target := onward(answer)) is not None:
        answer = browser.get(urllib.parse.urljoin(answer.url, target), allow_redirects=False)
    return answer


def go(browser, address):
    return through(browser, browser.get(address, allow_redirects=False))


def send_form(browser, page, further):
    """Sends the page's form, with some of it filled in, and follows nothing."""
    form = Form(page.text)
    target = urllib.parse.urljoin(page.url, form.action)
    return browser.post(target, data={**form.fields, **further}, allow_redirects=False)


def send(browser, page, further):
    """Sends the page's form, with some of it filled in."""
    return through(browser, send_form(browser, page, further))


def wait_for(address):
    """Until something answers there, for half a minute."""
    for _ in range(150):
        try:
            return requests.get(address, timeout=1)
        except requests.RequestException:
            time.sleep(0.2)
    raise TimeoutError(address)


def wait_for_port(port, process):
    """Until the process hears there, for ten minutes."""
    for _ in range(3000):
        assert process.poll() is None, "it stopped"
        with socket.socket() as probe:
            if probe.connect_ex(("localhost", port)) == 0:
                return
        time.sleep(0.2)
    raise TimeoutError(port)


def no_longer(process):
    """Ends a process, politely first."""
    process.terminate()
    try:
        process.wait(15)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()


def to_hub(browser, address):
    """A page of an app, and past the app's own button where it has one."""
    page = go(browser, address)
    form = Form(page.text)
    has_button = form.action is not None and "pid" not in form.fields
    return send(browser, page, {}) if has_button else page


def visit(browser, address, told=os.environ):
    """A page of an app, by the hub's login where it comes between."""
    page = to_hub(browser, address)
    if "pid" in Form(page.text).fields:
        page = send(browser, page, {"pid": told["PID"], "action": "login"})
    return page


def log_out_at_hub(browser, told=os.environ):
    """As a person does at the hub itself, who asks them."""
    send(browser, go(browser, f"{told['ISSUER']}/logout"), {"action": "logout"})


def try_app(here, told, app):
    """All that an app of the common kind can: who is in at /me, then /refresh and /logout."""
    browser = new_browser()

    def is_in():
        answer = browser.get(f"{here}/me", allow_redirects=False)
        return answer.status_code == 200 and "email" in answer.text

    def me():
        page = visit(browser, f"{here}/me", told)
        assert page.status_code == 200, (page.url, page.status_code, page.text)
        return page.json()

    who = me()
    assert who["email"].endswith("@asnes.example.com"), who
    assert who["name"] == told["NAME"] or not app.has_name, who
    assert is_in()
    if app.refreshes:
        page = go(browser, f"{here}/refresh")
        assert page.status_code == 200 and page.json()["renewed"], (page.url, page.text)
    if app.logout:
        page = go(browser, f"{here}/logout")
        if page.url.startswith(here) and Form(page.text).action:
            page = send(browser, page, {})
        if app.logout == "asked":
            page = send(browser, page, {"action": "logout"})
        assert page.url.startswith(here) == app.comes_back, (page.url, page.text)
        assert not is_in()
        page = to_hub(browser, f"{here}/me")
        assert "pid" in Form(page.text).fields, "the hub has a session yet"
        assert me() == who
    if app.is_told:
        log_out_at_hub(browser, told)
        assert not is_in(), "the hub's word was not heard"
