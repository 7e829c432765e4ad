import { type DetailCode, detailWords } from '@trainyard/contracts/detail-words';
import { type Detail, type ErrorCode, errors } from '@trainyard/contracts/errors';
import type { PlannedVolume } from '@trainyard/contracts/planned-volume';
import { fill, type TextParams } from '@trainyard/contracts/texts';
import { type MountVolumes, type VolumeKind, volumeKinds } from '@trainyard/contracts/volumes';
import { mountPath, overlap } from './plain-path.ts';
import type { SecretRecipe } from './sources.ts';
import { type Entry, type FaultCode, resolvers, type Tell, type VolumeFacts } from './volume-kinds.ts';

/** What mountVolumes are resolved from: plain data that the caller looked up. */
export interface VolumeQuestion extends VolumeFacts {
  /** Without keys: an entry with `credentials` has one sealed under the owner. */
  volumes: MountVolumes;
  /** JSON path of the volumes, for faults. */
  path: string;
}

/** A volume, and how its secret is made; null where it has none. */
export interface ResolvedVolume {
  volume: PlannedVolume;
  secret: SecretRecipe | null;
}

/** Every volume that can be mounted, and every reason why one cannot. */
export interface Resolution {
  volumes: ResolvedVolume[];
  faults: Detail[];
}

/** Turns Batch AI's mount volumes into what an agent mounts. Pure; all faults at once, each with its JSON path. */
export function resolveVolumes({ volumes: given, path, ...facts }: VolumeQuestion): Resolution {
  const faults: Detail[] = [];
  const volumes: ResolvedVolume[] = [];
  const taken: { at: string; path: string }[] = [];
  for (const kind of volumeKinds) resolveKind(kind);
  return { volumes, faults };

  function resolveKind<K extends VolumeKind>(kind: K): void {
    ((given[kind] ?? []) as Entry<K>[]).forEach((one, index) => {
      const at = `${path}.${kind}[${index}]`;
      const tell: Tell = (field, code, params) => {
        faults.push(detailOf(`${at}.${field}`, code, params));
        return undefined;
      };
      const answer = resolvers[kind](one, { at, tell, facts });
      const place = take(one.relativeMountPath, at, tell);
      if (!answer || place === undefined) return;
      const { found, label, readOnly } = answer;
      volumes.push({ volume: { at: place, label, readOnly, source: found.source }, secret: found.secret });
    });
  }

  /** The place under the root, for this volume alone. */
  function take(text: string, of: string, tell: Tell): string | undefined {
    const at = mountPath(text);
    if (at === undefined) return tell('relativeMountPath', 'NotMountPath', {});
    const other = taken.find((one) => overlap(one.at, at));
    taken.push({ at, path: of });
    return other ? tell('relativeMountPath', 'MountPathTaken', { path: at, other: other.at, field: other.path }) : at;
  }
}

/** A fault with its message, whichever catalogue its code is of. */
export function detailOf(path: string, code: FaultCode, params: TextParams): Detail {
  const message = code in errors ? errors[code as ErrorCode].message : detailWords[code as DetailCode];
  return { path, code, message: fill(message, params), params };
}
