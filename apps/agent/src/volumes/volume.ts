import { join } from 'node:path';
import type { PlannedVolume } from '@trainyard/contracts/planned-volume';
import { type ReasonCode, reason, sayReason } from '@trainyard/contracts/reasons';
import type { Text } from '@trainyard/contracts/texts';
import { type Mounter, MountFailure, type MountRecord, type MountRequest } from '@trainyard/mounts/port';
import { backoff } from '@trainyard/runtime/backoff';
import type { Chance } from '@trainyard/runtime/chance';
import type { Clock } from '@trainyard/runtime/clock';
import { lives } from '../executors/proc.ts';
import { forgetNote, noteMount } from './mount-notes.ts';
import { homeName, type VolumeRecord } from './volume-record.ts';

export interface VolumePort {
  mounter: Mounter;
  clock: Clock;
  chance: Chance;
  /** The mount root that it lies under. */
  root: string;
  /** Where caches of mounts lie. */
  home: string;
  /** Aborted when this agent lets go of it: it stays for the next one. */
  closing: AbortSignal;
  /** What its helpers carry before the volume's own place. */
  mark: string;
  /** What secretRefs stand for; `fresh`: asked for again, since they may have been renewed. Waits for the server. */
  secrets(fresh: boolean, signal: AbortSignal): Promise<Readonly<Record<string, string>>>;
  /** The record changed. `must`: it has to be on disk when this returns. */
  onChange(must: boolean): void;
  /** It is there again after what served it died: directories that nothing lay in may be gone. Told before it counts as mounted. */
  onRevived(volume: Volume): Promise<void>;
  /** A line for people. */
  note(line: string): void;
}

/** Whether a helper still runs is one look into /proc. */
const lookMs = 500;
/** A check may start a process or ask a server. */
const checkMs = 3_000;
/** What a volume that is watched may take to be usable before it is told that it is not. */
const usableMs = 5_000;
/** A helper that ended is replaced at once; a server that is gone is asked again in this time. */
const again = { firstMs: 500, mostMs: 30_000 } as const;

/** How long what is cached may take to be stored, ms. */
export interface DrainLimits {
  mostMs: number;
  /** While it cannot be used: only its coming back would help. */
  failingMs: number;
  /** Nobody waits for it any more. */
  hurry?: AbortSignal;
}

/** What a volume that nobody waits for any more may still take. */
const hurriedMs = 3_000;

/** One volume from its mounting to its end: mounted, watched, mounted again when what served it died, and taken away. */
export class Volume {
  readonly planned: PlannedVolume;
  readonly record: VolumeRecord;
  readonly path: string;
  readonly #port: VolumePort;
  readonly #own = new AbortController();
  /** Nobody looks after it any more. */
  readonly #closing: AbortSignal;
  #watching: Promise<void> | undefined;
  #request: MountRequest | undefined;
  #wake: (() => void) | undefined;
  /** Nothing serves it any more: it is to be mounted again. */
  #lost = false;
  /** Tries in a row that did not bring it back. */
  #tries = 0;

  constructor(planned: PlannedVolume, record: VolumeRecord, port: VolumePort) {
    this.planned = planned;
    this.record = record;
    this.#port = port;
    this.#closing = AbortSignal.any([port.closing, this.#own.signal]);
    this.path = join(port.root, planned.at);
  }

