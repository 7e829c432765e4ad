/** What is typed of how a cluster's queue is ordered, shared and priced, and the parts of a body that it makes. Pure. */
import type { Price } from '@trainyard/contracts/cluster';
import type { Quota, SchedulingSettings } from '@trainyard/contracts/queues';
import { readDuration } from '../../../ui/form/read-duration.ts';
import { readWhole } from '../../../ui/form/read-whole.ts';
import type { Row } from '../../../ui/form/rows.tsx';
import { type Resource, resources } from './queue-use.ts';

/** Amounts as typed; an empty one is not limited. */
export type Amounts = Record<Resource, string>;

export interface QueueDraft {
  name: string;
  cohort: string;
  nominal: Amounts;
  borrow: Amounts;
  lend: Amounts;
}

export interface SchedulingDraft {
  queues: QueueDraft[];
  by: SchedulingSettings['fairShare']['by'];
  weights: Row[];
  /** Empty: a day. */
  ageing: string;
  preemption: 'off' | 'on';
  /** Empty: the job's own. */
  grace: string;
}

export interface PriceDraft {
  /** Empty: no price. */
  amount: string;
  currency: string;
}

export interface ReclaimDraft {
  rate: string;
  /** Empty: the server's own. */
  notice: string;
}

const noAmounts: Amounts = { gpus: '', cpus: '', nodes: '' };

export const emptyQueue: QueueDraft = { name: '', cohort: '', nominal: noAmounts, borrow: noAmounts, lend: noAmounts };
export const emptyScheduling: SchedulingDraft = {
  queues: [],
  by: 'user',
  weights: [],
  ageing: '',
  preemption: 'off',
  grace: '',
};
export const emptyPrice: PriceDraft = { amount: '', currency: 'EUR' };
export const emptyReclaim: ReclaimDraft = { rate: '0', notice: '' };

/** What the server assumes where nothing is said. */
const assumedAgeing = 'P1D';

/** A number with a point or a comma; what is none is kept, for the contract to refuse. */
const decimal = (text: string): number | string => {
  const value = text.trim().replace(',', '.');
  return /^\d+(\.\d+)?$/.test(value) ? Number(value) : text;
};
const duration = (text: string): string => readDuration(text) ?? text;

function quotaOf(amounts: Amounts): Record<string, number | string> | undefined {
  const typed = resources.filter((resource) => amounts[resource].trim() !== '');
  if (typed.length === 0) return undefined;
  return Object.fromEntries(typed.map((resource) => [resource, readWhole(amounts[resource]) ?? amounts[resource]]));
}

function queueOf({ name, cohort, nominal, borrow, lend }: QueueDraft): Record<string, unknown> {
  const [own, borrowingLimit, lendingLimit] = [quotaOf(nominal), quotaOf(borrow), quotaOf(lend)];
  return {
    name,
    ...(cohort.trim() === '' ? {} : { cohort }),
    ...(own === undefined ? {} : { nominal: own }),
    ...(borrowingLimit === undefined ? {} : { borrowingLimit }),
    ...(lendingLimit === undefined ? {} : { lendingLimit }),
  };
}

/** The `scheduling` that is typed; undefined where it is what the server assumes anyway. */
export function schedulingOf(draft: SchedulingDraft): Record<string, unknown> | undefined {
  const weights = draft.weights.filter(({ name, value }) => name !== '' || value !== '');
  const fair = draft.by !== 'user' || weights.length > 0;
  const body = {
    ...(draft.queues.length === 0 ? {} : { queues: draft.queues.map(queueOf) }),
    ...(fair
      ? {
          fairShare: {
            by: draft.by,
            ...(weights.length === 0
              ? {}
              : { weights: Object.fromEntries(weights.map(({ name, value }) => [name, decimal(value)])) }),
          },
        }
      : {}),
    ...(draft.ageing.trim() === '' ? {} : { ageing: duration(draft.ageing) }),
    ...(draft.preemption === 'off'
      ? {}
      : { preemption: { enabled: true, ...(draft.grace.trim() === '' ? {} : { grace: duration(draft.grace) }) } }),
  };
  return Object.keys(body).length === 0 ? undefined : body;
}

/** The `price` that is typed; undefined where none is. */
export const priceOf = ({ amount, currency }: PriceDraft): Record<string, unknown> | undefined =>
  amount.trim() === '' ? undefined : { perNodeHour: decimal(amount), currency: currency.trim() };

/** The `lowPriority` that is typed. */
export const reclaimOf = ({ rate, notice }: ReclaimDraft): Record<string, unknown> => ({
  reclaimsPerNodeHour: decimal(rate),
  ...(notice.trim() === '' ? {} : { notice: duration(notice) }),
});

const typedAmounts = (quota: Quota | undefined): Amounts => ({
  gpus: String(quota?.gpus ?? ''),
  cpus: String(quota?.cpus ?? ''),
  nodes: String(quota?.nodes ?? ''),
});

/** How a cluster is scheduled now, as the form takes it. */
export function typedScheduling({ queues, fairShare, ageing, preemption }: SchedulingSettings): SchedulingDraft {
  return {
    queues: queues.map((queue) => ({
      name: queue.name,
      cohort: queue.cohort ?? '',
      nominal: typedAmounts(queue.nominal),
      borrow: typedAmounts(queue.borrowingLimit),
      lend: typedAmounts(queue.lendingLimit),
    })),
    by: fairShare.by,
    weights: Object.entries(fairShare.weights).map(([name, value]) => ({ name, value: String(value) })),
    ageing: ageing === assumedAgeing ? '' : ageing,
    preemption: preemption.enabled ? 'on' : 'off',
    grace: preemption.grace ?? '',
  };
}

export const typedPrice = (price: Price | null): PriceDraft =>
  price === null ? emptyPrice : { amount: String(price.perNodeHour), currency: price.currency };

/** True for settings that say no more than the server assumes. */
export const isAssumed = (settings: SchedulingSettings): boolean =>
  schedulingOf(typedScheduling(settings)) === undefined;
