// The pictures of the documentation, made in Chromium from a running Kobling:
// `node pictures.mjs ISSUER FOLDER`. The main job's pages end up side by side in one picture.
import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import { launch, openWindow } from './browser.mjs';
import { fetchLocalhost } from './localhost.mjs';

const [issuer, folder] = process.argv.slice(2);
const viewport = { width: 360, height: 740 };
const json = async (address) => (await fetchLocalhost(new URL(address, issuer))).json();

await mkdir(folder, { recursive: true });
const status = await json('/_local/status.json');
const who = status.people.find((one) => one.row === 'L7');
const { start_address: start } = status.tenants.find((one) => one.id === who.tenant);
const browser = await launch();
const phone = { viewport, locale: 'en-GB', colorScheme: 'light' };
const { page } = await openWindow(browser, phone);
const pictures = [];
async function take(caption) {
  pictures.push({ caption, image: (await page.screenshot()).toString('base64') });
}

async function mail() {
  for (;;) {
    const [newest] = await json(`/_local/inbox.json?to=${encodeURIComponent(who.email)}`);
    if (newest) return newest;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}

await page.goto(start);
await page.fill('#pid', who.national_id);
await take('1. The national eID (here a simulator)');
await page.click('button[value="login"]');
await take('2. The address that HR has');
await page.click('main button[value="send"]');
const { id, codes } = await mail();
await page.fill('#code', codes[0]);
await take('4. … is typed once');
const inbox = await openWindow(browser, phone);
await inbox.page.goto(`${issuer}/_local/mail/${id}`);
const letter = (await inbox.page.screenshot()).toString('base64');
pictures.splice(2, 0, { caption: '3. A code by mail …', image: letter });
await page.click('main button[value="verify"]');
await page.waitForSelector('#name');
await take('5. In the app; from now on at once');

const frames = pictures.map(
  ({ caption, image }) =>
    `<figure><img alt="" src="data:image/png;base64,${image}"><figcaption>${caption}</figcaption></figure>`,
);
const sheet = await openWindow(browser, { viewport: { width: 1560, height: 720 } });
await sheet.page.setContent(`<!doctype html><style>
  body { margin: 24px; display: flex; gap: 24px; background: #fff; font: 17px/1.4 system-ui, sans-serif; }
  figure { margin: 0; width: 283px; }
  img { width: 100%; border: 1px solid #ccd3d9; border-radius: 10px; display: block; }
  figcaption { padding: 10px 4px 0; color: #1a232b; }
</style>${frames.join('')}`);
await sheet.page.screenshot({ path: path.join(folder, 'main-job.png'), fullPage: true });

const desk = await openWindow(browser, { viewport: { width: 1280, height: 860 }, locale: 'en-GB' });
await desk.page.goto(`${issuer}/_local/`);
await desk.page.screenshot({ path: path.join(folder, 'local.png') });
await browser.close();
