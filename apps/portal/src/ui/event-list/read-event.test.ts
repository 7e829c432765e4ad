import { eventTypes, type TrainyardEvent } from '@trainyard/contracts/events';
import { describe, expect, test } from 'vitest';
import en from '../words/en.ts';
import fr from '../words/fr.ts';
import { readEvent, subjectOf } from './read-event.ts';

const root = 'local/default/lab';
const event = (type: string, path: string, changed: Record<string, unknown> = {}) =>
  ({ type, subject: { kind: type.split('.')[0], uid: '', path: `${root}/${path}` }, changed }) as TrainyardEvent;

describe('an event', () => {
  test('names what it speaks of, from the outer to the inner', () => {
    expect(subjectOf(`${root}/experiments/e/jobs/j/attempts/2/tasks/0/artifacts/out/a/b.bin`)).toEqual([
      { kind: 'experiment', name: 'e' },
      { kind: 'job', name: 'j' },
      { kind: 'attempt', name: '2' },
      { kind: 'task', name: '0' },
      { kind: 'artifact', name: 'out/a/b.bin' },
    ]);
    expect(subjectOf(root)).toEqual([{ kind: 'workspace', name: 'lab' }]);
    expect(subjectOf('tokens/administrator')).toEqual([{ kind: 'token', name: 'administrator' }]);
  });

  test.each([
    ['cluster.scaled', 'clusters/c', { targetNodes: 2, revision: 3 }, { sentence: 'scaled', value: '2' }],
    ['cluster.updated', 'clusters/c', { nodesMade: 2 }, { sentence: 'changed', detail: true }],
    ['cluster.updated', 'clusters/c', { state: 'deleting' }, { sentence: 'deleting' }],
    ['node.updated', 'clusters/c/nodes/n', { state: 'idle', reason: null }, { sentence: 'state', state: 'idle' }],
    ['node.updated', 'clusters/c/nodes/n', { intent: 'remove' }, { sentence: 'nodeToGo' }],
    ['node.updated', 'clusters/c/nodes/n', { enrolled: true }, { sentence: 'nodeReports', detail: true }],
    ['task.updated', 'experiments/e/jobs/j/attempts/1/tasks/0', { report: { step: 'files' } }, { value: 'files' }],
    ['attempt.ended', 'experiments/e/jobs/j/attempts/1', { outcome: 'lost' }, { sentence: 'ended', state: 'lost' }],
    ['artifact.stored', 'experiments/e/jobs/j/attempts/1/tasks/0/artifacts/x', { kind: 'output' }, { detail: false }],
    [
      'channel.opened',
      'clusters/c/nodes/n/channels/x',
      { command: null, port: null },
      { sentence: 'shellOpened', detail: false },
    ],
    [
      'channel.opened',
      'clusters/c/nodes/n/channels/x',
      { command: ['bash', '-lc', 'df'] },
      { sentence: 'commandRun', value: 'df' },
    ],
    ['channel.opened', 'experiments/e/jobs/j/channels/x', { port: 6006 }, { sentence: 'portOpened', value: '6006' }],
    ['channel.closed', 'experiments/e/jobs/j/channels/x', {}, { sentence: 'channelClosed', detail: true }],
    ['board.created', 'boards/b', {}, { sentence: 'made' }],
  ])('%s of %s with %j is read', (type, path, changed, read) => {
    expect(readEvent(event(type, path, changed))).toMatchObject(read);
  });

  test('tells why', () => {
    const why = { code: 'nodeSilent', params: { why: 'x' } };
    expect(readEvent(event('node.lost', 'clusters/c/nodes/n', { health: 'silent', reason: why })).reasons).toEqual([
      why,
    ]);
    const waits = readEvent(event('job.updated', 'experiments/e/jobs/j', { reasons: [why, why] }));
    expect(waits).toMatchObject({ sentence: 'waits', reasons: [why, why] });
  });

  test('of every type has a sentence in every language', () => {
    for (const type of Object.keys(eventTypes)) {
      const { sentence } = readEvent(event(type, 'experiments/e'));
      for (const words of [en, fr]) expect(words.event.say).toHaveProperty(sentence);
    }
  });
});
