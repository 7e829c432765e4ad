import { execFileSync } from 'node:child_process';
import { chmodSync, copyFileSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** Programs that an image of busybox has as links; it has no bash. */
const applets = ['cat', 'df', 'env', 'grep', 'id', 'ls', 'mkdir', 'readlink', 'sh', 'sleep', 'touch', 'true'];

/** Writes the files of an image of busybox alone into a tar below `directory`, with a shell or without; answers its path. */
export function bareImage(directory: string, shell = true): string {
  const root = mkdtempSync(join(directory, 'root-'));
  for (const path of ['bin', 'dev', 'etc', 'proc', 'root', 'sys', 'tmp']) mkdirSync(join(root, path));
  const program = join(root, 'bin', shell ? 'busybox' : 'true');
  copyFileSync('/bin/busybox', program);
  chmodSync(program, 0o755);
  if (shell) for (const applet of applets) symlinkSync('busybox', join(root, 'bin', applet));
  writeFileSync(join(root, 'etc', 'passwd'), 'root:x:0:0:root:/root:/bin/sh\n');
  const tar = `${root}.tar`;
  execFileSync('tar', ['-C', root, '-cf', tar, '.']);
  rmSync(root, { recursive: true, force: true });
  return tar;
}
