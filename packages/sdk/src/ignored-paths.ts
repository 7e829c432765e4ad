/** Which paths of a directory are left out, by the rules of git. No Node: a browser uses it as well. */
import ignore, { type Ignore } from 'ignore';

/** Files that say what is left out, in the order in which they count: ours goes after git's and may take back what that left out. */
export const ignoreFiles = ['.gitignore', '.trainyardignore'] as const;

/** What git keeps for itself, at any depth: never shipped, whatever the rules say. */
const gitName = '.git';

/** Rules of one directory and those above it. */
export class IgnoredPaths {
  readonly #rules: Ignore;

  private constructor(rules: Ignore) {
    this.#rules = rules;
  }

  static none(): IgnoredPaths {
    return new IgnoredPaths(ignore({ ignoreCase: false }));
  }

  /** The same with the rules of an ignore file that lies in `directory` ('' for the top, `a/b` below it). */
  with(directory: string, text: string): IgnoredPaths {
    const lines = text
      .replace(/^\uFEFF/, '')
      .split('\n')
      .map((line) => below(directory, line.replace(/\r$/, '')));
    return new IgnoredPaths(ignore({ ignoreCase: false }).add(this.#rules).add(lines));
  }

  /** True for a path (with `/`, from the top) that is left out. Those above it must be in: nothing in a directory that is out is looked at. */
  has(path: string, type: 'file' | 'directory'): boolean {
    if (path.slice(path.lastIndexOf('/') + 1) === gitName) return true;
    return this.#rules.ignores(type === 'directory' ? `${path}/` : path);
  }
}

/** A pattern of a file in `directory` as it would be written at the top. */
function below(directory: string, line: string): string {
  if (directory === '' || line.trim() === '' || line.startsWith('#')) return line;
  const negated = line.startsWith('!');
  const pattern = (negated ? line.slice(1) : line).replace(/^\\(?=[#!])/, '');
  const anchored = /^\/|\/(?=.*[^/\s])/.test(pattern);
  const place = directory.replace(/[\\*?[\]]/g, '\\$&').replace(/^[#!]/, '\\$&');
  return `${negated ? '!' : ''}${place}/${anchored ? '' : '**/'}${pattern.replace(/^\//, '')}`;
}
