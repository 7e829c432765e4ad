/**
 * What of a line is compared between ranks. Two lines fold when their texts are equal once the marks of who printed it and
 * when are taken off: colours, a time at the beginning, the rank's own number. Every other character counts: a number that
 * differs, timings and losses included, keeps lines apart, since what differs must be seen.
 */

/** What a line is compared by. */
export interface FoldKey {
  /** Its text without colours, leading times and its own rank's prefix. */
  exact: string;
  /** The same with its own rank's number taken out wherever the word rank stands before it; `exact` when it is nowhere. */
  own: string;
  /** It holds no letter and no digit (a blank line, a rule): equal to many others and proof of nothing. */
  weak: boolean;
}

/** Longest text that is kept as it is; of longer ones the beginning, the length and a hash of all. */
const keptChars = 256;

/** Marks at the beginning of a line: a time, a rank, and each of them again by another logger. */
const marksMost = 4;

/** What stands for the rank's own number. */
const ownMark = '\u0000';

const escapeChar = '\u001b';
// biome-ignore lint/suspicious/noControlCharactersInRegex: colours begin with one.
const colours = /\u001b\[[\d;:]{0,64}m/g;

/**
 * Times as loggers begin a line with them: `2026-11-19 21:03:07,660`, `[2026-11-19T21:03:07.660Z]`, `[11/19/26 21:03:07]`,
 * `21:03:07.660`, `I1119 21:03:07.660123` (glog, whose letter is the level and stays), `[1732050187.66]`.
 */
const leadingTime = new RegExp(
  '^\\[?(?:' +
    '(?:\\d{4}[-/]\\d{2}[-/]\\d{2}|\\d{1,2}/\\d{1,2}/(?:\\d{4}|\\d{2}))[ T,_-]{1,2}\\d{1,2}:\\d{2}(?::\\d{2}(?:[.,:]\\d{1,9})?)?(?: ?(?:Z|UTC|[+-]\\d{2}:?\\d{2}))?' +
    '|\\d{1,2}:\\d{2}:\\d{2}(?:[.,]\\d{1,9})?' +
    '|\\d{10}\\.\\d{1,9}' +
    ')\\]?(?:: |[ \\t]+(?:[-|] )?|$)',
);
const glogTime = /^([IWEF])(?:\d{4}|\d{8}) \d{2}:\d{2}:\d{2}\.\d{1,9}[ \t]+/;

/** A rank's own mark at the beginning; the group is its number. */
const leadingRank =
  /^(?:[[(] ?(?:rank|r) ?[:=]? ?(\d{1,6}) ?[\])]|(?:rank|r)[ :=#]?(\d{1,6})(?=[ \t]*[:|>]))(?:[ \t]*[:|>-])?[ \t]*/i;
/** `[3/16]`, where 16 is how many ranks there are. */
const leadingRankOf = /^\[(\d{1,6})\/(\d{1,6})\](?:[ \t]*[:|>-])?[ \t]*/;
/** Open MPI's `[1,3]<stdout>:` and Slurm's `3: `. */
const leadingTag = /^(?:\[\d{1,9},(\d{1,6})\](?:<std(?:out|err)>)?: ?|(\d{1,6}): )/;
const namedRank = /\b((?:global[ _-]?|world[ _-]?)?rank[ _:=#]{0,3})(\d{1,6})(?![\d.]|\w)/gi;

/** What a line that `rank` of `ranks` printed is compared by. Linear in its length. */
export function foldKey(text: string, rank: number | null, ranks: number): FoldKey {
  const bare = text.includes(escapeChar) ? text.replace(colours, '') : text;
  const exact = withoutMarks(bare, rank, ranks).trimEnd();
  const own = rank === null ? exact : withoutOwn(exact, rank);
  const weak = !/[\p{L}\p{N}]/u.test(exact);
  const short = shortened(exact);
  return { exact: short, own: own === exact ? short : shortened(own), weak };
}

function withoutMarks(text: string, rank: number | null, ranks: number): string {
  let rest = text;
  for (let marks = 0; marks < marksMost; marks++) {
    const found = markEnd(rest, rank, ranks);
    if (found === undefined) break;
    rest = found;
  }
  return rest;
}

/** The text after one mark at its beginning; undefined when it begins with none. */
function markEnd(text: string, rank: number | null, ranks: number): string | undefined {
  // Nearly all lines begin with neither: one look at the first character spares them four searches.
  if (!/^[[(\dIWEFrR]/.test(text)) return undefined;
  const time = leadingTime.exec(text);
  if (time) return text.slice(time[0].length);
  const glog = glogTime.exec(text);
  if (glog) return `${glog[1]} ${text.slice(glog[0].length)}`;
  if (rank === null) return undefined;
  for (const pattern of [leadingRank, leadingTag]) {
    const found = pattern.exec(text);
    if (found && Number(found[1] ?? found[2]) === rank) return text.slice(found[0].length);
  }
  const of = leadingRankOf.exec(text);
  return of && Number(of[1]) === rank && Number(of[2]) === ranks ? text.slice(of[0].length) : undefined;
}

function withoutOwn(text: string, rank: number): string {
  if (!/rank/i.test(text)) return text;
  return text.replace(namedRank, (whole, word: string, number: string) =>
    Number(number) === rank ? `${word}${ownMark}` : whole,
  );
}

function shortened(text: string): string {
  if (text.length <= keptChars) return text;
  return `${text.slice(0, keptChars)}${ownMark}${text.length}${ownMark}${hash(text)}`;
}

/** 53 bits of the text (cyrb53): two long lines of one beginning and one length are taken for each other once in 10^15. */
function hash(text: string): number {
  let high = 0xdeadbeef;
  let low = 0x41c6ce57;
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at);
    high = Math.imul(high ^ code, 2654435761);
    low = Math.imul(low ^ code, 1597334677);
  }
  high = Math.imul(high ^ (high >>> 16), 2246822507) ^ Math.imul(low ^ (low >>> 13), 3266489909);
  low = Math.imul(low ^ (low >>> 16), 2246822507) ^ Math.imul(high ^ (high >>> 13), 3266489909);
  return 4294967296 * (2097151 & low) + (high >>> 0);
}
