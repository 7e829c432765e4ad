import { createWriteStream, existsSync, renameSync, statSync, type WriteStream } from 'node:fs';
import { join } from 'node:path';

/** Four files of 16 MiB: weeks of a quiet server, and a bound on what a loud one leaves. */
const fileBytes = 16 * 1024 * 1024;
const filesKept = 3;
/** Bytes that wait for a slow disk; beyond it lines are left out and counted. */
const waitingMost = 8 * 1024 * 1024;

const levels: Record<number, string> = { 40: 'warning', 50: 'error', 60: 'fatal' };

export interface LogFile {
  /** Takes a JSON line with its line end. */
  write(line: string): void;
  close(): Promise<void>;
}

/** JSON lines into `server.log`, turned over by size; warnings and worse also in words on `complain`. */
export function openLogFile(dir: string, complain: (text: string) => void): LogFile {
  const path = join(dir, 'server.log');
  let size = existsSync(path) ? statSync(path).size : 0;
  let stream = open(path);
  /** Lines that are in no file. */
  let left = 0;
  /** The stream gave up, as streams do after the first write that fails. */
  let broken = false;
  /** Said once, not with each line of a day without space. */
  let complained = false;

  function open(file: string): WriteStream {
    const made = createWriteStream(file, { flags: 'a', mode: 0o600 });
    made.on('error', (error) => {
      if (made === stream) broken = true;
      if (!complained) complain(`trainyard: the log cannot be written: ${error.message}`);
      complained = true;
    });
    return made;
  }

  function put(text: string, lines: number): void {
    stream.write(text, (error) => {
      if (error) left += lines;
      else complained = false;
    });
  }

  function turnOver(): void {
    stream.end();
    for (let n = filesKept; n > 0; n--) {
      const from = n === 1 ? path : `${path}.${n - 1}`;
      if (existsSync(from)) renameSync(from, `${path}.${n}`);
    }
    stream = open(path);
    size = 0;
  }

  return {
    write(line) {
      const said = inWords(line);
      if (said !== undefined) complain(said);
      if (stream.writableLength > waitingMost) {
        left += 1;
        return;
      }
      if (broken) {
        broken = false;
        stream = open(path);
        // What was cut short stays a line of its own.
        put('\n', 0);
      }
      if (left > 0) {
        const note = { level: 40, name: 'log', msg: `${left} lines were left out: the disk was too slow or full` };
        const lines = left;
        left = 0;
        put(`${JSON.stringify(note)}\n`, lines);
      }
      put(line, 1);
      size += Buffer.byteLength(line);
      if (size >= fileBytes) turnOver();
    },
    close: () => new Promise((resolve) => stream.end(resolve)),
  };
}

function inWords(line: string): string | undefined {
  const level = /"level":(\d+)/.exec(line)?.[1];
  const word = levels[Number(level)];
  if (word === undefined) return undefined;
  try {
    const { msg, err } = JSON.parse(line) as { msg?: string; err?: { message?: string } };
    return `trainyard: ${word}: ${msg ?? ''}${err?.message ? `: ${err.message}` : ''}`;
  } catch {
    return undefined;
  }
}
