import { type ChildProcessByStdio, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import type { Readable, Writable } from 'node:stream';
import { fileURLToPath } from 'node:url';
import { plainEnvironment } from './server.ts';

/** What `npx trainyard` runs in this checkout. */
const launcher = join(fileURLToPath(new URL('../..', import.meta.url)), 'node_modules/.bin/trainyard');

export interface CommandEnd {
  code: number | null;
  out: string;
  err: string;
}

/** One run of the `trainyard` command as a real process; `out` and `err` grow while it runs. */
export class Command {
  readonly #child: ChildProcessByStdio<Writable, Readable, Readable>;
  readonly #closed: Promise<unknown>;
  out = '';
  err = '';

  constructor(args: readonly string[], environment: Record<string, string>, input = '') {
    this.#child = spawn(launcher, args, { env: plainEnvironment(environment), stdio: ['pipe', 'pipe', 'pipe'] });
    this.#child.stdout.setEncoding('utf8').on('data', (text: string) => (this.out += text));
    this.#child.stderr.setEncoding('utf8').on('data', (text: string) => (this.err += text));
    this.#child.stdin.end(input);
    this.#closed = once(this.#child, 'close');
  }

  async end(): Promise<CommandEnd> {
    await this.#closed;
    return { code: this.#child.exitCode, out: this.out, err: this.err };
  }

  kill(): void {
    this.#child.kill('SIGKILL');
  }
}
