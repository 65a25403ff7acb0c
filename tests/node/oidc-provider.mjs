// npm's oidc-provider as an upstream eID: demands pushed requests, PKCE and private_key_jwt, and logs
// one test person in by itself, with the claims `pid` and `acr`.
// From the environment:
//   UPSTREAM_PORT        0 (the default) takes a free one
//   UPSTREAM_CLIENT      JSON: client_id, jwks (public keys with kid and alg), redirect_uris, and
//                        where wanted post_logout_redirect_uris
//   UPSTREAM_PID, UPSTREAM_ACR, UPSTREAM_AMR   what the login shows; an empty UPSTREAM_PID leaves it out
// One line of JSON on standard output: {"issuer": ...}. Ends with SIGTERM.
import { createHash, randomBytes } from 'node:crypto';
import http from 'node:http';
import * as jose from 'jose';
import Provider from 'oidc-provider';

const {
  UPSTREAM_PORT = '0',
  UPSTREAM_CLIENT,
  UPSTREAM_PID = '01819012365',
  UPSTREAM_ACR = 'idporten-loa-high',
  UPSTREAM_AMR = 'BankID',
} = process.env;
const registration = JSON.parse(UPSTREAM_CLIENT);

// The port comes first, because the issuer's name holds it.
const server = http.createServer();
await new Promise((resolve) => server.listen(Number(UPSTREAM_PORT), '127.0.0.1', resolve));
const issuer = `http://upstream.localhost:${server.address().port}`;

const { privateKey } = await jose.generateKeyPair('RS256', { extractable: true });
const signingKey = { ...(await jose.exportJWK(privateKey)), alg: 'RS256', use: 'sig' };

const provider = new Provider(issuer, {
  clients: [
    {
      response_types: ['code'],
      grant_types: ['authorization_code', 'refresh_token'],
      token_endpoint_auth_method: 'private_key_jwt',
      token_endpoint_auth_signing_alg: registration.jwks.keys[0].alg,
      id_token_signed_response_alg: 'RS256',
      require_pushed_authorization_requests: true,
      ...registration,
    },
  ],
  jwks: { keys: [signingKey] },
  cookies: { keys: [randomBytes(32).toString('base64url')] },
  acrValues: [UPSTREAM_ACR],
  // The claims of the id_token, and not only of userinfo, as ID-porten has it.
  conformIdTokenClaims: false,
  claims: { openid: ['sub', 'pid', 'acr', 'amr', 'auth_time'] },
  features: {
    devInteractions: { enabled: false },
    pushedAuthorizationRequests: {
      enabled: true,
      requirePushedAuthorizationRequests: true,
    },
    rpInitiatedLogout: { enabled: true },
  },
  pkce: { required: () => true },
  ttl: {
    AccessToken: 120,
    AuthorizationCode: 120,
    Grant: 7200,
    IdToken: 120,
    Interaction: 600,
    RefreshToken: 600,
    Session: 7200,
  },
  issueRefreshToken: async (ctx, client) => client.grantTypeAllowed('refresh_token'),
  findAccount: (ctx, accountId) => ({
    accountId,
    claims: () => ({ sub: accountId, ...(UPSTREAM_PID && { pid: UPSTREAM_PID }) }),
  }),
  // Nobody is asked for consent.
  loadExistingGrant: async (ctx) => {
    const { client, session, params } = ctx.oidc;
    const grant = new provider.Grant({ clientId: client.clientId, accountId: session.accountId });
    grant.addOIDCScope(params.scope);
    await grant.save();
    return grant;
  },
  interactions: { url: (ctx, interaction) => `/interaction/${interaction.uid}` },
});

const accountId = createHash('sha256').update(`person ${UPSTREAM_PID}`).digest('base64url');
const answer = provider.callback();
server.on('request', async (request, response) => {
  if (!request.url.startsWith('/interaction/')) return answer(request, response);
  try {
    const login = { accountId, acr: UPSTREAM_ACR, amr: [UPSTREAM_AMR] };
    await provider.interactionFinished(request, response, { login });
  } catch (error) {
    response.writeHead(400, { 'content-type': 'text/plain' }).end(error.message);
  }
});
process.on('SIGTERM', () => process.exit(0));
console.log(JSON.stringify({ issuer }));
