/** Which question of the form a fault of the body belongs to. Pure. */
import type { Detail, Fault } from '@trainyard/contracts/errors';
import { type Draft, isMeant } from './draft.ts';

export type SchedulingField = 'ageing' | 'grace' | 'price' | 'currency' | 'reclaims' | 'notice';
export type FieldName = 'name' | 'vmSize' | 'count' | 'least' | 'most' | 'start' | 'idle' | 'command' | SchedulingField;
export type RowsName = 'env' | 'secrets' | 'tags' | 'labels' | 'weights';

export interface Faults {
  fields: Partial<Record<FieldName, string>>;
  /** By index of the row as it stands in the form. */
  rows: Record<RowsName, Record<number, string>>;
  /** By index of the queue. */
  queues: Record<number, string>;
  /** By path in the volumes, `fileServers[0].relativeMountPath`. */
  volumes: Record<string, string>;
  /** What belongs to no question, in the server's words. */
  other: string[];
}

export const noFaults: Faults = {
  fields: {},
  rows: { env: {}, secrets: {}, tags: {}, labels: {}, weights: {} },
  queues: {},
  volumes: {},
  other: [],
};

export const hasFaults = ({ fields, rows, queues, volumes, other }: Faults): boolean =>
  other.length > 0 || [fields, queues, volumes, ...Object.values(rows)].some((of) => Object.keys(of).length > 0);

const fieldOf: Record<string, FieldName> = {
  name: 'name',
  vmSize: 'vmSize',
  'scaleSettings.manual.targetNodeCount': 'count',
  'scaleSettings.autoScale.minimumNodeCount': 'least',
  'scaleSettings.autoScale.maximumNodeCount': 'most',
  'scaleSettings.autoScale.initialNodeCount': 'start',
  'scaleSettings.autoScale.idleDelay': 'idle',
  'nodeSetup.setupTask.commandLine': 'command',
  'scheduling.ageing': 'ageing',
  'scheduling.preemption.grace': 'grace',
  'price.perNodeHour': 'price',
  'price.currency': 'currency',
  'lowPriority.reclaimsPerNodeHour': 'reclaims',
  'lowPriority.notice': 'notice',
};

/** Refusals of the whole request that are about one question. */
const fieldOfCode: Partial<Record<Fault['code'], FieldName>> = { AlreadyExists: 'name', UnknownVmSize: 'vmSize' };

const volumesPath = 'nodeSetup.mountVolumes.';
const queuePath = /^scheduling\.queues\[(\d+)\]\.?(.*)$/;
/** Rows that become a record: where it stands in the body. */
const recordPaths: readonly (readonly [string, 'tags' | 'labels' | 'weights'])[] = [
  ['tags', 'tags'],
  ['nodeLabels', 'labels'],
  ['scheduling.fairShare.weights', 'weights'],
];

const rowPath = /^nodeSetup\.setupTask\.(environmentVariables|secrets)\[(\d+)\]/;

/** Place of the nth row that is sent among all that stand in the form. */
function rowAt(rows: Draft['env'], nth: number): number {
  let seen = -1;
  return rows.findIndex((row) => isMeant(row) && ++seen === nth);
}

/** Words of what is wrong; `detail` for what belongs to no question. */
export interface FaultWords {
  field: (name: FieldName) => string;
  row: (name: RowsName) => string;
  whole: () => string;
  detail: (detail: Detail) => string;
}

/** `say` gives the words of a fault in a field or in rows; what it does not know is told as it came. */
export function faultsOf(fault: Pick<Fault, 'code' | 'details'>, draft: Draft, say: FaultWords): Faults {
  const faults = structuredClone(noFaults);
  const about = fieldOfCode[fault.code];
  if (about !== undefined) faults.fields[about] = say.whole();
  else if (fault.details === undefined) faults.other.push(say.whole());
  for (const detail of fault.details ?? []) place(detail, draft, say, faults);
  return faults;
}

function place(detail: Detail, draft: Draft, say: FaultWords, faults: Faults): void {
  const field = fieldOf[detail.path];
  const row = rowPath.exec(detail.path);
  if (field !== undefined) faults.fields[field] = say.field(field);
  else if (row !== null) {
    const name = row[1] === 'secrets' ? 'secrets' : 'env';
    faults.rows[name][rowAt(draft[name], Number(row[2]))] = say.row(name);
  } else if (detail.path.startsWith(volumesPath)) {
    faults.volumes[detail.path.slice(volumesPath.length)] = say.detail(detail);
  } else if (placeQueue(detail, say, faults) || placeRecord(detail, draft, say, faults)) {
    // It stands at its queue or row.
  } else faults.other.push(detail.path === '' ? say.detail(detail) : `${detail.path}: ${say.detail(detail)}`);
}

function placeQueue(detail: Detail, say: FaultWords, faults: Faults): boolean {
  const queue = queuePath.exec(detail.path);
  if (queue === null) return false;
  const field = queue[2] === '' ? '' : `${queue[2]}: `;
  faults.queues[Number(queue[1])] = `${field}${say.detail(detail)}`;
  return true;
}

const rowsOf = (draft: Draft, name: RowsName): Draft['env'] =>
  name === 'weights' ? draft.scheduling.weights : draft[name];

function placeRecord(detail: Detail, draft: Draft, say: FaultWords, faults: Faults): boolean {
  for (const [path, name] of recordPaths) {
    if (!detail.path.startsWith(`${path}.`)) continue;
    const at = rowsOf(draft, name).findIndex((row) => `${path}.${row.name}` === detail.path);
    if (at === -1) return false;
    faults.rows[name][at] = say.row(name);
    return true;
  }
  return false;
}

/** Rows that the body could not hold: two of the same name are one in a record, and the last would win in silence. */
export function doubledRows(draft: Draft): Record<RowsName, number[]> {
  const doubled = (rows: Draft['env']) => {
    const seen = new Set<string>();
    const found: number[] = [];
    rows.forEach((row, at) => {
      if (!isMeant(row)) return;
      if (seen.has(row.name)) found.push(at);
      seen.add(row.name);
    });
    return found;
  };
  return {
    env: doubled(draft.env),
    secrets: doubled(draft.secrets),
    tags: doubled(draft.tags),
    labels: doubled(draft.labels),
    weights: doubled(draft.scheduling.weights),
  };
}
