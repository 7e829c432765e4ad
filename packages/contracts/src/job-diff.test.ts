import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { splitWords, wordChanges } from './command-words.ts';
import { jobDiff, submissionDiff } from './job-diff.ts';

describe('wordChanges', () => {
  it.each([
    ['torchrun train.py --batch_size 48', 'torchrun train.py --batch_size 32', [['--batch_size', '48', '32']]],
    ['python a.py --lr=0.1 --seed 1', 'python a.py --seed 1 --lr=0.01', [['--lr', '0.1', '0.01']]],
    ['python a.py', 'python a.py --amp', [[null, null, '--amp']]],
    [
      'python a.py --amp',
      'python b.py',
      [
        [null, 'a.py', 'b.py'],
        [null, '--amp', null],
      ],
    ],
    ['LR=1 python a.py', 'LR=-2 python a.py', [['LR', '1', '-2']]],
    ['a --shift -1', 'a --shift -2', [['--shift', '-1', '-2']]],
    ["run 'two words'", "run 'other words'", [[null, 'two', 'other']]],
    [
      'bash -c "seq 12; x --lr 1"',
      'bash -c "seq 90; x --lr 2"',
      [
        ['--lr', '1', '2'],
        [null, '12;', '90;'],
      ],
    ],
    ['x -e A=1 -e B=2', 'x -e A=1 -e B=3', [['-e', 'B=2', 'B=3']]],
    ['same  words', 'same words', []],
  ])('of %s and %s', (before, after, changes) => {
    expect(wordChanges(before, after)?.map(({ name, before, after }) => [name, before, after])).toEqual(changes);
  });

  it('gives up on what is too long to tell', () => {
    expect(wordChanges('a', Array.from({ length: 500 }, (_, at) => `w${at}`).join(' '))).toBeNull();
  });

  it('finds nothing in one and the same, and as much either way round', () => {
    const word = fc.stringMatching(/^(--?[a-c]|[a-c]=[0-9]|[0-9]{1,2}|'[a-c ]*')$/);
    const line = fc.array(word, { maxLength: 12 }).map((words) => words.join(' '));
    fc.assert(
      fc.property(line, line, (a, b) => {
        expect(wordChanges(a, a)).toEqual([]);
        expect(wordChanges(a, b)?.length === 0).toBe(wordChanges(b, a)?.length === 0);
        if (splitWords(a).join(' ') === splitWords(b).join(' ')) expect(wordChanges(a, b)).toEqual([]);
      }),
    );
  });
});

describe('jobDiff', () => {
  it('names fields, entries by their names, and words of commands', () => {
    const before = {
      nodeCount: 2,
      distributedSettings: { commandLine: 'torchrun t.py --batch_size 48' },
      environmentVariables: [
        { name: 'A', value: '1' },
        { name: 'B', value: '2' },
      ],
      queue: 'big',
    };
    const after = {
      nodeCount: 4,
      distributedSettings: { commandLine: 'torchrun t.py --batch_size 32' },
      environmentVariables: [
        { name: 'B', value: '3' },
        { name: 'A', value: '1' },
      ],
      gpusPerNode: 1,
    };
    expect(jobDiff(before, after)).toEqual([
      { path: 'nodeCount', kind: 'changed', before: 2, after: 4, words: null },
      {
        path: 'distributedSettings.commandLine',
        kind: 'changed',
        before: 'torchrun t.py --batch_size 48',
        after: 'torchrun t.py --batch_size 32',
        words: [{ name: '--batch_size', before: '48', after: '32' }],
      },
      { path: 'environmentVariables[B].value', kind: 'changed', before: '2', after: '3', words: null },
      { path: 'queue', kind: 'removed', before: 'big', words: null },
      { path: 'gpusPerNode', kind: 'added', after: 1, words: null },
    ]);
  });

  it('is empty exactly when nothing differs', () => {
    fc.assert(
      fc.property(fc.dictionary(fc.string(), fc.jsonValue()), fc.dictionary(fc.string(), fc.jsonValue()), (a, b) => {
        expect(jobDiff(a, structuredClone(a))).toEqual([]);
        for (const { kind, before, after } of jobDiff(a, b)) {
          expect(before === undefined).toBe(kind === 'added');
          expect(after === undefined).toBe(kind === 'removed');
        }
      }),
    );
  });
});

it('says what is assumed where a submission is silent, and nothing of names', () => {
  const before = { name: 'a', nodeCount: 1 };
  const after = { name: 'b', nodeCount: 1, schedulingPriority: 'high', restart: { onFailure: 3, onNodeLoss: 10 } };
  expect(submissionDiff(before, after).map(({ path, before, after }) => [path, before, after])).toEqual([
    ['schedulingPriority', 'normal', 'high'],
    ['restart.onFailure', 0, 3],
  ]);
});
