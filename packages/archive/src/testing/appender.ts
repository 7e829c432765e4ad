/** A process that appends without end and prints each acknowledgement: killed by its test. `appender.ts DIR`. */
import { systemClock } from '@trainyard/runtime/node/system';
import { diskFiles } from '../files.ts';
import { LogArchive } from '../logs/log-archive.ts';
import { appenderBytes } from './appender-bytes.ts';
import { frameOf, testStream } from './frames.ts';

const logs = new LogArchive({
  dir: process.argv[2] as string,
  clock: systemClock,
  files: diskFiles,
  segmentBytes: 200_000,
});
logs.onStored((acks) => {
  for (const { through } of acks) process.stdout.write(`${through}\n`);
});
let at = (await logs.info(testStream))?.bytes ?? 0;
process.stdout.write(`from ${at}\n`);
for (;;) {
  const result = await logs.append(frameOf(at, appenderBytes(at, 1 + (at % 5_000)), { marks: [[0, at]] }));
  at = 'through' in result ? result.through : result.expected;
}
