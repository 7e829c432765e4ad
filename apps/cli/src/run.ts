import { CommanderError } from 'commander';
import { byTodaysNames } from './earlier-names.ts';
import { exitCodeOf, exitCodes, messageOf } from './failure.ts';
import { plainText } from './output/plain-text.ts';
import { buildProgram } from './program.ts';
import type { Outcome, Shell } from './shell.ts';

/** Runs one command line and answers its exit code; every expected failure is a line on stderr, never a stack. */
export async function run(args: readonly string[], shell: Shell): Promise<number> {
  const outcome: Outcome = { exitCode: exitCodes.done };
  const program = buildProgram(shell, outcome);
  const { command } = program;
  try {
    // Asked by a shell for each Tab: no verb of people.
    if (args[0] === '__complete') {
      const { complete } = await import('./completion/complete.ts');
      await complete(program, args.slice(1), shell);
      return exitCodes.done;
    }
    const { args: words, said } = byTodaysNames(args);
    if (said !== undefined) shell.terminal.err.write(`trainyard: ${said}\n`);
    await command.parseAsync(asked(words), { from: 'user' });
    return outcome.exitCode;
  } catch (error) {
    // Commander has written its own message already.
    if (error instanceof CommanderError) return error.exitCode === 0 ? exitCodes.done : exitCodes.usage;
    if (args.includes('--debug')) shell.terminal.err.write(`${plainText(storyOf(error))}\n`);
    shell.terminal.err.write(`trainyard: ${plainText(messageOf(error))}\n`);
    return exitCodeOf(error);
  } finally {
    await outcome.aside;
  }
}

/** `help NOUN VERB` is `NOUN VERB --help`: by itself Commander would not load the noun's verbs for it. */
function asked(args: readonly string[]): string[] {
  return args[0] === 'help' ? [...args.slice(1), '--help'] : [...args];
}

/** Where an error came from, causes and all. */
function storyOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const cause = error.cause === undefined ? '' : `\ncaused by ${storyOf(error.cause)}`;
  return `${error.stack ?? error.message}${cause}`;
}
