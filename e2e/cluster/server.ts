import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { removeTree } from '@trainyard/runtime/node/remove-tree';
import { type Client, createClient } from '@trainyard/sdk/client';
import { removeFileServers } from './file-servers.ts';
import { removeGroups } from './groups.ts';
import { removeNetworks } from './networks.ts';
import { agentsOf, helpersUnder, mountersUnder, tasksUnder } from './processes.ts';
import { until } from './wait.ts';

const checkout = fileURLToPath(new URL('../..', import.meta.url));
const built = join(checkout, 'apps/bff/dist/main.js');

/** The administrator's token of every server that the rig starts. */
export const adminToken = 'rig-administrator-token-of-forty-letters';

/** The environment of a new user: nothing of ours but what is given. */
export function plainEnvironment(more: Record<string, string> = {}): Record<string, string> {
  const { PATH = '', LANG = 'C.UTF-8', TMPDIR } = process.env;
  return { PATH, LANG, HOME: tmpdir(), ...(TMPDIR && { TMPDIR }), ...more };
}

/** A real server process over a data directory of its own, with real agents. */
export class RigServer {
  readonly home: string;
  readonly #environment: Record<string, string>;
  readonly #entry: string;
  #child: ChildProcess | undefined;
  #url = '';
  output = '';

  /** `entry`: the program of another installation than this checkout's. */
  constructor(environment: Record<string, string> = {}, entry: string = built) {
    this.home = mkdtempSync(join(tmpdir(), 'trainyard-rig-'));
    this.#environment = environment;
    this.#entry = entry;
  }

  get url(): string {
    return this.#url;
  }

  get pid(): number {
    return this.#child?.pid ?? 0;
  }

  get client(): Client {
    return createClient({ url: this.#url, token: adminToken });
  }

  /** Starts the process and waits until it serves; the port stays the same over restarts. */
  async start(): Promise<this> {
    const port = this.#url ? new URL(this.#url).port : '0';
    const child = spawn(process.execPath, ['--enable-source-maps', this.#entry], {
      env: plainEnvironment({
        TRAINYARD_HOME: this.home,
        TRAINYARD_PORT: port,
        TRAINYARD_ADMIN_TOKEN: adminToken,
        TRAINYARD_QUICKSTART: '0',
        ...this.#environment,
      }),
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    this.#child = child;
    for (const stream of [child.stdout, child.stderr])
      stream.on('data', (bytes: Buffer) => (this.output += bytes.toString()));
    await until('the server to serve', async () => {
      if (child.exitCode !== null) throw new Error(`the server ended with ${child.exitCode}: ${this.output}`);
      const address = this.#address(child.pid ?? 0);
      if (!address) return false;
      const answer = await fetch(`${address}/readyz`);
      this.#url = address;
      return answer.ok;
    });
    return this;
  }

  #address(pid: number): string | undefined {
    const file = join(this.home, 'server.json');
    if (!existsSync(file)) return undefined;
    const said = JSON.parse(readFileSync(file, 'utf8')) as { url: string; pid: number };
    return said.pid === pid ? said.url : undefined;
  }

  /** Sends a signal and waits for the end of the process. */
  async kill(signal: NodeJS.Signals): Promise<number | null> {
    const child = this.#child;
    if (!child || child.exitCode !== null || child.signalCode !== null) return child?.exitCode ?? null;
    const ended = once(child, 'exit');
    child.kill(signal);
    await ended;
    return child.exitCode;
  }

  /** Ends the server, its agents and all they run, and removes the data directory. */
  async dispose(): Promise<void> {
    await this.kill('SIGKILL');
    for (const { pid } of [
      ...agentsOf(this.home),
      ...tasksUnder(this.home),
      ...helpersUnder(this.home),
      ...mountersUnder(this.home),
    ]) {
      try {
        process.kill(pid, 'SIGKILL');
      } catch {
        // It ended by itself meanwhile.
      }
    }
    await removeFileServers(this.home);
    await removeNetworks(this.home);
    removeGroups(this.home);
    // Never through a mount: what lies behind it is not the rig's.
    await removeTree(this.home);
  }
}
