/**
 * What level a line of a log has, by the words that programs print. Each level is a few regular expressions in the common part of
 * JavaScript's and RE2's syntax, without flags, so that a page and `rg` (on bytes: `(?-u)`) find the same lines. None of it can
 * backtrack over more than one stretch of a line: the time is linear in the line's length in every engine.
 */
import type { LogLevel } from '@trainyard/contracts/log-levels';
import { withoutEscapes } from './escapes.ts';

/** Before a level in capitals: no part of a name, of an assignment (`NCCL_DEBUG=WARN`), a path or a quoted setting. */
const before = '(?:^|[^0-9A-Za-z_=./\'"])';
/** After it. */
const after = '(?:[^0-9A-Za-z_=]|$)';
/** Before a word in small letters. */
const apart = '(?:^|[^0-9A-Za-z_.-])';
/** Behind a colon: the end, or words. A figure there is a measurement: `validation error: 0.031`. */
const words = '(?:[ \\t]*\\r?$|[ \\t]*[^ \\t\\r0-9.+-])';
/** What names a level in a structured line. */
const key = '(?:level|levelname|lvl|severity|log\\.level|loglevel)';
/** Where glog's and c10d's letter stands: at the start, behind a bracket, a rank or a space. */
const letterAt = '(?:^|[\\r\\[ \\t\\]:])';
const glogTime = '[0-9][0-9][0-9][0-9] [0-9][0-9]:[0-9][0-9]:[0-9]';

/** Python warns by classes that are named for it, C and Rust by the word, loggers by a level. */
const warnings = [
  `${before}WARN(?:ING)?${after}`,
  `${apart}[Ww]arning(?:!|:${words}|\\[)`,
  '[a-z]Warning:(?:[ \\t]|\\r?$)',
  '\\[(?:warn|warning)\\]',
  '[{,]"level":40[,}]',
  'npm warn ',
];

const structuredWarnings = [
  `[ \\t{,]"?${key}"?[ \\t]*[:=][ \\t]*"?(?:warn|warning|WARN|WARNING)(?:[^0-9A-Za-z_]|$)`,
  `^"?${key}"?=[ \\t]*"?(?:warn|warning|WARN|WARNING)(?:[^0-9A-Za-z_]|$)`,
];

const letteredWarnings = ['\\[W (?:[0-9]|[A-Za-z_:]+\\.(?:cpp|cc|cu|h|hpp|py):[0-9])', '[0-9]: W [a-z_]+/'];

const failures = [
  'Traceback \\(most recent call last',
  'Exception in thread ',
  'terminate called (?:after throwing|without an active|recursively)',
  'CUDA out of memory',
  'CUDA error',
  'CUDA kernel errors',
  '[Oo]ut of memory: [Kk]ill',
  '[Oo]om-kill',
  '[Cc]annot allocate memory',
  'Segmentation fault',
  '\\([Cc]ore dumped\\)',
  '(?:^|[: ])Bus error',
  '(?:^|[: ])Floating point exception',
  'illegal memory access',
  'device-side assert triggered',
  "Assertion [`']",
  '[Aa]ssertion failed',
  '(?:^|[^A-Za-z])panic: ',
  "thread '[^'\\n]*' (?:\\([0-9]+\\) )?panicked at",
  'MPI_ABORT was invoked',
  'No space left on device',
  ': command not found',
  ': Permission denied',
  '^(?:\\[rank[0-9]+\\]: ?)?Killed\\r?$',
  '^(?:\\[rank[0-9]+\\]: ?)?Aborted\\r?$',
];

const errors = [
  `${before}(?:ERROR|FATAL|CRITICAL|SEVERE)${after}`,
  '(?:^|[^A-Za-z_])(?:ERRO|FATA)\\[',
  `${apart}(?:[Ee]rror|[Ff]atal):${words}`,
  `${apart}[Ee]rror(?:!|\\[)`,
];

const exceptions = [
  // Of a class: `ValueError: …`, `torch.cuda.OutOfMemoryError: …`, `java.io.IOException: …`.
  `[A-Za-z](?:Error|Exception):(?:[ \\t]+[^ \\t\\r0-9.+-])`,
  '(?:Key|Value|Index|Type|Runtime|Assertion|Timeout|OS)Error: [^ ]',
  '[A-Za-z_]\\.[A-Za-z_]+(?:Error|Exception):[ \\t]*\\r?$',
  '^(?:\\[rank[0-9]+\\]: ?)?[A-Za-z_][A-Za-z0-9_.]*(?:Error|Exception)\\r?$',
  '^(?:\\[rank[0-9]+\\]: ?)?KeyboardInterrupt\\r?$',
  'SystemExit: [1-9A-Za-z]',
];

const marked = ['\\[(?:error|err|fatal|crit|emerg)\\]', '[{,]"level":[56]0[,}]', 'npm (?:ERR!|error )'];

const structuredErrors = [
  `[ \\t{,]"?${key}"?[ \\t]*[:=][ \\t]*"?(?:error|err|fatal|critical|panic|ERROR|FATAL|CRITICAL)(?:[^0-9A-Za-z_]|$)`,
  `^"?${key}"?=[ \\t]*"?(?:error|err|fatal|critical|panic|ERROR|FATAL|CRITICAL)(?:[^0-9A-Za-z_]|$)`,
];

const letteredErrors = ['\\[[EFC] (?:[0-9]|[A-Za-z_:]+\\.(?:cpp|cc|cu|h|hpp|py):[0-9])', '[0-9]: [EF] [a-z_]+/'];

type Told = Exclude<LogLevel, 'plain'>;

/**
 * The expressions of each level that has some: a line has it where one of them matches, and the first level where both do. Lines are matched
 * one by one, without their \n. They are several, since rg looks for a few fixed words of an expression first and is many times slower
 * where there are too many of those, or none.
 */
export const levelPatterns: Readonly<Record<Told, readonly string[]>> = {
  error: [errors, exceptions, marked, failures, structuredErrors, letteredErrors, [`${letterAt}[EF]${glogTime}`]].map(
    (parts) => parts.join('|'),
  ),
  warning: [warnings, structuredWarnings, letteredWarnings, [`${letterAt}W${glogTime}`]].map((parts) =>
    parts.join('|'),
  ),
};

const errorExpression = new RegExp(levelPatterns.error.join('|'));
const warningExpression = new RegExp(levelPatterns.warning.join('|'));

/** The level of a line of text, without its \n; colours and other escapes are looked through. */
export function levelOf(text: string): LogLevel {
  const bare = withoutEscapes(text);
  if (errorExpression.test(bare)) return 'error';
  return warningExpression.test(bare) ? 'warning' : 'plain';
}
