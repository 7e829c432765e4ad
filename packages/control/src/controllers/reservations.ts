import { controllerActor } from '@trainyard/contracts/actors';
import type { Controller, ControllerPorts } from './controller.ts';

const actor = controllerActor('reservations');

/** Ends reservations whose time is over. */
export function createReservations(ports: ControllerPorts): Controller {
  const { writer, clock, logger } = ports;
  let cancel: (() => void) | undefined;

  return {
    name: 'reservations',
    resync: arm,
    wake(events) {
      if (events.some(({ subject }) => subject.kind === 'reservation')) arm();
    },
    stop: () => cancel?.(),
  };

  function arm(): void {
    cancel?.();
    cancel = undefined;
    const [first] = writer.rows.query('reservation', 'WHERE "to" IS NOT NULL ORDER BY "to" LIMIT 1');
    if (!first || first.to === null) return;
    cancel = clock.setTimeout(end, Math.max(1, first.to - clock.now()));
  }

  function end(): void {
    ports
      .change(actor, (tx) => {
        for (const { uid } of tx.query('reservation', 'WHERE "to" <= ?', [tx.now]))
          tx.remove('reservation', uid, 'reservation.deleted');
      })
      .catch((error: unknown) => logger.error({ error }, 'a reservation could not be ended'))
      .finally(arm);
  }
}
