import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { FileServer } from '@trainyard/contracts/file-server';
import { type RunningProcess, runningProcesses } from './processes.ts';
import { until } from './wait.ts';
import type { Yard } from './yard.ts';

/** A small file server, as a body has it. */
export const fileServerBody = (name: string, diskSizeInGB = 1) => ({
  name,
  vmSize: 'Standard_D1',
  sshConfiguration: { userAccountSettings: { adminUserName: 'ada', adminUserPassword: 'never shown' } },
  dataDisks: { diskSizeInGB, diskCount: 1, storageAccountType: 'Standard_LRS' as const },
});

/** Makes a file server in the yard's workspace and waits until it is up. */
export async function fileServerIn(yard: Yard, name: string): Promise<FileServer> {
  await yard.client.call('createFileServer', { params: { workspace: 'w' }, body: fileServerBody(name) });
  return fileServerUp(yard, name);
}

export function fileServerUp(yard: Yard, name: string): Promise<FileServer> {
  return until(`file server ${name} to be up`, async () => {
    const server = await yard.client.call('getFileServer', { params: { workspace: 'w', name } });
    if (server.provisioningState === 'failed') throw new Error(JSON.stringify(server.errors));
    return server.provisioningState === 'succeeded' && server;
  });
}

/** Where its files lie on the server's machine. */
export function directoryOf(yard: Yard, { uid }: FileServer): string {
  return join(yard.server.home, 'file-servers', uid, 'disk', 'files');
}

/** Programs that serve file servers below this data directory. */
export function servingUnder(home: string): RunningProcess[] {
  return runningProcesses().filter(({ environment }) => environment.TRAINYARD_FILE_SERVER?.startsWith(`${home}/`));
}

/** Disks of file servers that are mounted below this data directory, deepest first. */
export function disksUnder(home: string): string[] {
  const points = readFileSync('/proc/self/mountinfo', 'utf8')
    .split('\n')
    .map((line) => line.split(' ')[4] ?? '');
  return points
    .filter((point) => point.startsWith(`${home}/file-servers/`))
    .sort()
    .reverse();
}

/** Takes away what a server that was killed left of its file servers. */
export async function removeFileServers(home: string): Promise<void> {
  for (const { pid } of servingUnder(home)) process.kill(pid, 'SIGKILL');
  await until('file servers to end', () => servingUnder(home).length === 0);
  for (const disk of disksUnder(home)) execFileSync('umount', ['-l', disk]);
}
