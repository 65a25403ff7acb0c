// npm's oidc-client-ts in Chromium, as an app that has no server: it logs in with PKCE, verifies the
// answer, reads userinfo, renews by its refresh token, gives the tokens back, and logs out.
// Says in lines of JSON: first {"address": ...}, where the app is; then reads a line of JSON with
// `issuer`, `client_id`, `tenant` and `number`; last the result, {"ok": true, ...} or {"ok": false, ...}.
import assert from 'node:assert/strict';
import { copyFile, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { launch, openWindow } from './browser.mjs';
import { serve } from './folder.mjs';

const say = (line) => process.stdout.write(`${JSON.stringify(line)}\n`);
const page_of = (title) =>
  `<!doctype html><html lang="en"><title>${title}</title><script src="/oidc.js"></script>`;

const folder = await mkdtemp(path.join(tmpdir(), 'app-'));
const library = createRequire(import.meta.url).resolve('oidc-client-ts');
const built = path.join(path.dirname(library), '../browser/oidc-client-ts.min.js');
await copyFile(built, path.join(folder, 'oidc.js'));
for (const name of ['app', 'callback', 'logged-out']) {
  await writeFile(path.join(folder, `${name}.html`), page_of(name));
}
// The pages of an app of others, which runs what it likes.
const server = await serve(folder, null);
const browser = await launch();
say({ address: server.address });

async function walk({ issuer, client_id, tenant, number }) {
  const { page, findings } = await openWindow(browser);
  const settings = {
    authority: issuer,
    client_id,
    redirect_uri: `${server.address}/callback.html`,
    post_logout_redirect_uri: `${server.address}/logged-out.html`,
    scope: 'openid profile email offline_access',
    extraQueryParams: { tenant },
    loadUserInfo: true,
    revokeTokensOnSignout: false,
  };
  const app = (work) =>
    page.evaluate(
      ([settings, work]) => {
        const manager = new globalThis.oidc.UserManager(settings);
        return new Function('manager', `return (${work})(manager)`)(manager);
      },
      [settings, work.toString()],
    );
  await page.goto(`${server.address}/app.html`);
  // It leaves the page, and with it whoever waits there for an end.
  await app((manager) => void manager.signinRedirect());
  await page.waitForURL(/idporten/);
  await page.fill('#pid', number);
  await page.click('button[value="login"]');
  await page.waitForURL(/callback\.html/);
  const user = await app((manager) =>
    manager.signinRedirectCallback().then(({ profile, access_token, refresh_token }) => ({
      profile,
      access_token,
      refresh_token,
    })),
  );
  const renewed = await app((manager) =>
    manager.signinSilent().then(({ profile, access_token, refresh_token }) => ({
      profile,
      access_token,
      refresh_token,
    })),
  );
  assert.equal(renewed.profile.sub, user.profile.sub);
  const rotated =
    renewed.access_token !== user.access_token && renewed.refresh_token !== user.refresh_token;
  await app((manager) => manager.revokeTokens(['refresh_token']).then(() => null));
  await app((manager) => void manager.signoutRedirect());
  await page.waitForURL(/logged-out\.html/);
  await app((manager) => manager.signoutRedirectCallback().then(() => null));
  assert.deepEqual(findings, []);
  return { profile: user.profile, rotated };
}

try {
  const [line] = await new Promise((resolve) => {
    const lines = [];
    createInterface({ input: process.stdin })
      .on('line', (read) => lines.push(read))
      .on('close', () => resolve(lines));
  });
  say({ ok: true, ...(await walk(JSON.parse(line))) });
} catch (error) {
  say({ ok: false, error: error.message });
} finally {
  await browser.close();
  server.close();
  await rm(folder, { recursive: true });
}
