import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync, readFileSync } from 'node:fs';
import { mkdir, readFile, rename, stat, writeFile } from 'node:fs/promises';
import { connect, createServer } from 'node:net';
import type { Clock } from '@trainyard/runtime/clock';
import { systemPath } from '@trainyard/runtime/node/find-program';
import { identityOf, isAlive, type ProcessIdentity } from '@trainyard/runtime/node/process-stat';
import { pause } from '../fence.ts';
import { signal } from '../proc.ts';
import { type GaneshaSettings, ganeshaConfig } from './ganesha-config.ts';
import type { FileServerLayout } from './layout.ts';

/** In the environment of the program that serves, with the directory of its file server: so it is found whatever was written down. */
export const servingMark = 'TRAINYARD_FILE_SERVER';

/** Under Linux's ephemeral range and above the ports of nodes, so that nobody takes one while its server is down for a moment. */
const ports = { from: 30_000, to: 32_767 };
/** It listens after half a second; a loaded machine is given more. */
const startMs = 20_000;
/** It takes two seconds to end in good order. */
const endMs = 5_000;
const pollMs = 50;
const logMostBytes = 8 * 1024 ** 2;

/** Starts the program that serves a file server's files over NFS, detached, and answers once it listens. Throws with its last words. */
export async function startServing(
  layout: FileServerLayout,
  ganesha: string,
  settings: GaneshaSettings,
  clock: Clock,
  remember: (serving: ProcessIdentity) => Promise<void>,
): Promise<ProcessIdentity> {
  await mkdir(layout.recovery, { recursive: true, mode: 0o700 });
  await writeFile(layout.config, ganeshaConfig(settings), { mode: 0o600 });
  await rotate(layout.log);
  const child = spawn(ganesha, ['-F', '-f', layout.config, '-L', layout.log, '-p', layout.pidFile], {
    cwd: layout.home,
    detached: true,
    stdio: 'ignore',
    env: { PATH: systemPath, LANG: 'C.UTF-8', [servingMark]: layout.home },
  });
  await once(child, 'spawn');
  child.unref();
  const serving = child.pid === undefined ? undefined : identityOf(child.pid);
  if (!serving) throw new Error(await lastWords(layout));
  await remember(serving);
  const until = clock.monotonic() + startMs;
  while (!(await listens(settings.bind, settings.port))) {
    if (!isAlive(serving)) throw new Error(await lastWords(layout));
    if (clock.monotonic() > until) {
      signal(serving, 'SIGKILL');
      throw new Error(`nfs-ganesha does not listen on port ${settings.port}: see ${layout.log}`);
    }
    await pause(clock, pollMs);
  }
  return serving;
}

/** Whether what was started last was told the same: other settings of the server ask for another start. */
export async function servesAs({ config }: FileServerLayout, settings: GaneshaSettings): Promise<boolean> {
  return (await readFile(config, 'utf8').catch(() => undefined)) === ganeshaConfig(settings);
}

/** Ends whatever serves a file server's files, known or not, and answers when it is gone. */
export async function endServing(layout: FileServerLayout, known: ProcessIdentity | null, clock: Clock): Promise<void> {
  const all = [...(known && isAlive(known) ? [known] : []), ...findServing(layout.home)];
  for (const one of all) signal(one, 'SIGTERM');
  const until = clock.monotonic() + endMs;
  while (all.some(isAlive)) {
    if (clock.monotonic() > until) for (const one of all) signal(one, 'SIGKILL');
    await pause(clock, pollMs);
  }
}

/** Programs that serve the file server in this directory, by their environment. */
export function findServing(home: string): ProcessIdentity[] {
  const mark = `${servingMark}=${home}`;
  return readdirSync('/proc').flatMap((name) => {
    const pid = Number(name);
    if (!Number.isInteger(pid) || !environmentOf(pid).includes(mark)) return [];
    return identityOf(pid) ?? [];
  });
}

/** A port that nothing listens on and no other file server has. */
export async function freePort(bind: string, taken: ReadonlySet<number>): Promise<number> {
  for (let port = ports.from; port <= ports.to; port++) {
    if (!taken.has(port) && (await isFree(bind, port))) return port;
  }
  throw new Error(`no port from ${ports.from} to ${ports.to} is free for another file server: delete one`);
}

export async function isFree(bind: string, port: number): Promise<boolean> {
  const probe = createServer();
  try {
    probe.listen({ host: bind, port, exclusive: true });
    await once(probe, 'listening');
    return true;
  } catch {
    return false;
  } finally {
    probe.close();
  }
}

/** Whether clients are connected to it now; established connections as proc_net_tcp has them. */
export async function hasClients(port: number): Promise<boolean> {
  const suffix = `:${port.toString(16).toUpperCase().padStart(4, '0')}`;
  const tables = await Promise.all(
    ['/proc/net/tcp', '/proc/net/tcp6'].map((file) => readFile(file, 'utf8').catch(() => '')),
  );
  return tables
    .flatMap((table) => table.split('\n'))
    .map((line) => line.trim().split(/\s+/))
    .some(([, local = '', , state]) => state === '01' && local.endsWith(suffix));
}

async function listens(host: string, port: number): Promise<boolean> {
  const address = host === '0.0.0.0' ? '127.0.0.1' : host === '::' ? '::1' : host;
  const socket = connect({ host: address, port });
  try {
    await once(socket, 'connect');
    return true;
  } catch {
    return false;
  } finally {
    socket.destroy();
  }
}

function environmentOf(pid: number): string[] {
  try {
    return readFileSync(`/proc/${pid}/environ`, 'utf8').split('\0');
  } catch {
    return [];
  }
}

/** The last line that tells of something serious, without what each line begins with. */
async function lastWords({ log }: FileServerLayout): Promise<string> {
  const lines = (await readFile(log, 'utf8').catch(() => '')).split('\n');
  const serious = lines.filter((line) => /:(CRIT|MAJ|FATAL) :/.test(line) && !/dbus|krb5|keytab/i.test(line));
  const said = serious.at(-1)?.replace(/^.*?:(CRIT|MAJ|FATAL) :/, '');
  return `nfs-ganesha ended${said ? ` (${said.slice(0, 300)})` : ''}: see ${log}`;
}

async function rotate(log: string): Promise<void> {
  const size = (await stat(log).catch(() => undefined))?.size ?? 0;
  if (size > logMostBytes) await rename(log, `${log}.1`);
}
