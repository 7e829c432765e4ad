import type { ReasonCode } from '@trainyard/contracts/reasons';
import type { Text } from '@trainyard/contracts/texts';
import { MountFailure } from './port.ts';

/** A reason of ours as the failure that carries it. */
export function failureOf({ code, params }: Text): MountFailure {
  return new MountFailure(code as ReasonCode, params);
}
