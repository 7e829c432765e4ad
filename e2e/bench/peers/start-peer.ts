import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

export interface Peer {
  child: ChildProcess;
  /** Where it serves: the first line that it prints. */
  url: string;
}

/** Starts a program of this folder as a process of its own, so that it is measured as our server is. */
export async function startPeer(file: string, ...args: string[]): Promise<Peer> {
  const entry = fileURLToPath(new URL(file, import.meta.url));
  const child = spawn(process.execPath, [entry, ...args], { stdio: ['ignore', 'pipe', 'inherit'] });
  const [url] = (await once(createInterface({ input: child.stdout }), 'line')) as [string];
  return { child, url };
}
