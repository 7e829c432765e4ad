import { QueryClient } from '@tanstack/react-query';
import { expect, test } from 'vitest';
import { writeAnswer } from './write-answer.ts';

const key = ['clusters', 'w'];

test('an answer that is known to be old stays so, however it is changed', async () => {
  const queries = new QueryClient();
  queries.setQueryData(key, ['a']);
  await queries.invalidateQueries({ queryKey: key });
  writeAnswer<string[]>(queries, key, (list) => [...list, 'b']);
  expect(queries.getQueryData(key)).toEqual(['a', 'b']);
  expect(queries.getQueryState(key)?.isInvalidated).toBe(true);
});

test('a part does not pass for an answer that nobody asked for', () => {
  const queries = new QueryClient();
  writeAnswer<string[]>(queries, key, () => ['b']);
  expect(queries.getQueryState(key)).toBeUndefined();
});
