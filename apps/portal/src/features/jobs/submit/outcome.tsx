import type { JobPlan } from '@trainyard/contracts/api/jobs';
import { useTranslation } from 'react-i18next';
import { useNow } from '../../../live/connection.ts';
import { Readout, Readouts } from '../../../ui/readouts.tsx';
import { useFormat } from '../../../ui/use-format.ts';
import { useSayWhen } from '../waiting/use-say-when.ts';

interface OutcomeProps {
  plan: JobPlan | undefined;
  /** What is shown is of the body before the last change. */
  late: boolean;
}

/** What would come of the job, were it submitted now: when it starts, where, for how much, and at whose cost. */
export function Outcome({ plan, late }: OutcomeProps) {
  const { t } = useTranslation(['jobs', 'submit']);
  // Greyed without a word: the next answer is a moment away.
  const stale = late && plan !== undefined ? '' : undefined;
  return (
    <Readouts label={t('submit:outcome.label')}>
      <Starts start={plan?.start ?? null} stale={stale} />
      <Place placement={plan?.placement ?? null} stale={stale} />
      <Price price={plan?.price ?? null} stale={stale} />
      <Takes preempts={plan?.preempts ?? null} stale={stale} />
    </Readouts>
  );
}

type Part<K extends keyof JobPlan> = { stale: string | undefined } & Record<K, JobPlan[K]>;

function Starts({ start, stale }: Part<'start'>) {
  const { t } = useTranslation(['jobs', 'submit', 'ui']);
  const format = useFormat();
  const when = useSayWhen();
  const now = useNow();
  const label = t('submit:outcome.starts');
  if (start?.now) {
    return (
      <Readout label={label} value={t('submit:outcome.now')} stale={stale}>
        {t('submit:outcome.nextPass')}
      </Readout>
    );
  }
  const forecast = start?.forecast ?? null;
  if (forecast === null) return <Readout label={label} value={t('ui:na')} stale={stale} />;
  const left = format.duration(Math.max(0, Math.floor((forecast.p50 - now) / 1_000) * 1_000));
  return (
    <Readout label={label} value={when(forecast.p50)} stale={stale}>
      {t('submit:outcome.in', { left, latest: when(forecast.p90) })}
    </Readout>
  );
}

/** Nodes that are named; more are counted. */
const namedMost = 2;

function Place({ placement, stale }: Part<'placement'>) {
  const { t } = useTranslation(['jobs', 'submit', 'ui']);
  const format = useFormat();
  const label = t('submit:outcome.place');
  const nodes = placement?.nodes ?? [];
  const [first] = nodes;
  if (placement === null || first === undefined) {
    return (
      <Readout label={label} value={t('ui:na')} stale={stale}>
        {placement !== null && t('submit:outcome.waits')}
      </Readout>
    );
  }
  const names = nodes.map(({ node }) => node.name);
  const value = nodes.length > namedMost ? t('jobs:page.head.nodes', { count: nodes.length }) : names.join(', ');
  const share = [
    ...(first.gpuIds.length > 0 ? [t('jobs:page.attempts.gpus', { ids: first.gpuIds.join(', ') })] : []),
    t('jobs:page.facts.cpus', { cpus: format.quantity(first.cpus, '') }),
    format.bytes(first.memoryBytes),
  ].join(', ');
  return (
    <Readout label={label} value={<span title={names.join(', ')}>{value}</span>} stale={stale}>
      {nodes.length > 1 ? t('submit:outcome.each', { share }) : share}
    </Readout>
  );
}

function Price({ price, stale }: Part<'price'>) {
  const { t } = useTranslation(['jobs', 'submit', 'ui']);
  const format = useFormat();
  const label = t('submit:outcome.price');
  if (price === null || price.perHour === null) {
    return (
      <Readout label={label} value={t('ui:na')} stale={stale}>
        {price !== null && t('submit:outcome.noPrice')}
      </Readout>
    );
  }
  return (
    <Readout
      label={label}
      value={format.money(price.perHour, price.currency ?? '')}
      unit={t('submit:outcome.perHour')}
      stale={stale}
    />
  );
}

function Takes({ preempts, stale }: Part<'preempts'>) {
  const { t } = useTranslation(['jobs', 'submit', 'ui']);
  const format = useFormat();
  const label = t('submit:outcome.takes');
  if (preempts === null) return <Readout label={label} value={t('ui:na')} stale={stale} />;
  if (preempts.length === 0) return <Readout label={label} value={t('submit:outcome.nobody')} stale={stale} />;
  const names = preempts.map(({ job }) => job.name).join(', ');
  const lost = format.duration(preempts.reduce((sum, { lostMs }) => sum + lostMs, 0));
  return (
    <Readout
      label={label}
      value={format.count(preempts.length)}
      unit={t('submit:outcome.jobs', { count: preempts.length })}
      stale={stale}
    >
      <span title={names}>{t('submit:outcome.lost', { names, lost })}</span>
    </Readout>
  );
}
