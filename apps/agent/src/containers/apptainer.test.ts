import { execFileSync } from 'node:child_process';
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { lives, statOf } from '../executors/proc.ts';
import { createApptainer } from './apptainer.ts';
import type { ContainerSpec, Engine } from './engine.ts';

/** Takes Apptainer's words, writes the image that it pulls, and runs on the machine what is to run inside. */
const standIn = (home: string): string => `#!/bin/sh
case "$1" in
pull)
  echo "$APPTAINER_DOCKER_USERNAME:$APPTAINER_DOCKER_PASSWORD" >${home}/signed-in
  case "$*" in *none*) echo 'FATAL:   While making image: manifest unknown' >&2; exit 255 ;; esac
  for word; do case "$word" in *.part) echo image >"$word" ;; esac; done ;;
exec)
  shift
  while case "$1" in -*) true ;; *) false ;; esac; do shift; done
  [ -e "$1" ] || { echo "FATAL:   could not open image $1: no such file or directory" >&2; exit 255; }
  shift
  exec "$@" ;;
esac
`;

let home: string;
let engine: Engine;
let spec: ContainerSpec;
const reference = 'lab.example/net:2';
const none = new AbortController().signal;

beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'ty-apptainer-'));
  const program = join(home, 'apptainer');
  writeFileSync(program, standIn(home));
  chmodSync(program, 0o755);
  engine = createApptainer({
    program,
    version: '1.3',
    env: { PATH: process.env.PATH ?? '' },
    directory: join(home, 'of-agent'),
  });
  const hold = join(home, 'hold');
  execFileSync('mkfifo', [hold]);
  spec = { name: 'c', nodeUid: 'n', fence: 'f', image: reference, binds: [], shmSize: '1g', gpuIds: null, hold };
});
afterEach(async () => {
  await engine.remove('c');
  rmSync(home, { recursive: true, force: true });
});

test('an image is a file, pulled with its credentials and found again', async () => {
  expect(await engine.findImage(reference)).toBeUndefined();
  await engine.pull(reference, { username: 'ada', password: 'p' }, () => {}, none);
  expect(execFileSync('cat', [join(home, 'signed-in')]).toString()).toBe('ada:p\n');
  expect(await engine.findImage(reference)).toMatchObject({ bytes: 6 });
  await expect(engine.pull('lab.example/none', null, () => {}, none)).rejects.toMatchObject({ code: 'imageNotFound' });
  await engine.removeImage(reference);
  expect(await engine.findImage(reference)).toBeUndefined();
});

test('a container is a process that waits, is found by the next agent, and ends when it is removed', async () => {
  await engine.pull(reference, null, () => {}, none);
  await engine.run(spec);
  const pid = (await engine.find('c'))?.pid ?? 0;
  const id = statOf(pid);
  expect(id && lives(id)).toBe(true);
  expect(await engine.list('n')).toEqual(['c']);
  expect(engine.cannot(spec)).toEqual([expect.stringContaining('shmSize 1g is not applied')]);
  await engine.remove('c');
  await expect.poll(() => id && lives(id), { timeout: 5_000 }).toBe(false);
  expect(await engine.find('c')).toBeUndefined();
  expect(await engine.list('n')).toEqual([]);
});

test('one that cannot start says why', async () => {
  await expect(engine.run(spec)).rejects.toMatchObject({
    code: 'containerFailed',
    message: expect.stringContaining('could not open image'),
  });
  expect(await engine.list('n')).toEqual([]);
});
