/**
 * The table of the API as a page needs it: method, path and kind of answer, without the schemas, which are the larger part
 * of a shell's weight and the server's to judge. Types stay those of the contracts.
 */
import { api } from '@trainyard/contracts/api';
import type { Operation } from '@trainyard/contracts/api/operation';
import type { Plugin } from 'vite';

const module = '@trainyard/contracts/api';

function line({ method, path, output, query }: Operation) {
  const paged = query !== undefined && 'limit' in query.shape;
  return {
    method,
    path,
    output: typeof output === 'string' ? output : 'json',
    ...(paged ? { query: { shape: { limit: true } } } : {}),
  };
}

export function apiTable(): Plugin {
  const table = Object.fromEntries(Object.entries(api).map(([name, operation]) => [name, line(operation)]));
  return {
    name: 'trainyard-api-table',
    enforce: 'pre',
    resolveId: (id) => (id === module ? `\0${module}` : null),
    load: (id) => (id === `\0${module}` ? `export const api = ${JSON.stringify(table)};` : null),
  };
}
