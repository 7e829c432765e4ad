import type { Actor, ActorKind } from '@trainyard/contracts/actors';
import type { Verb } from '@trainyard/contracts/api/operation';
import type { ErrorCode } from '@trainyard/contracts/errors';
import type { TextParams } from '@trainyard/contracts/texts';

/** The API's verbs, and `report`: what an agent says of its own node. */
export type PolicyVerb = Verb | 'report';

/** What is asked for, as far as permission depends on it. */
export interface PolicyObject {
  kind: string;
  /** For messages. */
  name: string;
  /** null for what belongs to the whole installation. */
  workspaceUid: string | null;
  /** The node that it is, or runs on. */
  nodeUid?: string;
  /** Where it leads into a task: that task's attempt as `job/unit/attempt`. */
  attempt?: string;
}

export type Decision = { allow: true } | { allow: false; code: ErrorCode; params: TextParams };

type Rule = (actor: Actor, verb: PolicyVerb, object: PolicyObject) => boolean;

/** Who may do what: one row per kind of actor. */
const rules: Record<ActorKind, Rule> = {
  administrator: (_actor, verb) => verb !== 'report',
  controller: () => true,
  reader: (actor, verb, object) => verb === 'read' && inScope(actor, object),
  agent: (actor, verb, object) => verb === 'report' && object.nodeUid === actor.id,
  // A rank starts others on the nodes of its own gang, and does nothing else.
  task: (actor, verb, object) =>
    verb === 'operate' &&
    object.kind === 'job' &&
    object.attempt !== undefined &&
    object.attempt === attemptOf(actor.id),
};

/** Attempt of a task's fence key. */
function attemptOf(fence: string): string {
  return fence.slice(0, fence.lastIndexOf('/'));
}

/** May this actor do this to that? The one place that answers. */
export function decide(actor: Actor, verb: PolicyVerb, object: PolicyObject): Decision {
  if (rules[actor.kind](actor, verb, object)) return { allow: true };
  return {
    allow: false,
    code: 'Forbidden',
    params: { actor: actor.name, verb, object: `${object.kind} ${object.name}` },
  };
}

/** False when the actor is not even to know that the object exists: the answer is then 404. */
export function inScope(actor: Actor, object: Pick<PolicyObject, 'workspaceUid'>): boolean {
  return actor.workspaceUid === undefined || actor.workspaceUid === object.workspaceUid;
}
