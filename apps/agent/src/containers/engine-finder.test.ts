import { mkdtempSync, renameSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { StandInPodman } from '../testing/stand-in-podman.ts';
import { EngineFinder } from './engine-finder.ts';

/** Fires its one timer by hand. */
class HandClock {
  #timer: (() => void) | undefined;
  now = () => 0;
  monotonic = () => 0;
  get waiting(): boolean {
    return this.#timer !== undefined;
  }
  setTimeout(fn: () => void): () => void {
    this.#timer = fn;
    return () => (this.#timer = undefined);
  }
  fire(): void {
    const timer = this.#timer;
    this.#timer = undefined;
    timer?.();
  }
}

let directory: string;
let podman: StandInPodman;
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'ty-finder-'));
  podman = new StandInPodman();
});
afterEach(() => {
  podman.close();
  rmSync(directory, { recursive: true, force: true });
});

test('an engine that comes up later is found and told to the server', async () => {
  const clock = new HandClock();
  const path = `${podman.state}/late`;
  const settings = { engine: 'podman', path, home: undefined, dockerHost: undefined } as const;
  const finder = new EngineFinder({ settings, directory, clock, onProblem() {} });
  expect(await finder.detect()).toBe(false);
  let told = 0;
  finder.watch(() => told++);
  clock.fire();
  await expect.poll(() => clock.waiting, { timeout: 5_000 }).toBe(true);
  expect(told).toBe(0);
  renameSync(join(podman.state, 'bin'), join(podman.state, 'late'));
  clock.fire();
  await expect.poll(() => told, { timeout: 5_000 }).toBe(1);
  expect(finder.executors).toEqual(['process', 'podman']);
  expect(clock.waiting).toBe(false);
});

test('the next agent tells the engine that the last one found before it looks, and corrects itself', async () => {
  const clock = new HandClock();
  const settings = { engine: 'podman', path: `${podman.state}/bin`, home: undefined, dockerHost: undefined } as const;
  const first = new EngineFinder({ settings, directory, clock, onProblem() {} });
  await first.detectSoon(() => {});
  expect(first.executors).toEqual(['process', 'podman']);
  renameSync(join(podman.state, 'bin'), join(podman.state, 'gone'));
  const next = new EngineFinder({ settings, directory, clock, onProblem() {} });
  let late = 0;
  await next.detectSoon(() => late++);
  expect(next.executors).toEqual(['process', 'podman']);
  await expect.poll(() => late, { timeout: 5_000 }).toBe(1);
  expect(next.executors).toEqual(['process']);
  next.close();
});
