import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { parseImage, parseRegistry, registryOf, wholeImage } from './image-reference.ts';

const digest = `sha256:${'ab'.repeat(32)}`;

test.each([
  ['tensorflow/tensorflow:1.8.0-gpu', undefined, 'docker.io/tensorflow/tensorflow:1.8.0-gpu'],
  ['ubuntu', undefined, 'docker.io/library/ubuntu'],
  ['ubuntu:18.04', 'https://index.docker.io/v1/', 'docker.io/library/ubuntu:18.04'],
  [`ubuntu@${digest}`, undefined, `docker.io/library/ubuntu@${digest}`],
  ['127.0.0.1:5000/lab/net:2', undefined, '127.0.0.1:5000/lab/net:2'],
  ['localhost/net', undefined, 'localhost/net'],
  ['lab/net:2', '127.0.0.1:5000', '127.0.0.1:5000/lab/net:2'],
  ['net', 'https://Lab.azurecr.io/', 'lab.azurecr.io/net'],
  ['lab.azurecr.io/net', 'https://lab.azurecr.io', 'lab.azurecr.io/net'],
  ['net:1', 'https://gcr.io/project', 'gcr.io/project/net:1'],
  ['project/net:1', 'https://gcr.io/project', 'gcr.io/project/net:1'],
  ['[::1]:5000/net', undefined, '[::1]:5000/net'],
])('%s at %s is %s', (image, serverUrl, whole) => {
  expect(wholeImage(image, serverUrl)).toBe(whole);
});

test.each([
  ['', undefined],
  ['Ubuntu', undefined],
  ['ubuntu:', undefined],
  ['--privileged', undefined],
  ['a b', undefined],
  ['net@sha256:12', undefined],
  ['other.io/net', 'lab.azurecr.io'],
  ['net', 'not a registry'],
  ['net', 'ftp://lab.azurecr.io'],
])('%s at %s is refused', (image, serverUrl) => {
  expect(wholeImage(image, serverUrl)).toBeUndefined();
});

test('the registry of a whole name is what its pull goes to', () => {
  expect(registryOf('127.0.0.1:5000/lab/net:2')).toBe('127.0.0.1:5000');
  expect(parseRegistry('https://gcr.io/a/b/')).toEqual({ host: 'gcr.io', path: 'a/b' });
  expect(parseImage('a.io/b:c')).toEqual({ registry: 'a.io', name: 'b', version: ':c' });
});

test('a whole name is a word that no command takes for an option, and whole again as it is', () => {
  void fc.assert(
    fc.property(fc.string({ unit: fc.constantFrom(...'ab1.-_/:@A[]'), maxLength: 24 }), (image) => {
      const whole = wholeImage(image, undefined);
      if (whole === undefined) return;
      expect(whole).toMatch(/^[A-Za-z0-9[]/);
      expect(wholeImage(whole, undefined)).toBe(whole);
    }),
  );
});
