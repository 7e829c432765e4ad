import { controllerActor } from '@trainyard/contracts/actors';
import { lastSeq } from '@trainyard/db/event-log';
import { captureState, packState } from '@trainyard/db/state';
import type { Controller, ControllerPorts } from './controller.ts';

/** A checkpoint every ten minutes: seeking to any second folds at most ten minutes of events. */
const everyMs = 10 * 60_000;
/** Checkpoints kept: a week of them; older moments are reached from the start of the log. */
const checkpointsMost = 1_008;

const actor = controllerActor('checkpoints');

/** Checkpoints of the whole state, and the end of what has expired. */
export function createCheckpoints(ports: ControllerPorts): Controller {
  const { clock, logger } = ports;
  let cancel: (() => void) | undefined;
  return { name: 'checkpoints', resync: arm, wake: () => undefined, stop: () => cancel?.() };

  function arm(): void {
    cancel?.();
    cancel = clock.setTimeout(tick, everyMs);
  }

  function tick(): void {
    ports
      .change(actor, ({ connection, now }) => {
        for (const table of ['sessions', 'links', 'joinTokens'])
          connection.prepare(`DELETE FROM ${table} WHERE expiresAt <= ?`).run(now);
        const newest = connection.prepare('SELECT max(seq) FROM checkpoints').pluck().get() as number | null;
        if (newest === lastSeq(connection)) return;
        const { seq, state } = captureState(connection);
        connection
          .prepare('INSERT OR REPLACE INTO checkpoints (seq, at, state) VALUES (?, ?, ?)')
          .run(seq, now, packState(state));
        connection
          .prepare('DELETE FROM checkpoints WHERE seq NOT IN (SELECT seq FROM checkpoints ORDER BY seq DESC LIMIT ?)')
          .run(checkpointsMost);
      })
      .catch((error: unknown) => logger.error({ error }, 'a checkpoint failed'))
      .finally(arm);
  }
}
