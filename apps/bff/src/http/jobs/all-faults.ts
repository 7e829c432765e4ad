import type { Actor } from '@trainyard/contracts/actors';
import { type Detail, Fault } from '@trainyard/contracts/errors';
import { faultsMost } from '@trainyard/contracts/jobs-given';
import type { Doors } from '../../doors.ts';

/**
 * The refusal of a body that is wrong by itself, with what its place says against it besides: whoever mends the one would meet the other next. Paths
 * of `fault` may begin with `properties.`, as the body was sent; those that are added are native.
 */
export async function withPlace(
  { execute }: Pick<Doors, 'execute'>,
  actor: Actor,
  { experimentUid, body }: { experimentUid: string; body: unknown },
  fault: Fault,
): Promise<Fault> {
  if (fault.code !== 'InvalidBody' || !fault.details) return fault;
  const { faults } = await execute('job.plan', { experimentUid, body }, actor);
  const own = fault.details;
  const told = own.map(({ path }) => path.replace(/^properties\./, ''));
  const isTold = ({ path }: Detail): boolean => told.some((one) => one === path || one.startsWith(`${path}.`));
  const details = [...own, ...faults.filter((one) => !isTold(one))].slice(0, faultsMost);
  const said = details.map(({ path, message }) => (path ? `${path}: ${message}` : message));
  return new Fault('InvalidBody', { faults: said.slice(0, 10) }, details);
}
