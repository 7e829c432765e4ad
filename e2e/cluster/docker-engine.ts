import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, copyFileSync, mkdirSync, mkdtempSync, openSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { until } from './wait.ts';

const run = promisify(execFile);

/** Who may read from the private registry. */
export const registryUser = { username: 'ada', password: 'open-sesame-17' } as const;
/** bcrypt of that password, as `htpasswd -B` writes it. */
const registryLine = 'ada:$2b$05$bzl.d73j4CwSff/.hJqZZOXX/Rp.drjupgrf3.aEIPnIogB8LxqrG';

/** Programs that an image of busybox has as links. */
const applets = [
  'sh',
  'cat',
  'df',
  'echo',
  'env',
  'grep',
  'id',
  'ls',
  'mkdir',
  'readlink',
  'sleep',
  'test',
  'touch',
  'true',
];

/** A Docker daemon of the test's own, with a private registry: nothing of the machine's is used or changed. */
export class DockerEngine {
  readonly home = mkdtempSync(join(tmpdir(), 'trainyard-docker-'));
  readonly #children: ChildProcess[] = [];
  #daemon: ChildProcess | undefined;
  registry = '';

  get host(): string {
    return `unix://${join(this.home, 'socket')}`;
  }

  /** Starts the daemon, which needs no bridge and no rule of a firewall, and keeps images as plain directories. */
  async start(): Promise<this> {
    const words = ['--storage-driver=vfs', '--iptables=false', '--bridge=none', `--host=${this.host}`];
    for (const [option, name] of [
      ['data-root', 'data'],
      ['exec-root', 'exec'],
      ['pidfile', 'pid'],
    ])
      words.push(`--${option}=${join(this.home, name as string)}`);
    const log = openSync(join(this.home, 'dockerd.log'), 'a');
    this.#daemon = spawn('dockerd', words, { stdio: ['ignore', log, log] });
    await until('the Docker daemon to answer', async () => (await this.docker('info')).length > 0);
    return this;
  }

  /** Ends the daemon and with it all that it runs. */
  async halt(): Promise<void> {
    const daemon = this.#daemon;
    if (!daemon || daemon.exitCode !== null) return;
    const ended = once(daemon, 'exit');
    daemon.kill('SIGTERM');
    await ended;
  }

  /** What `docker` prints, signed in to the registry. */
  async docker(...words: string[]): Promise<string> {
    const env = { PATH: process.env.PATH, DOCKER_HOST: this.host, DOCKER_CONFIG: join(this.home, 'config') };
    return (await run('docker', words, { env })).stdout.trim();
  }

  /** Names of all containers, ended ones included. */
  async containers(): Promise<string[]> {
    return (await this.docker('ps', '--all', '--format={{.Names}}')).split('\n').filter(Boolean);
  }

  /** Makes an image of busybox alone, with a shell or without. */
  async makeImage(name: string, { shell = true, changes = [] as string[] } = {}): Promise<void> {
    const root = mkdtempSync(join(this.home, 'root-'));
    for (const path of ['bin', 'root', 'tmp', 'proc', 'sys', 'dev', 'etc']) mkdirSync(join(root, path));
    copyFileSync('/bin/busybox', join(root, 'bin', shell ? 'busybox' : 'true'));
    chmodSync(join(root, 'bin', shell ? 'busybox' : 'true'), 0o755);
    if (shell) for (const applet of applets) symlinkSync('busybox', join(root, 'bin', applet));
    writeFileSync(join(root, 'etc', 'passwd'), 'root:x:0:0:root:/root:/bin/sh\n');
    const tar = `${root}.tar`;
    await run('tar', ['-C', root, '-cf', tar, '.']);
    await this.docker('import', ...changes.map((change) => `--change=${change}`), tar, name);
  }

  /** Starts a registry on loopback that wants a password. */
  async startRegistry(): Promise<void> {
    const port = await freePort();
    this.registry = `127.0.0.1:${port}`;
    const passwords = join(this.home, 'htpasswd');
    writeFileSync(passwords, `${registryLine}\n`);
    const settings = join(this.home, 'registry.yml');
    const lines = [
      'version: 0.1',
      'log: {level: error}',
      `storage: {filesystem: {rootdirectory: ${join(this.home, 'registry')}}}`,
      `http: {addr: "${this.registry}"}`,
      `auth: {htpasswd: {realm: lab, path: ${passwords}}}`,
    ];
    writeFileSync(settings, lines.join('\n'));
    this.#children.push(spawn('docker-registry', ['serve', settings], { stdio: 'ignore' }));
    const auth = Buffer.from(`${registryUser.username}:${registryUser.password}`).toString('base64');
    const config = join(this.home, 'config', 'config.json');
    mkdirSync(dirname(config), { recursive: true });
    writeFileSync(config, JSON.stringify({ auths: { [this.registry]: { auth } } }));
    await until('the registry to answer', async () => (await fetch(`http://${this.registry}/v2/`)).status === 401);
  }

  /** Puts an image into the registry under this name, and takes it from the machine. */
  async publish(image: string, name: string): Promise<void> {
    const whole = `${this.registry}/${name}`;
    await this.docker('tag', image, whole);
    await this.docker('push', '--quiet', whole);
    await this.docker('rmi', whole);
  }

  async close(): Promise<void> {
    for (const name of await this.containers().catch(() => [])) await this.docker('rm', '--force', name);
    await this.halt();
    for (const child of this.#children) child.kill('SIGKILL');
    await run('sh', ['-c', `grep -o ' ${this.home}[^ ]*' /proc/self/mountinfo | xargs -r umount -l`]).catch(() => {});
    rmSync(this.home, { recursive: true, force: true, maxRetries: 5 });
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
