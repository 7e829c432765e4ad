/** Which files of a code directory are left behind: `.gitignore` and `.trainyardignore` of each directory, as git reads them. Pure. */
import ignore, { type Ignore } from 'ignore';

/** What no job needs, unless a file of rules says otherwise. */
export const ignoredByDefault: readonly string[] = [
  '.git/',
  '.hg/',
  '.svn/',
  'node_modules/',
  '__pycache__/',
  '*.pyc',
  '.venv/',
  'venv/',
  '.ipynb_checkpoints/',
  '.mypy_cache/',
  '.pytest_cache/',
  '.DS_Store',
  'Thumbs.db',
];

/** Files that hold rules, in the order in which they are read: the later goes before the earlier. */
export const ruleFiles: readonly string[] = ['.gitignore', '.trainyardignore'];

interface Level {
  /** The directory whose rules they are, with a `/` at its end; '' is the top. */
  base: string;
  rules: Ignore;
}

/** Rules that hold in a directory: its own and those of all above it. */
export class Ignored {
  readonly #levels: readonly Level[];

  private constructor(levels: readonly Level[]) {
    this.#levels = levels;
  }

  static top(): Ignored {
    return new Ignored([{ base: '', rules: ignore().add([...ignoredByDefault]) }]);
  }

  /** With the rules of a directory (`` is the top) besides. */
  with(directory: string, texts: readonly string[]): Ignored {
    if (texts.length === 0) return this;
    const base = directory === '' ? '' : `${directory}/`;
    return new Ignored([...this.#levels, { base, rules: ignore().add(texts.join('\n')) }]);
  }

  /** Whether a file or directory is left behind. What stands in a directory that is, is too. */
  has(path: string, isDirectory: boolean): boolean {
    let found = false;
    for (const { base, rules } of this.#levels) {
      if (!path.startsWith(base)) continue;
      const { ignored, unignored } = rules.test(`${path.slice(base.length)}${isDirectory ? '/' : ''}`);
      if (ignored) found = true;
      else if (unignored) found = false;
    }
    return found;
  }
}
