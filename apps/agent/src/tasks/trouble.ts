import { accessSync, closeSync, constants, openSync, readSync, statSync } from 'node:fs';
import { basename, isAbsolute, join, resolve } from 'node:path';
import type { PlannedProcess } from '@trainyard/contracts/task-plan';
import { anyPython } from '@trainyard/contracts/toolkit-words';
import { simpleWords } from './shell-words.ts';

/** What is wrong with a command, as a look at its files says; each code is a reason of contracts/reasons. */
export interface Trouble {
  code:
    | 'commandNotFound'
    | 'commandNotExecutable'
    | 'commandWrongFormat'
    | 'scriptNotFound'
    | 'interpreterNotFound'
    | 'windowsLineEnds';
  params: Record<string, string>;
}

/** Where a command looks for its files. */
export interface Surroundings {
  cwd: string;
  env: Readonly<Record<string, string>>;
  /** False for what cannot be seen from here, as inside an image. */
  sees(path: string): boolean;
}

const shells = /^(ba|da|k|z)?sh$/;
const interpreters = /^(python|pypy|perl|ruby|node|Rscript|(ba|da|k|z)?sh)[\d.]*$/;
/** Options of interpreters that take no value; behind another one nobody knows where the script stands. */
const plainOption = /^-([uOBEsSvIbqxel]+|[eux]+)$/;
/** Commands of the shell itself, which stand in no directory. */
const builtins = new Set(
  '. source cd eval exec export set unset test [ [[ time command builtin trap ulimit'.split(' '),
);

/** The words of a command, as far as they can be told without a shell. */
export function wordsOf(command: PlannedProcess['command'], env: Surroundings['env']): string[] | undefined {
  if ('argv' in command) return command.argv;
  const words = simpleWords(withPython(command.shell, env), env);
  if (words?.some((word, at) => /^PATH=/.test(word) && at === 0)) return undefined;
  const first = words?.findIndex((word) => !/^\w+=/.test(word)) ?? -1;
  const bare = first < 0 ? undefined : words?.slice(first);
  return bare?.[0] === 'exec' ? bare.slice(1) : bare;
}

/** The line with the name of the Python that it will find. */
function withPython(line: string, env: Surroundings['env']): string {
  if (!line.startsWith(`${anyPython} `)) return line;
  const found = find('python', { cwd: '/', env, sees: () => true }) === undefined ? 'python3' : 'python';
  return `${found}${line.slice(anyPython.length)}`;
}

/** What can be seen to be wrong with a command before it starts; undefined when nothing can. */
export function troubleOf(words: readonly string[], around: Surroundings): Trouble | undefined {
  const [program, ...rest] = words;
  if (program === undefined || program === '' || builtins.has(program)) return undefined;
  const script = scriptOf(program, rest);
  if (around.sees(program.includes('/') ? resolve(around.cwd, program) : '/')) {
    const trouble = programTrouble(program, script, around);
    if (trouble) return trouble;
  }
  return script === undefined ? undefined : scriptTrouble(program, script, around);
}

/** True for a program that runs what others write, so that its exit code may be that of a command in a script. */
export function isShell(program: string): boolean {
  return shells.test(basename(program));
}

function programTrouble(program: string, script: string | undefined, around: Surroundings): Trouble | undefined {
  const path = find(program, around);
  if (path === undefined) {
    const isInterpreter = script !== undefined;
    return isInterpreter
      ? { code: 'interpreterNotFound', params: { interpreter: program, path: script } }
      : { code: 'commandNotFound', params: { command: program } };
  }
  return mayRun(path)
    ? startTrouble(path, program, around)
    : { code: 'commandNotExecutable', params: { path: program } };
}

/** What keeps the kernel or the shell from running a file that may be run. */
export function startTrouble(path: string, shown: string, around: Surroundings): Trouble | undefined {
  const head = headOf(path);
  if (head === undefined) return undefined;
  const line = head.toString('latin1').split('\n', 1)[0] ?? '';
  if (line.startsWith('#!')) {
    if (line.endsWith('\r')) return { code: 'windowsLineEnds', params: { path: shown } };
    const [interpreter = '', argument] = line.slice(2).trim().split(/\s+/);
    const wanted = basename(interpreter) === 'env' && argument && !argument.startsWith('-') ? argument : interpreter;
    const there = find(wanted, { ...around, cwd: '/' });
    return there === undefined
      ? { code: 'interpreterNotFound', params: { interpreter: wanted, path: shown } }
      : undefined;
  }
  if (isElf(head)) {
    const own = headOf('/proc/self/exe');
    return own && own.readUInt16LE(18) !== head.readUInt16LE(18)
      ? { code: 'commandWrongFormat', params: { path: shown } }
      : undefined;
  }
  // Bash runs text without a first line of that kind itself.
  return line.endsWith('\r') ? { code: 'windowsLineEnds', params: { path: shown } } : undefined;
}

function scriptTrouble(program: string, script: string, around: Surroundings): Trouble | undefined {
  const path = resolve(around.cwd, script);
  if (!around.sees(path)) return undefined;
  if (!exists(path)) return { code: 'scriptNotFound', params: { path: script } };
  if (!isShell(program)) return undefined;
  const line = headOf(path)?.toString('latin1').split('\n', 1)[0] ?? '';
  return line.endsWith('\r') ? { code: 'windowsLineEnds', params: { path: script } } : undefined;
}

/** The script that an interpreter is given; undefined where it is another program, or is given none. */
function scriptOf(program: string, rest: readonly string[]): string | undefined {
  if (!interpreters.test(basename(program))) return undefined;
  const script = rest.find((word) => !plainOption.test(word));
  return script === undefined || script.startsWith('-') ? undefined : script;
}

function find(program: string, { cwd, env }: Surroundings): string | undefined {
  if (program.includes('/')) {
    const path = isAbsolute(program) ? program : resolve(cwd, program);
    return exists(path) ? path : undefined;
  }
  const paths = (env.PATH ?? '')
    .split(':')
    .map((directory) => join(directory === '' ? cwd : resolve(cwd, directory), program));
  return paths.find(mayRun);
}

function exists(path: string): boolean {
  try {
    statSync(path);
    return true;
  } catch (error) {
    // Behind a directory that we may not look into it may well be.
    return (error as NodeJS.ErrnoException).code === 'EACCES';
  }
}

function mayRun(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return statSync(path).isFile();
  } catch {
    return false;
  }
}

const isElf = (head: Buffer): boolean => head.length >= 20 && head.readUInt32BE(0) === 0x7f45_4c46;

/** The first bytes of a file: more than the longest first line that the kernel takes. */
function headOf(path: string): Buffer | undefined {
  const bytes = Buffer.alloc(512);
  try {
    const fd = openSync(path, constants.O_RDONLY | constants.O_NONBLOCK);
    try {
      return bytes.subarray(0, readSync(fd, bytes, 0, bytes.length, 0));
    } finally {
      closeSync(fd);
    }
  } catch {
    return undefined;
  }
}
