import { describe, expect, test } from 'vitest';
import * as z from 'zod';
import { clusterCreate } from './cluster.ts';
import { type Detail, Fault, isErrorBody } from './errors.ts';
import { jobCreate } from './job.ts';
import { parse } from './parse.ts';
import { tags } from './workspace.ts';

function faultOf(schema: z.ZodType, data: unknown): Fault {
  try {
    parse(schema, data);
  } catch (error) {
    if (error instanceof Fault) return error;
    throw error;
  }
  throw new Error('nothing was refused');
}

const said = (schema: z.ZodType, data: unknown): Detail[] => faultOf(schema, data).details ?? [];
const one = (rule: z.ZodType, value: unknown) => said(z.strictObject({ f: rule }), { f: value });

describe('a fault of a body says what to write', () => {
  test.each<[string, z.ZodType, unknown, string, string]>([
    ['nothing', z.string(), undefined, 'Required', 'required: give a value'],
    ['nothing of a choice', z.enum(['a', 'b']), undefined, 'Required', 'required: give a value'],
    ['an empty text', z.string().min(1), '', 'Required', 'required: give a value'],
    ['a short text', z.string().min(3), 'ab', 'TooShort', 'write at least 3 characters'],
    ['a long text', z.string().max(3), 'abcd', 'TooLong', 'write at most 3 characters'],
    ['a short list', z.array(z.number()).min(2), [1], 'TooFew', 'give at least 2 entries'],
    ['a long list', z.array(z.number()).max(1), [1, 2], 'TooMany', 'give at most 1 entries'],
    ['a small number', z.number().int().min(1).max(9), 0, 'OutOfRange', 'write a whole number from 1 to 9'],
    ['a large number', z.number().int().min(1).max(9), 10, 'OutOfRange', 'write a whole number from 1 to 9'],
    ['a broken number', z.number().int().min(1).max(9), 1.5, 'OutOfRange', 'write a whole number from 1 to 9'],
    ['a word for a number', z.number().int().min(1).max(9), 'x', 'OutOfRange', 'write a whole number from 1 to 9'],
    [
      'the same, optional',
      z.number().int().min(1).max(9).optional(),
      0,
      'OutOfRange',
      'write a whole number from 1 to 9',
    ],
    ['one end', z.number().min(0.5), 0, 'TooSmall', 'write a number of at least 0.5'],
    ['the other end', z.number().max(0.5), 1, 'TooLarge', 'write a number of at most 0.5'],
    ['a part', z.int(), 1.5, 'NotWhole', 'write a whole number'],
    ['a choice', z.enum(['a', 'b']), 'c', 'NotOneOf', 'write one of a, b'],
    ['a number for text', z.string(), 1, 'NotText', 'write text'],
    ['text for a number', z.number(), '1', 'NotNumber', 'write a number'],
    ['text for a switch', z.boolean(), 'yes', 'NotBoolean', 'write true or false'],
    ['text for a list', z.array(z.string()), 'a', 'NotList', 'write a list'],
    ['text for an object', z.strictObject({}), 'a', 'NotObject', 'write an object with named fields'],
    [
      'too many tags',
      tags,
      Object.fromEntries(Array.from({ length: 51 }, (_, at) => [`t${at}`, ''])),
      'TooMany',
      'give at most 50 entries',
    ],
  ])('%s', (_what, rule, value, code, message) => {
    expect(one(rule, value)).toMatchObject([{ path: 'f', code, message }]);
  });

  test('and carries what stands in the words, for another language', () => {
    expect(one(z.number().int().min(1).max(9), 0)[0]?.params).toEqual({ minimum: 1, maximum: 9 });
    expect(one(z.enum(['a', 'b']), 'c')[0]?.params).toEqual({ options: ['a', 'b'] });
    expect(one(z.string(), undefined)[0]).not.toHaveProperty('params');
  });

  test('which is found in lists and records too', () => {
    const rule = z.number().int().min(0).max(9);
    expect(one(z.array(z.strictObject({ n: rule })), [{ n: 10 }])).toMatchObject([
      { path: 'f[0].n', code: 'OutOfRange' },
    ]);
    expect(one(z.record(z.string(), rule), { n: 10 })).toMatchObject([{ path: 'f.n', code: 'OutOfRange' }]);
  });
});

describe('rules of the contracts have codes of their own', () => {
  const job = { name: 'j', cluster: { name: 'c' }, customToolkitSettings: { commandLine: 'true' } };

  test('an empty name is only missing, whatever else it breaks', () => {
    expect(said(jobCreate, { ...job, name: '' })).toEqual([
      { path: 'name', code: 'Required', message: 'required: give a value' },
    ]);
  });

  test.each<[Record<string, unknown>, string, string]>([
    [{ name: 'no spaces' }, 'name', 'NameCharacters'],
    [{ nodeCount: 0 }, 'nodeCount', 'OutOfRange'],
    [{ schedulingPriority: 'urgent' }, 'schedulingPriority', 'NotOneOf'],
    [{ grace: '10 s' }, 'grace', 'NotDuration'],
    [{ files: [{ path: '../up', text: '' }] }, 'files[0].path', 'NotRelative'],
    [{ files: [{ path: 'a' }] }, 'files[0]', 'EitherOr'],
    [{ secrets: [{ name: 'A' }] }, 'secrets[0]', 'EitherOr'],
    [{ environmentVariables: [{ name: '1X', value: '' }] }, 'environmentVariables[0].name', 'VariableCharacters'],
    [{ customToolkitSettings: undefined }, '', 'ExactlyOne'],
    [{ distributedSettings: { commandLine: 'true' } }, 'distributedSettings', 'OnlyOne'],
    [{ colour: 'red' }, 'colour', 'UnknownField'],
  ])('%j', (more, path, code) => {
    expect(said(jobCreate, { ...job, ...more })).toMatchObject([{ path, code }]);
  });

  test('a cluster whose most is less than its least', () => {
    const scaleSettings = { autoScale: { minimumNodeCount: 3, maximumNodeCount: 1 } };
    expect(said(clusterCreate, { name: 'c', vmSize: 's', scaleSettings })).toMatchObject([
      { path: 'scaleSettings.autoScale.maximumNodeCount', code: 'BelowOther', params: { other: 'minimumNodeCount' } },
    ]);
  });

  test('the whole refusal is told in one line, and reads back as it was sent', () => {
    const fault = faultOf(jobCreate, { ...job, name: '', nodeCount: 0 });
    expect(fault.message).toContain('name: required: give a value, nodeCount: write a whole number from 1 to 10000');
    const body = JSON.parse(JSON.stringify(fault.toBody())) as unknown;
    expect(isErrorBody(body) && Fault.fromBody(body).details).toEqual(fault.details);
  });
});
