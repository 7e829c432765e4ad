import type { Actor } from '@trainyard/contracts/actors';
import { subjectKinds } from '@trainyard/contracts/events';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { maySee, sightOf } from './authorise.ts';

const uids = ['a', 'b'];
const actor: fc.Arbitrary<Actor> = fc.record(
  {
    kind: fc.constantFrom('administrator', 'reader', 'agent', 'task', 'controller'),
    id: fc.constantFrom(...uids),
    name: fc.string(),
    via: fc.constant('rest'),
    workspaceUid: fc.constantFrom(...uids),
  },
  { requiredKeys: ['kind', 'id', 'name', 'via'] },
);
const event = fc.record({
  subject: fc.record({ kind: fc.constantFrom(...subjectKinds), uid: fc.constantFrom(...uids), path: fc.string() }),
  workspaceUid: fc.constantFrom(...uids, null),
});

test('actors of the same sight see the same events', () => {
  fc.assert(
    fc.property(actor, actor, event, (one, other, what) => {
      fc.pre(sightOf(one) === sightOf(other));
      expect(maySee(one, what)).toBe(maySee(other, what));
    }),
    { numRuns: 2_000 },
  );
});
