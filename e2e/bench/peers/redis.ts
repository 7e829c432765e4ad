import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';

export interface RedisServer {
  child: ChildProcess;
  /** Where it listens: a socket in its own directory, as its manual advises for clients of the same machine. */
  socket: string;
}

/**
 * Starts a redis of our own in a directory; undefined where none is installed. Every write is on the disk before its answer, as ours is:
 * appendfsync always, which its manual says commits together what came together. Nothing else is written (no snapshots, no rewrites).
 */
export async function startRedis(directory: string): Promise<RedisServer | undefined> {
  try {
    execFileSync('redis-server', ['--version'], { stdio: 'ignore' });
  } catch {
    return undefined;
  }
  const socket = join(directory, 'redis.sock');
  const settings = {
    port: '0',
    unixsocket: socket,
    dir: directory,
    save: '',
    appendonly: 'yes',
    appendfsync: 'always',
    'auto-aof-rewrite-percentage': '0',
    'maxmemory-policy': 'noeviction',
  };
  const words = Object.entries(settings).flatMap(([name, value]) => [`--${name}`, value]);
  const child = spawn('redis-server', words, { stdio: ['ignore', 'pipe', 'inherit'] });
  const ended = once(child, 'exit').then(() => Promise.reject(new Error('redis-server ended at its start')));
  const ready = (async () => {
    for await (const line of createInterface({ input: child.stdout })) {
      if (line.includes('eady to accept connections')) return;
    }
  })();
  await Promise.race([ready, ended]);
  ended.catch(() => undefined);
  child.stdout.resume();
  return { child, socket };
}
