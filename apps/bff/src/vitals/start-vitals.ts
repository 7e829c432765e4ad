/**
 * Computes how every unit that runs fares: follows its logs and samples as they come, looks at each once a second, tells the book
 * what changed and the control plane what begins and ends. After a restart it reads the ends of the logs.
 */
import type { LogArchive } from '@trainyard/archive/logs/log-archive';
import { controllerActor } from '@trainyard/contracts/actors';
import { Fault } from '@trainyard/contracts/errors';
import type { TrainyardEvent } from '@trainyard/contracts/events';
import type { SeriesFrame } from '@trainyard/contracts/series-frame';
import type { JobVitals } from '@trainyard/contracts/vitals';
import type { RunningUnit } from '@trainyard/db/readers/running';
import type { Clock } from '@trainyard/runtime/clock';
import type { Logger } from '@trainyard/runtime/node/logger';
import type { EventHub } from '../live/event-hub.ts';
import type { SeriesHub } from '../live/series-hub.ts';
import type { Execute, Read } from '../threads/protocol.ts';
import { readEnds } from './read-ends.ts';
import { UnitVitals } from './unit-vitals.ts';
import type { VitalsBook } from './vitals-book.ts';

/** A second in ten parts: a thousand units are looked at in turn and hold up nobody. */
const parts = 10;
const partMs = 100;
/** Attempts that are opened at once: what begins faster waits a tenth of a second, and has mostly ended by then. */
const openedMost = 50;
/** ms after the end of an attempt in which its last bytes come. */
const lastBytesMs = 1_000;
/** ms between two records of one unit: a finding that comes and goes is not written each second. */
const recordMs = 10_000;

export interface VitalsPorts {
  book: VitalsBook;
  hub: Pick<EventHub, 'on'>;
  series: Pick<SeriesHub, 'overhear'>;
  logs: Pick<LogArchive, 'onAppended' | 'info' | 'read' | 'times'>;
  read: Read;
  execute: Execute;
  clock: Clock;
  logger: Logger;
}

interface Followed {
  of: RunningUnit;
  vitals: UnitVitals;
  part: number;
  stops: (() => void)[];
  /** What the book has of it, but for its age and the hour. */
  shown: string;
  /** The hour that the book has: the same array until it changes. */
  shownHour: JobVitals['gpuHour'] | undefined;
  /** What the job has of it. */
  recorded: string;
  recordedAt: number;
  endsAt: number | undefined;
}

const actor = controllerActor('vitals');

/** Starts; `stop` ends it. */
export function startVitals(ports: VitalsPorts): { stop(): void } {
  const vitals = new Vitals(ports);
  vitals.start();
  return { stop: () => vitals.stop() };
}

class Vitals {
  readonly #ports: VitalsPorts;
  readonly #units = new Map<string, Followed>();
  readonly #byFence = new Map<string, Followed>();
  /** uids of attempts that began to run and are not followed yet. */
  readonly #begun = new Set<string>();
  #part = 0;
  #opened = 0;
  #opening = false;
  #stopped = false;
  #stops: (() => void)[] = [];
  #cancel: (() => void) | undefined;

  constructor(ports: VitalsPorts) {
    this.#ports = ports;
  }

