// Pictures of every page in a folder's folders, each as wide as a phone and as a desk:
// `node screenshots.mjs PAGES PICTURES`.
import { mkdir, readdir } from 'node:fs/promises';
import path from 'node:path';
import { launch, openWindow, stay } from './browser.mjs';
import { pagesIn, serve } from './folder.mjs';

const [from, to] = process.argv.slice(2);
const server = await serve(from);
const browser = await launch();
const { page, findings } = await openWindow(browser, { reducedMotion: 'reduce' });
await stay(page);
let count = 0;
for (const entry of await readdir(from, { withFileTypes: true })) {
  if (!entry.isDirectory() || entry.name === 'assets') continue;
  const folder = path.join(to, entry.name);
  await mkdir(folder, { recursive: true });
  for (const name of await pagesIn(path.join(from, entry.name))) {
    await page.goto(`${server.address}/${entry.name}/${name}`);
    for (const width of [360, 1280]) {
      await page.setViewportSize({ width, height: 740 });
      const file = name.replace('.html', `-${width}.png`);
      await page.screenshot({ path: path.join(folder, file), fullPage: true });
      count += 1;
    }
  }
}
await browser.close();
server.close();
console.log(`${count} pictures in ${to}`);
for (const finding of findings) console.log(`FAILED  ${finding}`);
process.exitCode = findings.length === 0 && count > 0 ? 0 : 1;
