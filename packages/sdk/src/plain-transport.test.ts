import { NodeWebSocket } from 'socket.io-client';
import { expect, test } from 'vitest';
import { transportTo } from './plain-transport.ts';

test.each(['http://127.0.0.1:8787', 'http://localhost:8787', 'http://[::1]:8787'])(
  'nobody can read along on the way to %s: masks are zero',
  (url) => expect(transportTo(url)).not.toBe(NodeWebSocket),
);

test.each([
  'http://10.0.0.7:8787',
  'https://yard.example/at',
  'http://yard.example',
  'http://127.evil.example',
  'http://localhost.example',
])('on the way to %s masks are random', (url) => expect(transportTo(url)).toBe(NodeWebSocket));
