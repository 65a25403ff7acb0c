"""A person without scripts at a browser: follows pages as far as the app's own address."""
import html
import html.parser
import os
import re
import time
import urllib.parse

import requests

APP = "https://localhost:9443/"


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


def send(browser, page, further):
    """Sends the page's form, with some of it filled in."""
    form = Form(page.text)
    target = urllib.parse.urljoin(page.url, form.action)
    answer = browser.post(target, data={**form.fields, **further}, allow_redirects=False)
    return through(browser, answer)


def wait_for(address):
    """Until something answers there, for half a minute."""
    for _ in range(150):
        try:
            return requests.get(address, timeout=1)
        except requests.RequestException:
            time.sleep(0.2)
    raise TimeoutError(address)
