import type { CapsulePart, ReadCapsule } from '@trainyard/contracts/capsule';
import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Glyph } from '../ui/glyph.tsx';
import { type Checked, check } from './open-capsule.ts';
import css from './page.module.css';
import { useStreamWords } from './use-stream-words.ts';

/** Whether the file is as it was written: every part and the whole against their hashes. */
export function CheckLine({ capsule }: { capsule: ReadCapsule }) {
  const { t } = useTranslation('capsule');
  const words = useStreamWords(capsule.manifest.streams);
  const [checked, setChecked] = useState<Checked>({
    state: 'checking',
    done: 0,
    of: capsule.manifest.parts.length,
    damaged: [],
  });
  useEffect(() => void check(capsule, setChecked), [capsule]);
  const { state, done, of, damaged } = checked;
  const nameOf = ({ kind, stream }: CapsulePart) =>
    t(`kind.${kind}`, { stream: stream === undefined ? '' : words(stream) });
  return (
    <section className={`${css.check} ${css[state]}`} aria-label={t('check.label')} data-check={state}>
      <Glyph state={state === 'intact' ? 'succeeded' : state === 'damaged' ? 'failed' : 'warning'} named={false} />
      <div>
        <p role="status">{t(`check.${state}`, { done, of })}</p>
        {damaged.map((part, at) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: they are only ever added to
          <p key={at}>{t('check.part', { part: nameOf(part) })}</p>
        ))}
        {state === 'damaged' && damaged.length === 0 && <p>{t('check.manifest')}</p>}
      </div>
      <p className={css.seal} title={t('check.sealTip')}>
        {t('check.seal')} <code>{capsule.seal}</code>
      </p>
    </section>
  );
}
