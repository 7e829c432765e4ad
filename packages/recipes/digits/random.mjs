// @ts-check
/** Seeded chance: every random choice of a run follows from its seed and from where in the run it is made. */

/**
 * Mixes integers into one 32-bit seed, so that "epoch 3, digit 17" has its own stream and no stream state has to be
 * saved in a checkpoint.
 * @param {...number} parts integers (only their low 32 bits count)
 * @returns {number} an unsigned 32-bit integer
 */
export function mixSeed(...parts) {
  let hash = 0x811c9dc5;
  for (const part of parts) {
    hash = Math.imul(hash ^ (part | 0), 0x85ebca6b);
    hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
    hash ^= hash >>> 16;
  }
  return hash >>> 0;
}

/**
 * The mulberry32 generator.
 * @param {number} seed any integer (only its low 32 bits count)
 * @returns {() => number} the next number in [0, 1)
 */
export function randomFrom(seed) {
  let state = seed | 0;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
}

/**
 * Shuffles in place (Fisher–Yates).
 * @param {Uint32Array} items
 * @param {() => number} random numbers in [0, 1)
 * @returns {Uint32Array} the same array
 */
export function shuffle(items, random) {
  for (let last = items.length - 1; last > 0; last--) {
    const other = Math.floor(random() * (last + 1));
    const kept = items[last];
    items[last] = items[other];
    items[other] = kept;
  }
  return items;
}
