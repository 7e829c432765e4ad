/** Reasons and refusals in French, by their code. */
import type { ErrorCode } from '@trainyard/contracts/errors';
import type { ReasonCode } from '@trainyard/contracts/reasons';

const reasons: Partial<Record<ReasonCode, string>> = {};
const errors: Partial<Record<ErrorCode, string>> = {};

export default { reasons, errors };
