import { randomBytes, randomFillSync } from 'node:crypto';
import { v7 } from 'uuid';
import type { Chance } from '../chance.ts';
import type { Clock } from '../clock.ts';
import type { Ids } from '../ids.ts';

/** The longest that a timer of Node takes, about 24.8 days: a longer one would fire at once. */
const timerMost = 2 ** 31 - 1;

/** The machine's clock. Timers do not keep the process alive. */
export const systemClock: Clock = {
  now: () => Date.now(),
  monotonic: () => performance.now(),
  setTimeout(fn, ms) {
    let timer: NodeJS.Timeout;
    const wait = (left: number): void => {
      timer = setTimeout(() => (left > timerMost ? wait(left - timerMost) : fn()), Math.min(left, timerMost));
      timer.unref();
    };
    wait(ms);
    return () => clearTimeout(timer);
  },
};

export const systemChance: Chance = { next: () => Math.random() };

/** Chance for 256 ids at a time: each call into the operating system costs more than the bytes. */
const pool = new Uint8Array(16 * 256);
let taken = pool.length;
/** Of the newest id: ids of one millisecond count up, so that they sort by time of creation. */
let newest = 0;
let count = 0;

function orderedUid(): string {
  if (taken === pool.length) {
    randomFillSync(pool);
    taken = 0;
  }
  const random = pool.subarray(taken, taken + 16);
  taken += 16;
  const now = Date.now();
  if (now > newest) {
    newest = now;
    // 30 of the counter's 32 bits: a clock that was set back leaves room for a billion ids.
    count = new DataView(random.buffer, random.byteOffset).getUint32(0) >>> 2;
  } else count += 1;
  return v7({ random, msecs: newest, seq: count });
}

/** Ids from the operating system's randomness. */
export const systemIds: Ids = {
  uid: orderedUid,
  secret: (bytes) => randomBytes(bytes).toString('base64url'),
};
