import type { Actor } from '@trainyard/contracts/actors';
import type { ChannelTarget } from '@trainyard/contracts/channel';
import { Fault } from '@trainyard/contracts/errors';
import { authorise } from '../access/authorise.ts';
import type { Doors } from '../doors.ts';
import { jobByUid, nodeByUid } from '../http/load.ts';

/** Throws what the policy says of leading a channel there: what lies outside the actor's scope is not found. */
export async function authoriseTarget(doors: Pick<Doors, 'read'>, actor: Actor, target: ChannelTarget): Promise<void> {
  if (target.kind === 'node') {
    const missing = () => new Fault('NodeNotFound', { name: target.nodeUid });
    authorise(actor, 'operate', await nodeByUid(doors, target.nodeUid, missing));
    return;
  }
  const missing = () => new Fault('JobNotFound', { name: target.fence.job });
  authorise(actor, 'operate', await jobByUid(doors, target.fence.job, missing));
}
