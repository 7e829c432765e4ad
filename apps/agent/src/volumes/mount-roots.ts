import type { Volume } from './volume.ts';

/** A mount root with the volumes that are mounted under it. */
export interface MountRoot {
  path: string;
  /** How paths name it. */
  variable: string;
  volumes: readonly Volume[];
}

/** Whether `path` is `directory` or lies below it. Both absolute and normal. Pure. */
export function within(directory: string, path: string): boolean {
  return path === directory || path.startsWith(directory.endsWith('/') ? directory : `${directory}/`);
}

/** The volume that a path lies on; undefined when it lies on none. */
export function volumeAt(path: string, roots: readonly MountRoot[]): Volume | undefined {
  return roots.flatMap(({ volumes }) => volumes).find((volume) => within(volume.path, path));
}

/** The root that a path begins with as it is written, `$AZ_BATCHAI_MOUNT_ROOT/data` for one. */
export function rootNamed(written: string, roots: readonly MountRoot[]): MountRoot | undefined {
  return roots.find(({ variable, path }) =>
    [`$${variable}`, `\${${variable}}`, path].some((start) => within(start, written)),
  );
}

/** Whether a look at files of a volume may take as long as its server likes. */
export function isFar({ record }: Volume): boolean {
  return record.mount === null || record.mount.by === 'kernel' || record.mount.by === 'helper';
}
