/** Writing and reading lines of a shell. */

/** Words that no shell reads otherwise than they stand. */
const plainWord = /^[\w@%+=:,./-]+$/;

/** A word that a shell takes literally. */
export function literal(text: string): string {
  return plainWord.test(text) ? text : `'${text.replaceAll("'", `'\\''`)}'`;
}

/** One word in which a shell puts in $NAME and ${NAME}, and takes all else literally: a path as Batch AI's users write it. */
export function path(text: string): string {
  if (plainWord.test(text)) return text;
  return `"${text.replace(/\$(?![A-Za-z_]|\{[A-Za-z_]\w*\})|[`"\\]/g, '\\$&')}"`;
}

/** How a shell stands at one place of a line. */
type Quoting = 'none' | '"' | "'" | "$'" | '#';

/** Walks over a line as a shell reads it, and tells of each character how it stands before and after it. Answers how the line ends. */
function walk(line: string, visit: (text: string, before: Quoting, after: Quoting) => void): Quoting {
  let quoting: Quoting = 'none';
  for (let at = 0; at < line.length; at++) {
    const [character, next] = [line[at] as string, line[at + 1]];
    if (character === '\\' && next !== undefined && quoting !== "'" && quoting !== '#') {
      visit(character + next, quoting, quoting);
      at++;
      continue;
    }
    const before: Quoting = quoting;
    quoting = after(quoting, character, line[at - 1]);
    visit(character, before, quoting);
  }
  return quoting;
}

function after(quoting: Quoting, character: string, previous: string | undefined): Quoting {
  if (quoting === '#') return character === '\n' ? 'none' : '#';
  if (quoting === 'none') {
    if (character === "'") return previous === '$' ? "$'" : "'";
    if (character === '#' && (previous === undefined || /\s/.test(previous))) return '#';
    return character === '"' ? '"' : 'none';
  }
  return character === quoting.at(-1) ? 'none' : quoting;
}

/** The quote that a line leaves open; null when it is whole. */
export function openQuote(line: string): '"' | "'" | null {
  const end = walk(line, () => {});
  return end === 'none' || end === '#' ? null : end === '"' ? '"' : "'";
}

/**
 * Arguments that were written on several lines, on one: a new line parts words as a space does, where a shell would begin another
 * command. Within quotes it stays; comments go.
 */
export function onOneLine(lines: string): string {
  let joined = '';
  walk(lines.replaceAll('\r\n', '\n'), (text, before, now) => {
    if (now === '#') return;
    const parts = before === '#' || (before === 'none' && (text === '\n' || text === '\\\n'));
    joined += parts ? ' ' : text;
  });
  return joined.trim();
}
