import type { FileServerPlace, FileServerSpec } from '@trainyard/contracts/file-server';
import type { Text } from '@trainyard/contracts/texts';
import type { FileServerHost, FileServerRequest } from '@trainyard/provisioners/file-server-host';

/** File servers that exist in this process's memory, with faults as a test wants them. */
export class MemoryFileServers implements FileServerHost {
  readonly up = new Map<string, FileServerSpec>();
  readonly removed: string[] = [];
  said: Text[] = [];
  bytes: number | null = 0;
  /** Thrown by the next calls. */
  broken: string | null = null;

  notes(): Text[] {
    return this.said;
  }

  async provision({ uid, spec }: FileServerRequest): Promise<FileServerPlace> {
    this.#mayFail();
    this.up.set(uid, spec);
    return {
      directory: `/file-servers/${uid}`,
      nfs: { host: '127.0.0.1', port: 30_000, path: '/data' },
      limited: true,
    };
  }

  async used(): Promise<number | null> {
    return this.bytes;
  }

  async remove(uid: string): Promise<void> {
    this.#mayFail();
    this.up.delete(uid);
    this.removed.push(uid);
  }

  async stop(): Promise<void> {}

  #mayFail(): void {
    if (this.broken !== null) throw new Error(this.broken);
  }
}
