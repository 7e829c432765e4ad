/** Whole numbers in as few bytes as they need: seven bits each, the lowest first, the eighth says that more follow. */

/** Bytes of the largest safe integer. */
export const varintBytesMost = 8;

/** Writes a safe integer of at least 0 and answers the place behind it. */
export function putVarint(bytes: Buffer, at: number, value: number): number {
  let [place, left] = [at, value];
  for (; left >= 0x80; left = Math.floor(left / 0x80)) bytes[place++] = (left % 0x80) + 0x80;
  bytes[place++] = left;
  return place;
}

/** Reads one; undefined when it is cut off or none of ours. `end` is the place behind it. */
export function takeVarint(bytes: Buffer, at: number): { value: number; end: number } | undefined {
  let value = 0;
  let scale = 1;
  for (let place = at; place < at + varintBytesMost; place++) {
    const byte = bytes[place];
    if (byte === undefined) return undefined;
    value += (byte % 0x80) * scale;
    if (byte < 0x80) return Number.isSafeInteger(value) ? { value, end: place + 1 } : undefined;
    scale *= 0x80;
  }
  return undefined;
}

/** Numbers below 0 as odd ones, so that small steps back are short too. */
export const zigzag = (value: number): number => (value < 0 ? -2 * value - 1 : 2 * value);

export const unzigzag = (value: number): number => (value % 2 === 1 ? -(value + 1) / 2 : value / 2);
