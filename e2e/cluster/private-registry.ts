import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { until } from './wait.ts';

/** Who may read from and write to the registry. */
export const registryUser = { username: 'ada', password: 'open-sesame-17' } as const;
/** bcrypt of that password, as `htpasswd -B` writes it. */
const registryLine = 'ada:$2b$05$bzl.d73j4CwSff/.hJqZZOXX/Rp.drjupgrf3.aEIPnIogB8LxqrG';

/** A registry of images on loopback that wants a password. */
export class PrivateRegistry {
  readonly #home = mkdtempSync(join(tmpdir(), 'trainyard-registry-'));
  #child: ChildProcess | undefined;
  address = '';

  async start(): Promise<this> {
    this.address = `127.0.0.1:${await freePort()}`;
    const passwords = join(this.#home, 'htpasswd');
    writeFileSync(passwords, `${registryLine}\n`);
    const settings = join(this.#home, 'settings.yml');
    const lines = [
      'version: 0.1',
      'log: {level: error}',
      `storage: {filesystem: {rootdirectory: ${join(this.#home, 'images')}}}`,
      `http: {addr: "${this.address}"}`,
      `auth: {htpasswd: {realm: lab, path: ${passwords}}}`,
    ];
    writeFileSync(settings, lines.join('\n'));
    this.#child = spawn('docker-registry', ['serve', settings], { stdio: 'ignore' });
    await until('the registry to answer', async () => (await fetch(`http://${this.address}/v2/`)).status === 401);
    return this;
  }

  /** What engines read to sign in here. */
  get signIn(): string {
    const auth = Buffer.from(`${registryUser.username}:${registryUser.password}`).toString('base64');
    return JSON.stringify({ auths: { [this.address]: { auth } } });
  }

  close(): void {
    this.#child?.kill('SIGKILL');
    rmSync(this.#home, { recursive: true, force: true, maxRetries: 5 });
  }
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as { port: number };
  server.close();
  await once(server, 'close');
  return port;
}
