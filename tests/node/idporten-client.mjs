// npm's openid-client logs in against the ID-porten simulator with a pushed request, PKCE and
// private_key_jwt, and verifies everything; then the simulator is asked for what it must refuse.
// Builds and starts the simulator itself: `node idporten-client.mjs`. Exit status 0 means that every
// line says `ok`. KOBLING_SERVE names an already built `serve` example, to skip cargo.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import * as jose from 'jose';
import * as oidc from 'openid-client';
import { fetchLocalhost } from './localhost.mjs';

const root = fileURLToPath(new URL('../..', import.meta.url));
const redirectUri = 'http://app.example.com/callback';
const person = '01819012365';

async function makeClient(clientId, alg) {
  const { privateKey, publicKey } = await jose.generateKeyPair(alg, { extractable: true });
  const kid = `${clientId}-1`;
  const jwk = { ...(await jose.exportJWK(publicKey)), kid, alg, use: 'sig' };
  return {
    clientId,
    alg,
    kid,
    privateKey,
    registration: {
      client_id: clientId,
      jwks: { keys: [jwk] },
      redirect_uris: [redirectUri],
      post_logout_redirect_uris: ['http://app.example.com/logged-out'],
      frontchannel_logout_uri: 'http://app.example.com/frontchannel-logout',
    },
  };
}

async function startSimulator(clients) {
  const directory = await mkdtemp(path.join(tmpdir(), 'idporten-'));
  const file = path.join(directory, 'clients.json');
  await writeFile(file, JSON.stringify(clients.map((client) => client.registration)));
  const [command, ...before] = process.env.KOBLING_SERVE
    ? [path.resolve(process.env.KOBLING_SERVE)]
    : ['cargo', 'run', '--quiet', '-p', 'kobling-simulators', '--example', 'serve', '--'];
  const child = spawn(command, [...before, '0', file], {
    cwd: root,
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const stop = async () => {
    child.kill();
    await rm(directory, { recursive: true });
  };
  const line = await new Promise((resolve, reject) => {
    createInterface({ input: child.stdout }).once('line', resolve);
    child.once('error', reject);
    child.once('exit', (code) => reject(new Error(`the simulator ended with ${code}`)));
  });
  return { issuer: JSON.parse(line).idporten, stop };
}

// A browser of one host: keeps its cookies and does not follow redirects.
function makeBrowser() {
  const cookies = new Map();
  return async (url, form) => {
    const response = await fetchLocalhost(url, {
      method: form ? 'POST' : 'GET',
      body: form && new URLSearchParams(form),
      headers: { cookie: [...cookies].map(([name, value]) => `${name}=${value}`).join('; ') },
    });
    for (const cookie of response.headers.getSetCookie()) {
      const [name, ...value] = cookie.split(';')[0].split('=');
      if (/max-age=0/i.test(cookie)) cookies.delete(name);
      else cookies.set(name, value.join('='));
    }
    const location = response.headers.get('location');
    return {
      status: response.status,
      location: location && new URL(location, url),
      text: await response.text(),
    };
  };
}

// From an authorization address to the address that the browser is sent back to.
async function logIn(browse, authorization, answer = { pid: person, action: 'login' }) {
  let page = await browse(authorization);
  if (page.location?.pathname === '/login') {
    const login = page.location;
    page = await browse(login);
    assert.equal(page.status, 200);
    const request = /name="request" value="([^"]+)"/.exec(page.text)[1];
    page = await browse(new URL('/login', login), { request, ...answer });
  }
  assert.equal(page.status, 303, page.text);
  return page.location;
}

async function configure(issuer, client) {
  const config = await oidc.discovery(
    new URL(issuer),
    client.clientId,
    { id_token_signed_response_alg: 'RS256' },
    oidc.PrivateKeyJwt({ key: client.privateKey, kid: client.kid }),
    {
      execute: [oidc.allowInsecureRequests, oidc.enableNonRepudiationChecks],
      [oidc.customFetch]: fetchLocalhost,
    },
  );
  return config;
}

