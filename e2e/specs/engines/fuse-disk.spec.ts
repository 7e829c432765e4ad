import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { FileServerSpec } from '@trainyard/contracts/file-server';
import { findFileServerPrograms } from '@trainyard/provisioners/local/file-servers/abilities';
import { createLocalFileServers } from '@trainyard/provisioners/local/file-servers/host';
import { systemClock } from '@trainyard/runtime/node/system';
import { afterAll, expect, test } from 'vitest';
import { disksUnder } from '../../cluster/file-servers.ts';
import { runningProcesses } from '../../cluster/processes.ts';
import { until } from '../../cluster/wait.ts';

const home = mkdtempSync(join(tmpdir(), 'trainyard-fuse-'));
const root = join(home, 'file-servers');
afterAll(() => {
  for (const disk of disksUnder(home)) execFileSync('umount', ['-l', disk]);
  rmSync(home, { recursive: true, force: true });
});

const uid = '0190a0b0-0000-7000-8000-0000000000aa';
const spec: FileServerSpec = {
  vmSize: 'Standard_D1',
  sshConfiguration: { userAccountSettings: { adminUserName: 'ada' } },
  dataDisks: { diskSizeInGB: 1, diskCount: 1, storageAccountType: 'Standard_LRS', cachingType: 'none' },
};

test('a disk of fuse2fs has a limit, and what was written out survives a stop and the death of its program', async () => {
  const abilities = {
    programs: await findFileServerPrograms(),
    disk: { kind: 'fuse', why: null },
    root: true,
  } as const;
  const open = () => createLocalFileServers({ root, serverHost: '127.0.0.1', clock: systemClock, abilities });
  const host = open();
  const { directory, ...place } = await host.provision({ uid, spec });
  // NFS is not served from such a disk, whatever is installed.
  expect(place).toEqual({ limited: true, nfs: null });
  expect(host.notes(spec).map(({ code }) => code)).toContain('fileServerNoDisk');
  const model = join(directory, 'model');
  writeFileSync(model, 'weights');
  await host.stop();
  expect(disksUnder(home)).toEqual([]);
  const next = open();
  await next.provision({ uid, spec });
  const program = runningProcesses().find(({ command }) => command.includes(`fuse2fs ${root}`));
  process.kill(program?.pid ?? 0, 'SIGKILL');
  await until('the disk to be mounted again', () => readFileSync(model, 'utf8') === 'weights');
  const fill = () => execFileSync('fallocate', ['-l', '1100M', join(directory, 'fill')], { stdio: 'pipe' });
  expect(fill).toThrow(/No space left/);
  await next.remove(uid);
  await next.stop();
  expect(disksUnder(home)).toEqual([]);
});
