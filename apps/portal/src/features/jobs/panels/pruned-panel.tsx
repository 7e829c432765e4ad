import { parseDuration } from '@trainyard/contracts/durations';
import type { Kept } from '@trainyard/contracts/retention';
import { useTranslation } from 'react-i18next';
import { useFormat } from '../../../ui/use-format.ts';
import type { PanelProps } from './panel.ts';
import css from './pruned-panel.module.css';

/** What of a job was removed, when, and by whose word. */
export function PrunedPanel({ job: { pruned } }: PanelProps) {
  const { t } = useTranslation(['jobs']);
  const format = useFormat();
  return Object.entries(pruned).map(([what, { at, keptFor, by }]) => {
    const time = format.duration(parseDuration(keptFor) ?? 0);
    return (
      <p key={what} className={css.pruned}>
        {t(`jobs:page.files.pruned.${what as Kept}`, { at: format.instant(Date.parse(at)) })}{' '}
        {t(`jobs:page.files.prunedBy.${by}`, { time })}
      </p>
    );
  });
}
