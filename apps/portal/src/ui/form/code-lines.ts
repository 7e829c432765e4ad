/** YAML and JSON as lines of coloured parts: only for texts that we print ourselves, so a line tells what it is. Pure. */

export interface CodePart {
  kind: 'key' | 'text' | 'number' | 'comment' | 'plain';
  text: string;
}

const keyOf = /^(\s*(?:- )*)("(?:[^"\\]|\\.)*"|[^\s#"'[\]{},][^:#]*)(:)(?=\s|$)/;
const literal = /^(?:-?\d+(?:\.\d+)?|true|false|null)$/;

function valueParts(text: string): CodePart[] {
  const match = /^(\s*(?:- )*)(.*?)([,\s]*)$/.exec(text);
  const [, before = '', value = '', after = ''] = match ?? [];
  const kind = literal.test(value) ? 'number' : /^[[\]{}|>+-]*$/.test(value) ? 'plain' : 'text';
  return [
    { kind: 'plain' as const, text: before },
    { kind, text: value },
    { kind: 'plain' as const, text: after },
  ].filter((part) => part.text !== '') as CodePart[];
}

/** Parts of each line; joined they are the text again. */
export function codeLines(code: string): CodePart[][] {
  return code
    .replace(/\n$/, '')
    .split('\n')
    .map((line) => {
      if (line.trimStart().startsWith('#')) return [{ kind: 'comment', text: line }];
      const key = keyOf.exec(line);
      if (key === null) return valueParts(line);
      const [whole, before = '', name = '', colon = ''] = key;
      const head: CodePart[] = before === '' ? [] : [{ kind: 'plain', text: before }];
      return [
        ...head,
        { kind: 'key', text: name },
        { kind: 'plain', text: colon },
        ...valueParts(line.slice(whole.length)),
      ];
    });
}
