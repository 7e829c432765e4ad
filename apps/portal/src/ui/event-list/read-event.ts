/** What an event says, as the key of a sentence with its values: the words are looked up by whoever shows it. Pure. */
import type { TrainyardEvent } from '@trainyard/contracts/events';
import type { Text } from '@trainyard/contracts/texts';

/** Sentences, each a key of the words `event.say`. */
export type Sentence =
  | 'made'
  | 'changed'
  | 'gone'
  | 'state'
  | 'deleting'
  | 'resizing'
  | 'steady'
  | 'scaled'
  | 'rescaled'
  | 'nodeAsked'
  | 'nodeConnected'
  | 'nodeSilent'
  | 'nodeReturned'
  | 'nodeToGo'
  | 'nodeDrains'
  | 'nodeNoWork'
  | 'nodeTakesWork'
  | 'nodeReports'
  | 'submitted'
  | 'waits'
  | 'started'
  | 'requeued'
  | 'terminating'
  | 'succeeded'
  | 'failed'
  | 'attemptBegan'
  | 'phase'
  | 'ended'
  | 'step'
  | 'allocated'
  | 'released'
  | 'stored'
  | 'held'
  | 'letGo'
  | 'preempted'
  | 'found'
  | 'foundNoMore'
  | 'revoked'
  | 'shellOpened'
  | 'commandRun'
  | 'portOpened'
  | 'channelClosed';

export interface ReadEvent {
  sentence: Sentence;
  /** What it speaks of, from the outer to the inner: `{kind: 'job', name: 'digits'}`, `{kind: 'attempt', name: '1'}`. */
  subject: { kind: string; name: string }[];
  /** State, phase or outcome that it moved to. */
  state?: string;
  /** A number of nodes, a step, a file. */
  value?: string;
  /** Why, in the server's words. */
  reasons: Text[];
  /** True for what happens all the time and stands behind a switch. */
  detail: boolean;
}

const nouns: Record<string, string> = {
  clusters: 'cluster',
  nodes: 'node',
  experiments: 'experiment',
  jobs: 'job',
  units: 'unit',
  attempts: 'attempt',
  tasks: 'task',
  allocations: 'allocation',
  artifacts: 'artifact',
  tokens: 'token',
  reservations: 'reservation',
  limits: 'limit',
};

/** The nouns of a path: `…/experiments/E/jobs/J/attempts/1`. An artifact's own path may hold slashes. */
export function subjectOf(path: string): ReadEvent['subject'] {
  const parts = path.split('/');
  if (parts[0] === 'tokens') return [{ kind: 'token', name: parts.slice(1).join('/') }];
  const subject: ReadEvent['subject'] = [];
  const rest = parts.slice(3);
  while (rest.length > 1) {
    const kind = nouns[rest.shift() ?? ''];
    if (kind === undefined) break;
    subject.push({ kind, name: kind === 'artifact' ? rest.splice(0).join('/') : (rest.shift() ?? '') });
  }
  return subject.length > 0 ? subject : [{ kind: 'workspace', name: parts[2] ?? path }];
}

type Changed = Record<string, unknown>;

const text = (changed: Changed, key: string): string | undefined => {
  const value = changed[key];
  return typeof value === 'string' ? value : undefined;
};

const isText = (value: unknown): value is Text =>
  typeof value === 'object' && value !== null && typeof (value as Text).code === 'string' && 'params' in value;

function reasonsOf(changed: Changed): Text[] {
  const { reasons, reason, targetReason, wantReason, why } = changed;
  // What stands out of a job, or stood out.
  const { finding } = (changed.vitals ?? {}) as { finding?: { says?: unknown } | null };
  return [...(Array.isArray(reasons) ? reasons : []), reason, targetReason, wantReason, why, finding?.says].filter(
    isText,
  );
}

type Said = Pick<ReadEvent, 'sentence' | 'state' | 'value'> & { detail?: boolean };

function ofCluster(changed: Changed): Said {
  if (changed.state === 'deleting') return { sentence: 'deleting' };
  if (typeof changed.targetNodes === 'number') return { sentence: 'scaled', value: String(changed.targetNodes) };
  if ('spec' in changed) return { sentence: 'rescaled' };
  if (changed.allocationState === 'resizing') return { sentence: 'resizing' };
  if (changed.allocationState === 'steady') return { sentence: 'steady' };
  return { sentence: 'changed', detail: true };
}

