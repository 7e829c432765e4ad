import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { FileServerSpec } from '@trainyard/contracts/file-server';
import { createLocalFileServers } from '@trainyard/provisioners/local/file-servers/host';
import type { Clock } from '@trainyard/runtime/clock';
import { systemClock } from '@trainyard/runtime/node/system';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { removeFileServers } from '../../cluster/file-servers.ts';

const home = mkdtempSync(join(tmpdir(), 'trainyard-reach-'));
/** Another machine, as far as addresses go; the range is one for tests of networks. */
const there = `reach${process.pid}`;
const [mine, theirs] = ['198.18.93.1', '198.18.93.2'];
const ip = (...args: string[]) => execFileSync('ip', args, { stdio: 'pipe' });

beforeAll(() => {
  ip('netns', 'add', there);
  ip('link', 'add', there, 'type', 'veth', 'peer', 'name', 'eth0', 'netns', there);
  ip('address', 'add', `${mine}/30`, 'dev', there);
  ip('link', 'set', there, 'up');
  ip('-n', there, 'address', 'add', `${theirs}/30`, 'dev', 'eth0');
  ip('-n', there, 'link', 'set', 'eth0', 'up');
});
afterAll(async () => {
  await removeFileServers(home);
  ip('netns', 'delete', there);
  rmSync(home, { recursive: true, force: true });
});

/** As of a server that died right after the start: its host looks after nothing any more while the next one works. */
const clock: Clock = {
  ...systemClock,
  setTimeout: (fn, ms) => (ms < 1_000 ? systemClock.setTimeout(fn, ms) : () => undefined),
};

const uid = '0190a0b0-0000-7000-8000-0000000000aa';
const specFor = (publicIPsToAllow: string[]): FileServerSpec => ({
  vmSize: 'Standard_D1',
  sshConfiguration: { userAccountSettings: { adminUserName: 'ada' }, publicIPsToAllow },
  dataDisks: { diskSizeInGB: 1, diskCount: 1, storageAccountType: 'Standard_LRS', cachingType: 'none' },
});

test('another machine mounts a file server where the server is open and its address is named, and nowhere else', async () => {
  const up = async (serverHost: string, ranges: string[]): Promise<(from: 'here' | 'there') => string> => {
    const host = createLocalFileServers({ root: join(home, 'file-servers'), serverHost, clock });
    const { nfs } = await host.provision({ uid, spec: specFor(ranges) });
    return (from) => {
      const url = `nfs://${from === 'here' ? '127.0.0.1' : mine}${nfs?.path}?nfsport=${nfs?.port}&version=4`;
      const list = ['nfs-ls', url];
      const [program = '', ...args] = from === 'here' ? list : ['ip', 'netns', 'exec', there, ...list];
      return execFileSync(program, args, { encoding: 'utf8', stdio: 'pipe' });
    };
  };
  const named = await up('0.0.0.0', ['198.18.93.0/30']);
  for (const from of ['here', 'there'] as const) expect(named(from)).toContain('trainyard-file-server');
  // The next server is told otherwise, and so is the program that it finds running.
  const another = await up('0.0.0.0', ['198.18.94.0/30']);
  expect(another('here')).toContain('trainyard-file-server');
  expect(() => another('there')).toThrow(/Failed to mount/);
  const closed = await up('127.0.0.1', ['198.18.93.0/30']);
  expect(closed('here')).toContain('trainyard-file-server');
  expect(() => closed('there')).toThrow(/Failed to mount/);
});
