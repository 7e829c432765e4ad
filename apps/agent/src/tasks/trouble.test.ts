import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { storyOf } from './exit-story.ts';
import { simpleWords } from './shell-words.ts';
import { type Surroundings, troubleOf, wordsOf } from './trouble.ts';

const cwd = mkdtempSync(join(tmpdir(), 'ty-trouble-'));
const bin = join(cwd, 'bin');
afterAll(() => rmSync(cwd, { recursive: true, force: true }));

const around: Surroundings = { cwd, env: { PATH: `${bin}:/usr/bin:/bin`, SCRIPT: 'train.py' }, sees: () => true };

function file(name: string, text: string | Buffer, mode = 0o644): void {
  writeFileSync(join(cwd, name), text);
  chmodSync(join(cwd, name), mode);
}

beforeAll(() => {
  mkdirSync(bin);
  file('bin/python3', '#!/bin/sh\n', 0o755);
  file('train.py', 'print()\r\n');
  file('plain.sh', 'echo\n');
  file('dos.sh', '#!/bin/bash\r\necho\r\n', 0o755);
  file('dos-bare', 'echo\r\n', 0o755);
  file('unix.sh', '#!/bin/bash\necho\n', 0o755);
  file('ghost.sh', '#!/no/such/bash\n', 0o755);
  file('env.py', '#!/usr/bin/env python9.9\n', 0o755);
  const other = Buffer.alloc(64);
  other.write('\x7fELF', 'latin1');
  other.writeUInt16LE(0xfefe, 18);
  file('foreign', other, 0o755);
});

const trouble = (line: string) => {
  const words = wordsOf({ shell: line }, around.env);
  return words && troubleOf(words, around);
};

describe('what can be seen of a command before it starts', () => {
  test.each([
    ['nosuch --x 1', 'commandNotFound', { command: 'nosuch' }],
    ['./nosuch', 'commandNotFound', { command: './nosuch' }],
    ['python9 train.py', 'interpreterNotFound', { interpreter: 'python9', path: 'train.py' }],
    [
      '/opt/none/bin/python3 -u $SCRIPT',
      'interpreterNotFound',
      { interpreter: '/opt/none/bin/python3', path: 'train.py' },
    ],
    ['python3 gone.py --lr 0.1', 'scriptNotFound', { path: 'gone.py' }],
    ['A=1 exec python3 "gone.py"', 'scriptNotFound', { path: 'gone.py' }],
    ['./plain.sh', 'commandNotExecutable', { path: './plain.sh' }],
    ['./bin', 'commandNotExecutable', { path: './bin' }],
    ['./dos.sh', 'windowsLineEnds', { path: './dos.sh' }],
    ['./dos-bare', 'windowsLineEnds', { path: './dos-bare' }],
    ['bash dos.sh', 'windowsLineEnds', { path: 'dos.sh' }],
    ['./ghost.sh', 'interpreterNotFound', { interpreter: '/no/such/bash', path: './ghost.sh' }],
    ['./env.py', 'interpreterNotFound', { interpreter: 'python9.9', path: './env.py' }],
    ['./foreign', 'commandWrongFormat', { path: './foreign' }],
  ])('%s', (line, code, params) => {
    expect(trouble(line)).toEqual({ code, params });
  });

  test.each([
    'python3 train.py',
    'python3 -m module',
    'python3 -c "import gone"',
    'python3 --unknown-option gone.py',
    'bash plain.sh',
    './unix.sh',
    'echo hello',
    'source gone.sh',
    'cd gone && ./nosuch',
    'python3 $UNKNOWN',
    'python3 $(find .)',
    'PATH=/nowhere nosuch',
    '',
  ])('nothing is said of: %s', (line) => {
    expect(trouble(line)).toBeUndefined();
  });

  test('nor of what only an image holds', () => {
    const inside: Surroundings = { ...around, sees: (path) => path.startsWith(`${cwd}/`) };
    expect(troubleOf(['python9', 'train.py'], inside)).toBeUndefined();
    expect(troubleOf(['python9', 'gone.py'], inside)).toMatchObject({ code: 'scriptNotFound' });
    expect(troubleOf(['python3', '/opt/gone.py'], inside)).toBeUndefined();
  });
});

