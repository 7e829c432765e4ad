import { createServer, type Server } from 'node:http';
import { type AddressInfo, connect } from 'node:net';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { answerUnreadable } from './unreadable-request.ts';

let server: Server;

beforeAll(async () => {
  server = createServer((_req, res) => {
    res.write('begun');
  });
  answerUnreadable(server);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
});
afterAll(() => server.close());

/** All that comes back for bytes sent, until the server closes. */
async function answered(bytes: string, then?: string): Promise<string> {
  const socket = connect((server.address() as AddressInfo).port, '127.0.0.1');
  socket.write(bytes);
  let text = '';
  for await (const chunk of socket) {
    text += String(chunk);
    if (then !== undefined && text.includes('begun')) socket.write(then);
  }
  return text;
}

/** The status and the body of an answer. */
function read(answer: string): { status: number; error: { code: string; message: string } } {
  const [head = '', body = ''] = answer.split('\r\n\r\n');
  return { status: Number(head.split(' ')[1]), ...JSON.parse(body) };
}

test('a head that is too large is refused in words', async () => {
  const { status, error } = read(await answered(`GET / HTTP/1.1\r\nhost: a\r\nx: ${'y'.repeat(20_000)}\r\n\r\n`));
  expect(status).toBe(431);
  expect(error).toMatchObject({ code: 'HeadTooLarge', message: expect.stringContaining('16384 bytes') });
});

test('what is no request is refused in words that do not repeat it', async () => {
  const answer = await answered('<script> is no verb\r\n\r\n');
  expect(read(answer)).toMatchObject({ status: 400, error: { code: 'MalformedRequest' } });
  expect(answer).not.toContain('script');
});

test('an answer that has begun is cut, not followed by another', async () => {
  const answer = await answered('GET / HTTP/1.1\r\nhost: a\r\n\r\n', 'rubbish\r\n\r\n');
  expect(answer).toContain('begun');
  expect(answer).not.toContain('MalformedRequest');
});
