/** Finds in the last lines of a program what it failed of. Pure. */
import type { FailureKind } from '@trainyard/contracts/failure';
import { bare, normalise } from './normalise.ts';

/** What was found: where, what people read, and what it is the same as another by. */
export interface Told {
  kind: FailureKind;
  title: string;
  /** Index of the line in the lines given. */
  at: number;
  /** Texts that a family is made of. */
  same: string[];
}

interface Shape {
  kind: FailureKind;
  pattern: RegExp;
  /** What is said of it; the line itself unless given. */
  title?: (match: RegExpExecArray) => string;
}

/** Troubles of machines and libraries that have one name whoever calls them: where in a program they happen does not matter. */
const known: readonly Shape[] = [
  {
    kind: 'cuda',
    pattern: /\b(CUDA|HIP) out of memory|CUDA error: out of memory|CUBLAS_STATUS_ALLOC_FAILED/,
    title: ([, which = 'CUDA']) => `${which} out of memory`,
  },
  {
    kind: 'nccl',
    pattern: /Watchdog caught collective operation timeout|collective operation timeout: WorkNCCL/,
    title: () => 'NCCL watchdog: a collective operation timed out',
  },
  {
    kind: 'nccl',
    pattern:
      /NCCL error.{0,200}?(unhandled system error|unhandled cuda error|remote process exited|internal error|invalid usage)/i,
    title: ([, what = '']) => `NCCL error: ${what.toLowerCase()}`,
  },
  { kind: 'nccl', pattern: /\bNCCL WARN (.{1,200})/, title: ([, what = '']) => `NCCL: ${what}` },
  {
    kind: 'cuda',
    pattern: /\b(?:CUDA|HIP) (?:runtime )?error:? (.{1,120})/,
    title: ([, what = '']) => `CUDA error: ${what}`,
  },
  { kind: 'cuda', pattern: /\b((?:CUDNN|CUBLAS|CUSOLVER|CUFFT)_STATUS_[A-Z_]{3,40})/, title: ([, what = '']) => what },
  { kind: 'cuda', pattern: /NVRM: Xid|uncorrectable ECC error/i, title: () => 'GPU fault: uncorrectable ECC error' },
  {
    kind: 'memory',
    pattern:
      /std::bad_alloc|\bMemoryError\b|Cannot allocate memory|Out of memory: Killed|oom-kill|DefaultCPUAllocator: can't allocate/i,
    title: () => 'Out of memory',
  },
];

const nameOf = (match: RegExpExecArray): string => match[0];