async function begin(config, extra = {}) {
  const verifier = oidc.randomPKCECodeVerifier();
  const checks = {
    pkceCodeVerifier: verifier,
    expectedState: oidc.randomState(),
    expectedNonce: oidc.randomNonce(),
    idTokenExpected: true,
  };
  const parameters = {
    redirect_uri: redirectUri,
    response_type: 'code',
    scope: 'openid',
    state: checks.expectedState,
    nonce: checks.expectedNonce,
    code_challenge: await oidc.calculatePKCECodeChallenge(verifier),
    code_challenge_method: 'S256',
    acr_values: 'idporten-loa-high',
    ...extra,
  };
  for (const [name, value] of Object.entries(parameters)) {
    if (value === undefined) delete parameters[name];
  }
  return { checks, parameters };
}

async function wholeLogin(issuer, client) {
  const config = await configure(issuer, client);
  assert.equal(config.serverMetadata().authorization_response_iss_parameter_supported, true);
  const { checks, parameters } = await begin(config);
  const authorization = await oidc.buildAuthorizationUrlWithPAR(config, parameters);
  assert.deepEqual([...authorization.searchParams.keys()].sort(), ['client_id', 'request_uri']);
  const browse = makeBrowser();
  const back = await logIn(browse, authorization);
  const tokens = await oidc.authorizationCodeGrant(config, back, checks);
  const claims = tokens.claims();
  assert.equal(claims.pid, person);
  assert.equal(claims.acr, 'idporten-loa-high');
  assert.deepEqual(claims.amr, ['BankID']);
  assert.equal(claims.exp - claims.iat, 120);
  assert.ok(claims.sid && claims.jti && claims.at_hash && claims.auth_time);
  assert.equal(claims.name ?? claims.email, undefined);
  const userinfo = await oidc.fetchUserInfo(config, tokens.access_token, claims.sub);
  assert.deepEqual(userinfo, { sub: claims.sub, pid: person, locale: 'nb' });
  return { config, browse, back, checks, tokens, claims };
}

// An assertion made by hand, so that single claims can be wrong.
async function assertion(client, issuer, claims = {}) {
  const now = Math.floor(Date.now() / 1000);
  return new jose.SignJWT({
    iss: client.clientId,
    sub: client.clientId,
    aud: issuer,
    iat: now,
    exp: now + 60,
    jti: crypto.randomUUID(),
    ...claims,
  })
    .setProtectedHeader({ alg: client.alg, kid: client.kid })
    .sign(client.privateKey);
}

function post(issuer, endpoint, client, signed, fields) {
  return fetchLocalhost(new URL(endpoint, issuer), {
    method: 'POST',
    body: new URLSearchParams({
      client_id: client.clientId,
      client_assertion_type: 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer',
      client_assertion: signed,
      ...fields,
    }),
  });
}

async function refused(response, status, error) {
  assert.equal(response.status, status);
  assert.equal((await response.json()).error, error);
}

const es256 = await makeClient('kobling-es256', 'ES256');
const rs256 = await makeClient('kobling-rs256', 'RS256');
const { issuer, stop } = await startSimulator([es256, rs256]);
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

for (const client of [es256, rs256]) {
  await check(`logs in with PAR, PKCE and private_key_jwt ${client.alg}`, async () => {
    const { back } = await wholeLogin(issuer, client);
    assert.equal(back.searchParams.get('iss'), issuer);
  });
}

await check('single sign-on, logout with id_token_hint, and no session afterwards', async () => {
  const first = await wholeLogin(issuer, es256);
  const again = await begin(first.config);
  const back = await logIn(first.browse, oidc.buildAuthorizationUrl(first.config, again.parameters));
  const tokens = await oidc.authorizationCodeGrant(first.config, back, again.checks);
  assert.equal(tokens.claims().sid, first.claims.sid);
  const logout = await first.browse(
    oidc.buildEndSessionUrl(first.config, {
      id_token_hint: tokens.id_token,
      post_logout_redirect_uri: 'http://app.example.com/logged-out',
      state: 'bye',
    }),
  );
  assert.match(logout.text, /frontchannel-logout\?iss=/);
  assert.match(logout.text, /logged-out\?state=bye/);
  const silent = await begin(first.config, { prompt: 'none' });
  const refusal = await logIn(
    first.browse,
    oidc.buildAuthorizationUrl(first.config, silent.parameters),
  );
  assert.equal(refusal.searchParams.get('error'), 'login_required');
});

