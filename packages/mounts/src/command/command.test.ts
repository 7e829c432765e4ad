import { mkdtempSync, rmSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { findMarked } from '../marked.ts';
import { createMounter } from '../mounter.ts';
import { mountConformance } from '../testing/conformance.ts';
import { shellWord } from './command.ts';

const isRoot = process.geteuid?.() === 0;
const refused = { source: { kind: 'command' as const, command: 'echo no such host >&2; exit 4; #' }, secret: null };

/** `stays`: as a program in the foreground that serves the mount does. */
function rigOf(stays: boolean) {
  return async () => {
    const path = mkdtempSync(join(tmpdir(), 'trainyard-command-'));
    const command = stays ? `at() { mount --bind ${path} "$1"; exec sleep 600; }; at` : `mount --bind ${path}`;
    return {
      source: { kind: 'command' as const, command },
      secret: null,
      isServed: stays,
      stored: (name: string) => readFile(join(path, name), 'utf8').catch(() => null),
      missing: { ...refused, code: 'volumeCommandFailed' as const },
      close: async () => rmSync(path, { recursive: true, force: true }),
    };
  };
}

if (isRoot) {
  mountConformance('command that ends', rigOf(false));
  mountConformance('command that stays', rigOf(true));
}

test('a command that ends with something else says what it said, and leaves no process', async () => {
  const scratch = mkdtempSync(join(tmpdir(), 'trainyard-command-'));
  const names = { at: join(scratch, 'a t'), home: join(scratch, 'home'), mark: `${scratch}/a t`, label: 'l' };
  const source = { kind: 'command' as const, command: '(setsid sleep 600 &) ; echo no such host >&2; exit 4; #' };
  const asked = { source, secret: null, readOnly: false, ...names };
  try {
    await expect(createMounter().mount(asked, new AbortController().signal)).rejects.toMatchObject({
      reason: { code: 'volumeCommandFailed', params: { exitCode: 4, why: 'no such host' } },
    });
    expect(findMarked(asked.mark)).toEqual([]);
  } finally {
    rmSync(scratch, { recursive: true, force: true });
  }
});

test('a path is one word of the shell, whatever is in it', () => {
  expect(shellWord("it's $HOME\n`id`")).toBe("'it'\\''s $HOME\n`id`'");
});
