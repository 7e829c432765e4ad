// @ts-check
/**
 * Trains a network to read handwritten digits, on one process or on many. Each rank computes gradients on its share of
 * every batch, and the gradients are averaged over TCP at every step. README.md tells how to run it by hand.
 */
import { readOptions, UsageError } from './options.mjs';
import { openRun } from './run.mjs';

/** @param {string} line */
const say = (line) => void process.stdout.write(`${line}\n`);

try {
  const options = readOptions(process.argv.slice(2), process.env);
  const run = await openRun(options, say);
  const stop = () => run.stop();
  process.once('SIGTERM', stop);
  process.once('SIGINT', stop);
  process.exitCode = await run.train();
} catch (error) {
  process.stderr.write(`error: ${/** @type {Error} */ (error).message}\n`);
  process.exitCode = error instanceof UsageError ? 2 : 1;
}
// Signal handlers and half-open sockets must not keep a finished rank alive; its output is flushed synchronously.
process.exit();
