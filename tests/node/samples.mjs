// Looks at every page in a folder: `node samples.mjs FOLDER all|words`. All of axe-core's rules and
// overflow at 320 px; with `all` the contrast rule once more in dark, forced colours, and overflow at
// 360 and 1280 px, which are the same whatever the language. One line a page; exit status 0 means that
// every line says `ok`.
import { audit, launch, openWindow, overflow, stay } from './browser.mjs';
import { pagesIn, serve } from './folder.mjs';

const [folder, what] = process.argv.slice(2);
const isAll = what === 'all';
const widths = isAll ? [320, 360, 1280] : [320];
const names = await pagesIn(folder);
const server = await serve(folder);
const browser = await launch();
const window = await openWindow(browser, { reducedMotion: 'reduce' });
const { page } = window;
await stay(page);

// Where the person's own colours are forced, backgrounds are gone, and an SVG keeps the colour it had.
function lostInForcedColours() {
  const style = (element) => getComputedStyle(element);
  const name = (element) => `${element.tagName} ${element.getAttribute('class')}`;
  const signs = [...document.querySelectorAll('main svg')]
    .filter((sign) => style(sign).color !== style(sign.parentElement).color)
    .map((sign) => `keeps its colour: ${name(sign)}`);
  const boxes = '.primary, .secondary, .choice, .shown, .note, .error-summary, .copy code, .step-sign';
  const bare = [...document.querySelectorAll(boxes)]
    .filter((box) => parseFloat(style(box).borderTopWidth) === 0)
    .map((box) => `has no edge: ${name(box)}`);
  return [...signs, ...bare].map((finding) => `forced colours: ${finding}`);
}

let failures = 0;
for (const name of names) {
  await page.setViewportSize({ width: 360, height: 740 });
  await page.emulateMedia({ colorScheme: 'light' });
  await page.goto(`${server.address}/${name}`);
  const findings = await audit(page);
  if (isAll) {
    await page.emulateMedia({ colorScheme: 'dark' });
    findings.push(...(await audit(page, ['color-contrast'])).map((finding) => `dark: ${finding}`));
    if (!name.startsWith('mail--')) {
      await page.emulateMedia({ forcedColors: 'active' });
      findings.push(...(await page.evaluate(lostInForcedColours)));
      await page.emulateMedia({ forcedColors: 'none' });
    }
  }
  for (const width of widths) {
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
