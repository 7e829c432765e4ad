import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { open, rename, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { type ProcessIdentity, readBootId, readStat } from '@trainyard/runtime/node/process-stat';

/** 8 MiB: days of an agent's own output; with the one kept before it a node's logs stay under 16 MiB per start. */
const logBytes = 8 * 1024 * 1024;

export function agentLog(root: string, nodeUid: string): string {
  return join(root, nodeUid, 'agent.log');
}

/**
 * Waits for one line before it becomes the agent. Should the server die before it has written down whom it started,
 * the line never comes and nothing runs: there is no agent that nobody knows of. pid and start time stay across exec.
 */
const gate = 'IFS= read -r go && exec "$@" </dev/null';

/** Starts the agent in its own session, so that no signal to the server or its terminal reaches it. */
export async function launch(order: {
  root: string;
  nodeUid: string;
  command: readonly string[];
  env: Record<string, string>;
  /** Writes down whom was started; the agent begins only after it. */
  remember: (agent: ProcessIdentity) => Promise<void>;
}): Promise<ChildProcess> {
  const path = agentLog(order.root, order.nodeUid);
  if (((await stat(path).catch(() => undefined))?.size ?? 0) > logBytes) await rename(path, `${path}.1`);
  const log = await open(path, 'a', 0o600);
  let child: ChildProcess;
  try {
    child = spawn('/bin/sh', ['-c', gate, 'trainyard-agent', ...order.command], {
      cwd: join(order.root, order.nodeUid, 'home'),
      env: order.env,
      detached: true,
      stdio: ['pipe', log.fd, log.fd],
    });
    await once(child, 'spawn');
  } finally {
    await log.close();
  }
  child.unref();
  const stdin = child.stdin;
  if (stdin === null || child.pid === undefined) throw new Error('the agent was started without a pipe or a pid');
  // A gate that is killed meanwhile breaks the pipe: its exit says so, the write need not.
  stdin.on('error', () => {});
  try {
    const started = readStat(child.pid);
    if (started === undefined) throw new Error(`the agent ended before it began: see ${path}`);
    await order.remember({ pid: child.pid, startTime: started.startTime, bootId: readBootId() });
    stdin.write('go\n');
  } finally {
    stdin.end();
  }
  return child;
}
