import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, openSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { bareImage } from './bare-image.ts';
import type { PrivateRegistry } from './private-registry.ts';
import { until } from './wait.ts';

const run = promisify(execFile);

/** A Docker daemon of the test's own: nothing of the machine's is used or changed. */
export class DockerEngine {
  readonly home = mkdtempSync(join(tmpdir(), 'trainyard-docker-'));
  #daemon: ChildProcess | undefined;

  get host(): string {
    return `unix://${join(this.home, 'socket')}`;
  }

  /** Starts the daemon, which needs no bridge and no rule of a firewall, and keeps images as plain directories. */
  async start(): Promise<this> {
    const words = ['--storage-driver=vfs', '--iptables=false', '--bridge=none', `--host=${this.host}`];
    for (const option of ['data-root', 'exec-root', 'pidfile']) words.push(`--${option}=${join(this.home, option)}`);
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

  /** What `docker` prints. */
  async docker(...words: string[]): Promise<string> {
    const env = { PATH: process.env.PATH, DOCKER_HOST: this.host, DOCKER_CONFIG: join(this.home, 'config') };
    return (await run('docker', words, { env })).stdout.trim();
  }

  /** Names of all containers, ended ones included. */
  async containers(): Promise<string[]> {
    return (await this.docker('ps', '--all', '--format={{.Names}}')).split('\n').filter(Boolean);
  }

  /** Makes an image of busybox alone, with a shell or without, with what Node needs or without. */
  async makeImage(name: string, { shell = true, libraries = false, changes = [] as string[] } = {}): Promise<void> {
    const tar = bareImage(this.home, { shell, libraries });
    await this.docker('import', ...changes.map((change) => `--change=${change}`), tar, name);
  }

  /** Puts an image into a registry under this name, and takes it from the machine. */
  async publish(image: string, registry: PrivateRegistry, name: string): Promise<void> {
    mkdirSync(join(this.home, 'config'), { recursive: true });
    writeFileSync(join(this.home, 'config', 'config.json'), registry.signIn);
    const whole = `${registry.address}/${name}`;
    await this.docker('tag', image, whole);
    await this.docker('push', '--quiet', whole);
    await this.docker('rmi', whole);
  }

  async close(): Promise<void> {
    for (const name of await this.containers().catch(() => [])) await this.docker('rm', '--force', name);
    await this.halt();
    await run('sh', ['-c', `grep -o ' ${this.home}[^ ]*' /proc/self/mountinfo | xargs -r umount -l`]).catch(() => {});
    rmSync(this.home, { recursive: true, force: true, maxRetries: 5 });
  }
}
