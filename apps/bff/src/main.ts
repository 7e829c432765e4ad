/** The server's entry point. */
import { setFlagsFromString } from 'node:v8';
import { run } from './start/run.ts';

// Bytes of logs pass through buffers that live for a moment. Counted as part of the old generation, as V8 does unless told otherwise, they
// have it marked whole for each 10 MB of them, which is half of all the work; so they are collected with the young one.
setFlagsFromString('--external-memory-accounted-in-global-limit');
await run(process.env, import.meta.url);
