import { toolkitFields } from '@trainyard/contracts/toolkits';
import { expect, test } from 'vitest';
import { custom } from './custom/launch.ts';
import { findToolkit, toolkitOf, toolkits, validate } from './registry.ts';

test('a toolkit is found by its field', () => {
  expect(findToolkit('customToolkitSettings')).toBe(custom);
  for (const field of Object.keys(toolkits)) expect(toolkitFields).toContain(field);
});

test.each([...toolkitFields.filter((field) => !(field in toolkits)), 'nonsense', 'toString', '__proto__'])(
  '%s is refused with what to use instead',
  (field) => {
    expect(() => findToolkit(field)).toThrow(
      `${field} is not available in this version: use customToolkitSettings or distributedSettings`,
    );
  },
);

test('the field of a job is the one that is given', () => {
  const settings = { commandLine: 'true' };
  expect(toolkitOf({ distributedSettings: settings })).toEqual({ field: 'distributedSettings', settings });
  expect(() => toolkitOf({})).toThrow('the job names no toolkit');
});

test('validation asks the toolkit, and says when there is none', () => {
  const settings = { commandLine: 'true', processCount: 1 };
  expect(validate('customToolkitSettings', { nodeCount: 4, settings: { commandLine: 'true' } })).toEqual([]);
  expect(validate('distributedSettings', { nodeCount: 4, settings })).toMatchObject([
    { path: 'distributedSettings.processCount' },
  ]);
  expect(validate('horovodSettings', { nodeCount: 4, settings: {} })).toMatchObject([
    { path: 'horovodSettings', code: 'ToolkitNotAvailable' },
  ]);
});
