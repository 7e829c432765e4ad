import type { CliSettings } from './settings.ts';
import type { Terminal } from './terminal.ts';

/** What a run of the command has of the world. */
export interface Shell {
  terminal: Terminal;
  /** Read only when a verb needs it, so that `--help` always works. Throws UsageError. */
  settings(): CliSettings | Promise<CliSettings>;
  /** True where the environment asks for no colours (no-color.org), or the terminal has none. */
  plain?: boolean;
}

/** What the command's exit code will be, when a verb decides (as `job wait` does). */
export interface Outcome {
  exitCode: number;
  /** Said beside the work, such as that the server is another version: waited for before the command ends. */
  aside?: Promise<void>;
}
