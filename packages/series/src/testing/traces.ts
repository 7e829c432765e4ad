/** Scripted runs of training programs, healthy and not, as the facts that the finder is told. Made by a seeded simulation. */
import type { RankSeat } from '../findings/unit-state.ts';
import { Chance } from './chance.ts';

export type Fact =
  | { at: number; kind: 'line'; rank: number }
  | { at: number; kind: 'step'; rank: number; step: number }
  | { at: number; kind: 'gpu'; rank: number; busy: number | null; power: number | null; taken: number }
  | { at: number; kind: 'cpu'; task: number; percent: number; taken: number };

export const healthyShapes = [
  'steady',
  'only rank 0 prints',
  'uneven printing',
  'no steps',
  'warm-up',
  'evaluation pauses',
  'checkpoint pauses',
  'bursts',
  'jitter',
  'no GPUs',
  'rank 0 does more',
  'falls quiet after the start',
] as const;
export const faults = [
  'slow rank',
  'slow rank, one printer',
  'dead rank',
  'dead rank, others go on',
  'spin-wait',
  'input-bound',
  'idle',
] as const;
export type HealthyShape = (typeof healthyShapes)[number];
export type Fault = (typeof faults)[number];

export interface Trace {
  name: string;
  seats: RankSeat[];
  /** In order of time. */
  facts: Fact[];
  endsAt: number;
  /** What goes wrong, with whom and when; null: nothing. */
  fault: { kind: 'straggler' | 'hang' | 'starved' | 'idle'; ranks: number[]; at: number } | null;
}

interface Script {
  ranks: number;
  perTask: number;
  stepMs: number;
  jitter: number;
  every: number;
  printers: 'all' | 'zero' | 'uneven' | 'first minute';
  /** Lines are printed before the ranks wait for each other. */
  before: boolean;
  tellsSteps: boolean;
  burst: number;
  gpus: boolean;
  /** Ranks that wait spin. */
  spins: boolean;
  cpu: number;
  warmUpMs: number;
  pause: { kind: 'evaluation' | 'checkpoint'; everySteps: number; ms: number } | null;
  zeroExtra: number;
  batch: boolean;
  ms: number;
}

const start = 1_700_000_000_000;

function scriptOf(chance: Chance): Script {
  const ranks = chance.one([1, 2, 4, 4, 8, 8, 16]);
  const stepMs = chance.one([150, 400, 1_000, 3_000]) * chance.between(0.8, 1.25);
  return {
    ranks,
    perTask: chance.one([1, 1, 2, 4].filter((per) => ranks % per === 0)),
    stepMs,
    jitter: chance.between(0.01, 0.04),
    every: stepMs < 700 ? chance.one([2, 5, 10]) : 1,
    printers: 'all',
    before: chance.next() < 0.5,
    tellsSteps: true,
    burst: 1,
    gpus: chance.next() < 0.75,
    spins: chance.next() < 0.6,
    cpu: chance.between(40, 300),
    warmUpMs: chance.between(2_000, 20_000),
    pause: null,
    zeroExtra: 0,
    batch: chance.next() < 0.5,
    ms: 480_000,
  };
}

function shape(script: Script, of: HealthyShape, chance: Chance): void {
  const perMinute = 60_000 / script.stepMs;
  switch (of) {
    case 'only rank 0 prints':
      script.printers = 'zero';
      break;
    case 'uneven printing':
      script.printers = 'uneven';
      break;
    case 'no steps':
      script.tellsSteps = false;
      break;
    case 'warm-up':
      script.warmUpMs = chance.between(60_000, 400_000);
      break;
    case 'evaluation pauses':
      script.pause = {
        kind: 'evaluation',
        everySteps: Math.ceil(perMinute * chance.between(1, 3)),
        ms: chance.between(10_000, 150_000),
      };
      break;
    case 'checkpoint pauses':
      script.pause = {
        kind: 'checkpoint',
        everySteps: Math.ceil(perMinute * chance.between(1, 4)),
        ms: chance.between(5_000, 100_000),
      };
      break;
    case 'bursts':
      script.burst = chance.whole(2, 12);
      script.every *= chance.whole(5, 20);
      break;
    case 'jitter':
      script.jitter = chance.between(0.1, 0.3);
      break;
    case 'no GPUs':
      script.gpus = false;
      break;
    case 'rank 0 does more':
      script.zeroExtra = chance.between(0.01, 0.06);
      break;
    case 'falls quiet after the start':
      script.printers = 'first minute';
      break;
    case 'steady':
      break;
  }
}

