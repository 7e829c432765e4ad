/** A plan for people and for programs. Pure. */
import { plainText } from '../output/plain-text.ts';
import type { Declared } from './declared.ts';
import type { Action, Step } from './plan.ts';

const signs: Record<Action, { sign: string; colour: string; words: string }> = {
  create: { sign: '+', colour: '32', words: 'create' },
  change: { sign: '~', colour: '33', words: 'change' },
  same: { sign: '=', colour: '2', words: 'same' },
  cannot: { sign: '!', colour: '31', words: 'cannot change' },
};

/** `job lab/first/hello`. */
export function nameOfStep({ kind, scope, workspace, experiment, name }: Declared): string {
  const path = kind === 'workspace' ? workspace : [scope ?? workspace, experiment, name].filter(Boolean).join('/');
  return `${kind} ${path}`;
}

/** A line an object, below it a line a field; and how many of each at the end. */
export function planText(steps: readonly Step[], coloured: boolean): string {
  const paint = (colour: string, text: string) => (coloured ? `\u001b[${colour}m${text}\u001b[0m` : text);
  const lines = steps.flatMap(({ of, action, changes, fixed, unseen }) => {
    const { sign, colour, words } = signs[action];
    const why = action === 'cannot' ? `${words}: delete it first, or give it another name` : words;
    const fields = changes.map(({ path, old, new: wanted }) => {
      const mark = fixed.includes(path) ? '!' : '~';
      return `    ${mark} ${plainText(path)}: ${shown(old)} → ${shown(wanted)}`;
    });
    const secrets = unseen.map((path) => `    ? ${plainText(path)}: a secret, which cannot be compared`);
    return [paint(colour, `${sign} ${plainText(nameOfStep(of))}: ${why}`), ...fields, ...secrets];
  });
  return `${[...lines, summary(steps)].join('\n')}\n`;
}

export function summary(steps: readonly Step[]): string {
  const count = (action: Action) => steps.filter((step) => step.action === action).length;
  const parts = (Object.keys(signs) as Action[]).map((action) => [count(action), signs[action].words] as const);
  return parts
    .filter(([number]) => number > 0)
    .map(([number, words]) => `${number} ${words}`)
    .join(', ');
}

function shown(value: unknown): string {
  return value === undefined ? '(nothing)' : plainText(JSON.stringify(value));
}

/** A line an object for programs: action, kind, place, name, changed paths. */
export function planTsv(steps: readonly Step[]): string {
  return steps
    .map(({ of, action, changes }) =>
      [
        action,
        of.kind,
        of.scope ?? of.workspace,
        of.experiment ?? '',
        of.name,
        changes.map(({ path }) => path).join(','),
      ]
        .map(plainText)
        .join('\t'),
    )
    .map((line) => `${line}\n`)
    .join('');
}

/** The same as JSON. `done`: what became of it, of `apply`. */
export function stepJson(step: Step, done?: string): Record<string, unknown> {
  const { of, action, changes, fixed, unseen } = step;
  const { kind, name, workspace, experiment, scope, where } = of;
  const place = scope === undefined ? { workspace, ...(experiment !== undefined && { experiment }) } : { scope };
  return {
    kind,
    ...place,
    name,
    file: where,
    action,
    changes: changes.map(({ path, old, new: wanted }) => ({
      path,
      old: old ?? null,
      new: wanted ?? null,
      changeable: !fixed.includes(path),
    })),
    notCompared: unseen,
    ...(done !== undefined && { done }),
  };
}
