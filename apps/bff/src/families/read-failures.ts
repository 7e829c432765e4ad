import type { Archive } from '@trainyard/archive/archive';
import { controllerActor } from '@trainyard/contracts/actors';
import type { Failure } from '@trainyard/contracts/failure';
import { taskStream } from '@trainyard/contracts/log-frame';
import type { UnreadFailure } from '@trainyard/db/readers/families';
import { failureOf } from '@trainyard/logs/family/failure';
import type { Clock } from '@trainyard/runtime/clock';
import type { Logger } from '@trainyard/runtime/node/logger';
import type { EventHub } from '../live/event-hub.ts';
import type { Execute, Read } from '../threads/protocol.ts';

export interface ReadFailuresPorts {
  hub: EventHub;
  execute: Execute;
  read: Read;
  archive: Pick<Archive, 'logs'>;
  clock: Clock;
  logger: Logger;
}

/** Lines of an output that are read: a chain of tracebacks with what libraries say after it. */
const tailLines = 400;
/** Failures looked at between two words to control. */
const batch = 32;
/** Output that has not come to its end is waited for: its last lines are what is looked for. */
const lateMs = 30_000;
const againMs = 500;
const actor = controllerActor('families');
const textMost = 400;

/**
 * Reads from the last lines of each attempt that failed why it did, and has it recorded. Level-triggered: what is unread in the database is
 * read, whether it failed just now, before a crash or before an update.
 */
export function startReadingFailures(ports: ReadFailuresPorts): { stop(): void; settled(): Promise<void> } {
  let stopped = false;
  let again = false;
  let working: Promise<void> | undefined;
  let cancel: (() => void) | undefined;

  async function work(): Promise<void> {
    do {
      again = false;
      const unread = await ports.read('family.unread', { limit: batch });
      const found = (await Promise.all(unread.map((one) => told(ports, one)))).flatMap((one) => (one ? [one] : []));
      if (found.length > 0) await ports.execute('attempt.explain', { found }, actor);
      if (found.length > 0) again = true;
      else if (unread.length > 0) later();
    } while (again && !stopped);
  }

  function later(): void {
    cancel?.();
    if (!stopped) cancel = ports.clock.setTimeout(wake, againMs);
  }

  function wake(): void {
    if (stopped) return;
    again = true;
    working ??= work()
      .catch((error: unknown) => {
        if (stopped) return;
        ports.logger.error({ err: error }, 'failures could not be read; it is tried again');
        cancel?.();
        cancel = ports.clock.setTimeout(wake, lateMs);
      })
      .finally(() => {
        working = undefined;
      });
  }

  const leave = ports.hub.on((events) => events.some(({ type }) => type === 'attempt.ended') && wake());
  wake();
  return {
    stop() {
      stopped = true;
      cancel?.();
      leave();
    },
    settled: async () => working,
  };
}

/** Where the process to blame writes: what it says of errors first. */
function streamsOf({ attempt, tasks }: UnreadFailure): { streams: string[]; node: string | null; rank: number | null } {
  const { culprit } = attempt;
  const task =
    tasks.find(({ index }) => index === culprit?.task) ??
    tasks.find(({ outcome }) => outcome === attempt.outcome) ??
    tasks[0];
  if (!task) return { streams: [], node: null, rank: null };
  const { processes, names } = task.plan;
  const at = Math.max(
    0,
    culprit
      ? processes.findIndex(({ rank }) => rank === culprit.rank)
      : processes.findIndex(({ exitRule }) => exitRule === 'required'),
  );
  const fence = { job: attempt.jobUid, unit: attempt.unit, attempt: attempt.number, task: task.index };
  const prepared = attempt.reason?.code.startsWith('preparation') === true;
  const of = (fd: 'stderr' | 'stdout') => taskStream(fence, prepared ? 'preparation' : 'run', prepared ? 0 : at, fd);
  return { streams: [of('stderr'), of('stdout')], node: names.node, rank: culprit?.rank ?? null };
}

/** Undefined while its output has not come to its end. */
async function told(
  ports: ReadFailuresPorts,
  one: UnreadFailure,
): Promise<{ uid: string; failure: Failure } | undefined> {
  const { attempt, job } = one;
  const { streams, node, rank } = streamsOf(one);
  const patient = ports.clock.now() - (attempt.endedAt ?? 0) < lateMs;
  const outputs: { stream: string; first: number; lines: string[] }[] = [];
  for (const stream of job.pruned.logs ? [] : streams) {
    const { logs } = ports.archive;
    const info = await logs.info(stream);
    if (!info) continue;
    // Of a lost node nothing more comes.
    if (!info.ended && patient && attempt.outcome === 'failed') return undefined;
    const { bytes, line } = await logs.tail(stream, tailLines);
    outputs.push({ stream, first: line, lines: new TextDecoder().decode(bytes).split('\n') });
  }
  const { outcome, reason, exitCode, culprit } = attempt;
  const found = failureOf({
    outputs: outputs.map(({ lines }) => lines),
    outcome: outcome === 'lost' ? 'lost' : 'failed',
    reason: reason ?? null,
    exitCode,
    signal: culprit?.signal ?? null,
  });
  const { told: at, ...family } = found;
  const output = at && outputs[at.output];
  const line =
    at && output
      ? { stream: output.stream, line: output.first + at.line, text: (output.lines[at.line] ?? '').slice(0, textMost) }
      : null;
  return { uid: attempt.uid, failure: { ...family, node, rank, line } };
}
