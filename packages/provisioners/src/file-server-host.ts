import type { FileServerPlace, FileServerSpec } from '@trainyard/contracts/file-server';
import type { Text } from '@trainyard/contracts/texts';

/** What is known of a file server to whoever keeps it. */
export interface FileServerRequest {
  uid: string;
  spec: FileServerSpec;
}

/** Keeps file servers: their disks and the programs that serve them. Files survive everything but `remove`. */
export interface FileServerHost {
  /** What becomes of settings that are not applied as they are written. */
  notes(spec: FileServerSpec): Text[];
  /** Makes it, or brings it up again after a restart; asking again while it is up changes nothing. Throws in words for people. */
  provision(request: FileServerRequest): Promise<FileServerPlace>;
  /** Bytes in use; null when it cannot say. */
  used(uid: string): Promise<number | null>;
  /** Stops serving and deletes its files. One that is gone is no error. */
  remove(uid: string): Promise<void>;
  /** When this process ends in good order: what nobody uses is stopped and unmounted, what somebody uses goes on. No file is touched. */
  stop(): Promise<void>;
}
