import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { BlobServiceClient, type ContainerClient, StorageSharedKeyCredential } from '@azure/storage-blob';
import { plainEnvironment } from './server.ts';
import { until } from './wait.ts';

const program = createRequire(import.meta.url).resolve('azurite/dist/src/blob/main.js');
const keyOf = (text: string): string => Buffer.from(text.padEnd(64, '.')).toString('base64');

/** A blob store of Azure's kind, Azurite, with one account, which can go away and come back. */
export class Azurite {
  readonly account = 'fixtures';
  readonly #home = mkdtempSync(join(tmpdir(), 'ty-azurite-'));
  #port = 0;
  #child: ChildProcess | undefined;
  readonly key = keyOf('first');

  /** Where the account's blobs are. */
  get endpoint(): string {
    return `http://127.0.0.1:${this.#port}/${this.account}`;
  }

  /** Starts it, at the same address and with the same blobs as before. `key`: with another one, so that it takes nobody's signature. */
  async start(key?: string): Promise<void> {
    this.#port ||= await freePort();
    const words = ['--blobHost', '127.0.0.1', '--blobPort', String(this.#port), '--location', this.#home];
    this.#child = spawn(
      process.execPath,
      [program, ...words, '--disableTelemetry', '--loose', '--skipApiVersionCheck', '--silent'],
      {
        env: plainEnvironment({ AZURITE_ACCOUNTS: `${this.account}:${key === undefined ? this.key : keyOf(key)}` }),
        stdio: 'ignore',
        cwd: this.#home,
      },
    );
    await until('Azurite to answer', async () => (await fetch(this.endpoint)).status > 0);
  }

  /** Goes away in order: what it has is on its disk. */
  async stop(): Promise<void> {
    await this.kill('SIGTERM');
  }

  /** Goes away without a word, and forgets what it was told in the last seconds. */
  async kill(signal: NodeJS.Signals = 'SIGKILL'): Promise<void> {
    const child = this.#child;
    this.#child = undefined;
    if (!child || child.exitCode !== null || child.signalCode !== null) return;
    const ended = once(child, 'exit');
    child.kill(signal);
    await ended;
  }

  /** A container as Azure's own library sees it, made if it is not there. */
  async container(name: string): Promise<ContainerClient> {
    const credential = new StorageSharedKeyCredential(this.account, this.key);
    const container = new BlobServiceClient(this.endpoint, credential).getContainerClient(name);
    await container.createIfNotExists();
    return container;
  }

  async close(): Promise<void> {
    await this.kill();
    rmSync(this.#home, { recursive: true, force: true });
  }
}

/** Content of a blob as text; undefined when it is not there. */
export async function blobText(container: ContainerClient, name: string): Promise<string | undefined> {
  const blob = container.getBlobClient(name);
  return (await blob.exists()) ? (await blob.downloadToBuffer()).toString('utf8') : undefined;
}

/** A port that nobody listens on now. */
async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as { port: number };
  await new Promise((resolve) => server.close(resolve));
  return port;
}
