import type { LogArchive } from '@trainyard/archive/logs/log-archive';
import type { UnitVitals } from './unit-vitals.ts';

/** Bytes of a log that are read back: some hundred lines of progress. */
const endBytes = 32_768;

/** Reads what units printed before they were followed, one stream after the other: after a restart there may be thousands. */
export async function readEnds(
  logs: Pick<LogArchive, 'info' | 'read' | 'times'>,
  units: readonly UnitVitals[],
  stopped: () => boolean,
): Promise<void> {
  for (const unit of units) {
    for (const stream of unit.streams) {
      if (stopped()) return;
      // What cannot be read is not known; what comes from now on is.
      await readEnd(logs, unit, stream).catch(() => undefined);
    }
  }
}

async function readEnd(
  logs: Pick<LogArchive, 'info' | 'read' | 'times'>,
  unit: UnitVitals,
  stream: string,
): Promise<void> {
  const info = await logs.info(stream);
  if (info === undefined || info.bytes === 0) return;
  const { offset, bytes } = await logs.read(stream, Math.max(0, info.bytes - endBytes), info.bytes);
  const text = Buffer.from(bytes).toString('utf8');
  const [last = 0] = await logs.times(stream, Math.max(0, info.lines - 1), 1);
  // A half line at the beginning is none.
  const whole = offset === 0 ? text : text.slice(text.search(/[\r\n]/) + 1);
  unit.before(stream, whole, offset + bytes.length, last > 0 ? last : null);
  if (info.ended) unit.ended(stream);
}
