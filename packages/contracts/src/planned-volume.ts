import * as z from 'zod';
import { text } from './text-schema.ts';

/**
 * Where the bytes of a volume are. `secretRef` names a value among the secrets of its task or node (`task.secrets`, `node.secrets`); it
 * stands in no plan, journal or event.
 */
export type VolumeSource =
  /** A directory of the machine. `make`: it is created where it is missing. */
  | { kind: 'directory'; path: string; make: boolean }
  /** A container or, with `path`, a directory in it. The secret is a URL of the container with a signature (SAS) for it alone. */
  | { kind: 'azureBlob'; container: string; path: string; options: string | null; secretRef: string }
  /** A share by SMB. The secret is the account's key. */
  | {
      kind: 'azureFiles';
      host: string;
      port: number;
      share: string;
      path: string;
      account: string;
      fileMode: string;
      directoryMode: string;
      secretRef: string;
    }
  /** The secret is the secret access key. `endpoint` null: Amazon's own of the region. */
  | {
      kind: 's3';
      endpoint: string | null;
      region: string;
      bucket: string;
      path: string;
      accessKeyId: string;
      secretRef: string;
    }
  /** The secret is JSON, {@link SftpSecret}. `hostKeys`: lines of known_hosts without the host; null: any host is believed. */
  | {
      kind: 'sftp';
      host: string;
      port: number;
      user: string;
      path: string;
      hostKeys: string[] | null;
      secretRef: string;
    }
  /** An export. `local`: where the same files lie on the server's own machine, and the file that proves to be on that machine. */
  | {
      kind: 'nfs';
      host: string;
      port: number;
      path: string;
      options: string | null;
      local: { path: string; proof: { file: string; text: string } } | null;
    }
  /** A command of the user's; the path is appended. It runs as `bash -c`. */
  | { kind: 'command'; command: string };

export type SftpSecret = { password: string } | { privateKey: string };

/** A volume as the agent mounts it. */
export interface PlannedVolume {
  /** Under the mount root; no other volume of the same root is at, above or below it. */
  at: string;
  /** What people call it. */
  label: string;
  readOnly: boolean;
  source: VolumeSource;
}

/** `mounting`, `mounted`, `failing` (mounted, and not usable for `reason`), `unmounted`. */
export const volumeStates = ['mounting', 'mounted', 'failing', 'unmounted'] as const;

/** A volume of a task or node, as its agent sees it. */
export const volumeReport = z.strictObject({
  at: z.string().max(512),
  label: z.string().max(1024),
  state: z.enum(volumeStates),
  reason: text.nullable(),
  /** Since when, ms of the agent's clock. */
  since: z.number(),
});
export type VolumeReport = z.infer<typeof volumeReport>;

/** 4 kinds of 64 each for Batch AI's, and ours: what a body can hold. */
export const volumesMost = 320;
