import type { VolumeSource } from '@trainyard/contracts/planned-volume';
import type { ReasonCode } from '@trainyard/contracts/reasons';
import type { Text, TextParams } from '@trainyard/contracts/texts';

/** One volume to be mounted, with what only its mounting may know. */
export interface MountRequest {
  source: VolumeSource;
  /** The value behind the source's `secretRef`; null where it has none. */
  secret: string | null;
  /** Where it is to appear: an absolute path. It is made where it is missing. */
  at: string;
  readOnly: boolean;
  /** What a reason calls it, such as `container data of account fixtures`. */
  label: string;
  /** Directory for the caches and logs of this one mount; removed with it. */
  home: string;
  /** In the environment of every process that serves the mount (`TRAINYARD_MOUNT`), by which strays are found. */
  mark: string;
}

/** What is known of a mount that stands: plain data, kept in the agent's journal, so that another agent can take it over. */
export interface MountRecord {
  kind: VolumeSource['kind'];
  at: string;
  home: string;
  label: string;
  mark: string;
  readOnly: boolean;
  /** How it came there. `bind` and `link` have no process; `helper` is served by one. */
  by: 'bind' | 'link' | 'kernel' | 'helper';
  /** The process that serves it. */
  helper: { pid: number; startTime: number } | null;
  /** Options that were not applied as they are written: for the log of whoever mounts. */
  notes: Text[];
}

/** Mounts volumes of every kind, watches them, and takes them away again. */
export interface Mounter {
  /**
   * Mounts and answers once the volume was read from. Mounting twice at one place is refused (`volumePathTaken`), leftovers of a crash
   * at that place are cleared first. Throws {@link MountFailure}, and leaves nothing behind then.
   */
  mount(request: MountRequest, signal: AbortSignal): Promise<MountRecord>;
  /** Why the volume is not usable now; null while it is. Never hangs: what does not answer in time is a reason. */
  check(request: MountRequest, record: MountRecord, signal: AbortSignal): Promise<Text | null>;
  /**
   * Writes out what is still cached, then unmounts and removes `home`. What is gone already is no error. Throws {@link MountFailure}
   * with `volumeNotFlushed` where written data could not be stored within `drainMs`, or until `hopeless` is aborted; it is unmounted all the
   * same, and `home` stays.
   */
  unmount(record: MountRecord, drainMs: number, hopeless?: AbortSignal): Promise<void>;
}

/** A volume that cannot be mounted or left, in a reason of contracts/reasons. */
export class MountFailure extends Error {
  override readonly name = 'MountFailure';
  readonly reason: Text;

  constructor(code: ReasonCode, params: TextParams) {
    super(code);
    this.reason = { code, params };
  }
}
