import { type ChildProcess, execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir, userInfo } from 'node:os';
import { join } from 'node:path';
import { endServer, freePort, startServer } from './program.ts';

/** A real SMB server with one share, one account, and everything it keeps in a directory of its own. */
export class Samba {
  readonly home = mkdtempSync(join(tmpdir(), 'trainyard-samba-'));
  readonly share = 'data';
  readonly account = 'fixtures';
  readonly password = 'key+of/the=account==';
  port = 0;
  #server: ChildProcess | undefined;

  /** Where the files of the share are. */
  get directory(): string {
    return join(this.home, 'share');
  }

  async start(): Promise<this> {
    this.port = await freePort();
    for (const name of ['share', 'private', 'state', 'run']) mkdirSync(join(this.home, name));
    const user = userInfo().username;
    writeFileSync(join(this.home, 'users'), `${user} = ${this.account}\n`);
    writeFileSync(join(this.home, 'smb.conf'), this.#settings(user));
    const conf = join(this.home, 'smb.conf');
    this.setPassword(this.password);
    this.#server = await startServer(
      ['smbd', '-s', conf, '--foreground', '--no-process-group', '--debug-stdout'],
      this.port,
    );
    return this;
  }

  #settings(user: string): string {
    const { home, port, share, directory } = this;
    const places = [
      'private dir',
      'lock directory',
      'state directory',
      'cache directory',
      'pid directory',
      'ncalrpc dir',
    ];
    return [
      '[global]',
      `smb ports = ${port}`,
      'bind interfaces only = yes',
      'interfaces = 127.0.0.1',
      'passdb backend = tdbsam',
      'map to guest = never',
      'load printers = no',
      'disable spoolss = yes',
      `username map = ${home}/users`,
      `log file = ${home}/log`,
      ...places.map(
        (place) =>
          `${place} = ${join(home, place.startsWith('private') ? 'private' : place.startsWith('pid') || place.startsWith('ncalrpc') ? 'run' : 'state')}`,
      ),
      `[${share}]`,
      `path = ${directory}`,
      'read only = no',
      `force user = ${user}`,
      '',
    ].join('\n');
  }

  /** Gives the account another password; who is signed in stays so. */
  setPassword(password: string): void {
    const words = ['-c', join(this.home, 'smb.conf'), '-s', '-a', userInfo().username];
    execFileSync('smbpasswd', words, { input: `${password}\n${password}\n`, stdio: 'pipe' });
  }

  async stop(): Promise<void> {
    if (this.#server) await endServer(this.#server);
    rmSync(this.home, { recursive: true, force: true });
  }
}
