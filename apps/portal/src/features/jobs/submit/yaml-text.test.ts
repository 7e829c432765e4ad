import { describe, expect, it } from 'vitest';
import { fromYaml, lineOf, stepsOf, toYaml } from './yaml-text.ts';

const body = {
  tags: { team: 'vision' },
  name: 'train',
  nodeCount: 2,
  distributedSettings: { commandLine: 'python train.py \\\n  --epochs 3\n' },
};

it('comes back as it went', () => {
  const text = toYaml(body);
  expect(text.startsWith('name: train\n')).toBe(true);
  expect(fromYaml(text)).toEqual({ kind: 'body', body });
});

it.each([
  ['', {}],
  ['# only a comment', {}],
])('reads %j as an empty body', (text, read) => expect(fromYaml(text)).toEqual({ kind: 'body', body: read }));

it('tells the line of what is no YAML', () => {
  const read = fromYaml('name: a\nnodeCount: [1\ncluster: x\n');
  expect(read.kind).toBe('faults');
  expect(read.kind === 'faults' && read.faults[0]?.line).toBeGreaterThan(1);
  expect(fromYaml('just words').kind).toBe('faults');
});

describe('the line of a field', () => {
  const text = 'name: a\nfiles:\n  - path: x\n  - path: ../y\n';
  it('is found', () => expect(lineOf(text, stepsOf('files[1].path'))).toBe(4));
  it('is that of its parent where it is missing', () => expect(lineOf(text, stepsOf('files[1].sha256'))).toBe(4));
  it('is the first where nothing is near', () => expect(lineOf(text, stepsOf('cluster.name'))).toBe(1));
});
