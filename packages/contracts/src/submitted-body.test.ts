import { describe, expect, it } from 'vitest';
import { type Job, jobCreate } from './job.ts';
import { commandOf, submittedBody, submittedFields } from './submitted-body.ts';

/** A body as the server stores and presents it. */
function presented(body: object, more: object = {}): Job {
  const { cluster, ...spec } = jobCreate.parse({ name: 'digits', cluster: { name: 'local' }, ...body });
  return {
    ...spec,
    uid: 'u',
    workspace: 'w',
    experiment: 'e',
    cluster: { uid: 'c', workspace: 'w', name: cluster.name },
    toolType: 'distributed',
    executionState: 'running',
    revision: 3,
    can: {},
    ...more,
  } as unknown as Job;
}

const submission = {
  nodeCount: 2,
  distributedSettings: { commandLine: 'node train.mjs', processCount: 4 },
  restart: { onFailure: 3 },
  files: [{ path: 'train.mjs', text: 'x' }],
};

describe('submittedFields', () => {
  it('are the fields of a submission, all of them', () => {
    expect([...submittedFields].sort()).toEqual(Object.keys(jobCreate.shape).sort());
  });
});

describe('submittedBody', () => {
  it('says what was said, and nothing that the server derives or assumes', () => {
    const body = submittedBody(presented(submission));
    expect(body).toEqual({
      name: 'digits',
      cluster: { name: 'local' },
      nodeCount: 2,
      distributedSettings: { commandLine: 'node train.mjs', processCount: 4 },
      restart: { onFailure: 3, onNodeLoss: 10 },
      files: [{ path: 'train.mjs', text: 'x' }],
    });
  });

  it('can be submitted again, to the same effect', () => {
    const again = jobCreate.parse(submittedBody(presented(submission)));
    expect(again).toEqual(jobCreate.parse({ name: 'digits', cluster: { name: 'local' }, ...submission }));
  });

  it('leaves out what the server wrote into the settings, so that another number of nodes means what it says', () => {
    const settings = { pythonScriptFilePath: 'train.py', languageType: 'Python', processCount: 2 };
    const { cntkSettings } = submittedBody(presented({ nodeCount: 2, cntkSettings: settings }));
    expect(cntkSettings).toEqual({ pythonScriptFilePath: 'train.py' });
  });

  it('names secrets, and not where they are kept', () => {
    const secrets = [{ name: 'TOKEN', valueSecretReference: { sourceVault: { id: 'v' }, secretUrl: 'https://v/s' } }];
    expect(submittedBody(presented({ ...submission, secrets })).secrets).toEqual([{ name: 'TOKEN' }]);
  });

  it('names the workspace of a cluster elsewhere, and no cluster that is gone', () => {
    const elsewhere = { cluster: { uid: 'c', workspace: 'other', name: 'big' } };
    expect(submittedBody(presented(submission, elsewhere)).cluster).toEqual({ workspace: 'other', name: 'big' });
    expect(submittedBody(presented(submission, { cluster: null }))).not.toHaveProperty('cluster');
  });
});

describe('commandOf', () => {
  it('is the command line, or the script with its arguments', () => {
    expect(commandOf(presented(submission))).toBe('node train.mjs');
    const script = { pyTorchSettings: { pythonScriptFilePath: 'train.py', commandLineArgs: '--lr 0.1' } };
    expect(commandOf(presented(script))).toBe('python train.py --lr 0.1');
    expect(commandOf(presented({ cntkSettings: { configFilePath: 'net.cntk' } }))).toBe('net.cntk');
  });
});
