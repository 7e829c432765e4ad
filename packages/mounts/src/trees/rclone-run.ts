import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { Readable } from 'node:stream';
import type { Remote } from '../rclone/remote-config.ts';

/** A run of rclone that failed. */
export class RcloneFailure extends Error {
  override readonly name = 'RcloneFailure';
  /** 3: no such directory, 4: no such file; null: it was ended before it ended. */
  readonly exitCode: number | null;

  constructor(exitCode: number | null, why: string) {
    super(why);
    this.exitCode = exitCode;
  }
}

/** No configuration file, no questions, and an end to what does not answer. */
const always = ['--config', '/dev/null', '--ask-password=false', '--retries', '1', '--low-level-retries', '2'];
const patience = ['--contimeout', '5s', '--timeout', '20s'];

/** Words of its account of a failure that are kept. */
const stderrBytesMost = 16_384;

interface Started {
  child: ChildProcess;
  /** Why it failed, as far as it said. */
  told(): string;
  closed: Promise<number | null>;
}

function start(program: string, args: readonly string[], remote: Remote): Started {
  const { PATH = '', HOME = '/', TMPDIR } = process.env;
  const child = spawn(program, [...always, ...patience, ...args], {
    env: { PATH, HOME, LANG: 'C.UTF-8', ...(TMPDIR !== undefined && { TMPDIR }), ...remote.env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let said = '';
  child.stderr?.setEncoding('utf8').on('data', (text: string) => {
    said = (said + text).slice(0, stderrBytesMost);
  });
  const closed = closing(child);
  // Whoever waits for it hears of it; nobody may.
  closed.catch(() => undefined);
  return { child, closed, told: () => whyOf(said, Object.values(remote.env)) };
}

/**
 * Lines of what rclone prints. It is ended when `signal` says so, when the reader stops, or after `limitMs`. Throws
 * {@link RcloneFailure}.
 */
export async function* rcloneLines(
  program: string,
  args: readonly string[],
  remote: Remote,
  { limitMs, signal }: { limitMs: number; signal: AbortSignal },
): AsyncGenerator<string> {
  signal.throwIfAborted();
  const { child, told, closed } = start(program, args, remote);
  let isLate = false;
  const late = setTimeout(() => {
    isLate = true;
    child.kill('SIGKILL');
  }, limitMs);
  const leave = (): void => void child.kill('SIGKILL');
  signal.addEventListener('abort', leave);
  try {
    if (child.stdout) yield* createInterface({ input: child.stdout, crlfDelay: Number.POSITIVE_INFINITY });
    const code = await closed;
    signal.throwIfAborted();
    if (isLate)
      throw new RcloneFailure(null, `no answer within ${limitMs / 1000} s${told() === '' ? '' : `: ${told()}`}`);
    if (code !== 0) throw new RcloneFailure(code, told() || `rclone ended with ${code}`);
  } finally {
    clearTimeout(late);
    signal.removeEventListener('abort', leave);
    if (child.exitCode === null) child.kill('SIGKILL');
  }
}

/** What rclone prints as a stream of bytes, which fails with {@link RcloneFailure} when it does. Destroying it ends rclone. */
export function rcloneBytes(program: string, args: readonly string[], remote: Remote): Readable {
  const { child, told, closed } = start(program, args, remote);
  async function* bytes(): AsyncGenerator<Uint8Array> {
    try {
      for await (const chunk of child.stdout ?? []) yield chunk as Uint8Array;
      const code = await closed;
      if (code !== 0) throw new RcloneFailure(code, told() || `rclone ended with ${code}`);
    } finally {
      if (child.exitCode === null) child.kill('SIGKILL');
    }
  }
  const stream = Readable.from(bytes(), { objectMode: false });
  // One that is let go before its first byte never comes to its own end.
  stream.once('close', () => {
    if (child.exitCode === null) child.kill('SIGKILL');
  });
  return stream;
}

/** The exit code; null after a signal. Fails where the program could not be started. */
async function closing(child: ChildProcess): Promise<number | null> {
  try {
    const [code] = (await once(child, 'close')) as [number | null];
    return code;
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    throw new RcloneFailure(null, code === 'ENOENT' ? 'rclone is not installed on the server' : `rclone: ${code}`);
  }
}

/** Services say so much of what they refuse that what they mean stands in one word. */
const codeInWords =
  /(?:ServiceCode=|X-Ms-Error-Code: \[|<Code>|^|\s)((?:Authori[sz]ation|Authentication|Access|Account|Signature|InvalidAccess|Container|NoSuch)[A-Za-z]+)/;

/** The last thing that rclone said, on one line, without addresses' queries and without any value it was given. */
export function whyOf(said: string, secrets: readonly string[]): string {
  const code = codeInWords.exec(said)?.[1];
  const lines = said.split('\n').map((line) => line.replace(/^\d{4}\/\d\d\/\d\d \d\d:\d\d:\d\d /, '').trim());
  const last =
    lines.findLast((line) => /^(Failed|ERROR|CRITICAL|Fatal)/.test(line)) ?? lines.find((line) => line !== '');
  const words = (last ?? '')
    .replace(/^(Failed to \w+( with \d+ errors: last error was)?|ERROR|CRITICAL)\s*:\s*/, '')
    .replace(/-> github\.com\S*( \S+\.go:\d+)?/g, '')
    .replace(/(https?:\/\/[^\s"'?]*)\?[^\s"']*/g, '$1');
  const clean = secrets
    .filter((secret) => secret.length >= 6)
    .reduce((text, secret) => text.replaceAll(secret, '…'), words)
    .trim();
  return (code !== undefined && !clean.includes(code) ? `${clean} (${code})` : clean).slice(0, 500);
}