function ofNode(changed: Changed): Said {
  const state = text(changed, 'state');
  if (changed.health === 'silent') return { sentence: 'nodeSilent' };
  if (state !== undefined) return { sentence: 'state', state };
  if (changed.intent === 'remove') return { sentence: 'nodeToGo' };
  if (changed.drain != null) return { sentence: 'nodeDrains' };
  if (changed.schedulable === false) return { sentence: 'nodeNoWork' };
  if (changed.schedulable === true) return { sentence: 'nodeTakesWork' };
  if ('helloAt' in changed) return { sentence: 'nodeConnected', detail: true };
  return { sentence: 'nodeReports', detail: true };
}

function ofTask(changed: Changed): Said {
  const state = text(changed, 'phase');
  if (state !== undefined) return { sentence: 'phase', state, detail: true };
  const { step } = (changed.report ?? {}) as { step?: string | null };
  if (typeof step === 'string') return { sentence: 'step', value: step, detail: true };
  return { sentence: 'changed', detail: true };
}

function ofUpdate(kind: string, changed: Changed): Said {
  const state = text(changed, 'state') ?? text(changed, 'phase');
  if (kind === 'cluster') return ofCluster(changed);
  if (kind === 'node') return ofNode(changed);
  if (kind === 'task') return ofTask(changed);
  if (kind === 'job' && state === undefined && typeof changed.held === 'boolean')
    return { sentence: changed.held ? 'held' : 'letGo' };
  if (changed.deleting === true || state === 'deleting') return { sentence: 'deleting' };
  if (kind === 'job' && Array.isArray(changed.reasons) && changed.reasons.length > 0) return { sentence: 'waits' };
  if (kind === 'attempt' && state !== undefined) return { sentence: 'phase', state };
  if (state !== undefined) return { sentence: 'state', state, detail: kind === 'unit' };
  return { sentence: 'changed', detail: kind !== 'workspace' && kind !== 'experiment' };
}

/** Who went into a node or task. What tasks open among themselves, and connections to a port, are many. */
function ofChannel({ changed, actor }: TrainyardEvent): Said {
  const { command, port } = changed;
  if (typeof port === 'number') return { sentence: 'portOpened', value: String(port), detail: true };
  const detail = actor?.kind === 'task';
  // A shell that was given a line is told by the line.
  if (Array.isArray(command)) return { sentence: 'commandRun', value: String(command.at(-1) ?? ''), detail };
  return { sentence: 'shellOpened', detail };
}

function said(event: TrainyardEvent): Said {
  const {
    type,
    subject: { kind },
    changed,
  } = event;
  switch (type) {
    case 'channel.opened':
      return ofChannel(event);
    case 'channel.closed':
      return { sentence: 'channelClosed', detail: true };
    case 'cluster.scaled':
    case 'cluster.updated':
      return ofCluster(changed);
    case 'node.created':
      return { sentence: 'nodeAsked' };
    case 'node.lost':
      return { sentence: 'nodeSilent' };
    case 'node.returned':
      return { sentence: 'nodeReturned' };
    case 'job.submitted':
      return { sentence: 'submitted' };
    case 'job.started':
      return { sentence: 'started' };
    case 'job.requeued':
      return { sentence: 'requeued' };
    case 'job.findingBegan':
      return { sentence: 'found' };
    case 'job.findingEnded':
      return { sentence: 'foundNoMore' };
    case 'job.terminating':
      return { sentence: 'terminating' };
    case 'job.succeeded':
      return { sentence: 'succeeded' };
    case 'job.failed':
      return { sentence: 'failed' };
    case 'attempt.created':
      return { sentence: 'attemptBegan' };
    case 'attempt.ended':
    case 'task.ended': {
      const outcome = text(changed, 'outcome');
      return { sentence: 'ended', detail: kind === 'task', ...(outcome === undefined ? {} : { state: outcome }) };
    }
    case 'allocation.made':
      return { sentence: 'allocated', detail: true };
    case 'allocation.released':
      return { sentence: 'released', detail: true };
    case 'artifact.stored':
      return { sentence: 'stored', detail: changed.kind === 'checkpoint' };
    case 'preemption.made':
      return { sentence: 'preempted' };
    case 'token.revoked':
      return { sentence: 'revoked' };
    default:
      break;
  }
  // A newer server may know types that are not here: the effect is in their last word.
  const effect = String(type).split('.').at(-1);
  const detail = ['unit', 'task', 'attempt', 'allocation', 'artifact'].includes(kind);
  if (effect === 'created') return { sentence: 'made', detail };
  if (effect === 'deleted') return { sentence: 'gone', detail };
  return ofUpdate(kind, changed);
}

/** Reads an event. Never throws: what is not known is a change of its subject. */
export function readEvent(event: TrainyardEvent): ReadEvent {
  const { detail = false, ...rest } = said(event);
  return { ...rest, subject: subjectOf(event.subject.path), reasons: reasonsOf(event.changed), detail };
}
