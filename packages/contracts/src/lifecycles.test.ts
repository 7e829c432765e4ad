import { describe, expect, test } from 'vitest';
import { api } from './api.ts';
import { errors } from './errors.ts';
import { eventTypes, subjectKinds } from './events.ts';
import { attemptMoves, isTerminal, jobMoves, mayMove, nodeMoves, unitMoves } from './lifecycles.ts';
import { reasons, sayReason } from './reasons.ts';
import { fill } from './texts.ts';

describe.each(Object.entries({ jobMoves, unitMoves, attemptMoves, nodeMoves }))('%s', (_name, moves) => {
  const states = Object.keys(moves);

  test('leads only to states that it knows, and never nowhere', () => {
    for (const targets of Object.values(moves)) for (const target of targets) expect(states).toContain(target);
    expect(states.some((state) => isTerminal(moves as never, state as never))).toBe(true);
  });

  test('reaches every state from its first', () => {
    const reached = new Set([states[0]]);
    for (const state of reached)
      for (const target of moves[state as keyof typeof moves] as readonly string[]) reached.add(target);
    expect([...reached].sort()).toEqual([...states].sort());
  });
});

test('what has succeeded never fails', () => {
  expect(mayMove(jobMoves, 'succeeded', 'failed')).toBe(false);
  expect(mayMove(jobMoves, 'queued', 'running')).toBe(true);
});

test('every kind of subject has an event that makes it', () => {
  const made = Object.values(eventTypes)
    .filter(({ effect }) => effect === 'made')
    .map(({ kind }) => kind);
  expect([...new Set(made)].sort()).toEqual([...subjectKinds].sort());
});

test('every text fills its parameters and shows those that are missing', () => {
  expect(sayReason({ code: 'processExited', params: { rank: 1, node: 'n', exitCode: 7 } })).toBe(
    'rank 1 on node n ended with exit code 7',
  );
  expect(fill('{a} and {b}', { a: ['x', 'y'] })).toBe('x, y and {b}');
  expect(sayReason({ code: 'ofANewerServer', params: {} })).toBe('ofANewerServer');
  for (const message of [...Object.values(reasons), ...Object.values(errors).map((error) => error.message)])
    expect(message).not.toMatch(/\.$/);
});

test('every operation declares the parameters of its path', () => {
  for (const operation of Object.values(api)) {
    const inPath = [...operation.path.matchAll(/:(\w+)/g)].map((match) => match[1]);
    const declared = 'params' in operation ? Object.keys(operation.params.shape) : [];
    expect(declared.sort(), operation.path).toEqual(inPath.sort());
  }
});
