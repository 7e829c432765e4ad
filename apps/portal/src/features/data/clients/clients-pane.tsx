/** How a client of Batch AI, a shell or a script is led to this workspace, with nothing left to look up. */
import { useId, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { namesOf } from '../../../app/workspace-name.tsx';
import { CliLine } from '../../../ui/form/cli-line.tsx';
import { CopyButton } from '../../../ui/form/copy-button.tsx';
import { Segmented } from '../../../ui/form/segmented.tsx';
import { Pane } from '../../../ui/pane.tsx';
import data from '../data.module.css';
import css from './clients-pane.module.css';
import { type ClientKind, clientKinds, snippetOf, tokenLine } from './snippets.ts';

const names = { batchai: '@azure/arm-batchai', cli: 'CLI', sdk: 'SDK', curl: 'curl' } as const;
const options = clientKinds.map((value) => ({ value, label: names[value] }));

export function ClientsPane({ workspace }: { workspace: string }) {
  const { t } = useTranslation('clients');
  const [kind, setKind] = useState<ClientKind>('batchai');
  const token = useId();
  const place = { ...namesOf(workspace), base: location.origin, ref: workspace };
  const snippet = snippetOf(kind, place);
  /** Moving: another one at each server, which a kept picture must not show. */
  const facts: { label: string; value: string; moving?: true }[] = [
    { label: t('base'), value: place.base, moving: true },
    { label: t('subscription'), value: place.subscription },
    { label: t('resourceGroup'), value: place.resourceGroup },
    { label: t('workspace'), value: place.name },
  ];
  return (
    <Pane title={t('title')} meta={t('means')} padded={false} className={data.pane ?? ''}>
      <dl className={data.facts}>
        {facts.map(({ label, value, moving }) => (
          <div key={label}>
            <dt>{label}</dt>
            <dd>
              <code data-moving={moving}>{value}</code>
              <CopyButton text={value} what={label} />
            </dd>
          </div>
        ))}
      </dl>
      <section className={css.token} aria-labelledby={token}>
        <p id={token}>{t('token')}</p>
        <CliLine line={tokenLine} />
      </section>
      <div className={css.head}>
        <Segmented small label={t('client')} value={kind} options={options} onChange={setKind} />
        <CopyButton text={snippet} what={names[kind]} />
      </div>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached by keyboard */}
      <section className={css.snippet} tabIndex={0} aria-label={names[kind]}>
        <pre>{snippet}</pre>
      </section>
    </Pane>
  );
}
