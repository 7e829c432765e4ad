import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { Link, useParams } from 'react-router';
import { addresses } from '../../app/addresses.ts';
import { useCrumbs } from '../../app/shell/crumbs.tsx';
import { useNodes } from '../../live/questions.ts';
import { EmptyState } from '../../ui/empty-state.tsx';
import { ErrorState } from '../../ui/error-state.tsx';
import { StateWord } from '../../ui/glyph.tsx';
import { LinkButton } from '../../ui/link-button.tsx';
import { TerminalView } from './terminal-view.tsx';

/** A shell on a node, outside any job. */
export function Page() {
  const { workspace = '', cluster = '', node: name = '' } = useParams();
  const { t } = useTranslation('terminal');
  const back = addresses.cluster(workspace, cluster, `?node=${encodeURIComponent(name)}`);
  useCrumbs(
    { label: t('clusters'), to: addresses.clusters(workspace) },
    { label: cluster, to: addresses.cluster(workspace, cluster) },
    { label: name, to: back },
    { label: t('title') },
  );
  const { data: nodes, error, refetch } = useNodes(workspace, cluster);
  const node = nodes?.find((one) => one.name.toLowerCase() === name.toLowerCase());
  const uid = node?.uid;
  const place = useMemo(
    () => (uid === undefined ? undefined : ({ kind: 'node', nodeUid: uid, command: null, terminal: null } as const)),
    [uid],
  );
  if (node === undefined || place === undefined) {
    if (nodes === undefined) return error === null ? null : <ErrorState error={error} onRetry={refetch} />;
    return (
      <EmptyState
        whole
        title={t('noNode', { name })}
        text={t('noNodeText', { cluster })}
        action={<LinkButton to={addresses.cluster(workspace, cluster)}>{t('toCluster')}</LinkButton>}
      />
    );
  }
  if (node.can.operate !== true) {
    return (
      <EmptyState
        whole
        title={t('mayNot')}
        text={t('mayNotText')}
        action={<LinkButton to={back}>{t('toCluster')}</LinkButton>}
      />
    );
  }
  return (
    <TerminalView
      place={place}
      facts={
        <>
          <li>
            {t('fact.node')}
            <Link to={back}>
              <bdi>{node.name}</bdi>
            </Link>
          </li>
          <li>
            <StateWord state={node.state} />
          </li>
          <li>{t('fact.outside')}</li>
        </>
      }
    />
  );
}
