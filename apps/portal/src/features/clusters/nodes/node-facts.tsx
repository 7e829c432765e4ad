/** Facts of a node, for its page and its quick look. */
import type { MachineFound, Node } from '@trainyard/contracts/node';
import { Fragment, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { Ago } from '../../../ui/ago.tsx';
import { SimTag } from '../../../ui/sim-tag.tsx';
import { useFormat } from '../../../ui/use-format.ts';
import { VolumeList } from '../../volumes/volume-list.tsx';
import { SetUpAgain } from '../setup/unusable-panel.tsx';
import { NodeJobs, NodeLabels } from './node-columns-cells.tsx';
import css from './nodes.module.css';

/** What is less than this may be the way there and back. */
const sameMs = 100;
/** A clock further off than this makes times of jobs hard to compare. */
const skewedMs = 1_000;

/** What an agent told of its machine; what it cannot tell is said so. */
function useMachineRows(): (machine: MachineFound | undefined, os: string | undefined) => [string, ReactNode][] {
  const { t } = useTranslation('clusters');
  const format = useFormat();
  const untold = t('nodes.untold');
  return (machine, os) => {
    if (machine === undefined) return [[t('nodes.os'), os ?? untold]];
    const { system, kernel, architecture, bootedAt, gpuDriver, clockSkewMs: skew } = machine;
    const off = skew === null ? 0 : Math.abs(skew);
    return [
      [t('nodes.os'), system ?? untold],
      [t('nodes.kernel'), `${kernel}, ${architecture}`],
      [t('nodes.booted'), bootedAt === null ? untold : <Ago key="booted" at={bootedAt} />],
      [t('nodes.driver'), gpuDriver ?? untold],
      [
        t('nodes.clock'),
        skew === null ? (
          untold
        ) : (
          <span key="clock" className={off > skewedMs ? css.stale : ''}>
            {t(off < sameMs ? 'nodes.clockSame' : skew > 0 ? 'nodes.clockAhead' : 'nodes.clockBehind', {
              off: format.duration(Math.max(off, sameMs)),
            })}
          </span>
        ),
      ],
    ];
  };
}

/** How its set-up failed, and the way to try again. */
export function SetupEnd({ node }: { node: Node }) {
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

/** What is known of a node and its machine. */
export function Facts({ node, past = false }: { node: Node; past?: boolean }) {
  const { t } = useTranslation(['clusters', 'scheduling', 'ui']);
  const format = useFormat();
  const na = t('ui:na');
  const machineRows = useMachineRows();
  const { found, capabilities } = node;
  const none = (list: readonly string[]) => (list.length === 0 ? t('nodes.noneOf') : list.join(', '));
  const now: [string, ReactNode][] = [
    [t('nodes.since'), <Ago key="since" at={Date.parse(node.stateTransitionTime)} />],
    [t('nodes.health'), t(`nodes.healths.${node.health}`)],
    [t('nodes.jobs'), node.jobs.length === 0 ? t('nodes.noneOf') : <NodeJobs key="jobs" node={node} />],
    [t('nodes.schedulable'), t(node.schedulable ? 'nodes.yes' : 'nodes.no')],
  ];
  const rows: [string, ReactNode][] = [
    // What holds from moment to moment is not said of one that is gone.
    ...(past ? [] : now),
    [
      t('scheduling:node.labels'),
      Object.keys(node.labels).length === 0 ? (
        t('scheduling:node.noLabels')
      ) : (
        <NodeLabels key="labels" labels={node.labels} />
      ),
    ],
    [t('nodes.host'), found?.machine?.hostname ?? found?.hostname ?? na],
    [t('nodes.address'), node.address ?? na],
    ...machineRows(found?.machine, found?.os),
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
export function Volumes({ node: { name, volumes } }: { node: Node }) {
  const { t } = useTranslation(['clusters', 'volumes']);
  return (
    <section className={css.volumes} aria-label={t('volumes:title')}>
      <h3>{t('volumes:title')}</h3>
      <VolumeList volumes={volumes.map((volume) => ({ ...volume, nodes: [name], of: 1 }))} root={mountRoot} />
    </section>
  );
}

/** GPUs of a node: what they are, and whose. */
export function Gpus({ node: { found, jobs }, past = false }: { node: Node; past?: boolean }) {
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
              {!past && (
                <span className={css.holder}>
                  {holder === undefined ? t('nodes.free') : <bdi>{holder.name ?? t('ui:heat.foreign')}</bdi>}
                </span>
              )}
            </li>
          );
        })}
      </ul>
    </section>
  );
}
