import { fleetLimits } from '@trainyard/contracts/fleet';
import { logFrameBytesMax } from '@trainyard/contracts/log-frame';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { ReadRing } from './read-ring.ts';

test('what is in flight is not written over, whatever is read and whether or not it goes out', () => {
  const read = fc.record({
    most: fc.integer({ min: 1, max: logFrameBytesMax }),
    share: fc.nat(100),
    goes: fc.boolean(),
  });
  void fc.assert(
    fc.property(fc.array(read, { minLength: 20, maxLength: 60 }), (reads) => {
      const ring = new ReadRing();
      let inFlight: { bytes: Uint8Array; mark: number }[] = [];
      for (const [at, { most, share, goes }] of reads.entries()) {
        const room = ring.room(most);
        room.fill(at);
        for (const { bytes, mark } of inFlight) expect([bytes[0], bytes.at(-1)]).toEqual([mark, mark]);
        if (!goes) continue;
        const bytes = room.subarray(0, Math.ceil((most * share) / 100) || 1);
        ring.keep(bytes.length);
        inFlight.push({ bytes, mark: at });
        // The link takes the next one only when so much is left of those before.
        while (
          inFlight.length > 1 &&
          inFlight.reduce((sum, one) => sum + one.bytes.length, 0) > fleetLimits.bulkInFlightBytes
        )
          inFlight = inFlight.slice(1);
      }
    }),
    { numRuns: 30 },
  );
});
