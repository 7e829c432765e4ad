import type { CliSettings } from './settings.ts';
import type { Terminal } from './terminal.ts';

/** What a run of the command has of the world. */
export interface Shell {
  terminal: Terminal;
  /** Throws SettingsError; read only when a verb needs it, so that `--help` always works. */
  settings(): CliSettings;
}

/** What the command's exit code will be, when a verb decides (as `job wait` does). */
export interface Outcome {
  exitCode: number;
}
