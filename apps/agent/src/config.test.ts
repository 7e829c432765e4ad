import { expect, test } from 'vitest';
import { readConfig } from './config.ts';

const needed = { TRAINYARD_URL: 'http://127.0.0.1:8640', TRAINYARD_NODE_HOME: '/tmp/node' };

test.each([
  ['none', []],
  ['0,3', [0, 3]],
  ['', undefined],
  [undefined, undefined],
])('TRAINYARD_NODE_GPUS %j gives the node %j of the GPUs', (setting, gpus) => {
  expect(readConfig({ ...needed, TRAINYARD_NODE_GPUS: setting }).gpus).toEqual(gpus);
});

test.each([
  [{ TRAINYARD_NODE_HOME: '/tmp/node' }, /TRAINYARD_URL must be set/],
  [{ TRAINYARD_URL: 'http://127.0.0.1:8640' }, /TRAINYARD_NODE_HOME must be set/],
  [{ ...needed, TRAINYARD_NODE_PORTS: '9000-80' }, /9000-80 is no range/],
  [{ ...needed, TRAINYARD_NODE_GPUS: 'all' }, /TRAINYARD_NODE_GPUS/],
])('%j is refused with what to do', (env, words) => {
  expect(() => readConfig(env)).toThrow(words);
});
