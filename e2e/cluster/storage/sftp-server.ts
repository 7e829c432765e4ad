import type { ChildProcess } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { endServer, freePort, startServer } from './program.ts';

/** A real SFTP server over a directory of its own. */
export class SftpServer {
  readonly home = mkdtempSync(join(tmpdir(), 'trainyard-sftp-'));
  readonly user = 'fixtures';
  readonly password = 'pass word';
  port = 0;
  #server: ChildProcess | undefined;

  /** Where its files are. */
  get directory(): string {
    return join(this.home, 'files');
  }

  async start(): Promise<this> {
    this.port = await freePort();
    mkdirSync(this.directory);
    const words = ['serve', 'sftp', this.directory, '--addr', `127.0.0.1:${this.port}`, '--config', '/dev/null'];
    this.#server = await startServer(['rclone', ...words], this.port, {
      RCLONE_USER: this.user,
      RCLONE_PASS: this.password,
      // Its host keys.
      RCLONE_CACHE_DIR: join(this.home, 'cache'),
    });
    return this;
  }

  async stop(): Promise<void> {
    if (this.#server) await endServer(this.#server);
    rmSync(this.home, { recursive: true, force: true });
  }
}