/** A run in which nothing is wrong. */
export function healthyTrace(of: HealthyShape, seed: number): Trace {
  const chance = new Chance(seed);
  const script = scriptOf(chance);
  shape(script, of, chance);
  return { ...simulate(script, null, chance), name: `${of}, seed ${seed}`, fault: null };
}

/** A run in which one thing goes wrong, some minutes after its start. */
export function faultyTrace(of: Fault, seed: number): Trace {
  const chance = new Chance(seed);
  const script = scriptOf(chance);
  script.ranks = Math.max(script.ranks, 4);
  if (chance.next() < 0.3)
    shape(script, chance.one(['bursts', 'jitter', 'rank 0 does more', 'warm-up'] as const), chance);
  if (of === 'slow rank, one printer') {
    script.printers = 'zero';
    script.perTask = script.gpus ? script.perTask : 1;
  } else if (of === 'spin-wait' || of === 'input-bound' || of === 'idle') {
    script.gpus = true;
    script.spins = true;
  }
  script.ms = { 'spin-wait': 600_000, 'input-bound': 800_000, idle: 1_000_000 }[of as string] ?? 480_000;
  const at = start + script.warmUpMs + chance.between(120_000, 200_000);
  const broken = { of, at, rank: chance.whole(0, script.ranks - 1), factor: chance.between(1.4, 3) };
  if (of === 'slow rank, one printer' && broken.rank === 0) broken.rank = 1;
  const kind =
    (
      {
        'slow rank': 'straggler',
        'slow rank, one printer': 'straggler',
        'input-bound': 'starved',
        idle: 'idle',
      } as const
    )[of as 'idle'] ?? 'hang';
  const ranks = of.includes('rank') ? [broken.rank] : [];
  return { ...simulate(script, broken, chance), name: `${of}, seed ${seed}`, fault: { kind, ranks, at } };
}

interface Broken {
  of: Fault;
  at: number;
  rank: number;
  factor: number;
}

/** What a rank does in a span of time: how much of it is work, and what its processor does. */
interface Span {
  from: number;
  to: number;
  work: number[];
  /** Part of the usual use of the processor. */
  cpu: number[];
  /** `steps`: as it is. `dark`: GPUs do nothing. `sawtooth`: they stop for input. `flat`: they spin. */
  gpu: 'steps' | 'dark' | 'sawtooth' | 'flat' | 'half';
  /** Who writes a checkpoint, with its processor. */
  writer?: number;
}

function simulate(script: Script, broken: Broken | null, chance: Chance): Omit<Trace, 'name' | 'fault'> {
  const run = new Run(script, broken, chance);
  run.play();
  return { seats: run.seats, facts: run.facts.sort((a, b) => a.at - b.at), endsAt: start + script.ms };
}

class Run {
  readonly seats: RankSeat[];
  readonly facts: Fact[] = [];
  readonly #spans: Span[] = [];
  readonly #script: Script;
  readonly #broken: Broken | null;
  readonly #chance: Chance;
  readonly #ranks: number[];
  #own: number[] = [];

