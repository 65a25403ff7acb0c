// Looks at every page in a folder: `node samples.mjs FOLDER`. All of axe-core's rules, its contrast
// rule once more in dark, and overflow at 320, 360 and 1280 px. One line a page; exit status 0 means that every line says `ok`.
import { audit, launch, openWindow, overflow, stay } from './browser.mjs';
import { pagesIn, serve } from './folder.mjs';

const [folder] = process.argv.slice(2);
const names = await pagesIn(folder);
const server = await serve(folder);
const browser = await launch();
const window = await openWindow(browser, { reducedMotion: 'reduce' });
const { page } = window;
await stay(page);
let failures = 0;
for (const name of names) {
  await page.setViewportSize({ width: 360, height: 740 });
  await page.emulateMedia({ colorScheme: 'light' });
  await page.goto(`${server.address}/${name}`);
  const findings = await audit(page);
  await page.emulateMedia({ colorScheme: 'dark' });
  findings.push(...(await audit(page, ['color-contrast'])).map((finding) => `dark: ${finding}`));
  for (const width of [320, 360, 1280]) {
    await page.setViewportSize({ width, height: 740 });
    findings.push(...(await overflow(page)));
  }
  findings.push(...window.findings.splice(0));
  if (findings.length > 0) failures += 1;
  console.log(findings.length > 0 ? `FAILED  ${name}\n  ${findings.join('\n  ')}` : `ok      ${name}`);
}
await browser.close();
server.close();
process.exitCode = failures === 0 && names.length > 0 ? 0 : 1;
