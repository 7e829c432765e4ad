/** A body as YAML and back; faults keep the line on which they stand. Pure. */
import { isMap, LineCounter, parseDocument, stringify } from 'yaml';
import { type Body, ordered, type Path } from './body.ts';

export const toYaml = (body: Body): string => stringify(ordered(body), { lineWidth: 0 });

export interface YamlFault {
  /** Counted from 1. */
  line: number;
  message: string;
}

export type ReadYaml = { kind: 'body'; body: Body } | { kind: 'faults'; faults: YamlFault[] };

/** Reads a text. Aliases are few in job files; a thousand would be an attack on the page's memory. */
export function fromYaml(text: string): ReadYaml {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false });
  if (document.errors.length > 0) {
    const faults = document.errors.map(({ pos, message }) => ({ line: lines.linePos(pos[0]).line, message }));
    return { kind: 'faults', faults };
  }
  if (document.contents === null) return { kind: 'body', body: {} };
  if (!isMap(document.contents)) return { kind: 'faults', faults: [{ line: 1, message: 'write fields: `name: …`' }] };
  return { kind: 'body', body: document.toJS({ maxAliasCount: 100 }) as Body };
}

/** The line of a field, or of the nearest that holds it; the first where nothing does. */
export function lineOf(text: string, path: Path): number {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines });
  for (let length = path.length; length > 0; length -= 1) {
    const node: unknown = document.getIn(path.slice(0, length), true);
    const range = (node as { range?: [number, number, number] | null } | undefined)?.range;
    if (range) return lines.linePos(range[0]).line;
  }
  return 1;
}

/** A fault's path, `files[0].path`, as its steps. */
export function stepsOf(path: string): (string | number)[] {
  return [...path.matchAll(/\[(\d+)\]|[^.[\]]+/g)].map(([word, index]) => (index === undefined ? word : Number(index)));
}
