import type { VolumeReport } from '@trainyard/contracts/planned-volume';
import { useTranslation } from 'react-i18next';
import { Ago } from '../../ui/ago.tsx';
import { Glyph, type GlyphState } from '../../ui/glyph.tsx';
import { useTexts } from '../../ui/use-texts.ts';
import css from './volume-list.module.css';
import type { SeenVolume } from './volumes-of.ts';

const signs: Readonly<Record<VolumeReport['state'], GlyphState>> = {
  mounting: 'preparing',
  mounted: 'succeeded',
  failing: 'failed',
  unmounted: 'idle',
};

/** Volumes with their state, and why one cannot be used. `root`: the variable under which they appear. */
export function VolumeList({ volumes, root }: { volumes: readonly SeenVolume[]; root: string }) {
  const { t } = useTranslation(['volumes']);
  const { sayReason } = useTexts();
  return (
    <ul className={css.list}>
      {volumes.map(({ at, label, state, reason, since, nodes, of }) => (
        <li key={at}>
          <p className={css.first}>
            <Glyph state={signs[state]} named={false} />
            <bdi className={css.label} title={label}>
              {label}
            </bdi>
            <span className={css.state}>
              {t(`volumes:states.${state}`)} <Ago at={since} />
            </span>
          </p>
          <p className={css.second}>
            <code>{`${root}/${at}`}</code>
            {of > 1 && (
              <span title={nodes.join(', ')}>
                {nodes.length < of
                  ? t('volumes:ofNodes', { bad: nodes.length, all: of })
                  : t('volumes:onNodes', { count: of })}
              </span>
            )}
          </p>
          {reason !== null && <p className={css.reason}>{sayReason(reason)}</p>}
        </li>
      ))}
    </ul>
  );
}
