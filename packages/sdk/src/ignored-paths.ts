/** Which paths of a directory are left out, by the rules of git. No Node: a browser uses it as well. */
import ignore, { type Ignore } from 'ignore';

/** Files that say what is left out, in the order in which they count: ours goes after git's and may take back what that left out. */
export const ignoreFiles = ['.gitignore', '.trainyardignore'] as const;

/** What git keeps for itself, at any depth: never shipped, whatever the rules say. */
const gitName = '.git';

/** Rules of one directory and those above it. */
export class IgnoredPaths {
  readonly #rules: Ignore;
  readonly #base: string;

  private constructor(rules: Ignore, base: string) {
    this.#rules = rules;
    this.#base = base;
  }

  /** No rules yet. `base` is where the directory lies in a larger one whose rules count too ({@link withAbove}); '' for nowhere. */
  static none(base = ''): IgnoredPaths {
    return new IgnoredPaths(ignore({ ignoreCase: false }), base);
  }

  /** The same with the rules of an ignore file that lies in `directory` ('' for the top, `a/b` below it). */
  with(directory: string, text: string): IgnoredPaths {
    return this.withAbove(joined(this.#base, directory), text);
  }

  /** The same with the rules of one that lies in `directory` of the larger one. */
  withAbove(directory: string, text: string): IgnoredPaths {
    const lines = text
      .replace(/^\uFEFF/, '')
      .split('\n')
      .map((line) => below(directory, line.replace(/\r$/, '')));
    return new IgnoredPaths(ignore({ ignoreCase: false }).add(this.#rules).add(lines), this.#base);
  }

  /** True when the larger directory's rules leave out the directory itself. */
  get hasBase(): boolean {
    return this.#base !== '' && this.#rules.ignores(`${this.#base}/`);
  }

  /** True for a path (with `/`, from the top) that is left out. Those above it must be in: nothing in a directory that is out is looked at. */
  has(path: string, type: 'file' | 'directory'): boolean {
    if (path.slice(path.lastIndexOf('/') + 1) === gitName) return true;
    const whole = joined(this.#base, path);
    return this.#rules.ignores(type === 'directory' ? `${whole}/` : whole);
  }
}

function joined(base: string, path: string): string {
  return base === '' || path === '' ? `${base}${path}` : `${base}/${path}`;
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
