import { type KernelMount, kernelHas, mountByKernel } from '../kernel.ts';
import type { Kind, RequestOf } from '../kind.ts';
import { find, isRoot } from '../programs.ts';
import { rcloneKind } from '../rclone/kind.ts';
import { reach } from '../reach.ts';

const byRclone = rcloneKind<'azureFiles'>({
  isBucket: false,
  server: ({ source }) => ({ host: source.host, port: source.port, isHttp: false }),
  look: ({ source: { fileMode, directoryMode } }) => ({ fileMode, directoryMode }),
});

/** A share by SMB: by the kernel where it can, since that is quicker and keeps nothing on the node; else through rclone. */
export const azureFiles: Kind<'azureFiles'> = {
  async mount(request, signal) {
    if (!isRoot() || find('mount.cifs') === undefined || !(await kernelHas('cifs')))
      return byRclone.mount(request, signal);
    await reach(request.source.host, request.source.port, request.label, false, signal);
    return mountByKernel(request, kernelMountOf(request.source, request.secret ?? ''), signal);
  },
  async ask(request, signal) {
    if (find('rclone') !== undefined) return (await byRclone.ask?.(request, signal)) ?? null;
    // Mounted by the kernel: nobody else can ask.
    await reach(request.source.host, request.source.port, request.label, false, signal);
    return null;
  },
  ...(byRclone.trouble && { trouble: byRclone.trouble }),
};

/** The key goes by the environment: arguments are seen by everybody. */
export function kernelMountOf(source: RequestOf<'azureFiles'>['source'], key: string): KernelMount {
  const { host, port, share, path, account, fileMode, directoryMode } = source;
  const below = path.replace(/^\/+|\/+$/g, '');
  return {
    type: 'cifs',
    helper: 'mount.cifs',
    from: `//${host}/${share}${below === '' ? '' : `/${below}`}`,
    options: [
      ...[`port=${port}`, `username=${account}`, 'vers=3.0', 'serverino'],
      ...[`file_mode=0${fileMode.replace(/^0+/, '')}`, `dir_mode=0${directoryMode.replace(/^0+/, '')}`],
    ],
    env: { PASSWD: key },
  };
}
