/** The family of a failure: what it has in common with others. Pure. */
import type { Failure, FailureKind } from '@trainyard/contracts/failure';
import { type ReasonCode, reason, sayReason } from '@trainyard/contracts/reasons';
import type { Text } from '@trainyard/contracts/texts';
import { fingerprint } from './fingerprint.ts';
import { readTrace } from './trace.ts';

/** How an attempt ended, and the last lines that the process to blame printed. */
export interface Ending {
  /** Of its output for errors, oldest first; then, where that tells nothing, of its other output. */
  outputs: readonly (readonly string[])[];
  outcome: 'failed' | 'lost';
  /** Why, by a code of contracts/reasons. */
  reason: Text | null;
  exitCode: number | null;
  signal: string | null;
}

export interface Found extends Pick<Failure, 'family' | 'kind' | 'title' | 'says'> {
  /** Which output told it, and which of its lines; null: how it ended did. */
  told: { output: number; line: number } | null;
}

/** Why something failed: what it printed, else how it ended. */
export function failureOf(ending: Ending): Found {
  if (isOfProcess(ending.reason)) {
    for (const [output, lines] of ending.outputs.entries()) {
      const told = readTrace(lines);
      if (told === undefined) continue;
      const { kind, title, at, same } = told;
      return { family: fingerprint(kind, ...same), kind, title, says: null, told: { output, line: at } };
    }
  }
  const { kind, says } = byEnd(ending);
  return {
    family: fingerprint(kind, says.code, ...keptOf(says)),
    kind,
    title: sayReason(says).slice(0, 200),
    says,
    told: null,
  };
}

/** Reasons that say more than the output of a program could: somebody else ended it, or nothing of it ran. */
const elsewhere: Readonly<Record<string, FailureKind>> = {
  nodeLost: 'node',
  nodeReclaimed: 'node',
  wallClockExceeded: 'time',
  preparationTimedOut: 'time',
  memoryLimitHit: 'memory',
  exitedAfterMemoryLimit: 'memory',
  machineOutOfMemory: 'memory',
  preparationMemoryLimitHit: 'memory',
} satisfies Partial<Record<ReasonCode, FailureKind>>;

/** What a process says of itself counts unless its end is known to come from elsewhere. */
function isOfProcess(why: Text | null): boolean {
  return why === null || !Object.hasOwn(elsewhere, why.code);
}

function byEnd({ outcome, reason: why, exitCode, signal }: Ending): { kind: FailureKind; says: Text } {
  const known = why === null ? undefined : elsewhere[why.code];
  if (outcome === 'lost' || known === 'node') return { kind: 'node', says: reason('familyNodeLost') };
  if (why !== null && known !== undefined) return { kind: known, says: withoutPlace(why) };
  const killed = signal ?? (why?.code === 'processKilled' ? String(why.params.signal ?? '') : '');
  if (killed !== '') return { kind: 'signal', says: reason('familyKilled', { signal: killed }) };
  if (exitCode !== null && (why === null || ofExit.has(why.code)))
    return { kind: 'exit', says: reason('familyExited', { exitCode }) };
  if (why === null) return { kind: 'exit', says: reason('familyUnknown') };
  return { kind: ofExit.has(why.code) ? 'exit' : 'start', says: withoutPlace(why) };
}

const ofExit: ReadonlySet<string> = new Set<ReasonCode>(['processExited', 'exitUnknown', 'processKilled']);

/** The same reason wherever it happened. */
function withoutPlace({ code, params }: Text): Text {
  const kept = Object.entries(params).map(([name, value]) => [name, places.has(name) ? '…' : value]);
  return { code, params: Object.fromEntries(kept) };
}

const places: ReadonlySet<string> = new Set([
  'node',
  'rank',
  'nodes',
  'host',
  'address',
  'port',
  'task',
  'at',
  'since',
]);

/** Values that tell one family from another. */
const keptOf = ({ params }: Text): string[] =>
  Object.entries(params).map(
    ([name, value]) => `${name} ${String(value).replace(/\d+(?:\.\d+)?/g, name === 'exitCode' ? '$&' : '#')}`,
  );
