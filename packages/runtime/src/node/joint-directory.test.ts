import { existsSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { joinJoint, jointPath, leaveJoint, sweepJoint } from './joint-directory.ts';

let root = '';
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'joint-'));
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

test('all members see one directory, and the last one out removes it', async () => {
  const [a, b] = await Promise.all([joinJoint(root, 'x', 'a'), joinJoint(root, 'x', 'b')]);
  expect(a).toBe(b);
  writeFileSync(join(a, 'file'), 'kept');
  expect(await joinJoint(root, 'x', 'a')).toBe(a);
  await leaveJoint(root, 'x', 'a');
  await leaveJoint(root, 'x', 'a');
  expect(existsSync(join(a, 'file'))).toBe(true);
  await leaveJoint(root, 'x', 'b');
  expect(readdirSync(root)).toEqual([]);
  await leaveJoint(root, 'x', 'b');
});

test('nothing stays when all leave at once, and others are not touched', async () => {
  await joinJoint(root, 'other', 'z');
  const members = Array.from({ length: 20 }, (_, at) => `m${at}`);
  await Promise.all(members.map((member) => joinJoint(root, 'x', member)));
  await Promise.all(members.map((member) => leaveJoint(root, 'x', member)));
  expect(readdirSync(root)).toEqual(['other']);
  expect(existsSync(jointPath(root, 'other'))).toBe(true);
});

test('a sweep takes out who is gone, finishes cut removals, and leaves alone what is just being made', async () => {
  const now = Date.now();
  await joinJoint(root, 'half', 'here');
  await joinJoint(root, 'half', 'gone.1');
  await joinJoint(root, 'dead', 'gone.2');
  await mkdir(join(root, '.going-1', 'data'), { recursive: true });
  await mkdir(join(root, 'fresh'));
  await sweepJoint(root, (member) => member.startsWith('gone'), now);
  expect(readdirSync(root).sort()).toEqual(['fresh', 'half']);
  expect(readdirSync(join(root, 'half', 'members'))).toEqual(['here']);
  await sweepJoint(root, () => false, now + 120_000);
  expect(readdirSync(root)).toEqual(['half']);
  await sweepJoint(join(root, 'nowhere'), () => true, now);
});
