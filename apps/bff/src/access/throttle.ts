import { Fault } from '@trainyard/contracts/errors';
import type { Clock } from '@trainyard/runtime/clock';

/** Ten wrong guesses a minute: a person who mistypes never notices, a guesser gets nowhere. */
const failuresMost = 10;
const windowMs = 60_000;
/** Addresses remembered: under 2 MiB, and an attacker with more addresses than that is not stopped by a throttle. */
const addressesMost = 10_000;

/** Counts failed sign-ins by address. */
export interface Throttle {
  /** Throws TooManyAttempts when the address has failed too often lately. */
  check(address: string): void;
  failed(address: string): void;
}

export function createThrottle(clock: Clock): Throttle {
  const failures = new Map<string, number[]>();
  const recent = (address: string): number[] => {
    const since = clock.monotonic() - windowMs;
    return (failures.get(address) ?? []).filter((at) => at > since);
  };
  return {
    check(address) {
      const list = recent(address);
      const [oldest] = list;
      if (list.length < failuresMost || oldest === undefined) return;
      const seconds = Math.max(1, Math.ceil((oldest + windowMs - clock.monotonic()) / 1000));
      throw new Fault('TooManyAttempts', { seconds });
    },
    failed(address) {
      const list = [...recent(address), clock.monotonic()].slice(-failuresMost);
      failures.delete(address);
      failures.set(address, list);
      const [eldest] = failures.keys();
      if (failures.size > addressesMost && eldest !== undefined) failures.delete(eldest);
    },
  };
}
