import { Argument, type Command } from 'commander';
import type { Cli } from '../verb.ts';
import { type ShellName, scripts, shells } from './scripts.ts';

/** `completion`: the script that a shell reads; it says itself where it goes. */
export function verb(completion: Command, { shell }: Cli): void {
  completion.addArgument(new Argument('<shell>', 'which one').choices(shells)).action((name: ShellName) => {
    shell.terminal.out.write(scripts[name]);
  });
}
