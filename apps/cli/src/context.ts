import type { Client } from '@trainyard/sdk/client';
import type { Live, LiveState } from '@trainyard/sdk/live';
import type { Format } from './output/formats.ts';
import type { Column } from './output/table.ts';
import type { CliSettings } from './settings.ts';
import type { Outcome } from './shell.ts';
import type { Terminal } from './terminal.ts';

/** Options that every verb has. */
export interface Globals {
  workspace?: string;
  resourceGroup?: string;
  subscription?: string;
  experiment?: string;
  /** What is asked of the server is told on stderr. */
  verbose?: boolean;
  /** That, and where in the program an error came from. */
  debug?: boolean;
  output?: Format;
  /** JMESPath over what is found. */
  query?: string;
  /** False with `--no-color`. */
  color?: boolean;
  url?: string;
  token?: string;
}

/** Says what a verb found, in the format of `-o`, after `--query`. */
export interface Printer {
  format: Format;
  /** True where stdout may have colours: a terminal, and nobody said no. */
  coloured: boolean;
  /** What `--query` makes of a value: the value itself without one. For what is not printed by the functions below. */
  select(value: unknown): unknown;
  /** Prints a value; in a table and as tsv by `text`, unless there is a query, whose results have no form of their own. */
  print(value: unknown, text: (format: Format) => string): void;
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
  /** A workspace of this name in the group of `-g` and `--subscription`; one that names its group is it. Throws UsageError. */
  inGroup(workspace: string): string;
  /** The workspace meant: `-w`, the one that `login` stored, or the only one. Throws UsageError. */
  workspace(): Promise<string>;
  /** The experiment meant: `-e`, or the only one of the workspace. Throws UsageError. */
  experiment(): Promise<string>;
  /** Opens a live connection; the caller closes it. */
  live(onState: (state: LiveState, error?: Error) => void): Promise<Live>;
}
