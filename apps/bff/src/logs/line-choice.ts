/** Which lines a question means, as expressions for rg and what is made of the lines that they find. */
import type { LogLevel } from '@trainyard/contracts/log-levels';
import { levelPatterns } from '@trainyard/logs/levels';
import { LineSet } from './line-set.ts';
import type { Expression } from './ripgrep.ts';

export interface LineChoice {
  pattern: string;
  regex: boolean;
  caseSensitive: boolean;
  inverse: boolean;
  levels?: readonly LogLevel[] | undefined;
}

export interface ChoicePlan {
  expressions: Expression[];
  /** The lines meant of a stretch, from what each expression found in it. */
  choose(stretch: { first: number; end: number; sets: readonly LineSet[] }): LineSet;
}

/** How levels are found: by what, and what is made of the lines that each expression finds. */
export interface LevelPlan {
  expressions: Expression[];
  /** Lines of errors and of warnings; those that are both are in both. */
  byLevel(sets: readonly LineSet[]): { errors: LineSet; warnings: LineSet };
}

/** Bytes up to which starting a process costs more than what it saves. */
const fewBytes = 8 * 1024 * 1024;

/** For so many bytes: one expression a level where they are few, else several that each run faster. */
export function levelPlan(bytes: number): LevelPlan {
  const { error, warning } = levelPatterns;
  const isFew = bytes <= fewBytes;
  const errors = isFew ? [error.join('|')] : error;
  const warnings = isFew ? [warning.join('|')] : warning;
  const any = (sets: readonly LineSet[]): LineSet => sets.reduce((sum, lines) => sum.or(lines));
  return {
    expressions: [...errors, ...warnings].map((pattern) => ({
      pattern: `(?-u:${pattern})`,
      ignoreCase: false,
      crlf: false,
    })),
    byLevel: (sets) => ({ errors: any(sets.slice(0, errors.length)), warnings: any(sets.slice(errors.length)) }),
  };
}

/** The pattern as rg takes it; undefined where every line is meant. */
export function expressionOf({ pattern, regex, caseSensitive }: LineChoice): Expression | undefined {
  if (pattern === '') return undefined;
  return {
    pattern: regex ? pattern : pattern.replace(/[\\.+*?()|[\]{}^$#&~-]/g, '\\$&'),
    ignoreCase: !caseSensitive,
    // Without it `$` would not match before the \r of other systems, and `^` not after the one that a bar begins with.
    crlf: regex && !/\\r|\\x0d|\r/i.test(pattern),
  };
}

/** How the lines meant are found in so many bytes. */
export function planOf(choice: LineChoice, bytes: number): ChoicePlan {
  const own = expressionOf(choice);
  const { levels, inverse } = choice;
  const plan = levels && levelPlan(bytes);
  const expressions = [...(own ? [own] : []), ...(plan?.expressions ?? [])];
  return {
    expressions,
    choose({ first, end, sets }) {
      const all = new LineSet(first, end).inverse();
      const matching = own ? (sets[0] ?? all) : all;
      const meant = inverse ? matching.inverse() : matching;
      if (!plan || !levels) return meant;
      return meant.and(ofLevels(levels, plan.byLevel(own ? sets.slice(1) : sets)));
    },
  };
}

function ofLevels(levels: readonly LogLevel[], { errors, warnings }: { errors: LineSet; warnings: LineSet }): LineSet {
  const of: Record<LogLevel, () => LineSet> = {
    error: () => errors,
    warning: () => warnings.without(errors),
    plain: () => errors.or(warnings).inverse(),
  };
  return levels.map((level) => of[level]()).reduce((sum, lines) => sum.or(lines));
}
