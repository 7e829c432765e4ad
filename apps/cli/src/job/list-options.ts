import type { Command } from 'commander';
import { wholeNumber } from '../number-option.ts';

/** What narrows a list of jobs; the experiment is the global -e. */
export interface FilterOptions {
  cluster?: string;
  state?: string;
  owner?: string;
  tag?: string;
  priority?: string;
  since?: string;
  until?: string;
  search?: string;
  exit?: number;
  family?: string;
}

/** Adds the options that narrow a list of jobs. */
export function filterOptions(command: Command): Command {
  return command
    .option('-c, --cluster <name>', 'only of this cluster')
    .option('--state <states>', 'only in these states, separated by commas')
    .option('--owner <name>', 'only what this person submitted')
    .option('--tag <tag>', 'only with this tag: key, key=value or key=start*')
    .option('--priority <priorities>', 'only of these priorities, separated by commas')
    .option('--since <time>', 'submitted since then, such as 2026-11-19T21:00:00Z, or for so long, such as P1D')
    .option('--until <time>', 'submitted before')
    .option('--search <text>', 'only with this in the name, experiment, owner or a tag')
    .option('--exit <code>', 'only with this exit code', wholeNumber(0))
    .option('--family <id>', 'only of this failure family');
}

/** As the API takes them. */
export function filterOf({ search, ...rest }: FilterOptions, experiment: string | undefined) {
  const { cluster, state, owner, tag, priority, since, until, exit, family } = rest;
  const given = { cluster, state, owner, tag, priority, since, until, exit, family, text: search, experiment };
  return Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined));
}
