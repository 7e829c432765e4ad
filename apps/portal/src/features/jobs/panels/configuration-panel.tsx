import { useTranslation } from 'react-i18next';
import { stringify } from 'yaml';
import { CopyButton } from '../../../ui/copy-button.tsx';
import { Pane } from '../../../ui/pane.tsx';
import { commandOf, submittedBody } from '../submitted.ts';
import css from './configuration-panel.module.css';
import type { PanelProps } from './panel.ts';

/** The job file that was submitted, as it would be submitted again. */
export function ConfigurationPanel({ job }: PanelProps) {
  const { t } = useTranslation('jobs');
  const command = commandOf(job);
  const yaml = stringify(submittedBody(job), { lineWidth: 0 });
  return (
    <Pane title={t('page.configuration.title')} meta={t('page.configuration.meta')}>
      <div className={css.part}>
        <h3>{t('page.configuration.command')}</h3>
        {command !== null && <CopyButton text={command} label={t('page.configuration.copyCommand')} />}
      </div>
      {command === null ? <p>{t('page.configuration.noCommand')}</p> : <pre className={css.command}>{command}</pre>}
      <div className={css.part}>
        <h3>{t('page.configuration.yaml')}</h3>
        <CopyButton text={yaml} label={t('page.configuration.copyYaml')} />
      </div>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached by the keyboard */}
      <pre className={css.yaml} tabIndex={0} aria-label={t('page.configuration.yaml')}>
        {yaml}
      </pre>
    </Pane>
  );
}
