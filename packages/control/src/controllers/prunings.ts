import { controllerActor } from '@trainyard/contracts/actors';
import { prune } from '../attempts/prune.ts';
import { forgetAnswers } from '../commands/submissions.ts';
import type { Controller, ControllerPorts } from './controller.ts';

const actor = controllerActor('prunings');

/** Many jobs may end in a second: they are looked at together. */
const restMs = 1_000;
/** Rest after a look that left some: other work goes on in between. */
const moreMs = 5;
/** After one that failed. */
const againMs = 60_000;

const ends = new Set(['job.succeeded', 'job.failed']);

/**
 * Removes logs, stored outputs and series of ended jobs once their time is over: says so in an event and takes the artifacts' rows away.
 * The bytes go after the event, by whoever keeps the archive. Answers kept for who asks twice go too. Level-triggered: each look reads from the tables what is due, and when next.
 */
export function createPrunings(ports: ControllerPorts): Controller {
  const { clock, logger } = ports;
  let timer: { cancel(): void; at: number } | undefined;
  let looking = false;
  let again = false;
  let stopped = false;

  return {
    name: 'prunings',
    resync: soon,
    wake(events) {
      if (events.some(({ type, changed }) => ends.has(type) || 'retention' in changed)) soon();
    },
    stop() {
      stopped = true;
      timer?.cancel();
    },
  };

  function soon(): void {
    if (looking) again = true;
    else arm(restMs);
  }

  function arm(ms: number): void {
    const at = clock.monotonic() + ms;
    // An earlier look is never put off, or jobs that end all the time would put it off for ever.
    if (stopped || (timer && timer.at <= at)) return;
    timer?.cancel();
    timer = { cancel: clock.setTimeout(look, ms), at };
  }

  function look(): void {
    timer = undefined;
    looking = true;
    void ports
      .change(actor, (tx) => {
        const [parts, answers] = [prune(tx), forgetAnswers(tx)];
        const nextAt = Math.min(parts.nextAt ?? Number.POSITIVE_INFINITY, answers.nextAt);
        if (parts.more || answers.more) return { next: moreMs };
        return { next: Number.isFinite(nextAt) ? Math.max(moreMs, nextAt - tx.now) : undefined };
      })
      .catch((error: unknown) => {
        logger.error({ error }, 'what is no longer kept could not be removed; it is tried again');
        return { next: againMs };
      })
      .then(({ next }) => {
        looking = false;
        if (again) soon();
        else if (next !== undefined) arm(next);
        again = false;
      });
  }
}
