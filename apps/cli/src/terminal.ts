import { createInterface } from 'node:readline';
import { Writable } from 'node:stream';

/** The three streams of a command, and whether people sit there. */
export interface Terminal {
  in: NodeJS.ReadStream;
  out: NodeJS.WriteStream;
  err: NodeJS.WriteStream;
}

export function processTerminal(): Terminal {
  return { in: process.stdin, out: process.stdout, err: process.stderr };
}

/** True when a question reaches somebody who can answer. */
export function isInteractive(terminal: Terminal): boolean {
  return terminal.in.isTTY === true && terminal.err.isTTY === true;
}

/** Asks on stderr, so that stdout stays data. With `secret` the answer is not shown. Undefined when the input ends first. */
export async function ask(terminal: Terminal, question: string, secret = false): Promise<string | undefined> {
  terminal.err.write(question);
  const hidden = new Writable({ write: (_chunk, _encoding, done) => done() });
  const tty = terminal.in.isTTY === true;
  const lines = createInterface({ input: terminal.in, output: secret ? hidden : terminal.err, terminal: tty });
  const answer = await new Promise<string | undefined>((resolve) => {
    lines.once('line', resolve);
    lines.once('close', () => resolve(undefined));
  });
  lines.close();
  if (secret && tty) terminal.err.write('\n');
  return answer;
}

/** 1 MiB: a job file with its scripts in place is far smaller. */
const inputLimit = 1_048_576;

/** Everything that stdin gives. Throws RangeError past the limit. */
export async function readAll(terminal: Terminal): Promise<string> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of terminal.in) {
    const bytes = Buffer.from(chunk);
    size += bytes.byteLength;
    if (size > inputLimit) throw new RangeError(`stdin holds more than ${inputLimit} bytes`);
    chunks.push(bytes);
  }
  return Buffer.concat(chunks).toString('utf8');
}

/** Writes and waits while the reader is slower than we are. */
export function write(stream: NodeJS.WriteStream, data: string | Uint8Array): Promise<void> {
  if (stream.write(data)) return Promise.resolve();
  return new Promise((resolve) => stream.once('drain', resolve));
}
