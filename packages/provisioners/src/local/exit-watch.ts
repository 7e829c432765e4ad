import type { ChildProcess } from 'node:child_process';
import type { Clock } from '@trainyard/runtime/clock';
import { isAlive, type ProcessIdentity } from '@trainyard/runtime/node/process-stat';

/** Twice within the 0.5 s in which a dead agent is to be noticed; one read of /proc per adopted agent. */
const pollMs = 250;

interface Watched {
  agent: ProcessIdentity;
  /** The system tells of children; adopted agents (of a server before this one) are polled. */
  child: boolean;
  ended: string | null;
}

export interface ExitWatch {
  /** Watches an agent instead of the node's one before; `child` when this process started it. */
  track(nodeUid: string, agent: ProcessIdentity, child?: ChildProcess): void;
  /** Its end is no news any more. */
  forget(nodeUid: string): void;
  /** Every end is told once, as soon as there is a listener. */
  onExit(listener: (nodeUid: string, how: string) => void): () => void;
}

export function createExitWatch(clock: Clock, warn: (message: string) => void): ExitWatch {
  const watched = new Map<string, Watched>();
  const listeners = new Set<(nodeUid: string, how: string) => void>();
  let cancelPoll: (() => void) | undefined;

  function tell(): void {
    if (listeners.size === 0) return;
    for (const [nodeUid, { ended }] of [...watched]) {
      if (ended === null) continue;
      watched.delete(nodeUid);
      for (const listener of [...listeners]) {
        try {
          listener(nodeUid, ended);
        } catch (error) {
          warn(`a listener failed on the end of the agent of node ${nodeUid}: ${String(error)}`);
        }
      }
    }
  }

  function poll(): void {
    for (const one of watched.values()) {
      if (!one.child && one.ended === null && !isAlive(one.agent)) one.ended = 'exit code unknown';
    }
    tell();
    cancelPoll = listeners.size > 0 ? clock.setTimeout(poll, pollMs) : undefined;
  }

  return {
    track(nodeUid, agent, child) {
      const one: Watched = { agent, child: child !== undefined, ended: null };
      watched.set(nodeUid, one);
      const ended = (code: number | null, signal: string | null): void => {
        one.ended = signal ?? `exit code ${code}`;
        tell();
      };
      if (child === undefined) return;
      if (child.exitCode !== null || child.signalCode !== null) ended(child.exitCode, child.signalCode);
      else child.once('exit', ended);
    },
    forget(nodeUid) {
      watched.delete(nodeUid);
    },
    onExit(listener) {
      // Wrapped, so that the same function given twice is two listeners.
      const own = (nodeUid: string, how: string): void => listener(nodeUid, how);
      listeners.add(own);
      cancelPoll ??= clock.setTimeout(poll, 0);
      return () => {
        listeners.delete(own);
        if (listeners.size > 0) return;
        cancelPoll?.();
        cancelPoll = undefined;
      };
    },
  };
}
