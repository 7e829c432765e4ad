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
// No process.exit(): Node then waits for V8's compiler threads, and one of those that waits for this thread to collect
// garbage never ends. Nothing is left open here, so the process ends by itself.
