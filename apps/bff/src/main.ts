/** The server's entry point. */
import { run } from './start/run.ts';

await run(process.env, import.meta.url);
