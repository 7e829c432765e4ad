/** `--query`: JMESPath over what a verb found, before `-o` makes anything of it. The library is loaded only where it is used. */
import { UsageError } from '../failure.ts';

export type Query = (value: unknown) => unknown;

/**
 * Reads an expression before the verb does anything. Throws UsageError that says what is wrong and where; so does the answered
 * function where the expression does not fit what it is given.
 */
export async function compileQuery(expression: string): Promise<Query> {
  const { compile, tokenize, TreeInterpreter } = await import('@jmespath-community/jmespath');
  let tree: ReturnType<typeof compile>;
  try {
    tree = compile(expression);
  } catch (error) {
    const at = placeOf(expression, error, { compile, tokenize });
    throw new UsageError(
      `--query cannot be read at character ${at + 1}: ${wordsOf(error)}\n  ${expression}\n  ${' '.repeat(at)}^`,
    );
  }
  return (value) => {
    try {
      return TreeInterpreter.search(tree, JSON.parse(JSON.stringify(value ?? null)));
    } catch (error) {
      throw new UsageError(`--query does not fit what was found: ${wordsOf(error)}`);
    }
  };
}

const wordsOf = (error: unknown): string => (error as Error).message.replace(/^Syntax error: /, '');

interface Reader {
  compile(expression: string): unknown;
  tokenize(expression: string): { start: number }[];
}

/** The library says what it stumbles over and not where: the shortest beginning that it stumbles over in the same way ends there. */
function placeOf(expression: string, error: unknown, { compile, tokenize }: Reader): number {
  const said = (error as Error).message;
  if (said.includes('EOF')) return expression.length;
  const failsAlike = (read: (text: string) => unknown, end: number) => {
    try {
      read(expression.slice(0, end));
      return false;
    } catch (other) {
      return (other as Error).message === said;
    }
  };
  let starts: number[];
  try {
    starts = tokenize(expression).map(({ start }) => start);
  } catch {
    for (let end = 1; end <= expression.length; end++) if (failsAlike(tokenize, end)) return end - 1;
    return 0;
  }
  for (const [at, start] of starts.entries()) {
    if (failsAlike(compile, starts[at + 1] ?? expression.length)) return start;
  }
  return expression.length;
}
