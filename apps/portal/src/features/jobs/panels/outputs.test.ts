import type { Artifact } from '@trainyard/contracts/artifact';
import { describe, expect, it } from 'vitest';
import { downloadLine, fileGroups, shellWord } from './outputs.ts';

const file = (more: Partial<Artifact>): Artifact =>
  ({ kind: 'output', directory: 'MODEL', path: 'a', bytes: 1, storedAt: '2026-01-01T00:00:00Z', ...more }) as Artifact;

describe('fileGroups', () => {
  it('puts outputs before checkpoints and the newest first', () => {
    const groups = fileGroups([
      file({ kind: 'checkpoint', directory: 'checkpoints', bytes: 5 }),
      file({ path: 'old' }),
      file({ path: 'new', storedAt: '2026-01-02T00:00:00Z', bytes: 2 }),
      file({ directory: 'LOGS' }),
    ]);
    expect(groups.map(({ directory, bytes }) => [directory, bytes])).toEqual([
      ['LOGS', 1],
      ['MODEL', 3],
      ['checkpoints', 5],
    ]);
    expect(groups[1]?.files.map(({ path }) => path)).toEqual(['new', 'old']);
  });
});

describe('downloadLine', () => {
  it('can be pasted into a shell', () => {
    const line = 'npx trainyard job file download digits -e digits -w quickstart';
    expect(downloadLine({ workspace: 'quickstart', experiment: 'digits', name: 'digits' })).toBe(line);
    expect(shellWord("it's")).toBe(String.raw`'it'\''s'`);
    expect(shellWord('')).toBe("''");
  });
});
