import { Fault } from '@trainyard/contracts/errors';
import { describe, expect, it } from 'vitest';
import { faultsOf } from './check.ts';
import { faultsOfRefusal, placed } from './faults.ts';

const good = { name: 'a', cluster: { name: 'atlas' }, customToolkitSettings: { commandLine: 'run' } };
const paths = (faults: { path: string }[]) => faults.map(({ path }) => path);

describe('faults', () => {
  it('are none for a good body', () => expect(faultsOf('vision', good)).toEqual([]));
  it('stand at their fields, the experiment among them', () => {
    const body = { ...good, name: 'a b', environmentVariables: [{ name: '1', value: '' }] };
    expect(paths(faultsOf('', body))).toEqual(['experiment', 'name', 'environmentVariables[0].name']);
  });
});

describe('a refusal of the server', () => {
  const say = (fault: Fault) => fault.message;
  it('keeps its details', () => {
    const details = [{ path: 'nodeCount', code: 'InvalidValue', message: 'too many' }];
    expect(faultsOfRefusal(new Fault('InvalidBody', {}, details), say)).toEqual(details);
  });
  it('is put at the field that its code is about', () => {
    expect(paths(faultsOfRefusal(new Fault('AlreadyExists', { kind: 'job', name: 'a' }), say))).toEqual(['name']);
    expect(paths(faultsOfRefusal(new Fault('SettingNotAvailable', { field: 'queue' }), say))).toEqual(['queue']);
    expect(paths(faultsOfRefusal(new Fault('StorageFull', { path: '/' }), say))).toEqual(['']);
    expect(placed({ path: '', code: 'GangTooLarge', message: '' }).path).toBe('nodeCount');
  });
});
