import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { systemClock } from '@trainyard/runtime/node/system';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { type Credentials, type Engine, EngineFault, type EngineFaultCode, type ImageFound } from './engine.ts';
import { Images } from './images.ts';

const reference = 'lab.example/net:2';
const ada = { username: 'ada', password: 'p' };

/** A store of images before a registry that says what it is told to say. */
class Store {
  readonly images = new Map<string, ImageFound>();
  readonly asked: (Credentials | null)[] = [];
  answer: EngineFaultCode | undefined;
  inUse = false;

  get engine(): Engine {
    const part: Pick<Engine, 'store' | 'findImage' | 'pull' | 'removeImage'> = {
      store: tmpdir(),
      findImage: async (name) => this.images.get(name),
      pull: async (name, credentials) => {
        this.asked.push(credentials);
        if (this.answer) throw new EngineFault(this.answer, 'so it is');
        this.images.set(name, { id: 'pulled', bytes: 10, fromRegistry: true });
      },
      removeImage: async (name) => !this.inUse && this.images.delete(name),
    };
    return part as Engine;
  }
}

let directory: string;
let store: Store;
let used: string[];

beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'ty-images-'));
  store = new Store();
  used = [];
});
afterEach(() => rmSync(directory, { recursive: true, force: true }));

const images = (keepBytes = 1e9) =>
  new Images({
    directory,
    clock: systemClock,
    pullMs: 60_000,
    keepBytes,
    inUse: () => new Set(used),
    onProblem: (what, error) => {
      throw new Error(`${what}: ${error}`);
    },
  });

/** What a task is told of its image: the code of its failure, or of its last detail. */
async function ensure(of: Images, credentials: Credentials | null = null): Promise<string> {
  let last = '';
  const wanted = { reference, credentials, node: 'n0', signal: new AbortController().signal };
  try {
    await of.ensure(store.engine, { ...wanted, onDetail: ({ code }) => (last = code) });
    return last;
  } catch (error) {
    return (error as { reason: { code: string } }).reason.code;
  }
}

test('an image that was made on the machine is used as it is, and never removed', async () => {
  store.images.set(reference, { id: 'own', bytes: 10, fromRegistry: false });
  const of = images(0);
  expect(await ensure(of)).toBe('imageFound');
  expect(store.asked).toEqual([]);
  await of.evictAll(store.engine);
  expect(store.images.size).toBe(1);
});

test('for any other its registry is asked each time, so that nobody gets by the sign-in of another what is not theirs', async () => {
  const of = images();
  expect(await ensure(of, ada)).toBe('imageFound');
  store.answer = 'imageNeedsCredentials';
  expect(await ensure(of)).toBe('imageNeedsCredentials');
  expect(store.asked).toEqual([ada, null]);
  store.answer = 'registryUnreachable';
  expect(await ensure(of)).toBe('registryUnreachable');
  expect(await ensure(of, ada)).toBe('registryUnreachable');
});

test('a registry that is down keeps back no image that it gives to everybody', async () => {
  const of = images();
  await ensure(of);
  store.answer = 'registryUnreachable';
  expect(await ensure(of)).toBe('imageFound');
  expect(await ensure(images())).toBe('imageFound');
});

test('what was pulled goes when it is over the limit, unless somebody needs it or gave its name to another image', async () => {
  const of = images(5);
  await ensure(of);
  used = [reference];
  await of.evict(store.engine);
  expect(store.images.size).toBe(1);
  used = [];
  store.inUse = true;
  await of.evict(store.engine);
  store.inUse = false;
  expect(store.images.size).toBe(1);
  await of.evict(store.engine);
  expect(store.images.size).toBe(0);
  await ensure(of);
  store.images.set(reference, { id: 'another', bytes: 10, fromRegistry: false });
  await of.evictAll(store.engine);
  expect(store.images.size).toBe(1);
});
