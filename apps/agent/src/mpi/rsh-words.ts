/** What a caller of `rsh` or `ssh` asks for. */
export interface RshCall {
  host: string;
  /** A shell line: the words joined by spaces, as ssh does it. */
  line: string;
  /** False: nothing is read from stdin (`-n`). */
  stdin: boolean;
}

/** Options of ssh and rsh that take the next word as their value; they say how to connect, which is ours to know. */
const withValue = new Set([...'BbcDEeFIiJLlmOopQRSWw']);

/** Reads the words after the program's name. Throws an Error that says what is missing. */
export function parseRsh(words: readonly string[]): RshCall {
  let at = 0;
  let stdin = true;
  for (; at < words.length && words[at]?.startsWith('-'); at++) {
    const word = words[at] as string;
    if (word === '--') {
      at++;
      break;
    }
    const letters = [...word.slice(1)];
    const valued = letters.findIndex((letter) => withValue.has(letter));
    if (letters.slice(0, valued === -1 ? undefined : valued).includes('n')) stdin = false;
    // A value may stand in the same word.
    if (valued !== -1 && valued === letters.length - 1) at++;
  }
  const [host, ...command] = words.slice(at);
  if (host === undefined) throw new Error('say which host and which command: [options] HOST COMMAND…');
  if (command.length === 0) throw new Error(`say which command to start on ${host}: there is no login here`);
  return { host: host.slice(host.lastIndexOf('@') + 1), line: command.join(' '), stdin };
}
