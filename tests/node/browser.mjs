// Chromium, watched: what the console complains of, what fails to load and what axe-core finds on a
// page is gathered as findings, and any finding fails the walk.
import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { readFile } from 'node:fs/promises';
import { chromium } from 'playwright-core';

const places = [
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
];

// The rules of WCAG 2.0, 2.1 and 2.2, levels A and AA.
const rules = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'];

export async function launch() {
  const executablePath = places.find((place) => existsSync(place));
  if (!executablePath) throw new Error(`No Chromium at ${places.join(', ')}: tests/run installs it`);
  return chromium.launch({
    executablePath,
    args: [
      '--no-sandbox',
      '--disable-gpu',
      '--disable-quic',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
    ],
  });
}

const axe = await readFile(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

// What axe-core has against the page as it stands, one line each; none is an empty list. By all
// rules, or by those that are named.
export async function audit(page, named) {
  const runOnly = named ? { type: 'rule', values: named } : { type: 'tag', values: rules };
  await page.evaluate(axe);
  const { violations } = await page.evaluate(
    (only) => globalThis.axe.run(document, { runOnly: only }),
    runOnly,
  );
  return violations.flatMap(({ id, help, nodes }) =>
    nodes.map((node) => `${id}: ${help}: ${node.target.join(' ')}`),
  );
}

// A page that is wider than its window has to be scrolled sideways (WCAG 1.4.10).
export async function overflow(page) {
  const { wide, there } = await page.evaluate(() => ({
    wide: document.documentElement.scrollWidth,
    there: document.documentElement.clientWidth,
  }));
  return wide > there ? [`${wide} px wide in ${there} px`] : [];
}

// Keeps a page where it is, although it holds a form that sends itself to an app.
export async function stay(page) {
  await page.addInitScript(() => {
    HTMLFormElement.prototype.submit = () => {};
  });
}

// A window with its own cookies. `findings` grows while it is used; `visits` lists the documents that
// were shown (redirects are not), oldest first.
export async function openWindow(browser, options = {}) {
  const context = await browser.newContext({
    viewport: { width: 1280, height: 900 },
    locale: 'nb-NO',
    ...options,
  });
  context.setDefaultTimeout(15_000);
  const page = await context.newPage();
  const findings = [];
  const visits = [];
  page.on('console', (message) => {
    // Of what does not load, the answers themselves tell more.
    if (message.type() === 'error' && !message.text().startsWith('Failed to load resource')) {
      findings.push(`console at ${page.url()}: ${message.text()}`);
    }
  });
  page.on('pageerror', (error) => findings.push(`script at ${page.url()}: ${error.message}`));
  page.on('requestfailed', (request) => {
    const why = request.failure()?.errorText;
    // Going on to the next page ends what the last one was still loading.
    if (why !== 'net::ERR_ABORTED') findings.push(`no answer: ${request.url()}: ${why}`);
  });
  page.on('response', (response) => {
    const request = response.request();
    const status = response.status();
    if (request.resourceType() !== 'document') {
      if (status >= 400) findings.push(`status ${status}: ${response.url()}`);
    } else if (status < 300 || status >= 400) {
      visits.push({ url: new URL(response.url()), status });
    }
  });
  return { context, page, findings, visits };
}
