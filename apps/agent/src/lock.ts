import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Clock } from '@trainyard/runtime/clock';
import { lives, statOf } from './executors/proc.ts';

/** An agent that was told to end needs far less. */
const waitMs = 5_000;
const lookMs = 50;

/**
 * One agent per node directory: waits for one that is just ending, throws when one stays. A lock whose owner is gone counts for nothing,
 * so a killed agent blocks nobody.
 */
export async function lockNode(nodeHome: string, clock: Clock): Promise<() => void> {
  mkdirSync(nodeHome, { recursive: true, mode: 0o700 });
  const file = join(nodeHome, 'agent.pid');
  const until = clock.monotonic() + waitMs;
  for (let owner = ownerOf(file); owner; owner = ownerOf(file)) {
    if (clock.monotonic() > until) {
      throw new Error(`agent ${owner.pid} already serves ${nodeHome}: stop it, or give this node another directory`);
    }
    await new Promise<void>((resolve) => clock.setTimeout(resolve, lookMs));
  }
  const self = statOf(process.pid);
  writeFileSync(file, JSON.stringify({ pid: process.pid, startTime: self?.startTime ?? 0 }), { mode: 0o600 });
  return () => rmSync(file, { force: true });
}

function ownerOf(file: string): { pid: number } | undefined {
  try {
    const owner = JSON.parse(readFileSync(file, 'utf8')) as { pid: number; startTime: number };
    return owner.pid !== process.pid && lives(owner) ? owner : undefined;
  } catch {
    return undefined;
  }
}
