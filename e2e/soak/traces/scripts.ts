/** What is recorded: each a training program of four ranks that does well, or in which one thing goes wrong. */
import type { PrintStyle } from './styles.ts';

export interface TraceScript {
  name: string;
  style: PrintStyle;
  /** All four on one node, or two on each of two. */
  nodes: 1 | 2;
  stepMs: number;
  /** Part of a step by which it varies. */
  jitter: number;
  /** Steps between two that are printed. */
  every: number;
  who: 'all' | 'zero' | 'uneven' | 'first minute';
  /** Before or after the ranks met. */
  prints: 'before' | 'after';
  /** Ranks wait for each other after each step. */
  meets: boolean;
  /** Those that wait keep GPU and processor busy. */
  spins: boolean;
  warmUpMs: number;
  zeroExtra: number;
  steps: number;
  pause: { kind: 'evaluation' | 'checkpoint'; everySteps: number; ms: number } | null;
  fault: {
    kind: 'straggler' | 'hang' | 'starved' | 'idle';
    /** Empty: all of them. */
    ranks: number[];
    atStep: number;
    /** How much longer the steps of a slow rank take. */
    factor: number;
  } | null;
  /** ms that are recorded. */
  ms: number;
}

const usual: TraceScript = {
  name: '',
  style: 'plain',
  nodes: 1,
  stepMs: 700,
  jitter: 0.04,
  every: 1,
  who: 'all',
  prints: 'before',
  meets: true,
  spins: true,
  warmUpMs: 6_000,
  zeroExtra: 0,
  steps: 2_000,
  pause: null,
  fault: null,
  ms: 280_000,
};

const healthy: Record<string, Partial<TraceScript>> = {
  'steady, plain': {},
  'steady, keras': { style: 'keras', nodes: 2, prints: 'after' },
  'steady, megatron': { style: 'megatron', stepMs: 1_400, nodes: 2 },
  'steady, ranked': { style: 'ranked', nodes: 2, spins: false },
  'steady, no spin': { spins: false, stepMs: 1_000 },
  'slow steps': { stepMs: 3_000, style: 'keras', nodes: 2 },
  'only rank 0 prints': { who: 'zero', style: 'tqdm', nodes: 2 },
  'only rank 0 prints, no spin': { who: 'zero', style: 'epochs', spins: false },
  'uneven printing': { who: 'uneven', nodes: 2 },
  'no steps': { style: 'silentSteps', nodes: 2 },
  bursts: { style: 'burst', every: 10, nodes: 1 },
  'long warm-up': { warmUpMs: 100_000, nodes: 2 },
  'longer warm-up, one printer': { warmUpMs: 150_000, who: 'zero', style: 'tqdm' },
  'evaluation pauses': { pause: { kind: 'evaluation', everySteps: 80, ms: 35_000 }, style: 'keras', nodes: 2 },
  'evaluation pauses, one printer': { pause: { kind: 'evaluation', everySteps: 90, ms: 50_000 }, who: 'zero' },
  'checkpoint pauses': { pause: { kind: 'checkpoint', everySteps: 70, ms: 25_000 }, nodes: 2 },
  'checkpoint pauses, no spin': { pause: { kind: 'checkpoint', everySteps: 90, ms: 40_000 }, spins: false },
  'uneven data': { jitter: 0.3, nodes: 2 },
  'uneven data, after': { jitter: 0.35, prints: 'after', style: 'ranked' },
  'rank 0 does more': { zeroExtra: 0.05, nodes: 2 },
  'quiet after the start': { who: 'first minute', style: 'megatron' },
  'nobody waits': { meets: false, nodes: 2 },
  'fast steps': { stepMs: 200, every: 5, style: 'epochs', nodes: 2 },
  'a step in ten': { stepMs: 500, every: 10, style: 'plain', prints: 'after' },
};

const straggler = (rank: number, factor: number, more: Partial<TraceScript> = {}): Partial<TraceScript> => ({
  fault: { kind: 'straggler', ranks: [rank], atStep: 150, factor },
  ms: 260_000,
  ...more,
});
const hang = (ranks: number[], ms: number, more: Partial<TraceScript> = {}): Partial<TraceScript> => ({
  fault: { kind: 'hang', ranks, atStep: 150, factor: 1 },
  ms,
  ...more,
});

const faulty: Record<string, Partial<TraceScript>> = {
  'slow rank': straggler(2, 1.6, { nodes: 2 }),
  'slow rank, much': straggler(1, 2.5, { style: 'ranked' }),
  'slow rank, keras': straggler(3, 1.5, { style: 'keras', nodes: 2 }),
  'slow rank, nobody waits': straggler(2, 1.8, { meets: false, nodes: 2, style: 'megatron' }),
  'slow rank, one printer': straggler(3, 2, { who: 'zero', spins: false, style: 'tqdm' }),
  'dead rank': hang([1], 320_000, { nodes: 2 }),
  'dead rank, no spin': hang([2], 320_000, { spins: false, style: 'ranked' }),
  'dead rank, prints after': hang([3], 320_000, { prints: 'after', nodes: 2, style: 'keras' }),
  'dead rank, others go on': hang([0], 300_000, { meets: false, nodes: 2 }),
  'all hang in a spin': hang([], 340_000, { style: 'epochs', nodes: 2 }),
  'all hang at rest': hang([], 370_000, { spins: false }),
  starved: { fault: { kind: 'starved', ranks: [], atStep: 60, factor: 1 }, stepMs: 1_500, ms: 540_000 },
  'starved, one printer': {
    fault: { kind: 'starved', ranks: [], atStep: 60, factor: 1 },
    stepMs: 1_600,
    who: 'zero',
    nodes: 2,
    style: 'tqdm',
    ms: 540_000,
  },
  idle: { fault: { kind: 'idle', ranks: [], atStep: 60, factor: 1 }, ms: 780_000, nodes: 2 },
};

/** The longest first: they end with the others. */
export const traceScripts: readonly TraceScript[] = Object.entries({ ...healthy, ...faulty })
  .map(([name, more]) => ({ ...usual, ...more, name }))
  .sort((a, b) => b.ms - a.ms);
