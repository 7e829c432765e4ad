import fc from 'fast-check';
import { expect, test } from 'vitest';
import { followedMost, readFollowed, withFollowed } from './followed-jobs.ts';

const job = fc.record({ experiment: fc.constantFrom('a', 'b'), name: fc.constantFrom('1', '2', '3', '4', '5', '6') });

test('a job that is followed is in the list once, last; one that is not is out of it; the list stays short and is read as it was kept', () => {
  fc.assert(
    fc.property(fc.array(fc.tuple(job, fc.boolean()), { maxLength: 40 }), (deeds) => {
      let list = readFollowed(null);
      for (const [one, on] of deeds) {
        list = withFollowed(list, one, on);
        const found = list.filter(({ experiment, name }) => experiment === one.experiment && name === one.name);
        expect(found).toHaveLength(on ? 1 : 0);
        if (on) expect(list.at(-1)).toEqual(one);
        expect(list.length).toBeLessThanOrEqual(followedMost);
        expect(readFollowed(JSON.stringify(list))).toEqual(list);
      }
    }),
  );
});

test('what something else left under its key is no list of jobs', () => {
  for (const text of ['', 'x', '{}', 'null', '[1, null, {"name": "x"}]']) expect(readFollowed(text)).toEqual([]);
});
