import { clusterCreate } from '@trainyard/contracts/cluster';
import { Fault } from '@trainyard/contracts/errors';
import { parse } from '@trainyard/contracts/parse';
import { describe, expect, test } from 'vitest';
import { emptyQueue } from '../scheduling/draft.ts';
import { bodyOf, type Draft, emptyDraft, keepable, readDraft } from './draft.ts';
import { doubledRows, faultsOf } from './faults.ts';

const draftOf = (part: Partial<Draft>): Draft => ({ ...emptyDraft, name: 'two', vmSize: 'STANDARD_NC6', ...part });
const auto = { ...emptyDraft.scaling, kind: 'auto' as const };

const say = {
  field: (name: string) => `field ${name}`,
  row: (name: string) => `row ${name}`,
  detail: ({ message }: { message: string }) => message,
  whole: () => 'whole',
};

function faultOf(draft: Draft): Fault {
  try {
    parse(clusterCreate, bodyOf(draft, { withSecrets: true }));
  } catch (error) {
    if (error instanceof Fault) return error;
  }
  throw new Error('the draft is accepted');
}

describe('the body of a draft', () => {
  test('is what the contract takes, fixed and automatic', () => {
    expect(parse(clusterCreate, bodyOf(draftOf({}), { withSecrets: true })).scaleSettings).toEqual({
      manual: { targetNodeCount: 1, nodeDeallocationOption: 'requeue' },
    });
    const scaling = { ...auto, least: '1', most: '4', start: '2', idle: '90 s' };
    expect(parse(clusterCreate, bodyOf(draftOf({ scaling }), { withSecrets: true })).scaleSettings).toEqual({
      autoScale: { minimumNodeCount: 1, maximumNodeCount: 4, initialNodeCount: 2, idleDelay: 'PT1M30S' },
    });
  });

  test('has a set-up task, variables and tags only where they are written', () => {
    const rows = [
      { name: 'A', value: '1' },
      { name: '', value: '' },
    ];
    expect(bodyOf(draftOf({ env: [{ name: '', value: '' }] }), { withSecrets: true })).not.toHaveProperty('nodeSetup');
    expect(bodyOf(draftOf({ command: 'make', env: rows, tags: rows }), { withSecrets: true })).toMatchObject({
      nodeSetup: { setupTask: { commandLine: 'make', environmentVariables: [{ name: 'A', value: '1' }] } },
      tags: { A: '1' },
    });
  });

  test('has scheduling, labels and a price only where they are written, and reclaims only for nodes that can be taken back', () => {
    expect(Object.keys(bodyOf(draftOf({}), { withSecrets: true }))).toEqual([
      'name',
      'vmSize',
      'vmPriority',
      'scaleSettings',
    ]);
    const reclaim = { rate: '2', notice: '' };
    expect(bodyOf(draftOf({ reclaim }), { withSecrets: true })).not.toHaveProperty('lowPriority');
    const spot = draftOf({ reclaim, vmPriority: 'lowpriority', price: { amount: '0.4', currency: 'USD' } });
    expect(parse(clusterCreate, bodyOf(spot, { withSecrets: true }))).toMatchObject({
      lowPriority: { reclaimsPerNodeHour: 2, notice: 'PT30S' },
      price: { perNodeHour: 0.4, currency: 'USD' },
    });
  });

  test('tells the values of secrets to nobody but the server', () => {
    const draft = draftOf({ command: 'make', secrets: [{ name: 'KEY', value: 'hush' }] });
    expect(JSON.stringify(bodyOf(draft, { withSecrets: true }))).toContain('hush');
    expect(JSON.stringify(bodyOf(draft, { withSecrets: false }))).not.toContain('hush');
    expect(JSON.stringify(keepable(draft))).not.toContain('hush');
  });
});

describe('faults', () => {
  test('stand at their question', () => {
    expect(faultsOf(faultOf(draftOf({ name: 'a b', vmSize: '' })), emptyDraft, say).fields).toEqual({
      name: 'field name',
      vmSize: 'field vmSize',
    });
    const many = draftOf({ scaling: { ...emptyDraft.scaling, count: 'many' } });
    expect(faultsOf(faultOf(many), many, say).fields).toEqual({ count: 'field count' });
    const upsideDown = draftOf({ scaling: { ...auto, least: '3', most: '2' } });
    expect(faultsOf(faultOf(upsideDown), upsideDown, say).fields).toEqual({ most: 'field most' });
    const never = draftOf({ scaling: { ...auto, idle: 'never' } });
    expect(faultsOf(faultOf(never), never, say).fields).toEqual({ idle: 'field idle' });
  });

  test('stand at their row, also behind rows that nobody wrote into', () => {
    const env = [
      { name: '', value: '' },
      { name: 'A', value: '1' },
      { name: '1 2', value: '' },
    ];
    const draft = draftOf({ command: 'make', env });
    expect(faultsOf(faultOf(draft), draft, say).rows.env).toEqual({ 2: 'row env' });
    const tagged = draftOf({ tags: [{ name: 'A', value: 'x'.repeat(300) }] });
    expect(faultsOf(faultOf(tagged), tagged, say).rows.tags).toEqual({ 0: 'row tags' });
  });

  test('stand at their queue, label and price', () => {
    const queue = { ...emptyQueue, name: 'a b' };
    const draft = draftOf({
      labels: [{ name: 'zone', value: 'x'.repeat(65) }],
      scheduling: { ...emptyDraft.scheduling, queues: [{ ...queue, name: 'day' }, queue], ageing: 'soon' },
      price: { amount: 'a lot', currency: 'EUR' },
    });
    const faults = faultsOf(faultOf(draft), draft, say);
    expect(faults.fields).toEqual({ ageing: 'field ageing', price: 'field price' });
    expect(faults.rows.labels).toEqual({ 0: 'row labels' });
    expect(Object.keys(faults.queues)).toEqual(['1']);
    expect(faults.other).toEqual([]);
  });

  test('of the whole request are told where they belong, or above', () => {
    const exists = new Fault('AlreadyExists', { kind: 'cluster', name: 'two' });
    expect(faultsOf(exists, emptyDraft, say).fields).toEqual({ name: 'whole' });
    expect(faultsOf(new Fault('StorageFull', { path: '/' }), emptyDraft, say).other).toEqual(['whole']);
  });

  test('are found in names that stand twice', () => {
    const twice = [
      { name: 'A', value: '1' },
      { name: 'A', value: '2' },
    ];
    expect(doubledRows(draftOf({ env: twice, tags: twice }))).toEqual({
      env: [1],
      secrets: [],
      tags: [1],
      labels: [],
      weights: [],
    });
  });
});

describe('a kept draft', () => {
  test('is read back', () => {
    const draft = draftOf({ env: [{ name: 'A', value: '1' }] });
    expect(readDraft(JSON.stringify(keepable(draft)))).toEqual(draft);
  });

  test.each([null, '', 'null', '[]', '{}', '{"name":1}', JSON.stringify({ ...emptyDraft, env: [1] })])(
    'that is none (%j) is not',
    (text) => expect(readDraft(text)).toBeUndefined(),
  );
});
