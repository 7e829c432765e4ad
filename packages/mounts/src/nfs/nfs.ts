import { constants } from 'node:fs';
import { open } from 'node:fs/promises';
import { isIPv6 } from 'node:net';
import { bind } from '../directory/bind.ts';
import { type KernelMount, mountByKernel } from '../kernel.ts';
import type { Kind, RequestOf } from '../kind.ts';
import { reach } from '../reach.ts';

type Source = RequestOf<'nfs'>['source'];

/** An export: its directory itself where this is the server's own machine, else over the network by the kernel. */
export const nfs: Kind<'nfs'> = {
  async mount(request, signal) {
    const { local, host, port } = request.source;
    if (local && (await isProven(local.proof))) return bind(local.path, request, signal);
    await reach(host, port, request.label, false, signal);
    return mountByKernel(request, kernelMountOf(request.source), signal);
  },
  async ask(request, signal) {
    const { local, host, port } = request.source;
    if (!local || !(await isProven(local.proof))) await reach(host, port, request.label, false, signal);
    return null;
  },
};

/** A file with this text lies on the server's machine only: the same path on another machine is something else. */
async function isProven({ file, text }: { file: string; text: string }): Promise<boolean> {
  const opened = await open(file, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK).catch(
    () => undefined,
  );
  if (!opened) return false;
  try {
    const { bytesRead, buffer } = await opened.read(Buffer.alloc(4096), 0, 4096, 0);
    return buffer.subarray(0, bytesRead).toString('utf8').trim() === text.trim();
  } catch {
    return false;
  } finally {
    await opened.close();
  }
}

/** Version 4 unless the options name another. They may begin with `-o`, as people write them. */
export function kernelMountOf({ host, port, path, options }: Source): KernelMount {
  const given = (options ?? '')
    .split(/[\s,]+/)
    .map((option) => option.replace(/^-o/, ''))
    .filter((option) => option !== '' && option !== 'rw');
  const isOlder = given.some((option) => /^(nfs)?vers=[23]/.test(option));
  return {
    type: isOlder ? 'nfs' : 'nfs4',
    helper: 'mount.nfs4',
    from: `${isIPv6(host) ? `[${host}]` : host}:${path}`,
    options: [`port=${port}`, ...given],
    env: {},
  };
}
