/** What became of bytes of a stream that somebody misses: stored by now, or why nobody has them. */
import type { FoundLogBytes } from '@trainyard/contracts/api/logs';
import { Fault } from '@trainyard/contracts/errors';
import { type Hole, parseStream } from '@trainyard/contracts/log-frame';
import { reason } from '@trainyard/contracts/reasons';
import type { Text } from '@trainyard/contracts/texts';
import type { Doors } from '../../doors.ts';

/** Bytes `from` to `to` (exclusive) of a stream as they stand now. Throws LogNotFound. */
export async function findBytes(
  doors: Pick<Doors, 'archive' | 'read'>,
  stream: string,
  from: number,
  to: number,
): Promise<FoundLogBytes> {
  if (to <= from) throw new Fault('InvalidBody', { faults: [`to must be more than from, which is ${from}`] });
  const info = await doors.archive.logs.info(stream);
  if (!info) throw new Fault('LogNotFound', { name: stream });
  const end = Math.min(to, info.bytes);
  const lost = info.holes.filter((hole) => hole.from < hole.to && hole.to > from && hole.from < end);
  const missing = lost.reduce((sum, hole) => sum + Math.min(hole.to, end) - Math.max(hole.from, from), 0);
  const stored = Math.max(0, end - from) - missing;
  const [first] = lost;
  if (first !== undefined) return { stored, reason: await whyLost(doors, stream, first) };
  return { stored, reason: end < to ? reason('logNotWritten', { bytes: info.bytes }) : null };
}

/** A node keeps what its tasks print for as long as the task is its own, so who could still have it decides. */
async function whyLost(doors: Pick<Doors, 'read'>, stream: string, { why }: Hole): Promise<Text> {
  const owner = parseStream(stream);
  if (owner?.kind !== 'task') return reason('logLost', { why });
  const { tasks } = await doors.read('job.tasks', { fences: [owner.fence] });
  const [task] = tasks;
  if (task === undefined) return reason('logLost', { why });
  const node = task.plan.names.node;
  if (task.phase !== 'ended') return reason('logLostOnNode', { node, why });
  const isThere = (await doors.read('node.get', { uid: task.nodeUid })) !== null;
  return reason(isThere ? 'logLostWithTask' : 'logLostWithNode', { node, why });
}
