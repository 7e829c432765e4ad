/** The search engine: `rg`, a program of its own whose patterns take linear time. It ends with the question that started it. */
import { type ChildProcess, spawn } from 'node:child_process';
import { Fault } from '@trainyard/contracts/errors';

/** Words behind which a pattern stands are never options: `-e` takes the next argument whatever it is. */
export interface Expression {
  /** A regular expression of rg. */
  pattern: string;
  ignoreCase: boolean;
  /** A line ends at \r too, as a bar on a terminal does; rg then refuses \r in the pattern. */
  crlf: boolean;
}

/** Same for every run: no settings of the machine, bytes as they are (NUL, no UTF-8), and bounded automata. */
const always = [
  '--no-config',
  '--no-mmap',
  '--text',
  '--encoding=none',
  '--color=never',
  '--no-ignore',
  '--threads=1',
  '--regex-size-limit=16M',
  '--dfa-size-limit=64M',
];

/** Prints numbers of lines, below the path of their file. A line itself is never printed: most would be longer than one byte. */
const numbers = ['--with-filename', '--heading', '--line-number', '--max-columns=1'];

let known: Promise<string> | undefined;

/** Where the program is. It is looked for at the first search: a machine for which there is none still runs everything else. */
function programPath(): Promise<string> {
  known ??= import('@vscode/ripgrep').then(
    ({ rgPath }) => rgPath,
    (error: unknown) => {
      known = undefined;
      throw new Fault('SearchUnavailable', { why: error instanceof Error ? error.message : String(error) });
    },
  );
  return known;
}

/** What rg said of a run that went wrong. */
export class RgError extends Error {
  override name = 'RgError';
}

export interface Run {
  args: readonly string[];
  /** Read by rg where a path is `-`. */
  input?: AsyncIterable<Uint8Array>;
  signal: AbortSignal;
}

/** What rg prints, as it comes. Throws RgError, or the signal's reason; the process has ended when this has. */
export async function* outputOf({ args, input, signal }: Run): AsyncGenerator<Buffer> {
  signal.throwIfAborted();
  const program = await programPath();
  const child = spawn(program, [...always, ...args], {
    stdio: [input ? 'pipe' : 'ignore', 'pipe', 'pipe'],
    env: { LC_ALL: 'C' },
  });
  const ended = endOf(child);
  const kill = (): void => void child.kill('SIGKILL');
  signal.addEventListener('abort', kill, { once: true });
  let unread: unknown;
  const failed = (error: unknown): void => {
    unread = error;
    kill();
  };
  if (input) feed(child, input).catch(failed);
  try {
    yield* child.stdout as AsyncIterable<Buffer>;
    const { code, said } = await ended;
    signal.throwIfAborted();
    if (unread !== undefined) throw unread;
    // 1: no line matches.
    if (code !== 0 && code !== 1) throw new RgError(said || 'rg was killed');
  } finally {
    signal.removeEventListener('abort', kill);
    kill();
    await ended;
  }
}

/** Text of an error that is kept: rg's messages are a few lines. */
const saidMost = 4_096;

function endOf(child: ChildProcess): Promise<{ code: number | null; said: string }> {
  let said = '';
  child.stderr?.setEncoding('utf8').on('data', (text: string) => {
    if (said.length < saidMost) said += text;
  });
  return new Promise((resolve) => {
    child.once('error', (error) => resolve({ code: -1, said: error.message }));
    child.once('close', (code) => resolve({ code, said: said.slice(0, saidMost) }));
  });
}

/** Gives rg its input at the pace at which it reads. A program that ended takes no more, which is no error. */
async function feed(child: ChildProcess, input: AsyncIterable<Uint8Array>): Promise<void> {
  const { stdin } = child;
  if (!stdin) return;
  let gone = false;
  stdin.on('error', () => {
    gone = true;
  });
  const closed = new Promise<void>((resolve) => stdin.once('close', () => resolve()));
  for await (const bytes of input) {
    if (gone || stdin.destroyed) break;
    if (!stdin.write(bytes)) await Promise.race([new Promise((resolve) => stdin.once('drain', resolve)), closed]);
  }
  stdin.end();
}

