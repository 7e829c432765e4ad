import type { CommandName } from '../interface.ts';
import { jobExplain } from './job-explain.ts';
import { jobPlan } from './job-plan.ts';
import type { Question } from './question.ts';

/** Every question by name: the one list. */
export const questions = {
  'job.explain': jobExplain,
  'job.plan': jobPlan,
} as const satisfies { [N in CommandName]?: Question<N> };

export type QuestionName = keyof typeof questions;

/** A question by name; undefined when it is none, or a command. */
export function questionNamed<N extends CommandName>(name: N): Question<N> | undefined {
  return Object.hasOwn(questions, name) ? (questions as { [M in CommandName]?: Question<M> })[name] : undefined;
}
