import { expand } from '@trainyard/contracts/expand';

/** What makes a line more than one command, or its words more than text: nobody but a shell knows what comes of it. */
const beyond = new Set(['|', '&', ';', '<', '>', '(', ')', '`', '*', '?', '[', '{', '}', '~', '#', '\n', '!']);

/**
 * The words of a shell line that is one simple command, with variables put in place: quotes, backslashes, `$NAME`. Undefined for
 * anything else, and for a variable that is not known, whose words only the shell can tell.
 */
export function simpleWords(line: string, variables: Readonly<Record<string, string>>): string[] | undefined {
  const words: string[] = [];
  let word: string | undefined;
  const text = line.trim();
  for (let at = 0; at < text.length; at++) {
    const char = text[at] as string;
    if (char === ' ' || char === '\t') {
      if (word !== undefined) words.push(word);
      word = undefined;
    } else if (char === "'" || char === '"') {
      const end = closing(text, at);
      if (end === undefined) return undefined;
      const inner = text.slice(at + 1, end);
      const value = char === "'" ? inner : put(inner, variables);
      if (value === undefined) return undefined;
      word = (word ?? '') + value;
      at = end;
    } else if (char === '\\') word = (word ?? '') + (text[++at] ?? '');
    else if (char === '$') {
      const name = /^\$(?:\w+|\{\w+\})/.exec(text.slice(at))?.[0];
      const value = name && put(name, variables);
      // The shell splits an unquoted value at blanks.
      if (name === undefined || value === undefined || /[\s*?[]/.test(value)) return undefined;
      if (value !== '' || word !== undefined) word = (word ?? '') + value;
      at += name.length - 1;
    } else if (beyond.has(char)) return undefined;
    else word = (word ?? '') + char;
  }
  if (word !== undefined) words.push(word);
  return words;
}

function closing(text: string, from: number): number | undefined {
  const end = text.indexOf(text[from] as string, from + 1);
  return end < 0 ? undefined : end;
}

/** Text between double quotes; undefined where more than known variables stand in it. */
function put(text: string, variables: Readonly<Record<string, string>>): string | undefined {
  if (/[\\`]|\$\(/.test(text)) return undefined;
  const known = text.replace(/\$(?:\w+|\{\w+\})/g, (name) => {
    const value = expand(name, variables);
    return value === name ? '\0' : value;
  });
  return known.includes('\0') || /\$[{(]/.test(known) ? undefined : known;
}
