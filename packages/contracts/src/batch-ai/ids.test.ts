import fc from 'fast-check';
import { expect, test } from 'vitest';
import { formatResourceId, parseResourceId, type ResourceId } from './ids.ts';

const name = fc.stringMatching(/^[-\w]{1,64}$/);
const workspace = fc.record({
  subscription: name,
  resourceGroup: fc.stringMatching(/^[-\w.]{1,90}$/),
  name,
});
const id: fc.Arbitrary<ResourceId> = fc.oneof(
  workspace.map((key) => ({ kind: 'workspace', workspace: key, name: key.name }) as const),
  fc.record({ kind: fc.constantFrom('cluster', 'fileServer', 'experiment'), workspace, name }),
  fc.record({ kind: fc.constant('job' as const), workspace, experiment: name, name }),
);
/** The words between the names in another case. */
const bent = (text: string): string =>
  text.replace(
    /\/(subscriptions|resourceGroups|providers|Microsoft.BatchAI|workspaces|clusters|fileservers|experiments|jobs)(?=\/)/gi,
    (word) => (word === '/fileservers' ? '/fileServers' : word.toUpperCase()),
  );

test('an id is read back as it was written, whatever the case of its fixed words', () => {
  fc.assert(
    fc.property(id, (one) => {
      const text = formatResourceId(one);
      expect(parseResourceId(text)).toEqual(one);
      const { subscription, resourceGroup, name: own } = one.workspace;
      const isWord = (part: string): boolean => bent(`/${part}/`) !== `/${part}/`;
      fc.pre(![subscription, resourceGroup, own, one.name].some(isWord));
      expect(parseResourceId(bent(text))).toEqual(one);
    }),
  );
});

test('is written as the service wrote it', () => {
  const key = { subscription: 's', resourceGroup: 'g.1', name: 'w' };
  const root = '/subscriptions/s/resourceGroups/g.1/providers/Microsoft.BatchAI/workspaces/w';
  expect(formatResourceId({ kind: 'fileServer', workspace: key, name: 'f' })).toBe(`${root}/fileservers/f`);
  expect(formatResourceId({ kind: 'job', workspace: key, experiment: 'e', name: 'j' })).toBe(
    `${root}/experiments/e/jobs/j`,
  );
});

test.each([
  '',
  '/',
  'w',
  '/subscriptions/s/resourceGroups/g/providers/Microsoft.BatchAI/clusters/c',
  '/subscriptions/s/resourceGroups/g/providers/Microsoft.BatchAI/workspaces/w/clusters/',
  '/subscriptions/s/resourceGroups/g/providers/Microsoft.BatchAI/workspaces/w/clusters/c/jobs/j',
  '/subscriptions/s/resourceGroups/g/providers/Microsoft.BatchAI/workspaces/a b',
  '/subscriptions/s/resourceGroups/g/providers/Microsoft.Compute/workspaces/w',
  `/subscriptions/${'s'.repeat(65)}/resourceGroups/g/providers/Microsoft.BatchAI/workspaces/w`,
])('%j is no id', (text) => {
  expect(parseResourceId(text)).toBeUndefined();
});
