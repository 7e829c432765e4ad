import type { ChildProcess } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { endServer, freePort, startServer } from './program.ts';

const program = join(dirname(fileURLToPath(import.meta.url)), '../../node_modules/.bin/s3rver');

/** A server that speaks S3 with one bucket. It knows one key, and does not compare what was signed with its secret half. */
export class S3Server {
  readonly home = mkdtempSync(join(tmpdir(), 'trainyard-s3-'));
  readonly bucket = 'data';
  readonly accessKeyId = 'S3RVER';
  readonly secretAccessKey = 'S3RVER';
  port = 0;
  #server: ChildProcess | undefined;

  async start(): Promise<this> {
    this.port = await freePort();
    const where = ['--directory', this.home, '--address', '127.0.0.1', '--port', String(this.port)];
    this.#server = await startServer([program, ...where, '--silent', '--configure-bucket', this.bucket], this.port, {
      PATH: `${dirname(process.execPath)}:${process.env.PATH}`,
    });
    return this;
  }

  /** The text of an object; null where there is none. */
  async read(name: string): Promise<string | null> {
    const path = `${this.bucket}/${name.split('/').map(encodeURIComponent).join('/')}`;
    const answer = await fetch(`http://127.0.0.1:${this.port}/${path}`);
    return answer.ok ? answer.text() : null;
  }

  async stop(): Promise<void> {
    if (this.#server) await endServer(this.#server);
    rmSync(this.home, { recursive: true, force: true });
  }
}
