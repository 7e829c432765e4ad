import type { Attempt } from '@trainyard/contracts/attempt';
import { useCallback } from 'react';
import { useTranslation } from 'react-i18next';
import { useFormat } from '../../../ui/use-format.ts';
import { useTexts } from '../../../ui/use-texts.ts';
import { stepTimes } from './steps.ts';

/** Steps by their names on the agent, and the words we have for them. */
const known = {
  directories: 'directories',
  volumes: 'volumes',
  outputs: 'outputs',
  image: 'image',
  files: 'files',
  inputs: 'inputs',
  restore: 'restore',
  preparation: 'preparation',
  gate: 'gate',
  processes: 'processes',
  'exit codes': 'exitCodes',
  stop: 'stop',
  container: 'container',
  mirror: 'mirror',
  artifacts: 'artifacts',
  unmount: 'unmount',
  logs: 'logs',
} as const;

/** What a step is called; a step of a newer agent keeps its own name. */
export function useStepName(): (name: string) => string {
  const { t } = useTranslation('jobs');
  return useCallback((name) => (name in known ? t(`page.steps.${known[name as keyof typeof known]}`) : name), [t]);
}

/** Shorter steps are not worth a word. */
const shortMs = 20;

/** The steps until an attempt's processes ran, with the time that each took. */
export function useStepWords(): (attempt: Pick<Attempt, 'tasks'> | undefined) => string {
  const format = useFormat();
  const nameOf = useStepName();
  const { sayReason } = useTexts();
  return useCallback(
    (attempt) => {
      const times = stepTimes(attempt?.tasks ?? []);
      const end = times.findIndex(({ name }) => name === 'processes');
      return (end === -1 ? times : times.slice(0, end))
        .filter(({ ms }) => ms === null || ms >= shortMs)
        .map(({ name, ms, detail }) => {
          const words = ms === null ? nameOf(name) : `${nameOf(name)} ${format.duration(ms)}`;
          return detail === null ? words : `${words} (${sayReason(detail)})`;
        })
        .join(', ');
    },
    [format, nameOf, sayReason],
  );
}
