import { toolkitFields } from '@trainyard/contracts/toolkits';
import { expect, test } from 'vitest';
import { completed, mustLaunch, toolkitOf, toolkits, validate } from './registry.ts';

test('every toolkit of the contracts is launched', () => {
  expect(Object.keys(toolkits).sort()).toEqual(toolkitFields.toSorted());
});

test('the field of a job is the one that is given', () => {
  const settings = { commandLine: 'true' };
  expect(toolkitOf({ distributedSettings: settings })).toEqual({ field: 'distributedSettings', settings });
  expect(() => toolkitOf({})).toThrow('the job names no toolkit');
});

test('a job that could not be launched is refused with every fault', () => {
  const settings = { pythonScriptFilePath: 'train.py', processCount: 1, commandLineArgs: "it's" };
  const input = { nodeCount: 4, settings };
  expect(validate('horovodSettings', input, 1)).toMatchObject([
    { path: 'horovodSettings.processCount', code: 'TooFewProcesses' },
    { path: 'horovodSettings.commandLineArgs', code: 'UnclosedQuote' },
  ]);
  expect(() => mustLaunch('horovodSettings', input, 1)).toThrow(
    expect.objectContaining({ code: 'ProcessesNotPlaceable' }),
  );
  const alone = { nodeCount: 1, settings };
  expect(() => mustLaunch('horovodSettings', alone, 1)).toThrow(expect.objectContaining({ code: 'InvalidBody' }));
  expect(() =>
    mustLaunch('customToolkitSettings', { nodeCount: 4, settings: { commandLine: 'true' } }, 1),
  ).not.toThrow();
});

test('settings are stored with what is assumed, or as they are', () => {
  const settings = { commandLine: 'true' };
  expect(completed('customMpiSettings', { nodeCount: 2, settings })).toEqual({ commandLine: 'true', processCount: 2 });
  expect(completed('customToolkitSettings', { nodeCount: 2, settings })).toBe(settings);
});