const inOrder = ({ pattern, ignoreCase, crlf }: Expression): string[] => [
  ignoreCase ? '--ignore-case' : '--case-sensitive',
  ...(crlf ? ['--crlf'] : []),
  '-e',
  pattern,
  '--',
];

/** A line that matches: of which of the paths, and its number in there from 0. */
export type OnLine = (path: string, line: number) => void;

/** Path under which lines of the input are told. */
export const inputPath = '<stdin>';

/** Tells which lines of the files match, in order; `-` among the paths is the input. */
export async function matchingLines(
  expression: Expression,
  paths: readonly string[],
  run: Omit<Run, 'args'>,
  onLine: OnLine,
): Promise<void> {
  const reader = new NumberReader(onLine);
  const args = [...numbers, ...inOrder(expression), ...paths];
  for await (const bytes of outputOf({ ...run, args })) reader.push(bytes);
}

/** The lines of a file, or of bytes, with what matches taken out; each is ended. */
export function linesWithout(
  pattern: string,
  from: string | AsyncIterable<Uint8Array>,
  signal: AbortSignal,
): AsyncGenerator<Buffer> {
  const args = ['--no-filename', '--no-line-number', '--passthru', '--replace', '', '-e', pattern, '--'];
  if (typeof from === 'string') return outputOf({ args: [...args, from], signal });
  return outputOf({ args: [...args, '-'], input: from, signal });
}

/** Which of the files hold a match. Files are looked through side by side. */
export async function filesWith(pattern: string, paths: readonly string[], signal: AbortSignal): Promise<Set<string>> {
  const found: Buffer[] = [];
  const args = ['--threads=0', '--files-with-matches', '-e', pattern, '--', ...paths];
  for await (const bytes of outputOf({ args, signal })) found.push(bytes);
  return new Set(Buffer.concat(found).toString().split('\n').filter(Boolean));
}

/** Throws InvalidBody with rg's own words when it cannot use the pattern. */
export async function checkPattern(expression: Expression): Promise<void> {
  // Node refuses NUL in an argument, and no text that is shown holds one.
  if (expression.pattern.includes('\0')) refusePattern('it holds a NUL');
  try {
    const args = ['--quiet', ...inOrder(expression), '/dev/null'];
    for await (const _ of outputOf({ args, signal: AbortSignal.timeout(checkMs) }));
  } catch (error) {
    if (!(error instanceof RgError)) throw error;
    refusePattern(error.message.replace(/^rg: /, '').trim());
  }
}

/** A pattern of 1,000 characters is made ready within milliseconds. */
const checkMs = 10_000;

function refusePattern(why: string): never {
  throw new Fault('InvalidBody', { faults: [`pattern: ${why}`] }, [
    { path: 'pattern', code: 'InvalidValue', message: why },
  ]);
}

const newline = 10;
const zero = 48;
const nine = 57;

/** Reads what {@link numbers} prints: a path, then `NUMBER:…` a line; groups are parted by an empty line. */
class NumberReader {
  readonly #onLine: OnLine;
  #path = '';
  #rest: Buffer = Buffer.alloc(0);

  constructor(onLine: OnLine) {
    this.#onLine = onLine;
  }

  push(more: Buffer): void {
    const bytes = this.#rest.length === 0 ? more : Buffer.concat([this.#rest, more]);
    let at = 0;
    for (let end = bytes.indexOf(newline); end !== -1; end = bytes.indexOf(newline, at)) {
      this.#take(bytes, at, end);
      at = end + 1;
    }
    this.#rest = bytes.subarray(at);
  }

  #take(bytes: Buffer, from: number, to: number): void {
    let line = 0;
    let at = from;
    for (let digit = bytes[at] as number; at < to && digit >= zero && digit <= nine; digit = bytes[at] as number) {
      line = line * 10 + digit - zero;
      at += 1;
    }
    if (at > from) this.#onLine(this.#path, line - 1);
    else {
      // Under --crlf these lines end so, too.
      const path = bytes.toString('utf8', from, to).replace(/\r$/, '');
      if (path !== '') this.#path = path;
    }
  }
}
