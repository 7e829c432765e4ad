import type { Command } from 'commander';
import { UsageError } from '../failure.ts';

export interface DeclaredOptions {
  file?: string[];
  recursive?: boolean;
}

/** Gives a verb the options that say what is declared. */
export function withFiles(command: Command): Command {
  return command
    .option('-f, --file <path...>', 'JSON or YAML, several objects in one, directories of them; - is stdin')
    .option('-r, --recursive', 'directories with those below them');
}

/** Throws UsageError where none is named. */
export function pathsOf({ file = [] }: DeclaredOptions): string[] {
  if (file.length === 0) throw new UsageError('say which files: -f FILE…');
  return file;
}
