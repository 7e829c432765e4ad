import { expect, test } from 'vitest';
import { namesOf } from '../../../app/workspace-name.tsx';
import { clientKinds, snippetOf } from './snippets.ts';

const of = (ref: string) => ({ base: 'https://trainyard.example:8640', ref, ...namesOf(ref) });

test('each snippet has the values of the workspace in it, and nothing that is still to fill in but the token', () => {
  const place = of('acme:research:vision');
  for (const kind of clientKinds) {
    const snippet = snippetOf(kind, place);
    expect(snippet).toContain(place.base);
    for (const value of ['acme', 'research', 'vision']) expect(snippet).toContain(value);
    expect(snippet).toContain('TRAINYARD_TOKEN');
    expect(snippet).not.toMatch(/undefined|<\w/);
  }
});

test('a workspace of the native names is called by its name alone where that is enough', () => {
  expect(snippetOf('cli', of('vision'))).toContain('cluster list -w vision\n');
  expect(snippetOf('curl', of('vision'))).toContain(
    "'https://trainyard.example:8640/subscriptions/local/resourceGroups/default/providers/Microsoft.BatchAI/workspaces/vision?api-version=2018-05-01'",
  );
});
