import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { straight } from './enter.ts';
import { networkEntry, readNetwork } from './node-network.ts';

const directory = mkdtempSync(join(tmpdir(), 'ty-enter-'));
afterAll(() => rmSync(directory, { recursive: true, force: true }));

const network = {
  version: 1,
  namespace: join(directory, 'there'),
  hostName: 'gpu-0',
  address: '10.128.0.4',
  hosts: join(directory, 'hosts'),
  resolver: null,
  enter: ['/usr/bin/nsenter', '--net=there', '--'],
};

function written(content: string): string {
  const file = join(directory, 'network.json');
  writeFileSync(file, content);
  return file;
}

const start = { argv: ['bash', '-c', 'echo $HOME'], env: { HOME: '/h' }, cwd: '/w' };

test('a node without a network of its own starts commands as they are', () => {
  expect(readNetwork(undefined)).toBeNull();
  expect(networkEntry(null)).toBe(straight);
  expect(straight.enter(start, false)).toBe(start);
});

test("a command of a node with a network goes through the node's entry, and is refused when the network is gone", () => {
  const entry = networkEntry(readNetwork(written(JSON.stringify(network))));
  expect(() => entry.enter(start, false)).toThrow('the network of this node is gone');
  writeFileSync(network.namespace, '');
  expect(entry.enter(start, false)).toEqual({
    argv: ['/usr/bin/nsenter', '--net=there', '--', 'bash', '-c', 'echo $HOME'],
    env: { HOME: '/h' },
    cwd: '/w',
  });
});

test.each(['', '{}', JSON.stringify({ ...network, enter: [] })])(
  'a file that tells no network is refused: %s',
  (content) => {
    expect(() => readNetwork(written(content))).toThrow('does not tell a network');
  },
);
