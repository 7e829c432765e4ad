import { randomBytes } from 'node:crypto';
import { v7 } from 'uuid';
import type { Chance } from '../chance.ts';
import type { Clock } from '../clock.ts';
import type { Ids } from '../ids.ts';

/** The machine's clock. Timers do not keep the process alive. */
export const systemClock: Clock = {
  now: () => Date.now(),
  monotonic: () => performance.now(),
  setTimeout(fn, ms) {
    const timer = setTimeout(fn, ms);
    timer.unref();
    return () => clearTimeout(timer);
  },
};

export const systemChance: Chance = { next: () => Math.random() };

/** Ids from the operating system's randomness. */
export const systemIds: Ids = {
  uid: () => v7(),
  secret: (bytes) => randomBytes(bytes).toString('base64url'),
};
