import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import type { DesiredNode } from '@trainyard/contracts/fleet';
import type { Clock } from '@trainyard/runtime/clock';
import { findSystemProgram } from '@trainyard/runtime/node/find-program';
import { endTree } from '../executors/end-tree.ts';
import type { NodeEntry } from '../executors/enter.ts';
import { adoptProcess, type RunningProcess, startProcess } from '../executors/process.ts';
import { exitFile, pidFile, streamFile } from '../executors/wrapper.ts';
import { commonServerLines, findSsh, makeKey, makeServerDirectory } from './programs.ts';

/** Where people look for it; a node with a network of its own has it to itself. */
export const nodeShellPort = 22;
/** A server that ended is started again, but not in a loop that does nothing else. */
const againMs = 5_000;
const graceMs = 1_000;

/** In a view of /etc/passwd of its own, in which the account is there; the machine's stays as it is. */
const withAccount = '"$1" -n --bind "$2" /etc/passwd && shift 2 && exec "$@"';

export interface NodeShellPort {
  nodeHome: string;
  nodeUid: string;
  path: string;
  entry: NodeEntry;
  clock: Clock;
  closing: AbortSignal;
  warn(why: string): void;
}

type Account = NonNullable<DesiredNode['account']>;

/**
 * Lets the account of a cluster sign in to this node by ssh with its key, as the node's administrator. Only where the node has a network of
 * its own, and so an address and port 22 of its own.
 */
export class NodeShell {
  readonly #port: NodeShellPort;
  readonly #directory: string;
  #serving = false;

  constructor(port: NodeShellPort) {
    this.#port = port;
    this.#directory = join(port.nodeHome, 'ssh');
  }

  /** Whether anybody could sign in here. */
  get possible(): boolean {
    return this.#port.entry.network !== null && findSsh() !== undefined;
  }

  /** Serves from now on, until the agent ends; the server itself outlives it. Calling it again changes nothing. */
  serve(account: Account): void {
    if (this.#serving || !this.possible) return;
    this.#serving = true;
    void this.#keep(account);
  }

  /** Ends the server and who is signed in. */
  async end(): Promise<void> {
    if (!existsSync(this.#directory)) return;
    await endTree({ fence: this.#fence, roots: [], sessions: [] }, graceMs, this.#port.clock);
  }

  get #fence(): string {
    return `node/${this.#port.nodeUid}/ssh`;
  }

  async #keep(account: Account): Promise<void> {
    const { clock, closing, warn } = this.#port;
    while (!closing.aborted) {
      try {
        const { exit } = await this.#start(account);
        await exit;
        if (!closing.aborted) warn(`the ssh server of this node ended: ${this.#lastWords()}`);
      } catch (error) {
        warn(`ssh into this node is not to be had: ${(error as Error).message}`);
      }
      await new Promise<void>((resolve) => clock.setTimeout(resolve, againMs));
    }
  }

  /** The server of an earlier agent, or a fresh one. */
  async #start(account: Account): Promise<RunningProcess> {
    const { clock, entry, nodeUid, path } = this.#port;
    const base = join(this.#directory, 'sshd');
    const before = adoptProcess(base, null, this.#fence, clock);
    if (before && before.startTime >= 0) return before;
    for (const file of [pidFile(base), exitFile(base), streamFile(base, 'stderr')]) rmSync(file, { force: true });
    const argv = await this.#command(account);
    const env = { PATH: path, TRAINYARD_FENCE: this.#fence, TRAINYARD_NODE: nodeUid };
    return startProcess({ base, command: { argv }, cwd: '/', env, entry, groups: [] }, clock);
  }

  async #command({ user, publicKey }: Account): Promise<string[]> {
    const programs = findSsh();
    const mount = findSystemProgram('mount');
    if (!programs || !mount) throw new Error('openssh-server or mount is not installed');
    makeServerDirectory();
    mkdirSync(this.#directory, { recursive: true, mode: 0o700 });
    const file = (name: string): string => join(this.#directory, name);
    if (!existsSync(file('host'))) await makeKey(programs, file('host'));
    writeFileSync(file('authorized_keys'), `${publicKey.trim()}\n`, { mode: 0o600 });
    // Before those of the machine: the first line with a name counts.
    const entry = `${user}:x:0:0:Administrator of the node:${homedir()}:/bin/bash\n`;
    writeFileSync(file('passwd'), `${entry}${readFileSync('/etc/passwd', 'utf8')}`, { mode: 0o644 });
    const lines = [
      `Port ${nodeShellPort}`,
      `ListenAddress ${this.#port.entry.network?.address}`,
      `HostKey ${file('host')}`,
      `AuthorizedKeysFile ${file('authorized_keys')}`,
      `AllowUsers ${user}`,
      ...commonServerLines(),
    ];
    writeFileSync(file('config'), `${lines.join('\n')}\n`, { mode: 0o600 });
    const server = [programs.sshd, '-D', '-e', '-f', file('config')];
    return ['/bin/sh', '-c', withAccount, 'trainyard-account', mount, file('passwd'), ...server];
  }

  #lastWords(): string {
    try {
      const said = readFileSync(streamFile(join(this.#directory, 'sshd'), 'stderr'), 'utf8').trim();
      return said.split('\n').at(-1) ?? '';
    } catch {
      return 'it said nothing';
    }
  }
}
