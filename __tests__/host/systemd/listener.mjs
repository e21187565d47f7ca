// Writes down, one JSON line each on standard output, what is posted to 127.0.0.1:8080.
import { createServer } from 'node:http';

createServer(async (request, response) => {
  let body = '';
  for await (const chunk of request) body += chunk;
  process.stdout.write(`${JSON.stringify({ path: request.url, headers: request.headers, body })}\n`);
  response.end();
}).listen(8080, '127.0.0.1', () => process.stdout.write('listening\n'));
