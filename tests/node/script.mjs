// What the pages' script does, in Chromium: `node script.mjs FOLDER`, with the samples in the folder.
// One line each; exit status 0 means that every line says `ok`.
import assert from 'node:assert/strict';
import { launch, openWindow } from './browser.mjs';
import { serve } from './folder.mjs';

const [folder] = process.argv.slice(2);
const server = await serve(folder);
const browser = await launch();
const at = (name) => `${server.address}/${name}.html`;
const text = (page, selector) => page.locator(selector).textContent();
const data = (page, selector, name) => page.locator(selector).getAttribute(`data-${name}`);

const checks = {
  'the button copies, and says so': async ({ page }) => {
    await page.goto(at('parts--copy-code'));
    await page.click('button[data-copy="recovery"]');
    await page.waitForFunction(() => document.querySelector('#recovery-status').textContent);
    assert.equal(await text(page, '#recovery-status'), await data(page, '[data-copy]', 'done'));
    const copied = await page.evaluate(() => navigator.clipboard.readText());
    assert.equal(copied, await text(page, '#recovery'));
    assert.ok(copied.length > 10);
  },
  'where the browser does not copy, the value is selected': async ({ page }) => {
    await page.addInitScript(() => {
      navigator.clipboard.writeText = () => Promise.reject(new Error('no'));
    });
    await page.goto(at('parts--copy-code'));
    await page.click('button[data-copy="recovery"]');
    await page.waitForFunction(() => document.querySelector('#recovery-status').textContent);
    assert.equal(await text(page, '#recovery-status'), await data(page, '[data-copy]', 'failed'));
    assert.equal(await page.evaluate(() => String(getSelection())), await text(page, '#recovery'));
  },
  'no button where the browser has nothing to copy with': async ({ page }) => {
    await page.addInitScript(() => {
      Object.defineProperty(navigator, 'clipboard', { value: undefined });
    });
    await page.goto(at('parts--copy-code'));
    assert.equal(await page.locator('[data-copy]').isVisible(), false);
  },
  'one press on the value selects all of it': async ({ page }) => {
    await page.goto(at('parts--copy-number'));
    await page.click('#number');
    assert.equal(await page.evaluate(() => String(getSelection())), await text(page, '#number'));
  },
  'a wait is counted down, and its button waits': async ({ page }) => {
    await page.clock.install();
    await page.goto(at('code--sent'));
    assert.equal(await page.locator('#resend').getAttribute('aria-disabled'), 'true');
    assert.match(await text(page, '#resend-hint'), /0:(30|29)/);
    await page.locator('#resend').focus();
    await page.keyboard.press('Enter');
    assert.equal(page.url(), at('code--sent'));
    await page.clock.runFor(10_000);
    assert.match(await text(page, '#resend-hint'), /0:(20|19)/);
    await page.clock.runFor(21_000);
    assert.equal(await page.locator('#resend').getAttribute('aria-disabled'), null);
    assert.equal(await text(page, '#resend-hint'), await data(page, '#resend-hint', 'then'));
    assert.equal(await page.locator('#resend-hint').getAttribute('role'), 'status');
  },
  'the languages fold by Escape and by a press elsewhere': async ({ page }) => {
    await page.goto(at('parts--summary'));
    const isOpen = () => page.locator('details[data-folds]').evaluate((menu) => menu.open);
    await page.click('details[data-folds] summary');
    assert.equal(await isOpen(), true);
    await page.locator('details[data-folds] a').first().focus();
    await page.keyboard.press('Escape');
    assert.equal(await isOpen(), false);
    assert.equal(await page.evaluate(() => document.activeElement.tagName), 'SUMMARY');
    await page.click('details[data-folds] summary');
    await page.click('h1');
    assert.equal(await isOpen(), false);
  },
  'an answer to an app sends itself': async ({ page }) => {
    await page.addInitScript(() => {
      HTMLFormElement.prototype.submit = function sent() {
        document.title = `sent to ${this.action}`;
      };
    });
    await page.goto(at('to-app'));
    assert.match(await page.title(), /^sent to https:/);
  },
};

let failures = 0;
async function check(name, walk, options) {
  const window = await openWindow(browser, options);
  let finding = '';
  try {
    await walk(window);
    finding = window.findings.join('\n  ');
  } catch (error) {
    finding = error.message;
  }
  await window.context.close();
  if (finding) failures += 1;
  console.log(finding ? `FAILED  ${name}\n  ${finding}` : `ok      ${name}`);
}

const permissions = ['clipboard-read', 'clipboard-write'];
for (const [name, walk] of Object.entries(checks)) await check(name, walk, { permissions });
await check(
  'without script the value is there and the button is not',
  async ({ page }) => {
    await page.goto(at('parts--copy-code'));
    assert.equal(await page.locator('[data-copy]').isVisible(), false);
    assert.equal(await page.locator('#recovery').isVisible(), true);
  },
  { javaScriptEnabled: false },
);
await browser.close();
server.close();
process.exitCode = failures === 0 ? 0 : 1;
