// Looks at every page in a folder: `node samples.mjs FOLDER`. axe-core in light and dark, overflow at
// 320, 360 and 1280 px. One line a page; exit status 0 means that every line says `ok`.
import { readdir } from 'node:fs/promises';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { audit, launch, openWindow, overflow } from './browser.mjs';

const folder = path.resolve(process.argv[2]);
const names = (await readdir(folder)).filter((name) => name.endsWith('.html')).sort();
const browser = await launch();
const window = await openWindow(browser);
let failures = 0;
for (const name of names) {
  const { page } = window;
  await page.setViewportSize({ width: 360, height: 740 });
  await page.emulateMedia({ colorScheme: 'light' });
  await page.goto(pathToFileURL(path.join(folder, name)).href);
  const findings = await audit(page);
  await page.emulateMedia({ colorScheme: 'dark' });
  findings.push(...(await audit(page)).map((finding) => `dark: ${finding}`));
  for (const width of [320, 360, 1280]) {
    await page.setViewportSize({ width, height: 740 });
    findings.push(...(await overflow(page)));
  }
  findings.push(...window.findings.splice(0));
  if (findings.length > 0) failures += 1;
  console.log(findings.length > 0 ? `FAILED  ${name}\n  ${findings.join('\n  ')}` : `ok      ${name}`);
}
await browser.close();
process.exitCode = failures === 0 && names.length > 0 ? 0 : 1;