describe('why a process ended as it did', () => {
  const ended = { exitCode: 127, trouble: undefined, ranByShell: true, stderr: '' };
  const said = (line: string, exitCode: number) => storyOf({ ...ended, exitCode, stderr: `x\n${line}\n` }, around);

  test('what was seen counts where the exit code follows from it', () => {
    const missing = { code: 'scriptNotFound', params: { path: 'gone.py' } } as const;
    expect(storyOf({ ...ended, exitCode: 2, trouble: missing }, around)).toEqual(missing);
    const notThere = { code: 'commandNotFound', params: { command: 'x' } } as const;
    expect(storyOf({ ...ended, exitCode: 3, trouble: notThere }, around)).toBeUndefined();
    const locked = { code: 'commandNotExecutable', params: { path: 'x' } } as const;
    expect(storyOf({ ...ended, exitCode: 126, trouble: locked }, around)).toEqual(locked);
  });

  test.each([
    ['bash: line 9: nosuch: command not found', 127, 'commandNotFound', { command: 'nosuch' }],
    ['bash: exec: nosuch: not found', 127, 'commandNotFound', { command: 'nosuch' }],
    ['bash: line 2: /opt/x: No such file or directory', 127, 'commandNotFound', { command: '/opt/x' }],
    ['bash: line 2: ./x: Permission denied', 126, 'commandNotExecutable', { path: './x' }],
    ['bash: ./x: cannot execute binary file: Exec format error', 126, 'commandWrongFormat', { path: './x' }],
    ['bash: ./dos.sh: cannot execute: required file not found', 127, 'windowsLineEnds', { path: './dos.sh' }],
    [
      'bash: line 4: ./dos.sh: /bin/bash^M: bad interpreter: No such file or directory',
      126,
      'windowsLineEnds',
      { path: './dos.sh' },
    ],
    [
      'bash: ./elsewhere: /no/sh: bad interpreter: No such file or directory',
      126,
      'interpreterNotFound',
      { interpreter: '/no/sh', path: './elsewhere' },
    ],
  ])('the last words of our shell: %s', (line, exitCode, code, params) => {
    expect(said(line, exitCode)).toEqual({ code, params });
  });

  test("a user's own 127 is not told as a command that is missing", () => {
    expect(storyOf({ ...ended, ranByShell: false, stderr: 'no data left\n' }, around)).toBeUndefined();
    expect(said('bash: nosuch: command not found\nretrying', 127)).toEqual({ code: 'exitAsNotStarted', params: {} });
    expect(said('train.sh: line 3: nosuch: command not found', 127)).toEqual({ code: 'exitAsNotStarted', params: {} });
    expect(said('bash: nosuch: command not found', 1)).toBeUndefined();
  });
});

test('quotes, backslashes and known variables make words as a shell does; the rest is the shell’s', () => {
  const variables = { A: 'one', B: 'two words', E: '' };
  expect(simpleWords(`x 'a $A' "b $A" c\\ d \${A}e $E "$B" ""`, variables)).toEqual([
    'x',
    'a $A',
    'b one',
    'c d',
    'onee',
    'two words',
    '',
  ]);
  for (const line of [
    'a | b',
    'a; b',
    'a > b',
    '$B',
    '*.py',
    'a "`b`"',
    'a "$(b)"',
    "a 'b",
    '~/x',
    'a # b',
    '"$UNKNOWN"',
  ])
    expect(simpleWords(line, variables), line).toBeUndefined();
});

test('words without a sign of the shell come apart at blanks', () => {
  const word = fc.stringMatching(/^[\w./=:,@%+-]+$/);
  fc.assert(
    fc.property(fc.array(word, { minLength: 1 }), (words) => {
      expect(simpleWords(words.join('  '), {})).toEqual(words);
    }),
  );
});
