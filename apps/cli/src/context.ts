import type { Client } from '@trainyard/sdk/client';
import type { Live, LiveState } from '@trainyard/sdk/live';
import type { Column } from './output/table.ts';
import type { CliSettings } from './settings.ts';
import type { Outcome } from './shell.ts';
import type { Terminal } from './terminal.ts';

/** Options that every verb has. */
export interface Globals {
  workspace?: string;
  experiment?: string;
  output?: 'json' | 'jsonc' | 'table' | 'tsv';
  url?: string;
  token?: string;
}

/** Says what a verb found, in the format of `-o`. */
export interface Printer {
  printList<T>(items: readonly T[], columns: readonly Column<T>[]): void;
  /** `below` are lines under the table, for what a row cannot say. */
  printOne<T>(item: T, columns: readonly Column<T>[], below?: readonly string[]): void;
  /** A line on stderr: news for people, never data. */
  note(text: string): void;
}

/** What a verb works with. */
export interface Context extends Printer {
  client: Client;
  terminal: Terminal;
  settings: CliSettings;
  globals: Globals;
  outcome: Outcome;
  /** The workspace meant: `-w`, the one that `login` stored, or the only one. Throws UsageError. */
  workspace(): Promise<string>;
  /** The experiment meant: `-e`, or the only one of the workspace. Throws UsageError. */
  experiment(): Promise<string>;
  /** Opens a live connection; the caller closes it. */
  live(onState: (state: LiveState, error?: Error) => void): Live;
}
