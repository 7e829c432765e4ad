import { readdirSync, readFileSync } from 'node:fs';
import { brotliDecompressSync } from 'node:zlib';
import { expect, test } from 'vitest';
import { playRecording, type Recording } from '../testing/recording.ts';
import { type Score, sayScore, scoreOf } from '../testing/score.ts';
import { faults, faultyTrace, healthyShapes, healthyTrace } from '../testing/traces.ts';

const scripted = [
  ...healthyShapes.flatMap((of) => Array.from({ length: 14 }, (_, seed) => healthyTrace(of, 1_000 + seed * 17))),
  ...faults.flatMap((of) => Array.from({ length: 19 }, (_, seed) => faultyTrace(of, 5_000 + seed * 13))),
];

function recordings(): Recording[] {
  const folder = new URL('../testing/recorded/', import.meta.url);
  const files = readdirSync(folder).filter((file) => file.endsWith('.json.br'));
  return files.map((file) => JSON.parse(brotliDecompressSync(readFileSync(new URL(file, folder))).toString()));
}

/** Rather silent than wrong: fewer than one false alarm in a hundred healthy runs, and nearly all faults found. */
function isGood({ alarms, healthy, recall, precision, named, blamed }: Score): void {
  expect(alarms.length / healthy).toBeLessThan(0.01);
  expect(recall).toBeGreaterThan(0.9);
  expect(precision).toBeGreaterThan(0.95);
  expect(named / blamed).toBeGreaterThan(0.95);
}

test('300 scripted runs: hardly a false alarm, and nearly all faults found', { timeout: 120_000 }, () => {
  const score = scoreOf(scripted);
  console.log(sayScore('scripted', score));
  expect(score.healthy + score.faulty).toBeGreaterThanOrEqual(300);
  isGood(score);
});

test.each([
  ['that nobody watched', false],
  ['that were watched', true],
])('recorded runs %s: no false alarm, nearly every fault found, and the right rank named', (of, watched) => {
  const score = scoreOf(recordings().map((one) => playRecording(one, watched)));
  console.log(sayScore(`recorded, ${of}`, score));
  expect(score.healthy).toBeGreaterThanOrEqual(20);
  expect(score.faulty).toBeGreaterThanOrEqual(12);
  isGood(score);
});
