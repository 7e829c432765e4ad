import { reason } from '@trainyard/contracts/reasons';
import type { Text } from '@trainyard/contracts/texts';
import type { RequestOf } from '../kind.ts';
import { rcloneKind } from '../rclone/kind.ts';
import { serverOf } from '../rclone/remote-config.ts';
import { blobfuseOptions } from './blobfuse-options.ts';

/** A container, by a signed address of it alone. */
export const azureBlob = rcloneKind<'azureBlob'>({
  isBucket: true,
  server({ secret }) {
    return { ...serverOf(new URL(secret ?? '')), isHttp: true };
  },
  look({ source, label }) {
    const { more, unknown } = blobfuseOptions(source.options ?? '');
    return { more, notes: unknown.map((option) => reason('volumeOptionIgnored', { option, label })) };
  },
  closer: (why, request) => outsideItsTime(why, request, Date.now()) ?? why,
});

/** A refused signature that is not valid yet, or not any more, by this machine's clock. */
export function outsideItsTime(
  why: Text,
  { secret, label }: Pick<RequestOf<'azureBlob'>, 'secret' | 'label'>,
  now: number,
): Text | null {
  if (why.code !== 'volumeDenied') return null;
  const { searchParams } = new URL(secret ?? '');
  const [from, to] = [searchParams.get('st'), searchParams.get('se')];
  const here = new Date(now).toISOString();
  if (to !== null && Date.parse(to) <= now) {
    return reason('volumeClockSkew', { label, why: `valid until ${to}, it is ${here} here` });
  }
  if (from !== null && Date.parse(from) > now) {
    return reason('volumeClockSkew', { label, why: `valid from ${from}, it is ${here} here` });
  }
  return null;
}
