/** Parts that lines of progress are made of: counts, times, rates. Each reads a short text. */
import type { ProgressFacts } from './facts.ts';

const scales: Readonly<Record<string, number>> = { k: 1e3, K: 1e3, M: 1e6, G: 1e9, T: 1e12 };

/** `1234`, `1,234`, `1.20k`, `45.2M`; undefined for anything else. */
export function countOf(text: string | undefined): number | undefined {
  const found = /^(\d{1,3}(?:,\d{3}){1,5}|\d{1,15}(?:\.\d{1,12})?)([kKMGT])?$/.exec(text?.trim() ?? '');
  if (found === null) return undefined;
  const value = Number((found[1] as string).replaceAll(',', ''));
  return found[2] === undefined ? value : value * (scales[found[2]] as number);
}

/** ms of `12:34`, `1:02:03`, `1:02:03.4567`, `2 days, 1:02:03`, `1-02:03:04`; undefined for anything else. */
export function clockMs(text: string | undefined): number | undefined {
  const pattern = /^(?:(\d{1,4}) days?, |(\d{1,4})-)?(?:(\d{1,4}):)?(\d{1,2}):(\d{1,2}(?:\.\d{1,9})?)$/;
  const found = pattern.exec(text?.trim() ?? '');
  if (found === null) return undefined;
  const [days, hours, minutes, seconds] = [found[1] ?? found[2] ?? 0, found[3] ?? 0, found[4], found[5]].map(Number);
  const whole = (days as number) * 86_400 + (hours as number) * 3_600 + (minutes as number) * 60;
  return Math.round((whole + (seconds as number)) * 1_000);
}

const spans: Readonly<Record<string, number>> = {
  ms: 1,
  s: 1e3,
  sec: 1e3,
  m: 60e3,
  min: 60e3,
  h: 3_600e3,
  d: 86_400e3,
};

/** ms of `5s`, `8.9s`, `1m 23s`, `1h 2m`, `123ms`, `1.2min`; undefined for anything else. */
export function spanMs(text: string | undefined): number | undefined {
  const words = text?.trim() ?? '';
  if (words.length > 40 || !/^(?:\d{1,9}(?:\.\d{1,9})? ?(?:ms|sec|min|s|m|h|d) ?){1,4}$/.test(words)) return undefined;
  let sum = 0;
  for (const [, value, unit] of words.matchAll(/(\d{1,9}(?:\.\d{1,9})?) ?(ms|sec|min|s|m|h|d)/g)) {
    sum += Number(value) * (spans[unit as string] as number);
  }
  return Math.round(sum);
}

/** ms of a clock or a span. */
export const timeMs = (text: string | undefined): number | undefined => clockMs(text) ?? spanMs(text);

/** Rate of so many ms for one step; nothing of no time. */
export function perStep(ms: number | undefined, rateUnit: string): Pick<ProgressFacts, 'rate' | 'rateUnit'> {
  return ms === undefined || !(ms > 0) ? {} : { rate: 1_000 / ms, rateUnit };
}

const unitWords: Readonly<Record<string, string>> = { iters: 'it', iter: 'it', steps: 'step', batches: 'batch' };

/** `3.14it/s`, `2.5s/it`, `3ms/step`, `1.2k ex/s`, `12.3 MB/s`: steps a second, and what they are. */
export function rateOf(text: string | undefined): Pick<ProgressFacts, 'rate' | 'rateUnit'> {
  const words = text?.trim() ?? '';
  const slow = /^(\d{1,9}(?:\.\d{1,9})?) ?(ms|us|µs|s)\/([A-Za-z]{1,16})$/.exec(words);
  if (slow !== null) {
    const ms = Number(slow[1]) * (slow[2] === 's' ? 1_000 : slow[2] === 'ms' ? 1 : 0.001);
    return perStep(ms, unitOf(slow[3]));
  }
  const fast = /^(\d{1,15}(?:\.\d{1,9})?) ?([kKMGT])?(?:i(?=B))? ?([A-Za-z]{1,16})?\/s(?:ec)?$/.exec(words);
  if (fast === null) return {};
  const rate = Number(fast[1]) * (fast[2] === undefined ? 1 : (scales[fast[2]] as number));
  return rate > 0 ? { rate, rateUnit: unitOf(fast[3]) } : {};
}

/** As the programs' own words are shown. */
export function unitOf(word: string | undefined): string {
  return word === undefined ? 'it' : (unitWords[word] ?? word);
}

/** The number after `name:`, `name=`, `name =` or `name`, where a word begins; `name` in the line's own case. */
export function fieldOf(line: string, name: string): number | undefined {
  const text = wordOf(line, name);
  const found = /^[-+]?\d{1,15}(?:\.\d{1,15})?(?:[eE][-+]?\d{1,3})?/.exec(text ?? '');
  return found === null ? undefined : Number(found[0]);
}

/** The text after `name:` or `name=`, up to 24 characters. */
export function wordOf(line: string, name: string): string | undefined {
  for (let at = line.indexOf(name); at !== -1; at = line.indexOf(name, at + 1)) {
    if (at > 0 && /[\w./-]/.test(line[at - 1] as string)) continue;
    const rest = /^["']?\s{0,4}[:=]?\s{0,8}["']?(.{1,24})/.exec(line.slice(at + name.length, at + name.length + 40));
    if (rest === null || /^\w/.test(line.slice(at + name.length))) continue;
    return rest[1];
  }
  return undefined;
}

/** Only what is known. */
export function known(facts: { [K in keyof ProgressFacts]: ProgressFacts[K] | undefined }): ProgressFacts {
  return Object.fromEntries(Object.entries(facts).filter(([, value]) => value !== undefined)) as ProgressFacts;
}
