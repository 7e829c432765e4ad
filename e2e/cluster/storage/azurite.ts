import type { ChildProcess } from 'node:child_process';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import {
  BlobServiceClient,
  ContainerSASPermissions,
  generateBlobSASQueryParameters,
  StorageSharedKeyCredential,
} from '@azure/storage-blob';
import { endServer, freePort, startServer } from './program.ts';

/** The account that every Azurite has, with its published key. */
export const account = 'devstoreaccount1';
export const accountKey = 'Eby8vdM02xNOcqFlqUwJPLlmEtlCDXJ1OUzFT50uSRZ6IFsuFq2UVErCz4I6tq/K1SZFPTOtr/KBHBeksoGMGw==';

const program = join(dirname(fileURLToPath(import.meta.url)), '../../node_modules/.bin/azurite-blob');

/** A real blob store in memory. */
export class Azurite {
  port = 0;
  #server: ChildProcess | undefined;

  async start(): Promise<this> {
    this.port = await freePort();
    const words = ['--blobHost', '127.0.0.1', '--blobPort', String(this.port), '--inMemoryPersistence'];
    const easy = ['--disableTelemetry', '--loose', '--skipApiVersionCheck', '--silent'];
    this.#server = await startServer([program, ...words, ...easy], this.port, {
      PATH: `${dirname(process.execPath)}:${process.env.PATH}`,
    });
    return this;
  }

  get endpoint(): string {
    return `http://127.0.0.1:${this.port}/${account}`;
  }

  /** As a user's own program reaches it. */
  client(): BlobServiceClient {
    return new BlobServiceClient(this.endpoint, new StorageSharedKeyCredential(account, accountKey));
  }

  async makeContainer(name: string): Promise<void> {
    await this.client().getContainerClient(name).createIfNotExists();
  }

  /** The text of a blob; null where there is none. */
  async read(container: string, name: string): Promise<string | null> {
    const blob = this.client().getContainerClient(container).getBlobClient(name);
    return (await blob.exists()) ? (await blob.downloadToBuffer()).toString('utf8') : null;
  }

  /** A signed address of a container, through `port` where it is given. */
  signed(container: string, { port = this.port, key = accountKey, lastsMs = 3_600_000 } = {}): string {
    const query = generateBlobSASQueryParameters(
      {
        containerName: container,
        permissions: ContainerSASPermissions.parse('racwdl'),
        expiresOn: new Date(Date.now() + lastsMs),
      },
      new StorageSharedKeyCredential(account, key),
    );
    return `http://127.0.0.1:${port}/${account}/${container}?${query}`;
  }

  async stop(): Promise<void> {
    if (this.#server) await endServer(this.#server);
  }
}