  /**
   * Mounts it, or takes over what an earlier agent mounted. Throws MountFailure, or the signal's reason; nothing is left then. `waits`: it
   * will be tried again, so it is told as being mounted.
   */
  async mount(signal: AbortSignal, waits = false): Promise<void> {
    const { mount } = this.record;
    if (this.#watching) return this.#mustBeUsable();
    if (mount && !this.#isDead(mount)) return;
    if (mount) this.#takeDeath(mount);
    const either = AbortSignal.any([signal, this.#closing]);
    try {
      await this.#mountNow(either, waits);
    } catch (error) {
      either.throwIfAborted();
      const why = this.#reasonOf(error);
      if (!mount) forgetNote(this.#unknown());
      this.#set(mount ? 'failing' : waits ? 'mounting' : 'unmounted', why);
      throw error instanceof MountFailure ? error : new MountFailure('volumeMountFailed', why.params);
    }
  }

  /** Who watches it mounts it again where it must. */
  async #mustBeUsable(): Promise<void> {
    if (await this.usable(usableMs)) return;
    const { code = 'volumeSilent', params = {} } = this.record.reason ?? {};
    throw new MountFailure(code as ReasonCode, params);
  }

  /** Looks after it from now on. */
  watch(): void {
    this.#lost ||= this.record.mount === null;
    this.#watching ??= this.#watch().catch((error: unknown) => this.#port.note(`${this.planned.label}: ${error}`));
  }

  /** Looks after it no more: another agent does, or it is to be taken away. Resolves when no work on it is under way. */
  async close(): Promise<void> {
    this.#own.abort(new Error('the volume is let go'));
    this.#wake?.();
    await this.#watching;
  }

  /** Whether it can be used now, asked before the next look is due. Waits `ms` at most. */
  async look(ms: number): Promise<void> {
    const { mount } = this.record;
    if (!mount || !this.#request || this.#closing.aborted) return;
    if (this.#isDead(mount)) this.#takeDeath(mount);
    else await this.#check(mount, AbortSignal.any([this.#closing, AbortSignal.timeout(ms)]));
  }

  /** Waits until it can be used, `ms` at most; answers whether it can. */
  async usable(ms: number): Promise<boolean> {
    const until = this.#port.clock.monotonic() + ms;
    while (this.record.state !== 'mounted' && this.#port.clock.monotonic() < until && !this.#closing.aborted) {
      await new Promise<void>((resolve) => this.#port.clock.setTimeout(resolve, lookMs));
    }
    return this.record.state === 'mounted';
  }

  /** Somebody saw that it cannot be used. */
  tell(why: Text): void {
    if (this.record.mount) this.#take(why);
  }

  /** Stores what is cached and takes it away. Answers why something could not be stored or why it could not be taken away, else null. */
  async unmount(limits: DrainLimits): Promise<Text | null> {
    const { record } = this;
    if (record.state === 'unmounted') return null;
    // What died comes back in time to store what it had not.
    if (this.#watching && this.#lost && record.mount?.helper) await this.usable(limits.failingMs);
    await this.close();
    const done = new AbortController();
    const hopeless = this.#hopeless(limits, done.signal);
    let why: Text | null = null;
    try {
      await this.#port.mounter.unmount(record.mount ?? this.#unknown(), limits.mostMs, hopeless);
    } catch (error) {
      why = this.#reasonOf(error);
      this.#port.note(sayReason(why));
    } finally {
      done.abort();
    }
    forgetNote(record.mount ?? this.#unknown());
    record.mount = null;
    // One that could not be used to its end is told as that.
    this.#set('unmounted', why ?? (record.state === 'failing' ? record.reason : null));
    return why;
  }

  /** Aborted once waiting for what is still to be stored has no sense any more. */
  #hopeless({ failingMs, hurry }: DrainLimits, done: AbortSignal): AbortSignal {
    const given = new AbortController();
    const { clock } = this.#port;
    const giveUp = (): void => given.abort();
    const whenHurried = (): void => {
      const cancel = clock.setTimeout(giveUp, hurriedMs);
      done.addEventListener('abort', cancel, { once: true });
    };
    if (hurry?.aborted) whenHurried();
    else hurry?.addEventListener('abort', whenHurried, { once: true, signal: done });
    void this.#watchDrain(failingMs, done, giveUp);
    return given.signal;
  }

  async #watchDrain(failingMs: number, done: AbortSignal, giveUp: () => void): Promise<void> {
    const { record } = this;
    let since = this.#port.clock.monotonic();
    while (!done.aborted && record.mount) {
      await new Promise<void>((resolve) => this.#port.clock.setTimeout(resolve, lookMs));
      if (done.aborted) return;
      await this.#check(record.mount, done);
      const now = this.#port.clock.monotonic();
      if (record.state !== 'failing') since = now;
      else if (now - since >= failingMs) return giveUp();
    }
  }

  async #mountNow(signal: AbortSignal, fresh: boolean): Promise<void> {
    if (this.record.state !== 'failing' && this.record.state !== 'mounting') this.#set('mounting', null);
    const request = await this.#ask(fresh, signal);
    noteMount(this.record.mount ?? this.#unknown());
    const isRevived = this.record.mount !== null;
    this.record.mount = await this.#port.mounter.mount(request, signal);
    noteMount(this.record.mount);
    this.#lost = false;
    if (isRevived) await this.#port.onRevived(this);
    this.#set('mounted', null, true);
    this.#port.note(`${this.planned.label} is mounted at ${this.path}`);
    for (const note of this.record.mount.notes) this.#port.note(sayReason(note));
  }

  async #ask(fresh: boolean, signal: AbortSignal): Promise<MountRequest> {
    const { at, label, readOnly, source } = this.planned;
    let secret: string | null = null;
    if ('secretRef' in source) {
      secret = (await this.#port.secrets(fresh, signal))[source.secretRef] ?? null;
      if (secret === null) throw new MountFailure('volumeSecretMissing', { label });
    }
    this.#request = { source, secret, at: this.path, readOnly, label, ...this.#names(at) };
    return this.#request;
  }

  #names(at: string): { home: string; mark: string } {
    return { home: join(this.#port.home, homeName(this.planned)), mark: `${this.#port.mark}/${at}` };
  }

  /** What an agent may have left that died while it mounted. */
  #unknown(): MountRecord {
    const { at, label, readOnly, source } = this.planned;
    return {
      kind: source.kind,
      at: this.path,
      label,
      readOnly,
      notes: [],
      by: 'helper',
      helper: null,
      ...this.#names(at),
    };
  }

  async #watch(): Promise<void> {
    const signal = this.#closing;
    let checkedAt = Number.NEGATIVE_INFINITY;
    while (!signal.aborted) {
      const { mount } = this.record;
      const due = this.#port.clock.monotonic() - checkedAt >= checkMs;
      if (mount && this.#isDead(mount)) this.#takeDeath(mount);
      else if (mount && due) {
        await this.#check(mount, signal);
        checkedAt = this.#port.clock.monotonic();
      }
      if (this.#lost) await this.#revive(signal);
      else await this.#pause(lookMs);
    }
  }

  #isDead({ helper }: MountRecord): boolean {
    return helper !== null && !lives(helper);
  }

  #takeDeath({ helper }: MountRecord): void {
    this.#lost = true;
    const why = `process ${helper?.pid} ended`;
    if (this.record.state !== 'failing') this.#take(reason('volumeLost', { label: this.planned.label, why }));
  }

  async #check(mount: MountRecord, signal: AbortSignal): Promise<void> {
    try {
      // After a restart of the agent what the request was is asked for anew, which waits for the server.
      const request = this.#request ?? (await this.#ask(false, signal));
      const why = await this.#port.mounter.check(request, mount, signal);
      if (signal.aborted) return;
      this.#lost ||= why?.code === 'volumeLost';
      this.#take(why);
    } catch (error) {
      if (!signal.aborted) this.#port.note(`${this.planned.label} was not looked at: ${(error as Error).message}`);
    }
  }

  /** Mounts it again where nothing serves it any more: one try, then a pause that grows. */
  async #revive(signal: AbortSignal): Promise<void> {
    try {
      await this.#mountNow(signal, true);
      this.#tries = 0;
    } catch (error) {
      if (signal.aborted) return;
      this.#take(this.#reasonOf(error));
      await this.#pause(backoff(this.#tries++, again.firstMs, again.mostMs, this.#port.chance));
    }
  }

  #take(why: Text | null): void {
    const { record } = this;
    if (why === null) {
      if (record.state !== 'failing') return;
      this.#set('mounted', null);
      this.#port.note(`${this.planned.label} can be used again`);
      return;
    }
    if (record.state === 'failing' && record.reason?.code === why.code) return;
    record.trouble = { reason: why, at: this.#port.clock.now() };
    this.#set('failing', why);
    this.#port.note(sayReason(why));
  }

  #set(state: VolumeRecord['state'], why: Text | null, must = false): void {
    const { record } = this;
    if (record.state !== state) record.since = this.#port.clock.now();
    record.state = state;
    record.reason = why;
    this.#port.onChange(must);
  }

  #reasonOf(error: unknown): Text {
    if (error instanceof MountFailure) return error.reason;
    const why = error instanceof Error ? error.message : String(error);
    return reason('volumeMountFailed', { label: this.planned.label, why });
  }

  #pause(ms: number): Promise<void> {
    if (this.#closing.aborted) return Promise.resolve();
    return new Promise((resolve) => {
      const cancel = this.#port.clock.setTimeout(resolve, ms);
      this.#wake = () => {
        cancel();
        resolve();
      };
    });
  }
}
