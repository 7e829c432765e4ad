import { type FactFiles, readProcFile } from './proc-file.ts';

/** Samples how busy all processors of the machine were since the sample before, in percent of their whole time. */
export function createCpu(files: FactFiles): () => number | null {
  let last: { busy: number; all: number } | undefined;
  return () => {
    const now = parseStat(readProcFile(`${files.proc}/stat`));
    const before = last;
    last = now;
    if (now === undefined || before === undefined || now.all <= before.all || now.busy < before.busy) return null;
    return Math.min(100, ((now.busy - before.busy) * 100) / (now.all - before.all));
  };
}

/** First line of /proc/stat (proc(5)): user nice system idle iowait irq softirq steal; guest times stand in user already. */
function parseStat(text: string | undefined): { busy: number; all: number } | undefined {
  const times = /^cpu +([\d ]+)/
    .exec(text ?? '')?.[1]
    ?.trim()
    .split(/ +/)
    .slice(0, 8)
    .map(Number);
  if (times === undefined || times.length < 4) return undefined;
  const all = times.reduce((sum, time) => sum + time, 0);
  return { all, busy: all - (times[3] ?? 0) - (times[4] ?? 0) };
}
