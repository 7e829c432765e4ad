import type { FileServer } from '@trainyard/contracts/file-server';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { addresses } from '../../../app/addresses.ts';
import { Bar } from '../../../ui/bar.tsx';
import { Glyph, type GlyphState } from '../../../ui/glyph.tsx';
import { useFormat } from '../../../ui/use-format.ts';
import css from '../data.module.css';

const signs: Readonly<Record<FileServer['provisioningState'], GlyphState>> = {
  creating: 'preparing',
  succeeded: 'succeeded',
  failed: 'failed',
  deleting: 'leaving',
};

/** The state of a file server, as sign and word. */
export function ServerState({ server: { provisioningState: state } }: { server: FileServer }) {
  const { t } = useTranslation(['data']);
  return (
    <span className={css.state}>
      <Glyph state={signs[state]} named={false} />
      {t(`data:server.states.${state}`)}
    </span>
  );
}

/** How full it is. */
export function ServerUse({ server: { bytesUsed, bytesLimit } }: { server: FileServer }) {
  const { t } = useTranslation(['data', 'ui']);
  const format = useFormat();
  if (bytesUsed === null) return t('data:server.holds', { size: format.bytes(bytesLimit) });
  const percent = bytesLimit === 0 ? 100 : Math.min(100, (100 * bytesUsed) / bytesLimit);
  return (
    <span className={css.use}>
      <Bar className={css.bar} parts={[{ look: percent >= 95 ? 'full' : 'used', percent }]} />
      {t('data:server.used', { used: format.bytes(bytesUsed), limit: format.bytes(bytesLimit) })}
    </span>
  );
}

/** Clusters and jobs that mount it. */
export function MountedBy({ server: { workspace, mountedBy } }: { server: FileServer }) {
  const { t } = useTranslation(['data']);
  if (mountedBy.length === 0) return t('data:server.nobody');
  return (
    <ul className={css.names}>
      {mountedBy.map(({ kind, name }) => (
        <li key={`${kind} ${name}`}>
          {t(`data:server.kinds.${kind}`)}{' '}
          {kind === 'cluster' ? (
            <Link to={addresses.cluster(workspace, name)} className={css.link}>
              <bdi>{name}</bdi>
            </Link>
          ) : (
            <bdi>{name}</bdi>
          )}
        </li>
      ))}
    </ul>
  );
}
