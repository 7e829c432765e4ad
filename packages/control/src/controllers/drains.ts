import { controllerActor } from '@trainyard/contracts/actors';
import type { TrainyardEvent } from '@trainyard/contracts/events';
import { runningOn } from '../attempts/reclaim.ts';
import { stopForDrain } from '../attempts/stop-for-drain.ts';
import type { Controller, ControllerPorts } from './controller.ts';
import { WorkQueue } from './work-queue.ts';

const actor = controllerActor('drains');

/** Keeps the deadlines of nodes that are drained, also those that passed while nobody was there: what still runs then is stopped. */
export function createDrains(ports: ControllerPorts): Controller {
  const { writer, clock, logger } = ports;
  const queue = new WorkQueue(clock, 8, check, (key, error) =>
    logger.warn({ key, error }, 'a drained node could not be emptied; tried again'),
  );

  return {
    name: 'drains',
    resync() {
      for (const { uid, drain } of writer.rows.where('node', {})) if (drain) queue.add(uid);
    },
    wake(events) {
      for (const event of events) hear(event);
    },
    stop() {
      queue.stop();
    },
  };

  function hear({ subject, changed }: TrainyardEvent): void {
    if (subject.kind === 'node' && 'drain' in changed && changed.drain) queue.add(subject.uid);
  }

  async function check(uid: string): Promise<void> {
    const node = writer.rows.get('node', uid);
    const deadline = node?.drain?.deadline ?? null;
    if (!node || deadline === null) return;
    const left = deadline - clock.now();
    if (left > 0) {
      queue.addAfter(uid, left);
      return;
    }
    if (runningOn(writer.rows, node).length === 0) return;
    await ports.change(actor, (tx) => {
      const row = tx.get('node', uid);
      // Withdrawn, or put off, while this waited for its turn.
      if (row?.drain && row.drain.deadline !== null && row.drain.deadline <= tx.now) stopForDrain(tx, row, ports.ids);
    });
  }
}