await check('cancelling comes back as access_denied with iss, which the client believes', async () => {
  const config = await configure(issuer, es256);
  const { checks, parameters } = await begin(config);
  const back = await logIn(makeBrowser(), oidc.buildAuthorizationUrl(config, parameters), {
    action: 'cancel',
  });
  await assert.rejects(oidc.authorizationCodeGrant(config, back, checks), {
    error: 'access_denied',
  });
});

await check('after a key rotation the client still verifies', async () => {
  const before = await wholeLogin(issuer, rs256);
  await fetchLocalhost(new URL('/_faults', issuer), {
    method: 'POST',
    body: new URLSearchParams({ action: 'rotate-key' }),
  });
  const after = await wholeLogin(issuer, rs256);
  const kid = (token) => jose.decodeProtectedHeader(token).kid;
  assert.notEqual(kid(before.tokens.id_token), kid(after.tokens.id_token));
  const keys = await (await fetchLocalhost(new URL('/jwks', issuer))).json();
  assert.ok(keys.keys.some((key) => key.kid === kid(before.tokens.id_token)));
});

await check('refuses a request without PKCE', async () => {
  const config = await configure(issuer, es256);
  const { parameters } = await begin(config, {
    code_challenge: undefined,
    code_challenge_method: undefined,
  });
  await assert.rejects(oidc.buildAuthorizationUrlWithPAR(config, parameters), {
    error: 'invalid_request',
  });
  const back = await logIn(makeBrowser(), oidc.buildAuthorizationUrl(config, parameters));
  assert.equal(back.searchParams.get('error'), 'invalid_request');
});

await check('refuses an assertion with a wrong aud', async () => {
  const config = await configure(issuer, es256);
  const { parameters } = await begin(config);
  const signed = await assertion(es256, issuer, { aud: 'https://elsewhere.example.com' });
  await refused(await post(issuer, '/par', es256, signed, parameters), 401, 'invalid_client');
});

await check('refuses a replayed jti', async () => {
  const config = await configure(issuer, es256);
  const { parameters } = await begin(config);
  const signed = await assertion(es256, issuer);
  assert.equal((await post(issuer, '/par', es256, signed, parameters)).status, 201);
  await refused(await post(issuer, '/par', es256, signed, parameters), 401, 'invalid_client');
});

await check('refuses a replayed code and takes back its access token', async () => {
  const login = await wholeLogin(issuer, es256);
  await assert.rejects(oidc.authorizationCodeGrant(login.config, login.back, login.checks), {
    error: 'invalid_grant',
  });
  await assert.rejects(
    oidc.fetchUserInfo(login.config, login.tokens.access_token, login.claims.sub),
    (error) => error.cause?.[0]?.parameters?.error === 'invalid_token' || error.status === 401,
  );
});

await check('never redirects to an address that is not registered', async () => {
  const config = await configure(issuer, es256);
  const { parameters } = await begin(config, { redirect_uri: 'http://evil.example.com/callback' });
  const page = await makeBrowser()(oidc.buildAuthorizationUrl(config, parameters));
  assert.equal(page.status, 400);
  assert.equal(page.location, null);
  assert.ok(!page.text.includes('evil.example.com'));
});

for (const [fault, complaint] of [
  ['wrong-signature', /signature/i],
  ['wrong-nonce', /nonce/i],
  ['wrong-issuer-in-response', /iss/i],
  ['wrong-issuer-in-token', /iss/i],
  ['wrong-audience', /aud/i],
  ['expired-id-token', /expir|exp|timestamp/i],
]) {
  await check(`the client notices the fault ${fault}`, async () => {
    await fetchLocalhost(new URL('/_faults', issuer), {
      method: 'POST',
      body: new URLSearchParams({ action: 'set', fault, scope: 'next-login' }),
    });
    await assert.rejects(wholeLogin(issuer, es256), (error) => {
      assert.notEqual(error.name, 'AssertionError', error.message);
      const said = `${error.message} ${error.cause?.message ?? ''} ${JSON.stringify(error.cause?.cause ?? '')}`;
      assert.match(said, complaint);
      return true;
    });
    await wholeLogin(issuer, es256);
  });
}

await stop();
process.exitCode = failures === 0 ? 0 : 1;
