/** Chance as a port: real in production, seeded in simulation. */
export interface Chance {
  /** A number in [0, 1). */
  next(): number;
}

/**
 * A seeded source: mulberry32 (Tommy Ettinger, public domain). Good for simulation, not for secrets.
 */
export function seededChance(seed: number): Chance {
  let state = seed >>> 0;
  return {
    next() {
      state = (state + 0x6d2b79f5) >>> 0;
      let mixed = state;
      mixed = Math.imul(mixed ^ (mixed >>> 15), mixed | 1);
      mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
      return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
    },
  };
}
