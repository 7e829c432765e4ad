import { describe, expect, test } from 'vitest';
import { type DayInput, gpuDay, type JobParts, partsOf, unmeasured } from './gpu-day.ts';
import type { GpuTrace } from './gpu-time.ts';

const minute = 60_000;
/** As many seconds as there are values. */
const trace = (utilisation: (number | null)[], more: Partial<GpuTrace> = {}): GpuTrace => ({
  step: 1_000,
  utilisation,
  power: utilisation.map((_, at) => 500 + 100 * Math.sin(at)),
  taskCpu: utilisation.map(() => 100),
  nodeCpu: [],
  rated: 700,
  ...more,
});
const of = (length: number, value: number | null) => Array.from({ length }, () => value);

describe('parts of an allocation', () => {
  test('add up to it exactly, although samples stand on whole seconds and it does not', () => {
    const parts = partsOf(10_400, [trace([...of(4, 50), ...of(4, 0), ...of(2, null)])]);
    expect(parts.allocatedMs).toBe(10_400);
    expect(parts.notMeasuredMs + parts.idleMs + parts.busyMs).toBeCloseTo(10_400);
    expect(parts.usefulMs).toBeCloseTo(4_160);
    expect(parts.idleMs).toBeCloseTo(4_160);
  });

  test('without a sample are not measured: neither idle nor unsure', () => {
    expect(partsOf(9_000, [trace(of(9, null))])).toEqual(unmeasured(9_000));
    expect(partsOf(9_000, [])).toEqual(unmeasured(9_000));
  });

  test('tell idle from waiting for input, and a GPU that spins from one that works', () => {
    const starved = partsOf(10_000, [trace([...of(5, 0), ...of(5, 20)], { taskCpu: of(10, 400) })]);
    expect(starved).toMatchObject({ idleMs: 5_000, starvedMs: 5_000, inputMs: 5_000, busyMs: 5_000, usefulMs: 0 });
    const spinning = partsOf(60_000, [trace(of(60, 100), { power: of(60, 250) })]);
    expect(spinning).toMatchObject({ spinMs: 60_000, busyMs: 60_000, usefulMs: 0, unsureMs: 0 });
    expect(spinning.spinWattMs / spinning.spinMs).toBe(250);
  });
});

describe('a day', () => {
  const jobs = new Map(['a', 'b', 'c'].map((uid) => [uid, { uid, experiment: 'e', name: `job-${uid}` }]));
  type JobStep = JobParts & { step: number };
  const step = (at: number, job: string, parts: JobParts['parts'], simulated = false): JobStep => ({
    step: at,
    job,
    simulated,
    parts,
  });
  const whole = (value: number) => partsOf(15 * minute, [trace(of(900, value))]);
  const day = (steps: JobStep[], more: Partial<DayInput> = {}) =>
    gpuDay({
      steps: [0, 1].map((at) => steps.filter((one) => one.step === at)),
      lengths: [15 * minute, 15 * minute],
      gpus: { real: 2, simulated: 1 },
      jobs,
      holding: new Set(['b']),
      ...more,
    });

  test('keeps real and simulated GPUs apart', () => {
    const { real, simulated } = day([step(0, 'a', whole(90)), step(1, 'b', whole(0), true)]);
    expect(real).toMatchObject({ gpus: 2, allocatedMs: 15 * minute, busyMs: 15 * minute, idleMs: 0 });
    expect(simulated).toMatchObject({ gpus: 1, allocatedMs: 15 * minute, busyMs: 0, idleMs: 15 * minute });
    expect(real?.steps.map(({ allocated }) => allocated)).toEqual([1, 0]);
    expect(day([], { gpus: { real: 0, simulated: 0 } })).toEqual({
      real: null,
      simulated: null,
      idle: [],
      idleRest: 0,
    });
  });

  test('says GPUs on average over a step, also over one that is not over', () => {
    const { real } = day([step(1, 'a', unmeasured(4 * minute))], { lengths: [15 * minute, 2 * minute] });
    expect(real?.steps[1]).toEqual({ allocated: 2, measured: 0, busy: 0, useful: 0 });
  });

  test('names who held idle GPUs, the worst first, real ones before simulated ones; missing samples accuse nobody', () => {
    const half = partsOf(15 * minute, [trace([...of(450, 0), ...of(450, 90)])]);
    const { idle } = day([
      step(0, 'a', half),
      step(0, 'b', whole(0)),
      step(1, 'b', half),
      step(0, 'c', unmeasured(15 * minute)),
      step(0, 'a', whole(0), true),
    ]);
    expect(
      idle.map(({ job, holds, simulated, idleMs }) => [job.name, holds, simulated, Math.round(idleMs / minute)]),
    ).toEqual([
      ['job-b', true, false, 23],
      ['job-a', false, false, 8],
      ['job-a', false, true, 15],
    ]);
  });

  test('names twenty and counts the others; seconds between two steps of a job are nobody’s fault', () => {
    const many = Array.from({ length: 30 }, (_, at) => `many-${at}`);
    const steps = many.map((uid) => step(0, uid, partsOf(2 * minute, [trace(of(120, 0))])));
    const known = new Map([...many, 'short'].map((uid) => [uid, { uid, experiment: 'e', name: uid }]));
    const short = step(0, 'short', partsOf(30_000, [trace(of(30, 0))]));
    const told = day([...steps, short], { jobs: known });
    expect(told.idle).toHaveLength(20);
    expect(told.idleRest).toBe(10);
  });

  test('leaves out what belongs to jobs that are gone', () => {
    expect(day([step(0, 'gone', whole(90))]).real?.allocatedMs).toBe(0);
  });
});
