// Runs one provider: as a server on a port, or as a function on Lambda's Runtime API. AWS's own
// runtime for Node does more at its start than this, so the figures favour Node.
//   node NAME.mjs PORT    a server
//   node NAME.mjs         a function (AWS_LAMBDA_RUNTIME_API)
import http from 'node:http';
import { lambda, serve } from 'provider';

const agent = new http.Agent({ keepAlive: true, maxSockets: 1 });
const [host, port] = (process.env.AWS_LAMBDA_RUNTIME_API ?? '').split(':');

function call(method, path, body) {
  return new Promise((resolve, reject) => {
    const request = http.request(
      { host, port, agent, method, path: `/2018-06-01/runtime/${path}` },
      (response) => {
        const chunks = [];
        response.on('data', (chunk) => chunks.push(chunk));
        response.on('end', () => resolve({ headers: response.headers, text: Buffer.concat(chunks).toString() }));
        response.on('error', reject);
      },
    );
    request.on('error', reject);
    request.end(body);
  });
}

async function run() {
  const handler = lambda();
  for (;;) {
    const next = await call('GET', 'invocation/next');
    const id = next.headers['lambda-runtime-aws-request-id'];
    try {
      const answer = await handler(JSON.parse(next.text), { awsRequestId: id });
      await call('POST', `invocation/${id}/response`, JSON.stringify(answer));
    } catch (error) {
      await call('POST', `invocation/${id}/error`, JSON.stringify({ errorMessage: String(error) }));
    }
  }
}

if (process.argv[2]) serve(Number(process.argv[2]));
else await run();
