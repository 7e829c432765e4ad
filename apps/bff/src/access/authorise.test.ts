import type { Actor } from '@trainyard/contracts/actors';
import { subjectKinds } from '@trainyard/contracts/events';
import { expect, test } from 'vitest';
import { maySee, sightOf } from './authorise.ts';

const kinds = ['administrator', 'reader', 'agent', 'task', 'controller'] as const;
const scopes = [undefined, 'a', 'b'];
const actors = kinds.flatMap((kind) =>
  ['x', 'y'].flatMap((id) =>
    scopes.map((workspaceUid): Actor => ({ kind, id, name: id, via: 'rest', ...(workspaceUid && { workspaceUid }) })),
  ),
);
const events = subjectKinds.flatMap((kind) =>
  [null, 'a', 'b'].map((workspaceUid) => ({ subject: { kind, uid: 'x', path: '/x' }, workspaceUid })),
);

test('actors of the same sight see the same events', () => {
  const seen = new Map<string, string>();
  for (const actor of actors) {
    const sees = JSON.stringify(events.map((event) => maySee(actor, event)));
    expect(seen.get(sightOf(actor)) ?? sees).toBe(sees);
    seen.set(sightOf(actor), sees);
  }
  // All administrators of one scope, and all its readers, share theirs.
  expect(seen.size).toBe(2 * 3 + 3 * 3 * 2);
});
