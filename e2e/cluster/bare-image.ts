import { execFileSync } from 'node:child_process';
import { chmodSync, copyFileSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** Programs that an image of busybox has as links; it has no bash. */
const applets = ['cat', 'df', 'env', 'grep', 'id', 'ls', 'mkdir', 'readlink', 'sh', 'sleep', 'touch', 'tr', 'true'];

/** What a program of this machine needs to start. */
function librariesOf(program: string): string[] {
  const lines = execFileSync('ldd', [program]).toString().split('\n');
  return lines.flatMap((line) => /(\/\S+) \(0x/.exec(line)?.[1] ?? []);
}

function copyInto(root: string, path: string): void {
  mkdirSync(join(root, dirname(path)), { recursive: true });
  copyFileSync(path, join(root, path));
}

/**
 * Writes the files of an image of busybox alone into a tar below `directory`, with a shell or without, and with what Node needs to start or
 * without; answers its path.
 */
export function bareImage(directory: string, { shell = true, libraries = false } = {}): string {
  const root = mkdtempSync(join(directory, 'root-'));
  for (const path of ['bin', 'dev', 'etc', 'proc', 'root', 'sys', 'tmp']) mkdirSync(join(root, path));
  const program = join(root, 'bin', shell ? 'busybox' : 'true');
  copyFileSync('/bin/busybox', program);
  chmodSync(program, 0o755);
  if (shell) for (const applet of applets) symlinkSync('busybox', join(root, 'bin', applet));
  writeFileSync(join(root, 'etc', 'passwd'), 'root:x:0:0:root:/root:/bin/sh\n');
  if (libraries) for (const path of librariesOf(process.execPath)) copyInto(root, path);
  const tar = `${root}.tar`;
  execFileSync('tar', ['-C', root, '-cf', tar, '.']);
  rmSync(root, { recursive: true, force: true });
  return tar;
}
