/** What is typed of a limit before it is set. Pure. */
import type { LimitAmounts, LimitScope } from '@trainyard/contracts/limits';
import { readWhole } from '../../ui/form/read-whole.ts';

export const amountNames = ['gpus', 'cores', 'jobs', 'waiting'] as const;
export type AmountName = (typeof amountNames)[number];

export interface LimitDraft {
  scope: LimitScope;
  name: string;
  /** Empty: not limited. */
  amounts: Record<AmountName, string>;
}

export const emptyLimit: LimitDraft = {
  scope: 'workspace',
  name: '',
  amounts: { gpus: '', cores: '', jobs: '', waiting: '' },
};

export type LimitFaults = Partial<Record<AmountName | 'name' | 'none', true>>;

/** The contract's most. */
const most = 10_000_000;

/** The limit that is typed, or what is wrong with it. */
export function readLimit({ name, amounts }: LimitDraft): { limits: LimitAmounts } | { faults: LimitFaults } {
  const faults: LimitFaults = name.trim() === '' || name.trim().length > 256 ? { name: true } : {};
  const limits: LimitAmounts = {};
  for (const amount of amountNames) {
    if (amounts[amount].trim() === '') continue;
    const value = readWhole(amounts[amount]);
    if (value === undefined || value > most) faults[amount] = true;
    else limits[amount] = value;
  }
  if (Object.keys(faults).length === 0 && Object.keys(limits).length === 0) faults.none = true;
  return Object.keys(faults).length > 0 ? { faults } : { limits };
}

/** A limit that is set, as the form takes it. */
export const typedLimit = ({ scope, name, limits }: { scope: LimitScope; name: string; limits: LimitAmounts }) => ({
  scope,
  name,
  amounts: {
    gpus: String(limits.gpus ?? ''),
    cores: String(limits.cores ?? ''),
    jobs: String(limits.jobs ?? ''),
    waiting: String(limits.waiting ?? ''),
  },
});
