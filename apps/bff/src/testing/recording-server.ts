/**
 * A server that also writes down all that its finder is told, a file for each job: `FINDER_RECORDS` names the folder. Real recordings
 * are made with it (`npm run soak record-traces`).
 */
import { appendFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Finder } from '@trainyard/series/findings/finder';
import type { RawFact } from '@trainyard/series/testing/recording';
import { readConfig } from '../config.ts';
import { startServer } from '../server.ts';
import { agentCommand } from '../start/agent-command.ts';
import { UnitVitals } from '../vitals/unit-vitals.ts';

const folder = process.env.FINDER_RECORDS ?? '';
/** The job whose vitals are at work: all that a finder is told comes from there. */
let job: string | undefined;
const told = new Map<string, RawFact[]>();

function note(fact: RawFact): void {
  if (job === undefined) return;
  const facts = told.get(job) ?? [];
  told.set(job, facts);
  facts.push(fact);
}

/** Puts a function in the place of another, which it may call. */
function wrap<T extends object, K extends keyof T>(of: T, name: K, around: (own: T[K]) => T[K]): void {
  of[name] = around(of[name]);
}

for (const name of ['printed', 'sampled', 'ended', 'look'] as const) {
  wrap(UnitVitals.prototype, name, (own) => {
    return function (this: UnitVitals, ...given: unknown[]) {
      job = this.of.job;
      try {
        return Reflect.apply(own, this, given);
      } finally {
        if (name === 'look') flush(job);
        job = undefined;
      }
    } as never;
  });
}
wrap(Finder.prototype, 'line', (own) => {
  return function (this: Finder, rank, at) {
    note(['line', Date.now(), rank, at]);
    own.call(this, rank, at);
  };
});
wrap(Finder.prototype, 'step', (own) => {
  return function (this: Finder, rank, step, at) {
    note(['step', Date.now(), rank, at, step]);
    own.call(this, rank, step, at);
  };
});
wrap(Finder.prototype, 'gpu', (own) => {
  return function (this: Finder, rank, at, busy, power) {
    note(['gpu', Date.now(), rank, at, busy, power]);
    own.call(this, rank, at, busy, power);
  };
});
wrap(Finder.prototype, 'cpu', (own) => {
  return function (this: Finder, task, at, percent) {
    note(['cpu', Date.now(), task, at, percent]);
    own.call(this, task, at, percent);
  };
});

function flush(of: string): void {
  const facts = told.get(of);
  if (facts === undefined) return;
  told.delete(of);
  appendFileSync(join(folder, `${of}.jsonl`), facts.map((fact) => `${JSON.stringify(fact)}\n`).join(''));
}

const base = new URL('../main.ts', import.meta.url).href;
// Each node has four GPUs of its own, as it would on a machine of its own.
const agent = ['/usr/bin/env', 'TRAINYARD_NODE_GPUS=0,1,2,3', ...agentCommand(base)];
await startServer({
  config: readConfig(process.env, fileURLToPath(new URL('../../..', base))),
  base,
  complain: (text) => console.error(text),
  onFailure: () => process.exit(1),
  agentCommand: agent,
});
