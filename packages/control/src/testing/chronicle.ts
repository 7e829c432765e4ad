import type { TrainyardEvent } from '@trainyard/contracts/events';
import { sayReason } from '@trainyard/contracts/reasons';
import type { Text } from '@trainyard/contracts/texts';

type Entry = { at: number; step: string } | { at: number; events: readonly TrainyardEvent[] };

/** Lines of a story that are told: the newest ones hold what went wrong. */
const linesMost = 120;

/** All that happened in a world, kept as it was and put into words only when somebody asks. */
export class Chronicle {
  readonly #entries: Entry[] = [];
  readonly #from: number;

  constructor(from: number) {
    this.#from = from;
  }

  step(at: number, step: string): void {
    this.#entries.push({ at, step });
  }

  events(at: number, events: readonly TrainyardEvent[]): void {
    this.#entries.push({ at, events });
  }

  /** What led to these faults: every step, and the events of what the faults name; all events when they name nothing. */
  tell(faults: readonly string[]): string[] {
    const named = this.#named(faults);
    const lines = this.#entries.flatMap((entry) => {
      const when = clockOf(entry.at - this.#from);
      if ('step' in entry) return [`${when} * ${entry.step}`];
      return entry.events.filter((event) => named(event)).map((event) => `${when}   ${say(event)}`);
    });
    const left = lines.length - linesMost;
    return left > 0 ? [`(${left} earlier lines are left out)`, ...lines.slice(-linesMost)] : lines;
  }

  /** An event belongs to a fault that names its subject, its job or its node, by path, name or uid. */
  #named(faults: readonly string[]): (event: TrainyardEvent) => boolean {
    const text = faults.join('\n');
    const wanted = new Set<string>();
    for (const entry of this.#entries) {
      if ('step' in entry) continue;
      for (const { subject, jobUid } of entry.events) {
        if (!text.includes(subject.uid) && !text.includes(subject.path)) continue;
        if (subject.kind === 'workspace' || subject.kind === 'experiment' || subject.kind === 'cluster') continue;
        wanted.add(jobUid ?? subject.uid);
      }
    }
    const loud = ['node.lost', 'node.returned', 'node.deleted', 'cluster.scaled'];
    return ({ subject, jobUid, type }) =>
      wanted.size === 0 || wanted.has(subject.uid) || (jobUid !== null && wanted.has(jobUid)) || loud.includes(type);
  }
}

function say({ seq, type, subject, changed, actor }: TrainyardEvent): string {
  const told = [
    'state',
    'phase',
    'want',
    'outcome',
    'exitCode',
    'health',
    'intent',
    'attempts',
    'targetNodes',
    'gpuIds',
  ];
  const facts = told
    .filter((field) => changed[field] !== undefined && changed[field] !== null)
    .map((field) => `${field} ${JSON.stringify(changed[field])}`);
  const why = (changed.reason ?? changed.wantReason ?? (changed.reasons as Text[] | undefined)?.[0]) as Text | null;
  const words = [type, subject.path, facts.join(', '), why ? `(${sayReason(why)})` : ''].filter((word) => word !== '');
  return `${seq} ${words.join(' ')} by ${actor.name}`;
}

function clockOf(ms: number): string {
  const minutes = Math.floor(ms / 60_000);
  const seconds = ((ms % 60_000) / 1000).toFixed(3).padStart(6, '0');
  return `${String(minutes).padStart(3)}:${seconds}`;
}
