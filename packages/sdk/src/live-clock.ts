/** How far the server's clock is from ours, as NTP finds it. */
import type { ClockAnswer } from '@trainyard/contracts/live';
import type { Clock } from '@trainyard/runtime/clock';

export interface ClockReading {
  /** ms to add to our clock to get the server's; at most half the round trip off. */
  offset: number;
  /** ms of the quickest question and answer. */
  roundTrip: number;
}

/** Of three readings one is hardly ever held up on its way. */
const readingsMost = 3;

/** Our own clock, in a browser as in Node. */
export const ownClock: Pick<Clock, 'now' | 'monotonic'> = {
  now: () => Date.now(),
  monotonic: () => performance.now(),
};

/** Asks three times and keeps the quickest. The server is taken to have read its clock half-way. Throws what `ask` throws. */
export async function readClock(
  ask: () => Promise<ClockAnswer>,
  own: Pick<Clock, 'now' | 'monotonic'> = ownClock,
): Promise<ClockReading> {
  let best: ClockReading | undefined;
  for (let reading = 0; reading < readingsMost; reading++) {
    const asked = own.monotonic();
    const { at } = await ask();
    if (!Number.isFinite(at)) throw new TypeError('the server answered no time');
    const roundTrip = own.monotonic() - asked;
    const offset = at + roundTrip / 2 - own.now();
    if (best === undefined || roundTrip < best.roundTrip) best = { offset, roundTrip };
  }
  return best as ClockReading;
}
