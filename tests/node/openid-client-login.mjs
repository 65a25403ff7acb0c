// npm's openid-client logs in at any OpenID Provider, while somebody else drives the browser: prints
// the authorization address, reads from standard input the address that the browser was sent back to,
// then verifies the response and the id_token, reads userinfo and refreshes.
// From the environment:
//   OP_ISSUER, OP_CLIENT_ID, OP_REDIRECT_URI
//   OP_CLIENT_SECRET     for client_secret_basic, or
//   OP_CLIENT_JWK        a private JWK with kid and alg for private_key_jwt; with neither: public client
//   OP_SIGNED            with that key it signs its requests, too (RFC 9101)
//   OP_DPOP              it pushes its request, and proves a key at every call (RFC 9449); as an app
//                        that keeps nothing between two calls, it has to be sent for each nonce anew
//   OP_SCOPE             `openid profile email` unless given
//   OP_ID_TOKEN_ALG      the one algorithm to take; without it, those that the provider names
//   OP_PARAMETERS        JSON: further authorization parameters (acr_values, tenant, prompt ...)
//   OP_POST_LOGOUT_REDIRECT_URI   where wanted, adds an address to log out at
// Lines of JSON on standard output: first {"authorization_url": ...}, last the result, which is
// {"ok": true, ...} or {"ok": false, "error": ...}; exit status 0 or 1.
import { createInterface } from 'node:readline';
import * as jose from 'jose';
import * as oidc from 'openid-client';
import { fetchLocalhost } from './localhost.mjs';

const environment = process.env;
const say = (line) => process.stdout.write(`${JSON.stringify(line)}\n`);

async function clientAuthentication() {
  if (environment.OP_CLIENT_JWK) {
    const jwk = JSON.parse(environment.OP_CLIENT_JWK);
    return oidc.PrivateKeyJwt({ key: await jose.importJWK(jwk, jwk.alg), kid: jwk.kid });
  }
  return environment.OP_CLIENT_SECRET
    ? oidc.ClientSecretBasic(environment.OP_CLIENT_SECRET)
    : oidc.None();
}

// Where it was sent for a nonce.
const sentForNonce = [];

async function watchedFetch(url, options) {
  const response = await fetchLocalhost(url, options);
  const said = [response.headers.get('www-authenticate') ?? '', await response.clone().text()];
  if (said.some((text) => text.includes('use_dpop_nonce'))) {
    sentForNonce.push(`${response.status} ${new URL(url).pathname}`);
  }
  return response;
}

let proofKeys;

async function proving(config) {
  if (!environment.OP_DPOP) return undefined;
  proofKeys ??= await oidc.randomDPoPKeyPair();
  return { DPoP: oidc.getDPoPHandle(config, proofKeys) };
}

async function configure() {
  const options = {
    // The signature is checked although the token came straight from the token endpoint.
    execute: [oidc.allowInsecureRequests, oidc.enableNonRepudiationChecks],
    [oidc.customFetch]: watchedFetch,
  };
  const alg = environment.OP_ID_TOKEN_ALG;
  return oidc.discovery(
    new URL(environment.OP_ISSUER),
    environment.OP_CLIENT_ID,
    alg ? { id_token_signed_response_alg: alg } : undefined,
    await clientAuthentication(),
    options,
  );
}

async function authorizationUrl(config, checks) {
  const parameters = {
    redirect_uri: environment.OP_REDIRECT_URI,
    scope: environment.OP_SCOPE ?? 'openid profile email',
    state: checks.expectedState,
    nonce: checks.expectedNonce,
    code_challenge: await oidc.calculatePKCECodeChallenge(checks.pkceCodeVerifier),
    code_challenge_method: 'S256',
    ...JSON.parse(environment.OP_PARAMETERS ?? '{}'),
  };
  if (environment.OP_SIGNED) {
    const jwk = JSON.parse(environment.OP_CLIENT_JWK);
    const key = { key: await jose.importJWK(jwk, jwk.alg), kid: jwk.kid };
    return oidc.buildAuthorizationUrlWithJAR(config, parameters, key);
  }
  return environment.OP_DPOP || config.serverMetadata().require_pushed_authorization_requests
    ? oidc.buildAuthorizationUrlWithPAR(config, parameters, await proving(config))
    : oidc.buildAuthorizationUrl(config, parameters);
}

async function refresh(config, tokens) {
  if (!tokens.refresh_token) return undefined;
  const fresh = await oidc.refreshTokenGrant(
    config,
    tokens.refresh_token,
    undefined,
    await proving(config),
  );
  const sub = tokens.claims().sub;
  if (fresh.claims() && fresh.claims().sub !== sub) throw new Error('refreshed for another sub');
  return {
    expires_in: fresh.expires_in,
    rotated: fresh.refresh_token !== undefined && fresh.refresh_token !== tokens.refresh_token,
    claims: fresh.claims(),
    userinfo: await oidc.fetchUserInfo(config, fresh.access_token, sub, await proving(config)),
  };
}

async function run() {
  const config = await configure();
  const checks = {
    pkceCodeVerifier: oidc.randomPKCECodeVerifier(),
    expectedState: oidc.randomState(),
    expectedNonce: oidc.randomNonce(),
    idTokenExpected: true,
  };
  say({ authorization_url: (await authorizationUrl(config, checks)).href });
  const input = createInterface({ input: process.stdin });
  const callback = await new Promise((resolve, reject) => {
    input.once('line', resolve);
    input.once('close', () => reject(new Error('standard input ended without an address')));
  });
  input.close();
  const tokens = await oidc.authorizationCodeGrant(
    config,
    new URL(callback),
    checks,
    undefined,
    await proving(config),
  );
  const claims = tokens.claims();
  const userinfo = await oidc.fetchUserInfo(
    config,
    tokens.access_token,
    claims.sub,
    await proving(config),
  );
  const refreshed = await refresh(config, tokens);
  const back = environment.OP_POST_LOGOUT_REDIRECT_URI;
  say({
    ok: true,
    claims,
    userinfo,
    id_token_header: jose.decodeProtectedHeader(tokens.id_token),
    token_type: tokens.token_type,
    expires_in: tokens.expires_in,
    scope: tokens.scope,
    refreshed,
    sent_for_nonce: sentForNonce,
    end_session_url:
      back &&
      oidc.buildEndSessionUrl(config, {
        id_token_hint: tokens.id_token,
        post_logout_redirect_uri: back,
        state: oidc.randomState(),
      }).href,
  });
}

try {
  await run();
} catch (error) {
  say({
    ok: false,
    error: error.error ?? error.code ?? error.name,
    description: error.error_description ?? error.message,
    cause: error.cause instanceof Error ? error.cause.message : undefined,
  });
  process.exitCode = 1;
}
