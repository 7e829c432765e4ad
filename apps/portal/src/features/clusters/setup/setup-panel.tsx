import { MenuItem, Select } from '@mui/material';
import type { Cluster, ClusterCreate } from '@trainyard/contracts/cluster';
import type { Node } from '@trainyard/contracts/node';
import { Suspense, useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useSearchParams } from 'react-router';
import { EmptyState } from '../../../ui/empty-state.tsx';
import { Glyph, isGlyphState } from '../../../ui/glyph.tsx';
import { later } from '../../../ui/later.ts';
import { LogView } from '../../../ui/log/log-view.tsx';
import { RefusableButton } from '../../../ui/refusable-button.tsx';
import css from '../cluster.module.css';

const SetupDialog = later('SetupDialog', () => import('./setup-dialog.tsx'));

/** What every node did before it took jobs: the set-up task, and its log node by node. */
export function SetupPanel({ cluster, nodes }: { cluster: Cluster; nodes: readonly Node[] }) {
  const { t } = useTranslation('clusters');
  const [search, setSearch] = useSearchParams();
  const { setupTask } = (cluster.nodeSetup ?? {}) as NonNullable<ClusterCreate['nodeSetup']>;
  // Somebody who comes without a node wants the one that has a problem, or else the newest.
  const odd = nodes.find(({ state }) => state === 'unusable' || state === 'preparing');
  const node = nodes.find(({ name }) => name === search.get('node')) ?? odd ?? nodes.at(-1);
  if (setupTask === undefined) {
    return <EmptyState title={t('setup.none')} text={t('setup.noneText')} action={<Change cluster={cluster} />} />;
  }
  if (node === undefined) return <EmptyState title={t('nodes.none')} text={t('setup.noNode')} />;
  return (
    <div className={css.setup}>
      <p className={css.command}>
        <span>{t('setup.command')}</span>
        <code>{setupTask.commandLine}</code>
        <span className={css.commandActs}>
          <Change cluster={cluster} />
        </span>
      </p>
      <div className={css.setupLog}>
        <NodeLog
          key={node.uid}
          node={node}
          choices={
            <Select
              variant="outlined"
              size="small"
              value={node.name}
              aria-label={t('setup.node')}
              onChange={({ target }) => setSearch({ tab: 'setup', node: target.value })}
            >
              {nodes.map(({ uid, name, state }) => (
                <MenuItem key={uid} value={name}>
                  <span className={css.choice}>
                    {isGlyphState(state) && <Glyph state={state} />}
                    <bdi>{name}</bdi>
                  </span>
                </MenuItem>
              ))}
            </Select>
          }
        />
      </div>
    </div>
  );
}

/** The set-up can be mended: every node then runs the new one before it takes new work. */
function Change({ cluster }: { cluster: Cluster }) {
  const { t } = useTranslation('clusters');
  const [open, setOpen] = useState(false);
  const refused = cluster.can.update === true ? undefined : t('page.mayNot');
  return (
    <>
      <RefusableButton refused={refused} onClick={() => setOpen(true)}>
        {t('setup.change')}
      </RefusableButton>
      <Suspense>{open && <SetupDialog cluster={cluster} onClose={() => setOpen(false)} />}</Suspense>
    </>
  );
}

function NodeLog({ node, choices }: { node: Node; choices: React.ReactNode }) {
  const { t } = useTranslation('clusters');
  const streams = useMemo(
    () => (['stdout', 'stderr'] as const).map((fd) => ({ stream: `node/${node.uid}/setup/${fd}`, label: fd })),
    [node.uid],
  );
  return (
    <LogView
      title={t('setup.title')}
      name={t('setup.logOf', { name: node.name })}
      streams={streams}
      downloadName={`${node.name}-setup`}
      choices={choices}
      empty={<EmptyState title={t('setup.empty')} text={t('setup.emptyText')} />}
    />
  );
}
