import { Drawer, IconButton } from '@mui/material';
import type { Cluster } from '@trainyard/contracts/cluster';
import type { Node } from '@trainyard/contracts/node';
import { X } from 'lucide-react';
import { Fragment, type ReactNode, useId } from 'react';
import { useTranslation } from 'react-i18next';
import { Ago } from '../../../ui/ago.tsx';
import { StateWord } from '../../../ui/glyph.tsx';
import { LinkButton } from '../../../ui/link-button.tsx';
import { SimTag } from '../../../ui/sim-tag.tsx';
import { useFormat } from '../../../ui/use-format.ts';
import { VolumeList } from '../../volumes/volume-list.tsx';
import { canBeSetUp } from '../setup/unusable.ts';
import { SetUpAgain } from '../setup/unusable-panel.tsx';
import { NodeActs } from './node-acts.tsx';
import { DeclareLost, NodeJobs, NodeLabels, NodeReason } from './node-columns-cells.tsx';
import css from './nodes.module.css';

interface NodeDrawerProps {
  /** Undefined: closed. */
  node: Node | undefined;
  cluster: Cluster;
  onClose: () => void;
}

/** One node in detail: what was found on its machine, what its agent can do. */
export function NodeDrawer({ node, cluster, onClose }: NodeDrawerProps) {
  const { t } = useTranslation(['clusters', 'scheduling', 'ui']);
  const id = useId();
  return (
    <Drawer
      anchor="right"
      open={node !== undefined}
      onClose={onClose}
      transitionDuration={80}
      slotProps={{ paper: { className: css.drawer ?? '', role: 'dialog', 'aria-labelledby': id } }}
    >
      {node && (
        <>
          <header className={css.drawerHead}>
            <h2 id={id}>
              <bdi>{node.name}</bdi>
            </h2>
            <StateWord state={node.state} />
            <IconButton aria-label={t('ui:close')} onClick={onClose} className={css.close ?? ''}>
              <X size={16} strokeWidth={1.5} />
            </IconButton>
          </header>
          <div className={css.drawerFinding}>
            <NodeReason node={node} />
            <DeclareLost node={node} />
          </div>
          {node.state === 'unusable' && canBeSetUp(node) && <SetupEnd node={node} />}
          <NodeActs node={node} cluster={cluster} />
          <Facts node={node} />
          <Gpus node={node} />
          {node.volumes.length > 0 && <Volumes node={node} />}
          {cluster.nodeSetup !== undefined && (
            <p className={css.drawerFoot}>
              <LinkButton to={`?tab=setup&node=${encodeURIComponent(node.name)}`}>{t('nodes.setupLog')}</LinkButton>
            </p>
          )}
        </>
      )}
    </Drawer>
  );
}

/** How its set-up failed, and the way to try again. */
function SetupEnd({ node }: { node: Node }) {
  const { t } = useTranslation(['clusters', 'scheduling', 'ui']);
  const stderr = node.setup?.stderr.trimEnd() ?? '';
  return (
    <section className={css.setupEnd} aria-label={t('tab.setup')}>
      {stderr !== '' && (
        <>
          <h3>{t('setup.wroteLast', { name: node.name })}</h3>
          <pre>{stderr}</pre>
        </>
      )}
      <SetUpAgain nodes={[node]} />
    </section>
  );
}

function Facts({ node }: { node: Node }) {
  const { t } = useTranslation(['clusters', 'scheduling', 'ui']);
  const format = useFormat();
  const na = t('ui:na');
  const { found, capabilities } = node;
  const none = (list: readonly string[]) => (list.length === 0 ? t('nodes.noneOf') : list.join(', '));
  const rows: [string, ReactNode][] = [
    [t('nodes.since'), <Ago key="since" at={Date.parse(node.stateTransitionTime)} />],
    [t('nodes.health'), t(`nodes.healths.${node.health}`)],
    [t('nodes.jobs'), node.jobs.length === 0 ? t('nodes.noneOf') : <NodeJobs key="jobs" node={node} />],
    [t('nodes.schedulable'), t(node.schedulable ? 'nodes.yes' : 'nodes.no')],
    [
      t('scheduling:node.labels'),
      Object.keys(node.labels).length === 0 ? (
        t('scheduling:node.noLabels')
      ) : (
        <NodeLabels key="labels" labels={node.labels} />
      ),
    ],
    [t('nodes.host'), found?.hostname ?? na],
    [t('nodes.address'), node.address ?? na],
    [t('nodes.os'), found?.os ?? na],
    [t('nodes.processors'), found === null ? na : format.count(found.vcpus)],
    [t('design.memory'), found === null ? na : format.bytes(found.memoryBytes)],
    [t('nodes.size'), node.vmSize],
    [t('nodes.agent'), node.agentVersion ?? na],
    [t('nodes.executors'), capabilities === null ? na : none(capabilities.executors)],
    [t('nodes.isolation'), capabilities === null ? na : none(capabilities.isolation)],
    [t('nodes.gpuSource'), capabilities === null ? na : t(`nodes.sources.${capabilities.gpuSource}`)],
    [t('nodes.made'), <Ago key="made" at={Date.parse(node.creationTime)} />],
  ];
  return (
    <dl className={css.facts}>
      {rows.map(([name, value]) => (
        <Fragment key={name}>
          <dt>{name}</dt>
          <dd>{value}</dd>
        </Fragment>
      ))}
    </dl>
  );
}

const mountRoot = '$AZ_BATCHAI_MOUNT_ROOT';

/** Volumes of the cluster, as this node sees them. */
function Volumes({ node: { name, volumes } }: { node: Node }) {
  const { t } = useTranslation(['clusters', 'volumes']);
  return (
    <section className={css.volumes} aria-label={t('volumes:title')}>
      <h3>{t('volumes:title')}</h3>
      <VolumeList volumes={volumes.map((volume) => ({ ...volume, nodes: [name], of: 1 }))} root={mountRoot} />
    </section>
  );
}

function Gpus({ node: { found, jobs } }: { node: Node }) {
  const { t } = useTranslation(['clusters', 'scheduling', 'ui']);
  const format = useFormat();
  if (found === null || found.gpus.length === 0) return null;
  return (
    <section className={css.gpus} aria-label={t('nodes.gpus')}>
      <h3>{t('nodes.gpus')}</h3>
      <ul>
        {found.gpus.map((gpu) => {
          const holder = jobs.find(({ gpuIds }) => gpuIds.includes(gpu.index));
          return (
            <li key={gpu.uuid}>
              <span className={css.quiet}>{format.count(gpu.index)}</span>
              <span>
                {`${gpu.model}, ${format.bytes(gpu.memoryBytes)} `}
                {gpu.simulated && <SimTag />}
                <code className={css.uuid}>{gpu.uuid}</code>
              </span>
              <span className={css.holder}>{holder === undefined ? t('nodes.free') : <bdi>{holder.name}</bdi>}</span>
            </li>
          );
        })}
      </ul>
    </section>
  );
}
