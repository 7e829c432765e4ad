import { commandOf, submittedBody } from '@trainyard/contracts/submitted-body';
import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { CopyButton } from '../../../ui/form/copy-button.tsx';
import { YamlView } from '../../../ui/form/yaml-view.tsx';
import { Pane } from '../../../ui/pane.tsx';
import css from './configuration-panel.module.css';
import type { PanelProps } from './panel.ts';

/** The command, and the job file as it would be submitted again. */
export function ConfigurationPanel({ job }: PanelProps) {
  const { t } = useTranslation('jobs');
  const command = commandOf(job);
  const body = useMemo(() => submittedBody(job), [job]);
  return (
    <>
      <Pane
        title={t('page.configuration.command')}
        tools={command !== null && <CopyButton text={command} what={t('page.configuration.command')} />}
      >
        {command === null ? (
          <p className={css.none}>{t('page.configuration.noCommand')}</p>
        ) : (
          <pre className={css.command}>{command}</pre>
        )}
      </Pane>
      <YamlView
        title={t('page.configuration.title')}
        value={body}
        foot={<p className={css.none}>{t('page.configuration.meta')}</p>}
      />
    </>
  );
}
