import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { enter, machineEntry, readEntry } from './enter.ts';

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

test('a node without a network of its own starts commands as they are', () => {
  expect(readEntry(undefined)).toBe(machineEntry);
  expect(enter(machineEntry, 'bash', ['-c', 'true'])).toEqual({ file: 'bash', args: ['-c', 'true'] });
});

test("a command of a node with a network goes through the node's entry, and is refused when the network is gone", () => {
  const entry = readEntry(written(JSON.stringify(network)));
  expect(() => enter(entry, 'bash', [])).toThrow('the network of this node is gone');
  writeFileSync(network.namespace, '');
  expect(enter(entry, 'bash', ['-c', 'true'])).toEqual({
    file: '/usr/bin/nsenter',
    args: ['--net=there', '--', 'bash', '-c', 'true'],
  });
});

test.each(['', '{}', JSON.stringify({ ...network, enter: [] })])(
  'a file that tells no network is refused: %s',
  (content) => {
    expect(() => readEntry(written(content))).toThrow('does not tell a network');
  },
);
