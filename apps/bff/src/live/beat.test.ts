import { type LiveBeat, liveLimits } from '@trainyard/contracts/live';
import { VirtualClock } from '@trainyard/control/testing/virtual-clock';
import { expect, test } from 'vitest';
import { startBeat } from './beat.ts';

test('beats with the clock and the newest seq, until it is stopped', () => {
  const clock = new VirtualClock();
  const hub = { seq: 7 };
  const beats: LiveBeat[] = [];
  const stop = startBeat({ clock, hub, send: (beat) => beats.push(beat) });
  const begun = clock.now();
  clock.step(begun + liveLimits.beatMs);
  hub.seq = 9;
  clock.step(begun + 2 * liveLimits.beatMs);
  expect(beats).toEqual([
    { at: begun + liveLimits.beatMs, seq: 7 },
    { at: begun + 2 * liveLimits.beatMs, seq: 9 },
  ]);
  stop();
  clock.step(begun + 4 * liveLimits.beatMs);
  expect(beats).toHaveLength(2);
});
