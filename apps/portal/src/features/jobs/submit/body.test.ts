import type { Job } from '@trainyard/contracts/job';
import { describe, expect, it } from 'vitest';
import {
  bodyOf,
  changed,
  getIn,
  ordered,
  registryPassword,
  setIn,
  takeSecrets,
  withPlaceholders,
  withSecrets,
} from './body.ts';

describe('a value at a path', () => {
  it('is set, and nothing else changes', () => {
    const body = { name: 'a', restart: { onFailure: 1 } };
    expect(setIn(body, ['restart', 'onNodeLoss'], 3)).toEqual({ name: 'a', restart: { onFailure: 1, onNodeLoss: 3 } });
    expect(body.restart).toEqual({ onFailure: 1 });
  });
  it('takes an emptied parent with it', () => {
    expect(
      setIn({ name: 'a', constraints: { maxWallClockTime: 'P1D' } }, ['constraints', 'maxWallClockTime'], undefined),
    ).toEqual({ name: 'a' });
  });
  it('is set in a list', () => {
    const body = { environmentVariables: [{ name: 'A', value: '1' }] };
    expect(setIn(body, ['environmentVariables', 0, 'value'], '2')).toEqual({
      environmentVariables: [{ name: 'A', value: '2' }],
    });
  });
  it('is nothing where a parent is no object', () => {
    expect(getIn({ restart: 'never' }, ['restart', 'onFailure', 'x'])).toBeUndefined();
  });
});

it('is shown in reading order, unknown fields last', () => {
  expect(Object.keys(ordered({ zebra: 1, tags: {}, nodeCount: 1, name: 'a' }))).toEqual([
    'name',
    'nodeCount',
    'tags',
    'zebra',
  ]);
});

describe('secrets', () => {
  const written = { secrets: [{ name: 'TOKEN', value: 's3cret' }, { name: 'KEY' }] };
  it('leave the body and come back when it is sent', () => {
    const { body, values } = takeSecrets(written, { KEY: 'known', OTHER: 'gone' });
    expect(JSON.stringify(body)).not.toContain('s3cret');
    expect(values).toEqual({ TOKEN: 's3cret', KEY: 'known' });
    expect(withSecrets(body, values)).toEqual({
      secrets: [
        { name: 'TOKEN', value: 's3cret' },
        { name: 'KEY', value: 'known' },
      ],
    });
  });
  it('are also the password of a registry', () => {
    const containerSettings = {
      imageSourceRegistry: { image: 'vit:1', credentials: { username: 'lab', password: 's3cret' } },
    };
    const { body, values } = takeSecrets({ containerSettings }, {});
    expect(JSON.stringify(body)).not.toContain('s3cret');
    expect(values).toEqual({ [registryPassword]: 's3cret' });
    expect(withSecrets(body, values)).toEqual({ containerSettings });
    // Without credentials there is nobody to sign in as.
    expect(withSecrets({ containerSettings: { imageSourceRegistry: { image: 'vit:1' } } }, values)).not.toHaveProperty(
      'containerSettings.imageSourceRegistry.credentials',
    );
  });
  it('have placeholders where they do not travel', () => {
    const reference = { sourceVault: { id: 'v' }, secretUrl: 'https://v/s' };
    const at = (credentials: object) => ({ imageSourceRegistry: { image: 'vit:1', credentials } });
    expect(
      withPlaceholders({
        secrets: [{ name: 'KEY' }, { name: 'VAULTED', valueSecretReference: reference }],
        containerSettings: at({ username: 'lab' }),
      }),
    ).toEqual({
      secrets: [
        { name: 'KEY', value: '' },
        { name: 'VAULTED', valueSecretReference: reference },
      ],
      containerSettings: at({ username: 'lab', password: '***' }),
    });
    const vaulted = { containerSettings: at({ username: 'lab', passwordSecretReference: reference }) };
    expect(withPlaceholders(vaulted)).toEqual(vaulted);
  });
  it('survive whatever else stands there', () => {
    expect(takeSecrets({ secrets: 'no' }, {}).body).toEqual({ secrets: 'no' });
    expect(withSecrets({ secrets: [null, 3] }, {})).toEqual({ secrets: [null, 3] });
  });
});

it('is made from a job without its state, its name and what the server assumes anyway', () => {
  const job = {
    uid: 'u',
    workspace: 'lab',
    experiment: 'e',
    name: 'a',
    cluster: { uid: 'c', workspace: 'lab', name: 'atlas' },
    nodeCount: 2,
    schedulingPriority: 'normal',
    constraints: { maxWallClockTime: 'P7D' },
    restart: { onFailure: 2, onNodeLoss: 10 },
    customToolkitSettings: { commandLine: 'run' },
    secrets: [{ name: 'TOKEN' }],
    executionState: 'failed',
    can: {},
  } as unknown as Job;
  expect(bodyOf(job)).toEqual({
    cluster: { name: 'atlas' },
    nodeCount: 2,
    restart: { onFailure: 2, onNodeLoss: 10 },
    customToolkitSettings: { commandLine: 'run' },
    secrets: [{ name: 'TOKEN' }],
    resubmittedFrom: { experiment: 'e', job: 'a' },
  });
});

describe('what a lever changes', () => {
  const body = {
    cluster: { name: 'atlas' },
    queue: 'day',
    nodeLabels: { zone: 'a' },
    nodeCount: 4,
    held: true,
    distributedSettings: { commandLine: 'true' },
  };

  it('stands in the new body, which is not held any more', () => {
    const { held: _held, ...rest } = body;
    expect(changed(body, { nodeCount: 2 })).toEqual({ ...rest, nodeCount: 2 });
    expect(changed(body, { gpusPerNode: 1, cpusPerNode: 2, memoryPerNode: 3 })).toMatchObject({
      gpusPerNode: 1,
      cpusPerNode: 2,
      memoryPerNode: 3,
    });
    expect(changed(body, {})).toBe(body);
  });

  it('leaves queue and labels behind with their cluster', () => {
    const moved = changed(body, { cluster: 'borealis' });
    expect(moved).toMatchObject({ cluster: { name: 'borealis' }, nodeCount: 4 });
    expect(moved).not.toHaveProperty('queue');
    expect(moved).not.toHaveProperty('nodeLabels');
    expect(changed(body, { cluster: 'atlas' })).toMatchObject({ queue: 'day' });
  });
});
