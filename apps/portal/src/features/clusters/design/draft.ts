/** What is typed of a cluster before it is one, and the body that it makes. Pure. */
import type { DeallocationOption } from '@trainyard/contracts/cluster';
import { readDuration } from '../../../ui/form/read-duration.ts';
import { readWhole } from '../../../ui/form/read-whole.ts';
import type { Row } from '../../../ui/form/rows.tsx';
import { takeKeys, volumeCount } from '../../volumes/volumes-body.ts';
import {
  emptyPrice,
  emptyQueue,
  emptyReclaim,
  emptyScheduling,
  type PriceDraft,
  priceOf,
  type ReclaimDraft,
  reclaimOf,
  type SchedulingDraft,
  schedulingOf,
} from '../scheduling/draft.ts';

/** Numbers and durations as typed: what is none yet is kept and refused in its place. */
export interface Scaling {
  kind: 'fixed' | 'auto';
  count: string;
  onShrink: DeallocationOption;
  least: string;
  most: string;
  start: string;
  /** Empty: the server's own delay. */
  idle: string;
}

export interface Draft {
  name: string;
  vmSize: string;
  vmPriority: 'dedicated' | 'lowpriority';
  scaling: Scaling;
  command: string;
  /** The `mountVolumes` of its nodes, as they are written. */
  volumes: object;
  env: Row[];
  secrets: Row[];
  tags: Row[];
  labels: Row[];
  scheduling: SchedulingDraft;
  price: PriceDraft;
  /** Of low-priority nodes only. */
  reclaim: ReclaimDraft;
  /** What a file said that no question is asked about: a part of a body, laid over the one that is typed. */
  kept: object;
}

export const emptyDraft: Draft = {
  name: '',
  vmSize: '',
  vmPriority: 'dedicated',
  scaling: { kind: 'fixed', count: '1', onShrink: 'requeue', least: '0', most: '2', start: '0', idle: '' },
  command: '',
  volumes: {},
  env: [],
  secrets: [],
  tags: [],
  labels: [],
  scheduling: emptyScheduling,
  price: emptyPrice,
  reclaim: emptyReclaim,
  kept: {},
};

/** A row that nobody wrote into is not meant. */
export const isMeant = (row: Row): boolean => row.name !== '' || row.value !== '';

/** What was typed where a whole number belongs: the contract refuses what is none. */
const whole = (text: string): number | string => readWhole(text) ?? text;

/** The `scaleSettings` that are typed. */
export function scaleSettingsOf(scaling: Scaling): Record<string, unknown> {
  if (scaling.kind === 'fixed') {
    return { manual: { targetNodeCount: whole(scaling.count), nodeDeallocationOption: scaling.onShrink } };
  }
  return {
    autoScale: {
      minimumNodeCount: whole(scaling.least),
      maximumNodeCount: whole(scaling.most),
      initialNodeCount: whole(scaling.start),
      ...(scaling.idle.trim() === '' ? {} : { idleDelay: readDuration(scaling.idle) ?? scaling.idle }),
    },
  };
}

function setupOf(draft: Draft, withSecrets: boolean): Record<string, unknown> | undefined {
  const env = draft.env.filter(isMeant);
  const secrets = draft.secrets.filter(isMeant);
  const hasTask = draft.command.trim() !== '' || env.length > 0 || secrets.length > 0;
  const hasVolumes = volumeCount(draft.volumes) > 0;
  if (!hasTask && !hasVolumes) return undefined;
  const setupTask = {
    commandLine: draft.command,
    ...(env.length === 0 ? {} : { environmentVariables: env }),
    ...(secrets.length === 0 ? {} : { secrets: withSecrets ? secrets : secrets.map(({ name }) => ({ name })) }),
  };
  const mountVolumes = withSecrets ? draft.volumes : takeKeys(draft.volumes, {}).volumes;
  return { ...(hasTask ? { setupTask } : {}), ...(hasVolumes ? { mountVolumes } : {}) };
}

/**
 * The body that creates the cluster, as far as it is typed. Without secrets it may be shown and copied: the names stand
 * there, the values do not.
 */
