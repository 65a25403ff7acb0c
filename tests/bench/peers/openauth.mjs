// OpenAuth with everything in memory and a login that asks nobody anything. It is OAuth 2.0 without
// sessions and id_tokens, so it has no login by a session to be measured.
import { issuer } from '@openauthjs/openauth';
import { MemoryStorage } from '@openauthjs/openauth/storage/memory';
import { handle } from 'hono/aws-lambda';
import http from 'node:http';
import { object, string } from './subject.mjs';

const nobodyAsked = {
  type: 'nobody-asked',
  init(routes, context) {
    routes.get('/authorize', (request) => context.success(request, { id: 'someone' }));
  },
};

function app() {
  return issuer({
    storage: MemoryStorage(),
    subjects: { user: object({ id: string }) },
    providers: { nobodyAsked },
    allow: async () => true,
    success: async (context, value) => context.subject('user', { id: value.id }),
  });
}

export function serve(port) {
  const hub = app();
  const server = http.createServer(async (request, response) => {
    const chunks = [];
    for await (const chunk of request) chunks.push(chunk);
    const body = chunks.length > 0 ? Buffer.concat(chunks) : undefined;
    const url = `http://localhost:${port}${request.url}`;
    const answer = await hub.fetch(new Request(url, { method: request.method, headers: request.headers, body }));
    response.writeHead(answer.status, Object.fromEntries(answer.headers));
    response.end(Buffer.from(await answer.arrayBuffer()));
  });
  server.listen(port, '127.0.0.1');
}

export const lambda = () => handle(app());
