import type { Actor } from '@trainyard/contracts/actors';
import { Fault } from '@trainyard/contracts/errors';
import { decide } from '@trainyard/control/policies/decide';
import { authorise, type Found } from '../../access/authorise.ts';
import type { Doors } from '../../doors.ts';
import { workspaceBy } from '../load.ts';
import { type ArmCall, ArmReply } from './arm-operation.ts';
import { longRunning } from './long-running.ts';

/**
 * The sentence of every DELETE: 204 for what is not there, be it that its parent is not, else the command and the answer of what takes its time. To
 * whoever may not delete anything what is not there is 404, so that it tells nothing of what is out of sight.
 */
export async function deleted<T>(
  call: ArmCall<unknown>,
  doors: Doors,
  find: Promise<Found<T>>,
  begin: (value: T) => Promise<{ uid: string; location: string }>,
): Promise<ArmReply> {
  const found = await thereOrNull(call.actor, find);
  if (!found) return new ArmReply(204);
  authorise(call.actor, 'delete', found);
  const { uid, location } = await begin(found.value);
  return longRunning(call, doors, { verb: 'delete', uid, location, done: () => new ArmReply(200) });
}

/** The same of what stands in a workspace, by the command that deletes it. */
export function deletedBelow<T extends { row: { uid: string } }>(
  call: ArmCall<unknown>,
  doors: Doors,
  find: Promise<Found<T>>,
  command: 'experiment.delete' | 'cluster.delete' | 'fileServer.delete' | 'job.delete',
): Promise<ArmReply> {
  return deleted(call, doors, find, async ({ row: { uid } }) => {
    const { value: home } = await workspaceBy(doors, call.actor, call.workspace);
    await doors.execute(command, { uid }, call.actor);
    return { uid, location: home.location };
  });
}

async function thereOrNull<T>(actor: Actor, find: Promise<Found<T>>): Promise<Found<T> | null> {
  try {
    return await find;
  } catch (error) {
    const isMissing = error instanceof Fault && error.status === 404;
    const everything = { kind: 'installation', name: 'everything', workspaceUid: null };
    if (isMissing && decide(actor, 'delete', everything).allow) return null;
    throw error;
  }
}
