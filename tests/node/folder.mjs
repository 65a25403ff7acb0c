// A folder of pages, served on this machine so that a browser treats them as it does real ones.
import { readFile, readdir } from 'node:fs/promises';
import http from 'node:http';
import path from 'node:path';

const types = {
  '.css': 'text/css; charset=utf-8',
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.png': 'image/png',
  '.svg': 'image/svg+xml',
};

// As the product sends its pages; mails have their style within.
const policy =
  "default-src 'none'; style-src 'self'; img-src 'self'; script-src 'self'; base-uri 'none'; form-action 'self' https:";
const isPage = (file) => file.endsWith('.html') && !path.basename(file).startsWith('mail--');

export async function pagesIn(folder) {
  return (await readdir(folder)).filter((name) => name.endsWith('.html')).sort();
}

export async function serve(folder, policyOfPages = policy) {
  const root = path.resolve(folder);
  const server = http.createServer(async (request, response) => {
    const file = path.join(root, decodeURIComponent(new URL(request.url, 'http://x').pathname));
    try {
      if (!file.startsWith(root + path.sep)) throw new Error('outside');
      const content = await readFile(file);
      const headers = { 'content-type': types[path.extname(file)] };
      if (policyOfPages && isPage(file)) headers['content-security-policy'] = policyOfPages;
      response.writeHead(200, headers).end(content);
    } catch {
      response.writeHead(404).end();
    }
  });
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    address: `http://localhost:${server.address().port}`,
    close: () => server.closeAllConnections() ?? server.close(),
  };
}
