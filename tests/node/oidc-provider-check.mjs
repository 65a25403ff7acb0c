// Shows that `oidc-provider.mjs` logs a right client in and refuses what it is there to refuse, and
// that `openid-client-login.mjs` gets through it. Exit status 0 means that every line says `ok`.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import * as jose from 'jose';
import * as oidc from 'openid-client';
import { fetchLocalhost } from './localhost.mjs';

const redirectUri = 'http://app.example.com/callback';
const { privateKey, publicKey } = await jose.generateKeyPair('ES256', { extractable: true });
const named = { kid: 'kobling-1', alg: 'ES256' };
const privateJwk = { ...(await jose.exportJWK(privateKey)), ...named };
const publicJwk = { ...(await jose.exportJWK(publicKey)), ...named };

function start(script, environment) {
  const child = spawn(process.execPath, [fileURLToPath(new URL(script, import.meta.url))], {
    env: { ...process.env, ...environment },
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  return { child, next: async () => JSON.parse((await lines.next()).value) };
}

const upstream = start('./oidc-provider.mjs', {
  UPSTREAM_CLIENT: JSON.stringify({
    client_id: 'kobling',
    jwks: { keys: [publicJwk] },
    redirect_uris: [redirectUri],
    post_logout_redirect_uris: ['http://app.example.com/logged-out'],
  }),
});
const { issuer } = await upstream.next();

// Follows redirects on the upstream's own host, with its cookies, up to the app's address.
async function drive(address) {
  const cookies = new Map();
  let url = new URL(address);
  while (url.origin === issuer) {
    const response = await fetchLocalhost(url, {
      headers: { cookie: [...cookies].map(([name, value]) => `${name}=${value}`).join('; ') },
    });
    for (const cookie of response.headers.getSetCookie()) {
      const [name, ...value] = cookie.split(';')[0].split('=');
      cookies.set(name, value.join('='));
    }
    const location = response.headers.get('location');
    if (!location) return { status: response.status, text: await response.text() };
    url = new URL(location, url);
  }
  return { back: url };
}

let failures = 0;
async function check(name, run) {
  try {
    await run();
    console.log(`ok      ${name}`);
  } catch (error) {
    failures += 1;
    console.log(`FAILED  ${name}\n${error.stack}`);
  }
}

const login = (environment = {}) =>
  start('./openid-client-login.mjs', {
    OP_ISSUER: issuer,
    OP_CLIENT_ID: 'kobling',
    OP_CLIENT_JWK: JSON.stringify(privateJwk),
    OP_REDIRECT_URI: redirectUri,
    OP_SCOPE: 'openid',
    OP_POST_LOGOUT_REDIRECT_URI: 'http://app.example.com/logged-out',
    ...environment,
  });

await check('openid-client logs in, verifies, refreshes', async () => {
  const client = login();
  const { authorization_url: address } = await client.next();
  const { back, text } = await drive(address);
  assert.ok(back, text);
  client.child.stdin.end(`${back}\n`);
  const result = await client.next();
  assert.equal(result.ok, true, JSON.stringify(result));
  assert.equal(result.claims.pid, '01819012365');
  assert.equal(result.claims.acr, 'idporten-loa-high');
  assert.deepEqual(result.claims.amr, ['BankID']);
  assert.equal(result.userinfo.sub, result.claims.sub);
  assert.equal(result.refreshed.userinfo.sub, result.claims.sub);
  assert.match(result.end_session_url, /id_token_hint=/);
});

await check('openid-client-login tells of a forged state and a wrong key', async () => {
  const client = login();
  const { back } = await drive((await client.next()).authorization_url);
  back.searchParams.set('state', 'forged');
  client.child.stdin.end(`${back}\n`);
  assert.equal((await client.next()).ok, false);
  const stranger = await jose.exportJWK(
    (await jose.generateKeyPair('ES256', { extractable: true })).privateKey,
  );
  const refused = login({ OP_CLIENT_JWK: JSON.stringify({ ...stranger, ...named }) });
  assert.equal((await refused.next()).error, 'invalid_client');
  refused.child.kill();
});

async function configure() {
  return oidc.discovery(
    new URL(issuer),
    'kobling',
    { id_token_signed_response_alg: 'RS256' },
    oidc.PrivateKeyJwt({ key: privateKey, kid: named.kid }),
    { execute: [oidc.allowInsecureRequests], [oidc.customFetch]: fetchLocalhost },
  );
}

const request = async () => ({
  redirect_uri: redirectUri,
  scope: 'openid',
  state: oidc.randomState(),
  nonce: oidc.randomNonce(),
  code_challenge: await oidc.calculatePKCECodeChallenge(oidc.randomPKCECodeVerifier()),
  code_challenge_method: 'S256',
});

await check('a request that was not pushed is refused', async () => {
  const { back } = await drive(oidc.buildAuthorizationUrl(await configure(), await request()));
  assert.equal(back.searchParams.get('error'), 'invalid_request');
});

await check('a pushed request without PKCE is refused', async () => {
  const { code_challenge, code_challenge_method, ...rest } = await request();
  await assert.rejects(oidc.buildAuthorizationUrlWithPAR(await configure(), rest), {
    error: 'invalid_request',
  });
});

await check('a client with a secret in place of its key is refused', async () => {
  const response = await fetchLocalhost(new URL('/request', issuer), {
    method: 'POST',
    body: new URLSearchParams({
      ...(await request()),
      response_type: 'code',
      client_id: 'kobling',
      client_secret: 'guess',
    }),
  });
  assert.equal(response.status, 401);
  assert.equal((await response.json()).error, 'invalid_client');
});

upstream.child.kill();
process.exitCode = failures === 0 ? 0 : 1;
