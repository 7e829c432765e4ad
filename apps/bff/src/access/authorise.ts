import type { Actor } from '@trainyard/contracts/actors';
import { Fault } from '@trainyard/contracts/errors';
import type { TrainyardEvent } from '@trainyard/contracts/events';
import { decide, inScope, type PolicyObject, type PolicyVerb } from '@trainyard/control/policies/decide';

/** Something found, as the policy sees it, and what to say to those who may not even know of it. */
export interface Found<T> {
  value: T;
  object: PolicyObject;
  /** Made only when it is said: an error takes a picture of the stack. */
  missing?: () => Fault;
}

/** Throws what the policy says: not found for what lies outside the actor's scope, else forbidden. */
export function authorise(actor: Actor, verb: PolicyVerb, { object, missing }: Omit<Found<unknown>, 'value'>): void {
  if (missing && !inScope(actor, object)) throw missing();
  const decision = decide(actor, verb, object);
  if (!decision.allow) throw new Fault(decision.code, decision.params);
}

/** What the actor may do to a presented thing: pages grey out buttons from it. */
export function canOf(actor: Actor, object: PolicyObject, verbs: readonly PolicyVerb[]): Record<string, boolean> {
  return Object.fromEntries(verbs.map((verb) => [verb, decide(actor, verb, object).allow]));
}

/** Tokens are an administrator's to see, their events too; everything else goes by the policy for reading. */
export function maySee(actor: Actor, event: Pick<TrainyardEvent, 'subject' | 'workspaceUid'>): boolean {
  const { kind, path } = event.subject;
  const object = { kind, name: path, workspaceUid: event.workspaceUid };
  return decide(actor, kind === 'token' ? 'administer' : 'read', object).allow;
}

/** Two actors of the same sight may see the same events: `maySee` asks no more of them than this says. */
export function sightOf({ kind, workspaceUid = '', id }: Actor): string {
  return kind === 'administrator' || kind === 'reader' ? `${kind} ${workspaceUid}` : `${kind} ${workspaceUid} ${id}`;
}

/** What belongs to the whole installation. */
export function installation(name: string): Found<null> {
  return { value: null, object: { kind: 'installation', name, workspaceUid: null } };
}

/** A list over workspaces: whoever asks sees it cut to the own scope. */
export function everywhereInScope(actor: Actor, name: string): Found<null> {
  return { value: null, object: { kind: 'installation', name, workspaceUid: actor.workspaceUid ?? null } };
}
