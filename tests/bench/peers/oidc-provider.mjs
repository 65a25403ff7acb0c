// npm's oidc-provider with everything in memory: signs ES256 as Kobling does, rotates refresh tokens,
// and logs in whoever types a name (its own development pages).
import { readFileSync } from 'node:fs';
import http from 'node:http';
import Provider from 'oidc-provider';
import serverless from 'serverless-http';

const jwks = JSON.parse(readFileSync(new URL('./keys.json', import.meta.url), 'utf8'));

function provider(issuer) {
  return new Provider(issuer, {
    jwks,
    clients: [
      {
        client_id: 'bench',
        client_secret: 'bench-secret',
        redirect_uris: ['http://bench.localhost:9/callback'],
        grant_types: ['authorization_code', 'refresh_token'],
        response_types: ['code'],
        id_token_signed_response_alg: 'ES256',
      },
    ],
    cookies: { keys: ['of no use elsewhere'] },
    claims: { openid: ['sub'], profile: ['name'], email: ['email'] },
    findAccount: (_context, id) => ({
      accountId: id,
      claims: () => ({ sub: id, name: id, email: `${id}@example.com` }),
    }),
    issueRefreshToken: () => true,
    rotateRefreshToken: true,
    features: { devInteractions: { enabled: true } },
  });
}

export function serve(port) {
  http.createServer(provider(`http://localhost:${port}`).callback()).listen(port, '127.0.0.1');
}

export function lambda() {
  const hub = provider('https://bench.example.com');
  hub.proxy = true;
  return serverless(hub.callback());
}
