import { v7 } from 'uuid';
import type { Chance } from './chance.ts';
import type { Clock } from './clock.ts';

/** Identities and secrets as a port. */
export interface Ids {
  /** UUIDv7 in lower case: sorts by time of creation. */
  uid(): string;
  /** `bytes` unguessable bytes in base64url. */
  secret(bytes: number): string;
}

/** Repeatable ids for tests and simulation: same clock and chance, same ids. */
export function seededIds(clock: Clock, chance: Chance): Ids {
  let seq = 0;
  const random = (count: number): Uint8Array =>
    Uint8Array.from({ length: count }, () => Math.floor(chance.next() * 256));
  return {
    uid: () => v7({ msecs: clock.now(), seq: seq++, random: random(16) }),
    secret: (bytes) => [...random(bytes)].map((byte) => byte.toString(16).padStart(2, '0')).join(''),
  };
}
