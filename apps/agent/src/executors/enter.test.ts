import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { readEntry, straight, within } from './enter.ts';

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

const command = { argv: ['bash', '-c', 'true'], cwd: '/', env: {} };

test('a node without a network of its own starts commands as they are', () => {
  expect(readEntry(undefined)).toBe(straight);
  expect(straight.enter(command, false)).toEqual(command);
});

test("a command of a node with a network goes through the node's entry, and is refused when the network is gone", () => {
  const entry = readEntry(written(JSON.stringify(network)));
  expect(() => entry.enter(command, false)).toThrow('the network of this node is gone');
  writeFileSync(network.namespace, '');
  const argv = ['/usr/bin/nsenter', '--net=there', '--', 'bash', '-c', 'true'];
  expect(entry.enter(command, false)).toEqual({ ...command, argv });
  const inner = { ...straight, shell: 'sh', enter: () => ({ ...command, argv: ['inner', 'true'] }) };
  expect(within(entry, inner).enter(command, false).argv).toEqual([
    '/usr/bin/nsenter',
    '--net=there',
    '--',
    'inner',
    'true',
  ]);
});

test.each(['', '{}', JSON.stringify({ ...network, enter: [] })])(
  'a file that tells no network is refused: %s',
  (content) => {
    expect(() => readEntry(written(content))).toThrow('does not tell a network');
  },
);