export function bodyOf(draft: Draft, { withSecrets }: { withSecrets: boolean }): Record<string, unknown> {
  const nodeSetup = setupOf(draft, withSecrets);
  const [tags, nodeLabels] = [recordOf(draft.tags), recordOf(draft.labels)];
  const [scheduling, price] = [schedulingOf(draft.scheduling), priceOf(draft.price)];
  const reclaims = draft.vmPriority === 'lowpriority' && !same(draft.reclaim, emptyReclaim);
  const typed = {
    name: draft.name,
    vmSize: draft.vmSize,
    vmPriority: draft.vmPriority,
    scaleSettings: scaleSettingsOf(draft.scaling),
    ...(nodeSetup === undefined ? {} : { nodeSetup }),
    ...(nodeLabels === undefined ? {} : { nodeLabels }),
    ...(scheduling === undefined ? {} : { scheduling }),
    ...(price === undefined ? {} : { price }),
    ...(reclaims ? { lowPriority: reclaimOf(draft.reclaim) } : {}),
    ...(tags === undefined ? {} : { tags }),
  };
  return laidOver(typed, withSecrets ? draft.kept : withoutSecrets(draft.kept));
}

/** Objects field by field, lists one after the other; what was typed stands. */
function laidOver(typed: Record<string, unknown>, kept: object): Record<string, unknown> {
  const whole = { ...typed };
  for (const [field, value] of Object.entries(kept)) {
    const own = typed[field];
    if (own === undefined) whole[field] = value;
    else if (Array.isArray(own) && Array.isArray(value)) whole[field] = [...own, ...value];
    else if (isObject(own) && isObject(value)) whole[field] = laidOver(own, value);
  }
  return whole;
}

const isObject = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null;
const secretFields = ['adminUserPassword', 'instrumentationKey'];

/** A copy without passwords and keys. */
function withoutSecrets(kept: object): object {
  return JSON.parse(JSON.stringify(kept, (field, value) => (secretFields.includes(field) ? undefined : value)));
}

/** The body that changes a cluster's scheduling, price and, of low-priority nodes, their reclaims. Nothing typed: as the server assumes. */
export function settingsOf(draft: Draft): Record<string, unknown> {
  return {
    scheduling: schedulingOf(draft.scheduling) ?? {},
    price: priceOf(draft.price) ?? null,
    ...(draft.vmPriority === 'lowpriority' ? { lowPriority: reclaimOf(draft.reclaim) } : {}),
  };
}

const same = (one: object, other: object): boolean => JSON.stringify(one) === JSON.stringify(other);

/** Rows as a record; undefined where none is meant. */
function recordOf(rows: readonly Row[]): Record<string, string> | undefined {
  const meant = rows.filter(isMeant);
  return meant.length === 0 ? undefined : Object.fromEntries(meant.map(({ name, value }) => [name, value]));
}

/** The draft as it may be kept in the browser: values of secrets and keys of accounts are not. */
export function keepable(draft: Draft): Draft {
  const { volumes } = takeKeys(draft.volumes, {});
  const kept = withoutSecrets(draft.kept);
  return {
    ...draft,
    kept,
    volumes: volumes as object,
    secrets: draft.secrets.map(({ name }) => ({ name, value: '' })),
  };
}

/** A kept draft of this version of the page; undefined for anything else. */
export function readDraft(text: string | null): Draft | undefined {
  if (text === null) return undefined;
  try {
    const kept: unknown = JSON.parse(text);
    if (typeof kept !== 'object' || kept === null) return undefined;
    return sameShape(kept, emptyDraft) ? (kept as Draft) : undefined;
  } catch {
    return undefined;
  }
}

function sameShape(value: object, model: object): boolean {
  return Object.entries(model).every(([key, expected]) => {
    const found: unknown = (value as Record<string, unknown>)[key];
    if (Array.isArray(expected)) {
      return Array.isArray(found) && found.every((row) => (key === 'queues' ? isQueue(row) : isRow(row)));
    }
    if (typeof expected === 'object' && expected !== null) {
      return typeof found === 'object' && found !== null && sameShape(found, expected);
    }
    return typeof found === typeof expected;
  });
}

const isQueue = (queue: unknown): boolean =>
  typeof queue === 'object' && queue !== null && sameShape(queue, emptyQueue);

function isRow(row: unknown): boolean {
  return typeof (row as Row | null)?.name === 'string' && typeof (row as Row).value === 'string';
}
