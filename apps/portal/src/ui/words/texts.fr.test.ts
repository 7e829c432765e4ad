import { detailWords } from '@trainyard/contracts/detail-words';
import { errors } from '@trainyard/contracts/errors';
import { reasons } from '@trainyard/contracts/reasons';
import { describe, expect, test } from 'vitest';
import french from './texts.fr.ts';

const english: Record<'reasons' | 'errors' | 'details', Record<string, string>> = {
  reasons,
  details: detailWords,
  errors: Object.fromEntries(Object.entries(errors).map(([code, { message }]) => [code, message])),
};

const params = (text: string): string[] => [...text.matchAll(/\{(\w+)\}/g)].map(([, name]) => name ?? '').sort();

describe.each(['reasons', 'errors', 'details'] as const)('%s', (kind) => {
  test.each(Object.keys(english[kind]))('%s has the same values in French', (code) => {
    const words: Record<string, string> = french[kind];
    expect(params(words[code] ?? '')).toEqual(params(english[kind][code] ?? ''));
  });

  test('no code is translated that the contracts lack', () => {
    expect(Object.keys(french[kind]).sort()).toEqual(Object.keys(english[kind]).sort());
  });
});
