import { execFile } from 'node:child_process';
import { mkdirSync, readFileSync } from 'node:fs';
import { userInfo } from 'node:os';
import { promisify } from 'node:util';
import { findSystemProgram } from '@trainyard/runtime/node/find-program';

const run = promisify(execFile);

/** OpenSSH as it is installed on the node. */
export interface SshPrograms {
  sshd: string;
  ssh: string;
  scp: string;
  sftp: string;
  keygen: string;
}

/** Undefined when a part of it is missing. */
export function findSsh(): SshPrograms | undefined {
  const [sshd, ssh, scp, sftp, keygen] = ['sshd', 'ssh', 'scp', 'sftp', 'ssh-keygen'].map((name) =>
    findSystemProgram(name),
  );
  return sshd && ssh && scp && sftp && keygen ? { sshd, ssh, scp, sftp, keygen } : undefined;
}

/** Makes a pair of keys without a passphrase: PATH and PATH.pub. */
export async function makeKey({ keygen }: SshPrograms, path: string): Promise<void> {
  await run(keygen, ['-q', '-t', 'ed25519', '-N', '', '-C', 'trainyard', '-f', path]);
}

/** Lines of a server's configuration that hold for every server of ours. */
export function commonServerLines(): string[] {
  return [
    'StrictModes no',
    'PidFile none',
    'PasswordAuthentication no',
    'KbdInteractiveAuthentication no',
    'PermitRootLogin prohibit-password',
    // Without PAM a login of an account that is locked for passwords is refused, with a key too.
    `UsePAM ${isLocked(userInfo().username) ? 'yes' : 'no'}`,
    'PrintMotd no',
    'PrintLastLog no',
    'UseDNS no',
    'LogLevel INFO',
    'Subsystem sftp internal-sftp',
    // Launchers start all their ranks at once.
    'MaxStartups 1000',
    'MaxSessions 1000',
  ];
}

/** The directory that a server of root wants; the package's own service would make it. */
export function makeServerDirectory(): void {
  if (process.getuid?.() === 0) mkdirSync('/run/sshd', { recursive: true, mode: 0o755 });
}

function isLocked(user: string): boolean {
  try {
    const line = readFileSync('/etc/shadow', 'utf8')
      .split('\n')
      .find((one) => one.startsWith(`${user}:`));
    return line?.split(':')[1]?.startsWith('!') ?? false;
  } catch {
    return false;
  }
}
