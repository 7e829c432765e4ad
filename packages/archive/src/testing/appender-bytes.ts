/** The bytes of a stream that is known everywhere without being kept: a line each 61 bytes. */
export function appenderBytes(offset: number, length: number): Uint8Array {
  return Uint8Array.from({ length }, (_, at) => ((offset + at) % 61 === 60 ? 10 : 33 + ((offset + at) % 89)));
}