/** Other ends that a single line tells, most telling first. */
const lines: readonly Shape[] = [
  { kind: 'native', pattern: /^panic: .{1,200}/, title: nameOf },
  { kind: 'native', pattern: /AddressSanitizer: [\w-]{1,64}|runtime error: .{1,160}/, title: nameOf },
  { kind: 'native', pattern: /Assertion [`'"].{1,200}?[`'"] failed/, title: nameOf },
  {
    kind: 'native',
    pattern:
      /^(?:Exception in thread .{1,80}? )?((?:[\w$]{1,80}\.){0,8}[A-Z][\w$]{0,80}(?:Error|Exception|Fault))(?:: (.{0,200}))?$/,
    title: ([, name = '', what]) => (what ? `${name}: ${what}` : name),
  },
  {
    kind: 'shell',
    pattern: /([\w./+-]{1,120}): (?:command )?not found\b/,
    title: ([, name = '']) => `${name}: not found`,
  },
  { kind: 'shell', pattern: /can't open file .{1,200}/, title: nameOf },
  { kind: 'shell', pattern: /\bNo such file or directory\b/ },
  { kind: 'shell', pattern: /\bPermission denied\b/ },
  { kind: 'shell', pattern: /\bNo space left on device\b/, title: () => 'No space left on device' },
  {
    kind: 'shell',
    pattern: /\b(?:unrecognized arguments|unrecognized option|invalid option|unbound variable|syntax error)\b/,
  },
  {
    kind: 'native',
    pattern: /Segmentation fault|Bus error|Illegal instruction|Floating point exception/,
    title: nameOf,
  },
  { kind: 'native', pattern: /^(?:fatal|error): .{1,200}/i, title: nameOf },
  { kind: 'native', pattern: /\bAborted\b/, title: () => 'Aborted' },
];

/** Errors that only pass on that another process failed. */
const passedOn =
  /ChildFailedError|ProcessRaisedException|ProcessExitedException|CalledProcessError|BrokenProcessPool|RayTaskError/;
const titleMost = 160;
const cut = (text: string): string => (text.length > titleMost ? `${text.slice(0, titleMost - 1)}…` : text);

/** What the lines tell; undefined when they tell nothing. The newest traceback counts, then troubles with a name, then single lines. */
export function readTrace(given: readonly string[]): Told | undefined {
  const text = given.map(bare);
  return ofPython(text) ?? ofShapes(known, text, true) ?? thrown(text) ?? ofShapes(lines, text, false);
}

const start = 'Traceback (most recent call last):';
const frame = /^\s{1,8}File "(.{1,400})", line \d+, in (.{1,200})$/;
const raised = /^([A-Za-z_][\w.]{0,160})(?:: (.*))?$/;

interface Raised {
  at: number;
  name: string;
  what: string;
  frames: string[];
}

function ofPython(text: readonly string[]): Told | undefined {
  const all = tracebacks(text);
  const last = all.findLast(({ name }) => !passedOn.test(name)) ?? all.at(-1);
  if (last === undefined) return undefined;
  const { at, name, what, frames } = last;
  const named = ofShapes(known, [`${name}: ${what}`], true);
  if (named) return { ...named, at };
  const short = name.replace(/^(?:builtins|__main__)\./, '');
  const title = cut(what === '' ? short : `${short}: ${what}`);
  return { kind: 'python', title, at, same: [short, normalise(what), ...frames.slice(-2)] };
}

/** Every traceback of the lines that has an end. */
function tracebacks(text: readonly string[]): Raised[] {
  const found: Raised[] = [];
  for (let at = 0; at < text.length; at++) {
    if (text[at]?.trim() !== start) continue;
    const frames: string[] = [];
    let line = at + 1;
    for (; line < text.length && (/^\s/.test(text[line] ?? '') || text[line] === ''); line++) {
      const [, file, inside] = frame.exec(text[line] ?? '') ?? [];
      // Where a file lies and which line of it differ between two copies of one program.
      if (file !== undefined) frames.push(`${file.slice(file.lastIndexOf('/') + 1)} ${inside}`);
    }
    const [, name, what = ''] = raised.exec(text[line] ?? '') ?? [];
    if (name !== undefined) found.push({ at: line, name, what: what.trim(), frames });
    at = line - 1;
  }
  return found;
}

/** The first shape that any line has; of its lines the last, or the first where the cause comes before what follows from it. */
function ofShapes(shapes: readonly Shape[], text: readonly string[], first: boolean): Told | undefined {
  for (const { kind, pattern, title } of shapes) {
    const has = (line: string) => pattern.test(line);
    const at = first ? text.findIndex(has) : text.findLastIndex(has);
    const match = at === -1 ? null : pattern.exec(text[at] ?? '');
    if (match === null) continue;
    const said = cut((title ? title(match) : (text[at] ?? '')).trim());
    return { kind, title: said, at, same: [kind, normalise(said)] };
  }
  return undefined;
}

/** `terminate called after throwing an instance of 'X'` and the line that says what. */
function thrown(text: readonly string[]): Told | undefined {
  const at = text.findLastIndex((line) => line.startsWith('terminate called'));
  if (at === -1) return undefined;
  const name = /instance of '(.{1,200}?)'/.exec(text[at] ?? '')?.[1] ?? 'terminate called';
  const what = /what\(\):\s+(.{1,300})/.exec(text.slice(at + 1, at + 4).join('\n'))?.[1] ?? '';
  const title = cut(what === '' ? name : `${name}: ${what}`);
  return { kind: 'native', title, at, same: [name, normalise(what)] };
}