  start(): void {
    const { hub, series } = this.#ports;
    this.#stops.push(
      hub.on((events) => this.#hear(events)),
      series.overhear((frames) => this.#sampled(frames)),
    );
    void this.#open(undefined);
    this.#wait();
  }

  stop(): void {
    this.#stopped = true;
    this.#cancel?.();
    for (const stop of this.#stops) stop();
    for (const unit of this.#units.values()) for (const stop of unit.stops) stop();
  }

  #hear(events: readonly TrainyardEvent[]): void {
    for (const { type, subject, changed } of events) {
      if (subject.kind !== 'attempt') continue;
      if (type === 'attempt.ended' || type === 'attempt.deleted') {
        this.#begun.delete(subject.uid);
        const unit = this.#units.get(subject.uid);
        if (unit !== undefined) unit.endsAt ??= this.#ports.clock.now() + lastBytesMs;
      } else if (changed.phase === 'running') this.#begun.add(subject.uid);
    }
  }

  #sampled(frames: readonly SeriesFrame[]): void {
    for (const frame of frames) {
      const { fence } = frame;
      if (fence) this.#byFence.get(`${fence.job}/${fence.unit}/${fence.attempt}`)?.vitals.sampled(frame);
    }
  }

  #wait(): void {
    this.#cancel = this.#ports.clock.setTimeout(() => {
      this.#look();
      this.#wait();
    }, partMs);
  }

  #look(): void {
    this.#part = (this.#part + 1) % parts;
    if (this.#begun.size > 0 && !this.#opening) {
      const some = [...this.#begun].slice(0, openedMost);
      for (const uid of some) this.#begun.delete(uid);
      void this.#open(some);
    }
    const now = this.#ports.clock.now();
    const changes = new Map<string, { vitals: JobVitals[]; over: { job: string; unit: number }[] }>();
    for (const followed of this.#units.values()) {
      const { of, part, endsAt } = followed;
      const over = endsAt !== undefined && now >= endsAt;
      if (part !== this.#part && !over) continue;
      const change = changes.get(of.workspaceUid) ?? { vitals: [], over: [] };
      changes.set(of.workspaceUid, change);
      const found = followed.vitals.look(now);
      this.#record(followed, found, now, over);
      if (over) {
        this.#close(followed);
        // The next attempt of the unit may be there already.
        if (!this.#byFence.has(fenceOf(of, 1))) change.over.push({ job: of.job, unit: of.unit });
        continue;
      }
      const shown = JSON.stringify({ ...found, at: 0, gpuHour: undefined });
      if (shown === followed.shown && found.gpuHour === followed.shownHour) continue;
      followed.shown = shown;
      followed.shownHour = found.gpuHour;
      change.vitals.push(found);
    }
    for (const [workspaceUid, change] of changes) {
      if (change.vitals.length > 0 || change.over.length > 0) this.#ports.book.write(workspaceUid, change);
    }
  }

  async #open(attempts: string[] | undefined): Promise<void> {
    this.#opening = true;
    try {
      const units = await this.#ports.read('unit.running', attempts === undefined ? {} : { attempts });
      if (this.#stopped) return;
      const opened = units.filter(({ uid }) => !this.#units.has(uid)).map((of) => this.#follow(of));
      void readEnds(
        this.#ports.logs,
        opened.map(({ vitals }) => vitals),
        () => this.#stopped,
      );
    } catch (error) {
      if (!this.#stopped) this.#ports.logger.error({ err: error }, 'units that run could not be read');
    } finally {
      this.#opening = false;
    }
  }

  #follow(of: RunningUnit): Followed {
    const { logs, clock } = this.#ports;
    const vitals = new UnitVitals(of);
    const followed: Followed = {
      of,
      vitals,
      part: this.#opened++ % parts,
      stops: vitals.streams.map((stream) => {
        let heard = false;
        return logs.onAppended(stream, ({ offset, bytes, written, ended }) => {
          if (ended) vitals.ended(stream);
          // Told twice and heard once. Of bytes that were being written as this began only the second notice comes, and the file lacked them.
          if (bytes.length === 0 || (written && heard)) return;
          heard = true;
          vitals.printed(stream, offset, bytes, clock.now());
        });
      }),
      shown: '',
      shownHour: undefined,
      recorded: '',
      recordedAt: Number.NEGATIVE_INFINITY,
      endsAt: undefined,
    };
    this.#units.set(of.uid, followed);
    this.#byFence.set(fenceOf(of), followed);
    return followed;
  }

  #close(followed: Followed): void {
    for (const stop of followed.stops) stop();
    this.#units.delete(followed.of.uid);
    this.#byFence.delete(fenceOf(followed.of));
  }

  /** A finding that begins or ends is written at once; at the end what was known last. Of an array only findings: its shards may be a million. */
  #record(followed: Followed, { unit, attempt, at, progress, finding }: JobVitals, now: number, over: boolean): void {
    const key = finding === null ? '' : `${finding.kind} ${finding.ranks.join(',')}`;
    const last = over && progress !== null && !followed.of.shard;
    if (!last && (key === followed.recorded || now - followed.recordedAt < recordMs)) return;
    followed.recorded = key;
    followed.recordedAt = now;
    const vitals = { unit, attempt, at, progress, finding };
    this.#ports.execute('job.fare', { uid: followed.of.job, vitals }, actor).catch((error: unknown) => {
      // The job was deleted meanwhile, or the server ends.
      if (this.#stopped || (error instanceof Fault && error.code === 'JobNotFound')) return;
      this.#ports.logger.warn({ err: error, job: followed.of.job }, 'how a job fares could not be recorded');
    });
  }
}

const fenceOf = ({ job, unit, attempt }: RunningUnit, later = 0): string => `${job}/${unit}/${attempt + later}`;
