import type { Actor, ActorKind } from '@trainyard/contracts/actors';
import { verbs } from '@trainyard/contracts/api/operation';
import { describe, expect, test } from 'vitest';
import { decide, inScope, type PolicyVerb } from './decide.ts';

const actor = (kind: ActorKind, more: Partial<Actor> = {}): Actor => ({
  kind,
  id: 'me',
  name: 'me',
  via: 'rest',
  ...more,
});
const object = { kind: 'job', name: 'j', workspaceUid: 'w' };
const every: PolicyVerb[] = [...verbs, 'report'];

const allowed = (who: Actor, what = object): PolicyVerb[] => every.filter((verb) => decide(who, verb, what).allow);

describe('who may do what', () => {
  test.each<[ActorKind, PolicyVerb[]]>([
    ['administrator', [...verbs]],
    ['reader', ['read']],
    ['agent', []],
    ['task', []],
    ['controller', every],
  ])('%s', (kind, may) => expect(allowed(actor(kind))).toEqual(may));

  test('an agent speaks of its own node only', () => {
    expect(allowed(actor('agent'), { ...object, nodeUid: 'me' } as never)).toEqual(['report']);
    expect(allowed(actor('agent'), { ...object, nodeUid: 'another' } as never)).toEqual([]);
  });

  test('a reader of one workspace sees nothing of another, and nothing by a prefix', () => {
    const reader = actor('reader', { workspaceUid: 'w' });
    expect(allowed(reader)).toEqual(['read']);
    expect(allowed(reader, { ...object, workspaceUid: 'w2' })).toEqual([]);
    expect(inScope(reader, { workspaceUid: 'w2' })).toBe(false);
    expect(inScope(reader, { workspaceUid: null })).toBe(false);
  });

  test('a refusal names who, what and which', () => {
    expect(decide(actor('reader'), 'delete', object)).toEqual({
      allow: false,
      code: 'Forbidden',
      params: { actor: 'me', verb: 'delete', object: 'job j' },
    });
  });
});
