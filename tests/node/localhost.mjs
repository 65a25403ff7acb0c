// A fetch for http addresses on this machine: every name under `localhost` is 127.0.0.1 (RFC 6761
// section 6.3), which Node's own fetch leaves to a system resolver that may not know it. Redirects
// are handed back, not followed.
import http from 'node:http';

const lookup = (hostname, options, callback) =>
  options.all
    ? callback(null, [{ address: '127.0.0.1', family: 4 }])
    : callback(null, '127.0.0.1', 4);

const isHere = (hostname) => hostname === 'localhost' || hostname.endsWith('.localhost');

export async function fetchLocalhost(url, options = {}) {
  const request = new Request(url, { ...options, redirect: 'manual' });
  const target = new URL(request.url);
  const body = request.body ? Buffer.from(await request.arrayBuffer()) : undefined;
  const headers = Object.fromEntries(request.headers);
  if (body) headers['content-length'] = String(body.length);
  return new Promise((resolve, reject) => {
    const outgoing = http.request(
      target,
      {
        method: request.method,
        headers,
        agent: false,
        timeout: 20_000,
        signal: options.signal ?? undefined,
        ...(isHere(target.hostname) && { lookup }),
      },
      (incoming) => {
        const parts = [];
        incoming.on('data', (part) => parts.push(part));
        incoming.on('error', reject);
        incoming.on('end', () => {
          const answer = new Headers();
          for (let at = 0; at < incoming.rawHeaders.length; at += 2) {
            answer.append(incoming.rawHeaders[at], incoming.rawHeaders[at + 1]);
          }
          const hasBody = ![101, 204, 205, 304].includes(incoming.statusCode);
          resolve(
            new Response(hasBody ? Buffer.concat(parts) : null, {
              status: incoming.statusCode,
              headers: answer,
            }),
          );
        });
      },
    );
    outgoing.on('timeout', () => outgoing.destroy(new Error(`no answer from ${target.host}`)));
    outgoing.on('error', reject);
    outgoing.end(body);
  });
}