  constructor(script: Script, broken: Broken | null, chance: Chance) {
    this.#script = script;
    this.#broken = broken;
    this.#chance = chance;
    this.#ranks = Array.from({ length: script.ranks }, (_, rank) => rank);
    const { perTask } = script;
    this.seats = this.#ranks.map((rank) => ({
      rank,
      task: Math.floor(rank / perTask),
      node: `n${Math.floor(rank / perTask)}`,
    }));
  }

  play(): void {
    const { warmUpMs, ms, pause } = this.#script;
    const end = start + ms;
    let now = start + warmUpMs;
    this.#span({ from: start, to: now, work: this.#all(0), cpu: this.#all(1), gpu: 'dark' });
    for (const rank of this.#ranks)
      for (let at = 0; at < 3; at++) this.#line(rank, start + (at + 1) * warmUpMs * 0.2 + rank);
    for (let step = 1; now < end; step++) {
      if (this.#broken !== null && now >= this.#broken.at && this.#stops(now, step, end)) break;
      now = this.#step(now, step);
      if (pause !== null && step % pause.everySteps === 0) now = this.#pause(now, pause);
    }
    this.#samples(end);
  }

  #all(value: number): number[] {
    return this.#ranks.map(() => value);
  }

  /** One step of all ranks together; answers when it is through. */
  #step(now: number, step: number): number {
    const { stepMs, jitter, zeroExtra, before, spins } = this.#script;
    const slow = this.#broken?.of.startsWith('slow') && now >= this.#broken.at ? this.#broken : null;
    const starved = this.#broken?.of === 'input-bound' && now >= this.#broken.at;
    const took = this.#ranks.map((rank) => {
      const extra =
        (rank === 0 ? 1 + zeroExtra : 1) *
        (slow?.rank === rank ? slow.factor : 1) *
        (starved ? (this.#broken?.factor ?? 1) : 1);
      return stepMs * 0.9 * extra * Math.max(0.3, 1 + jitter * this.#chance.normal());
    });
    const through = now + Math.max(...took) + stepMs * 0.1;
    const work = took.map((ms) => ms / (through - now));
    const cpu = work.map((part) => (spins ? 1 : part));
    this.#span({ from: now, to: through, work, cpu, gpu: starved ? 'sawtooth' : 'steps' });
    for (const rank of this.#ranks) this.#print(rank, step, before ? now + (took[rank] as number) : through, now);
    return through;
  }

  #print(rank: number, step: number, at: number, now: number): void {
    const { every, printers, burst, tellsSteps } = this.#script;
    const own = printers === 'uneven' ? every * (1 + (rank % 3)) : every;
    if (step % own !== 0 || (printers === 'zero' && rank > 0)) return;
    if (printers === 'first minute' && rank > 0 && now > start + this.#script.warmUpMs + 60_000) return;
    const arrives = at + this.#chance.between(1, 12);
    for (let line = 0; line < burst; line++) this.#line(rank, arrives + line * 2);
    if (tellsSteps) this.facts.push({ at: arrives, kind: 'step', rank, step });
  }

  #line(rank: number, at: number): void {
    this.facts.push({ at, kind: 'line', rank });
  }

  #pause(now: number, { kind, ms }: NonNullable<Script['pause']>): number {
    const to = now + ms * this.#chance.between(0.8, 1.2);
    const { spins } = this.#script;
    if (kind === 'evaluation') this.#span({ from: now, to, work: this.#all(0.6), cpu: this.#all(0.8), gpu: 'half' });
    else {
      const waits = spins ? 1 : 0.02;
      const writes = this.#chance.between(0.2, 1.2);
      const cpu = this.#ranks.map((rank) => (rank === 0 ? writes : waits));
      this.#span({ from: now, to, work: this.#all(0), cpu, gpu: spins ? 'flat' : 'dark', writer: 0 });
    }
    return to;
  }

  /** Plays what goes on once it is broken for good; false when it goes on by steps. */
  #stops(now: number, step: number, end: number): boolean {
    const { of, rank } = this.#broken as Broken;
    const { before, stepMs, spins } = this.#script;
    if (of.startsWith('slow') || of === 'input-bound') return false;
    if (of === 'dead rank, others go on') {
      this.#own = this.#ranks.filter((one) => one !== rank);
      let at = now;
      for (let next = step; at < end; next++) {
        const took = stepMs * Math.max(0.3, 1 + this.#script.jitter * this.#chance.normal());
        const cpu = this.#ranks.map((one) => (one === rank ? 0 : 1));
        this.#span({ from: at, to: at + took, work: cpu, cpu, gpu: 'steps' });
        at += took;
        for (const one of this.#own) this.#print(one, next, at, at);
      }
      return true;
    }
    if (of === 'idle') {
      this.#span({ from: now, to: end, work: this.#all(0), cpu: this.#all(0.01), gpu: 'dark' });
      for (let at = now; at < end; at += 60_000) this.#line(0, at);
      return true;
    }
    // Those who wait print the step that they begin to wait in.
    if (of === 'dead rank' && before) {
      for (const one of this.#ranks) if (one !== rank) this.#print(one, step, now + stepMs * 0.9, now);
    }
    const cpu = this.#ranks.map((one) => (of === 'dead rank' && one === rank ? 0 : spins ? 1 : 0.01));
    this.#span({ from: now + stepMs, to: end, work: this.#all(0), cpu, gpu: spins ? 'flat' : 'dark' });
    return true;
  }

  #span(span: Span): void {
    this.#spans.push(span);
  }

  /** Turns what was done into samples a second, sent each second or each ten. */
  #samples(end: number): void {
    const { gpus, batch, perTask, cpu } = this.#script;
    let first = 0;
    const tooth = this.#chance.whole(2, 4);
    for (let from = start; from + 1_000 <= end; from += 1_000) {
      const to = from + 1_000;
      while ((this.#spans[first]?.to ?? Number.POSITIVE_INFINITY) <= from) first += 1;
      const within = this.#within(first, from, to);
      const at = (batch ? Math.ceil((to - start) / 10_000) * 10_000 + start : to) + 20;
      for (let task = 0; task * perTask < this.#ranks.length; task++) {
        const ranks = this.#ranks.slice(task * perTask, (task + 1) * perTask);
        const sum = ranks.reduce(
          (all, rank) => all + within.reduce((part, { span, share }) => part + share * (span.cpu[rank] as number), 0),
          0,
        );
        const percent = Math.max(0, cpu * sum * (1 + 0.05 * this.#chance.normal()));
        this.facts.push({ at, taken: to, kind: 'cpu', task, percent });
      }
      if (!gpus) continue;
      for (const rank of this.#ranks)
        this.facts.push({ ...this.#gpu(rank, within, Math.floor((to - start) / 1_000), tooth), at, taken: to });
    }
  }

  #within(first: number, from: number, to: number): { span: Span; share: number }[] {
    const found: { span: Span; share: number }[] = [];
    for (let at = first; at < this.#spans.length; at++) {
      const span = this.#spans[at] as Span;
      if (span.from >= to) break;
      const share = (Math.min(span.to, to) - Math.max(span.from, from)) / 1_000;
      if (share > 0) found.push({ span, share });
    }
    return found;
  }

  #gpu(rank: number, within: { span: Span; share: number }[], second: number, tooth: number) {
    let busy = 0;
    let watts = 70;
    for (const { span, share } of within) {
      const work = span.work[rank] as number;
      const writes = span.writer === rank;
      const dead = this.#broken?.of.startsWith('dead') && span.from >= this.#broken.at && rank === this.#broken.rank;
      if (dead || writes || span.gpu === 'dark') continue;
      if (span.gpu === 'flat') {
        busy += 100 * share;
        watts += 90 * share;
      } else if (span.gpu === 'sawtooth') {
        const on = Math.floor(second / tooth) % 2 === 0;
        busy += (on ? 95 : 2) * share;
        watts += (on ? 300 : 10) * share;
      } else {
        busy += (this.#script.spins ? 98 : 100 * work) * share;
        watts += 330 * work * share;
      }
    }
    const noise = within.some(({ span }) => span.gpu === 'flat') ? 0.4 : 6;
    return {
      kind: 'gpu' as const,
      rank,
      busy: Math.min(100, Math.max(0, busy)),
      power: Math.max(20, watts + noise * this.#chance.normal()),
    };
  }
}
