import { expect, it } from 'vitest';
import { nextName } from './next-name.ts';

it.each([
  ['train', [], 'train-2'],
  ['train-2', ['train-2'], 'train-3'],
  ['train', ['train-2', 'TRAIN-3'], 'train-4'],
  ['resnet-50', [], 'resnet-51'],
  ['a'.repeat(64), [], `${'a'.repeat(62)}-2`],
  ['-7', [], '-8'],
])('after %s with %j comes %s', (name, taken, next) => expect(nextName(name, taken)).toBe(next));
