import { type ToolkitField, toolkitFields, toolkitSettings } from '@trainyard/contracts/toolkits';
import { describe, expect, it } from 'vitest';
import { offeredToolkits, questionsOf, readingConfig, toolkitIn, withToolkit } from './toolkit-fields.ts';

/** Fields that the contract has for a toolkit. */
const known = (toolkit: ToolkitField): string[] => Object.keys(toolkitSettings[toolkit].unwrap().shape);

it('offers every toolkit of the contract', () => {
  expect([...offeredToolkits].sort()).toEqual([...toolkitFields].sort());
});

describe.each(toolkitFields)('%s', (toolkit) => {
  it('asks for every field once everything is written, and for none that the contract lacks', () => {
    const all = Object.fromEntries(known(toolkit).map((field) => [field, 'x']));
    const asked = questionsOf(toolkit, all).filter((question) => question !== 'source');
    expect([...asked].sort()).toEqual(known(toolkit).sort());
  });

  it('is chosen with its first question there to be answered', () => {
    const body = withToolkit({ name: 'a', distributedSettings: { commandLine: 'run', processCount: 4 } }, toolkit);
    expect(toolkitIn(body)).toBe(toolkit);
    expect(toolkitFields.filter((field) => body[field] !== undefined)).toEqual([toolkit]);
  });
});

describe('another toolkit', () => {
  const pytorch = {
    name: 'a',
    pyTorchSettings: {
      pythonScriptFilePath: 'train.py',
      commandLineArgs: '--lr 0.1',
      communicationBackend: 'gloo',
      processCount: 4,
    },
  };
  it('keeps the command', () => {
    const body = { name: 'a', distributedSettings: { commandLine: 'python train.py', processCount: 4 } };
    expect(withToolkit(body, 'customToolkitSettings')).toEqual({
      name: 'a',
      customToolkitSettings: { commandLine: 'python train.py' },
    });
  });
  it('keeps script, arguments and count, and leaves behind what it does not ask', () => {
    expect(withToolkit(pytorch, 'horovodSettings').horovodSettings).toEqual({
      pythonScriptFilePath: 'train.py',
      commandLineArgs: '--lr 0.1',
      processCount: 4,
    });
    expect(withToolkit(pytorch, 'tensorFlowSettings').tensorFlowSettings).toEqual({
      pythonScriptFilePath: 'train.py',
      masterCommandLineArgs: '--lr 0.1',
    });
  });
  it('reads a configuration where no script comes along', () => {
    expect(withToolkit({ pyTorchSettings: { pythonScriptFilePath: '' } }, 'caffeSettings').caffeSettings).toEqual({
      configFilePath: '',
    });
    expect(withToolkit(pytorch, 'caffeSettings').caffeSettings).not.toHaveProperty('configFilePath');
  });
  it('gets back what was written for it', () => {
    expect(withToolkit(pytorch, 'customMpiSettings', { commandLine: 'mine' }).customMpiSettings).toEqual({
      commandLine: 'mine',
    });
  });
});

describe('questions follow from answers', () => {
  it('of TensorFlow: a role is asked for once it has processes', () => {
    expect(questionsOf('tensorFlowSettings', {})).not.toContain('workerCommandLineArgs');
    const distributed = questionsOf('tensorFlowSettings', { workerCount: 3, parameterServerCount: 1 });
    expect(distributed).toContain('workerCommandLineArgs');
    expect(distributed).toContain('parameterServerCommandLineArgs');
    expect(questionsOf('tensorFlowSettings', {}, 2)).toContain('parameterServerCommandLineArgs');
  });
  it('of CNTK: a configuration or a script', () => {
    expect(questionsOf('cntkSettings', { languageType: 'BrainScript' })).toContain('configFilePath');
    expect(questionsOf('cntkSettings', { languageType: 'BrainScript' })).not.toContain('pythonScriptFilePath');
    expect(questionsOf('cntkSettings', {})).toContain('pythonScriptFilePath');
  });
  it('of Caffe: either, and the other goes when it is changed', () => {
    expect(readingConfig({ pythonScriptFilePath: 'a.py', processCount: 2 }, true)).toEqual({
      configFilePath: '',
      processCount: 2,
    });
    expect(readingConfig({ configFilePath: 'solver.prototxt' }, false)).toEqual({ pythonScriptFilePath: '' });
  });
});
