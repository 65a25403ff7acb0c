// Walks through a running Kobling in Chromium, as people do them: `node walks.mjs ISSUER WALK...`.
// One line a walk; exit status 0 means that every line says `ok`.
import assert from 'node:assert/strict';
import { fetchLocalhost } from './localhost.mjs';
import { audit, launch, openWindow, overflow } from './browser.mjs';

const [issuer, ...names] = process.argv.slice(2);
// An app behind a broker, where one was started: its redirect address sends the browser on.
const broker = process.env.BROKER && JSON.parse(process.env.BROKER);
const status = await json('/_local/status.json');

async function json(path) {
  return (await fetchLocalhost(new URL(path, issuer))).json();
}

function person(row, hint = '') {
  const found = status.people.find((one) => one.row === row && one.hint.includes(hint));
  assert.ok(found, `nobody to log in as for ${row}`);
  return found;
}

const startAddress = (tenant) => status.tenants.find((one) => one.id === tenant).start_address;
const inbox = (address) => json(`/_local/inbox.json?to=${encodeURIComponent(address)}`);

async function mailTo(address, earlier = 0) {
  for (let tries = 0; tries < 100; tries += 1) {
    const mails = await inbox(address);
    if (mails.length > earlier) return mails[0];
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  throw new Error('no mail came');
}

const origin = (page) => new URL(page.url()).origin;
const isHub = (page) => origin(page) === issuer;
const isLogin = (page) => new URL(page.url()).hostname === 'idporten.localhost';
const isApp = (page) => new URL(page.url()).hostname === 'hrm.localhost';

// Looks at the hub's page that the window is at; at other parties' pages there is nothing to see to.
async function look(window) {
  const { page, findings } = window;
  if (!isHub(page)) return;
  const found = [...(await audit(page)), ...(await overflow(page))];
  findings.push(...found.map((finding) => `${page.url()}: ${finding}`));
  assert.equal(await page.locator('h1').count(), 1);
  const language = await page.locator('html').getAttribute('lang');
  assert.ok(language, 'the page names no language');
}

async function press(window, name) {
  await window.page.click(`main button[value="${name}"]`);
  await window.page.waitForLoadState();
  await look(window);
}

async function logInAtIdporten(window, { national_id: number }) {
  const { page } = window;
  assert.ok(isLogin(page), `at ${page.url()} and not at the national login`);
  await page.fill('#pid', number);
  await page.click('button[value="login"]');
  await page.waitForLoadState();
  await look(window);
}

// From the start address through the national login, which knows a browser that was there before.
async function begin(window, who) {
  await window.page.goto(startAddress(who.tenant));
  if (isLogin(window.page)) await logInAtIdporten(window, who);
}

async function seesApp(window, who) {
  const { page } = window;
  assert.ok(isApp(page), `at ${page.url()} and not in the app: ${await page.title()}`);
  const fact = (id) => page.locator(`#${id}`).textContent();
  assert.equal(await fact('name'), who.name);
  assert.equal(await fact('email'), who.email);
  assert.equal(await fact('tenant'), who.tenant);
  assert.match(await fact('acr'), /^http:\/\/eidas\.europa\.eu\/LoA\/(substantial|high)$/);
}

// First login by the mailed code, log out, log in again.
async function mainJob(window, who) {
  const { page } = window;
  const browser = window.context.browser();
  await begin(window, who);
  const shown = await page.locator('main').innerText();
  assert.ok(shown.includes(who.email), `the address is not shown: ${shown}`);
  assert.equal(await page.locator('main input[type="email"]').count(), 0);
  await press(window, 'send');
  const { codes } = await mailTo(who.email);
  // A new mail may not be asked for yet, and how long that takes is counted down.
  assert.equal(await page.locator('#resend').getAttribute('aria-disabled'), 'true');
  const waiting = await page.locator('#resend-hint').innerText();
  assert.match(waiting, /\b0:\d\d\b/);
  await page.waitForFunction(
    (before) => document.getElementById('resend-hint').innerText !== before,
    waiting,
  );
  await page.fill('#code', codes[0] === '000000' ? '111111' : '000000');
  await press(window, 'verify');
  assert.equal(await page.locator('#code').getAttribute('aria-invalid'), 'true');
  await page.fill('#code', codes[0]);
  await press(window, 'verify');
  await seesApp(window, who);

  await page.click('#logout');
  // By way of the national login, which tells the services that were used and goes on by itself.
  const isPast = (url) => url.pathname === '/logged-out' || url.href.startsWith(`${issuer}/logout?`);
  await page.waitForURL(isPast);
  await page.waitForLoadState();
  await look(window);
  while (isHub(page)) {
    await page.click('main button, main a.primary');
    await page.waitForLoadState();
    await look(window);
  }
  assert.equal(await page.locator('#state-checked').count(), 1, page.url());

  // Once more, in this browser and in one that was never here: nothing is asked.
  const fresh = await openWindow(browser);
  for (const again of [window, fresh]) {
    const before = again.visits.length;
    await begin(again, who);
    await seesApp(again, who);
    const hubPages = again.visits.slice(before).filter(({ url }) => url.origin === issuer);
    assert.deepEqual(hubPages, [], 'a page of the hub came in between');
  }
  assert.ok(fresh.visits.some(({ url }) => url.hostname === 'idporten.localhost'));
  window.findings.push(...fresh.findings);
  assert.equal((await inbox(who.email)).length, 1);
}

// Tab to what the selector names, and see on the way that the focus can be seen.
async function tabTo(page, selector) {
  for (let presses = 0; presses < 80; presses += 1) {
    await page.keyboard.press('Tab');
    const at = await page.evaluate((wanted) => {
      const element = document.activeElement;
      const style = getComputedStyle(element);
      return {
        isThere: element.matches(wanted),
        isSeen: style.outlineStyle !== 'none' || style.boxShadow !== 'none',
        name: element.outerHTML.slice(0, 80),
      };
    }, selector);
    if (isHub(page)) assert.ok(at.isSeen, `no focus to be seen at ${at.name}`);
    if (at.isThere) return;
  }
  throw new Error(`${selector} cannot be reached by Tab at ${page.url()}`);
}

async function pressEnter(window, selector) {
  const { page } = window;
  await tabTo(page, selector);
  await Promise.all([page.waitForEvent('load'), page.keyboard.press('Enter')]);
  await look(window);
}

// The first page that someone meets, and where the page has a way on, the next one.
async function firstPages(browser, who) {
  const window = await openWindow(browser, { viewport: { width: 360, height: 740 } });
  const { page, findings } = window;
  await begin(window, who);
  const field = page.locator('main input[type="email"]').first();
  if (isHub(page) && (await field.count()) > 0) {
    await press(window, 'send');
    if (await field.isVisible()) {
      await field.fill(who.email);
      await press(window, 'send');
    }
  }
  findings.push(...window.findings.splice(0));
  const reached = isApp(page) ? 'the app' : await page.locator('h1').innerText();
  await window.context.close();
  return { reached, findings: findings.map((finding) => `${who.row}: ${finding}`) };
}

const walks = {
  async 'main-job-on-a-phone'(browser) {
    const window = await openWindow(browser, { viewport: { width: 360, height: 740 } });
    // Where whoever tries it out begins.
    await window.page.goto(new URL('/_local/', issuer).href);
    await look(window);
    await mainJob(window, person('L7', 'main job: a'));
    return window;
  },

  async 'main-job-at-a-desk'(browser) {
    const window = await openWindow(browser);
    await mainJob(window, person('L7', 'once more'));
    return window;
  },

  // With text four times as large, which is what 1280 px are at 400 % zoom (WCAG 1.4.10).
  async 'main-job-zoomed'(browser) {
    const window = await openWindow(browser, {
      viewport: { width: 320, height: 256 },
      deviceScaleFactor: 4,
      colorScheme: 'dark',
    });
    await mainJob(window, person('L7', 'main job: a'));
    return window;
  },

  async 'main-job-by-keyboard'(browser) {
    const window = await openWindow(browser, { viewport: { width: 360, height: 740 } });
    const { page } = window;
    const who = person('L7', 'main job: a');
    await page.goto(startAddress(who.tenant));
    await tabTo(page, '#pid');
    await page.keyboard.type(who.national_id);
    await pressEnter(window, 'button[value="login"]');
    await page.keyboard.press('Tab');
    assert.equal(await page.evaluate(() => document.activeElement.className), 'skip');
    await page.keyboard.press('Enter');
    await pressEnter(window, 'button[value="send"]');
    const { codes } = await mailTo(who.email);
    await tabTo(page, '#code');
    await page.keyboard.type(codes[0]);
    await Promise.all([page.waitForEvent('load'), page.keyboard.press('Enter')]);
    await seesApp(window, who);
    return window;
  },

  async 'main-job-without-scripts'(browser) {
    const window = await openWindow(browser, { javaScriptEnabled: false });
    const { page } = window;
    const who = person('L7', 'main job: a');
    await page.goto(startAddress(who.tenant));
    await page.fill('#pid', who.national_id);
    await page.click('button[value="login"]');
    await page.click('main button[value="send"]');
    const { codes } = await mailTo(who.email);
    await page.fill('#code', codes[0]);
    await page.click('main button[value="verify"]');
    await seesApp(window, who);
    return window;
  },

  // The mail's link finishes the login where it began, and shows the code anywhere else.
  async 'main-job-by-the-mailed-link'(browser) {
    const window = await openWindow(browser);
    const who = person('L7', 'main job: a');
    await begin(window, who);
    await press(window, 'send');
    const { codes, links } = await mailTo(who.email);
    const link = links.find((one) => one.startsWith(issuer));
    const phone = await openWindow(browser, { viewport: { width: 360, height: 740 } });
    await phone.page.goto(link);
    await look(phone);
    const digits = (text) => text.replace(/\D/g, '');
    assert.equal(digits(await phone.page.locator('dl.code dd').innerText()), codes[0]);
    await window.page.goto(link);
    await look(window);
    await press(window, 'finish');
    await seesApp(window, who);
    assert.deepEqual(phone.findings, []);
    return window;
  },

  // An app whose redirect address sends the browser on to another origin, as brokers do: the first
  // login, a later one in the same browser, and logging out, by query and by form.
  async 'app-behind-a-broker'(browser) {
    const window = await openWindow(browser);
    const { page } = window;
    for (const [mode, hint] of [['query', 'main job: a'], ['form_post', 'once more']]) {
      const who = person('L7', hint);
      const authorize = new URL('/authorize', issuer);
      authorize.search = new URLSearchParams({
        response_type: 'code',
        response_mode: mode,
        client_id: broker.client_id,
        redirect_uri: broker.redirect_uri,
        scope: 'openid',
        state: mode,
        code_challenge: 'E9Melhoa2OwvFrEMTJguCHaoeK1t8URWBuGJSstw-cM',
        code_challenge_method: 'S256',
        tenant: who.tenant,
      });
      const atApp = async () => {
        await page.waitForURL(`${broker.home}**`);
        assert.equal(await page.title(), 'Behind the broker');
      };
      await page.goto(authorize.href);
      await logInAtIdporten(window, who);
      await press(window, 'send');
      const { codes } = await mailTo(who.email);
      await page.fill('#code', codes[0]);
      await page.click('main button[value="verify"]');
      await atApp();
      // With the session nothing is asked.
      await page.goto(authorize.href);
      await atApp();
      const logout = new URL('/logout', issuer);
      logout.search = new URLSearchParams({
        client_id: broker.client_id,
        post_logout_redirect_uri: broker.redirect_uri,
      });
      await page.goto(logout.href);
      await page.click('main button.primary');
      for (let pages = 0; pages < 5 && !page.url().startsWith(broker.home); pages += 1) {
        await page.waitForLoadState();
        const next = page.locator('main button, main a.primary').first();
        if (page.url().startsWith(broker.home) || (await next.count()) === 0) break;
        await next.click();
      }
      await atApp();
      await window.context.clearCookies();
    }
    return window;
  },

  // Whoever the demo offers: the pages met first, in a narrow window.
  async 'first-pages-of-everyone'(browser) {
    const findings = [];
    const reached = new Set();
    for (const who of status.people.filter((one) => one.national_id)) {
      const met = await firstPages(browser, who);
      reached.add(met.reached);
      findings.push(...met.findings);
    }
    assert.ok(reached.size >= 8, `few different pages: ${[...reached].join(', ')}`);
    return { findings };
  },
};

const browser = await launch();
let failures = 0;
for (const name of names.length > 0 ? names : Object.keys(walks)) {
  let window;
  try {
    window = await walks[name](browser);
    assert.deepEqual(window.findings, []);
    console.log(`ok      ${name}`);
  } catch (error) {
    failures += 1;
    console.log(`FAILED  ${name}\n${error.stack}`);
  }
}
await browser.close();
process.exitCode = failures === 0 ? 0 : 1;
