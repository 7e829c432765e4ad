import type { VolumeSource } from '@trainyard/contracts/planned-volume';
import type { Text } from '@trainyard/contracts/texts';
import type { MountRecord, MountRequest } from './port.ts';

/** A request with the source of one kind. */
export type RequestOf<K extends VolumeSource['kind']> = MountRequest & { source: Extract<VolumeSource, { kind: K }> };

/** How a volume came to its place. */
export type Mounted = Pick<MountRecord, 'by' | 'helper' | 'notes'>;

/**
 * What a kind of volume knows; the rest (places, leftovers, failures, unmounting) is the same for all. The place is an empty directory when
 * `mount` is called. What it leaves when it throws is cleared by the caller.
 */
export interface Kind<K extends VolumeSource['kind']> {
  mount(request: RequestOf<K>, signal: AbortSignal): Promise<Mounted>;
  /** What went wrong of late with what was written, known on this machine: asked at every look. */
  trouble?(request: RequestOf<K>): Promise<Text | null>;
  /** What its storage says, asked without going through the mount; null: nothing is wrong, or there is nobody to ask. */
  ask?(request: RequestOf<K>, signal: AbortSignal): Promise<Text | null>;
}
