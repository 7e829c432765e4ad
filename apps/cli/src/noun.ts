import type { Command } from 'commander';
import type { Cli } from './verb.ts';

/** A verb adds itself to its noun. */
export type AddVerb = (noun: Command, cli: Cli) => void;

/** What a noun can do. Each is the export `noun` of `<noun>/noun.ts`. */
export interface Noun {
  verbs: AddVerb[];
  nouns?: Record<string, Noun & { summary: string }>;
}

/** Adds the verbs and the nouns within to a command. */
export function fill(command: Command, cli: Cli, { verbs, nouns = {} }: Noun): void {
  for (const add of verbs) add(command, cli);
  for (const [name, inner] of Object.entries(nouns)) fill(command.command(name).description(inner.summary), cli, inner);
}
