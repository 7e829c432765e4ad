import type { Fault } from '@trainyard/contracts/errors';
import { jobCreate } from '@trainyard/contracts/job';
import { beforeEach, describe, expect, test } from 'vitest';
import { StillWorld, user } from '../testing/still-world.ts';

let world: StillWorld;
beforeEach(async () => {
  world = await new StillWorld().prepare(1);
});

const events = () => world.writer.connection.prepare('SELECT max(seq) FROM events').pluck().get();
const body = {
  name: 'again',
  cluster: { name: 'c' },
  nodeCount: 2,
  customMpiSettings: { commandLine: 'true' },
  secrets: [{ name: 'TOKEN', value: 'hidden' }],
  files: [{ path: 'a.txt', text: 'a' }],
  containerSettings: { imageSourceRegistry: { image: 'ubuntu', credentials: { username: 'u', password: 'p' } } },
  constraints: { maxWallClockTime: 'PT1H' },
};
const submit = (change: object = {}, orSame = true) =>
  world.control.execute(
    'job.submit',
    { experimentUid: world.experimentUid, body: jobCreate.parse({ ...body, ...change }), orSame },
    user,
  );

describe('a job that is submitted again', () => {
  test('is there already and nothing happens, whatever of the defaults is written out', async () => {
    const first = await submit();
    const before = events();
    const again = await submit({
      name: 'AGAIN',
      cluster: { workspace: undefined, name: 'C' },
      customMpiSettings: { commandLine: 'true', processCount: 2 },
      constraints: { maxWallClockTime: 'PT60M' },
      grace: 'PT10S',
      schedulingPriority: 'normal',
      held: true,
    });
    expect([first.made, again.made, again.uid, events()]).toEqual([true, false, first.uid, before]);
    expect(again.view).toEqual(first.view);
  });

  test('is one job when it comes twice at once', async () => {
    const both = await Promise.all([submit(), submit()]);
    expect(new Set(both.map(({ uid }) => uid)).size).toBe(1);
    expect(both.map(({ made }) => made).sort()).toEqual([false, true]);
  });

  test.each([
    [{ nodeCount: 1 }, ['nodeCount', 'customMpiSettings.processCount']],
    [{ customMpiSettings: { commandLine: 'false' } }, ['customMpiSettings.commandLine']],
    [{ secrets: [{ name: 'TOKEN', value: 'other' }] }, ['secrets']],
    [{ files: [{ path: 'a.txt', text: 'b' }] }, ['files[0].text']],
    [{ constraints: { maxWallClockTime: 'PT2H' } }, ['constraints.maxWallClockTime']],
    [{ tags: { a: '1' } }, ['tags.a']],
    [
      {
        containerSettings: { imageSourceRegistry: { image: 'ubuntu', credentials: { username: 'u', password: 'x' } } },
      },
      ['containerSettings.imageSourceRegistry.credentials.password'],
    ],
  ])('with %j is another one, and its fields are named', async (change, fields) => {
    await submit();
    const before = events();
    const error: Fault = await submit(change).catch((thrown) => thrown);
    expect([error.code, error.params.fields]).toEqual(['ExistsDifferently', fields]);
    expect(events()).toBe(before);
  });

  test('is refused to who may not send it twice', async () => {
    await submit();
    await expect(submit({}, false)).rejects.toMatchObject({ code: 'AlreadyExists' });
  });
});
