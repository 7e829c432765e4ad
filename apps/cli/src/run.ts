import { CommanderError } from 'commander';
import { exitCodeOf, exitCodes, messageOf } from './failure.ts';
import { plainText } from './output/plain-text.ts';
import { buildProgram } from './program.ts';
import type { Shell } from './shell.ts';

/** Runs one command line and answers its exit code; every expected failure is a line on stderr, never a stack. */
export async function run(args: readonly string[], shell: Shell): Promise<number> {
  const outcome = { exitCode: exitCodes.done as number };
  const program = buildProgram(shell, outcome);
  try {
    await program.parseAsync([...args], { from: 'user' });
    return outcome.exitCode;
  } catch (error) {
    // Commander has written its own message already.
    if (error instanceof CommanderError) return error.exitCode === 0 ? exitCodes.done : exitCodes.usage;
    shell.terminal.err.write(`trainyard: ${plainText(messageOf(error))}\n`);
    return exitCodeOf(error);
  }
}
