import { mkdir } from 'node:fs/promises';
import type { Kind } from '../kind.ts';
import { MountFailure } from '../port.ts';
import { bind } from './bind.ts';

/** A directory of the machine. */
export const directory: Kind<'directory'> = {
  async mount(request, signal) {
    const { path, make } = request.source;
    if (make) {
      await mkdir(path, { recursive: true }).catch((error: NodeJS.ErrnoException) => {
        throw new MountFailure('volumeNotFound', { label: request.label, why: `${path}: ${error.code}` });
      });
    }
    return bind(path, request, signal);
  },
};
