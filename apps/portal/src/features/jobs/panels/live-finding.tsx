/** What stands out of a job that runs: who holds the others back, or hangs, since when, by what evidence, and what can be done here. */
import { useMutation } from '@tanstack/react-query';
import type { Attempt } from '@trainyard/contracts/attempt';
import type { Job } from '@trainyard/contracts/job';
import type { Finding } from '@trainyard/contracts/vitals';
import { useTranslation } from 'react-i18next';
import { useNavigate } from 'react-router';
import { client } from '../../../live/client.ts';
import { useNodes } from '../../../live/questions.ts';
import { timeCrosshair } from '../../../ui/chart/crosshair.ts';
import { Glyph } from '../../../ui/glyph.tsx';
import { RefusableButton } from '../../../ui/refusable-button.tsx';
import { sentence } from '../../../ui/sentence.ts';
import { useToast } from '../../../ui/toasts.tsx';
import { useErrorWords } from '../../../ui/use-error-words.ts';
import { useFormat } from '../../../ui/use-format.ts';
import { useTexts } from '../../../ui/use-texts.ts';
import css from './finding-panel.module.css';
import { useLogSearch } from './tab.ts';

interface LiveFindingProps {
  job: Job;
  attempts: readonly Attempt[];
  finding: Finding;
}

/** Says it with its evidence. */
export function LiveFinding({ job, attempts, finding }: LiveFindingProps) {
  const { t } = useTranslation('jobs');
  const { sayReason } = useTexts();
  const format = useFormat();
  // Of a hang the sentence itself says since when.
  const since = finding.kind === 'hang' ? null : t('page.finding.since', { at: format.clock(finding.since) });
  return (
    <section className={`${css.finding} ${css[finding.kind] ?? ''}`} aria-label={t('page.finding.label')}>
      <Glyph state="warning" size={14} named={false} />
      <p className={css.words}>
        <b>{sentence(sayReason(finding.says))}</b>{' '}
        {since !== null && <span title={format.fully(finding.since)}>{since} </span>}
        {finding.evidence.map((text) => sentence(sayReason(text))).join(' ')}
      </p>
      <div className={css.ways}>
        <EvidenceButton finding={finding} />
        <DrainButton job={job} attempts={attempts} node={finding.node} />
      </div>
    </section>
  );
}

/** Leads to the log of the rank that it is about, with the crosshair of all charts where it began. */
function EvidenceButton({ finding }: Pick<LiveFindingProps, 'finding'>) {
  const { t } = useTranslation('jobs');
  const search = useLogSearch();
  const navigate = useNavigate();
  const show = () => {
    timeCrosshair.clear();
    timeCrosshair.toggle(finding.since, 'finding');
    const [rank] = finding.ranks;
    void navigate(search(rank === undefined ? {} : { rank }));
  };
  return (
    <RefusableButton refused={undefined} onClick={show} variant="outlined">
      {t('page.finding.evidence')}
    </RefusableButton>
  );
}

interface DrainProps {
  job: Job;
  attempts: readonly Attempt[];
  /** Name of the node. */
  node: string | null;
}

/** Keeps new work off the node: what runs there goes on. */
function DrainButton({ job, attempts, node }: DrainProps) {
  const of = attempts
    .at(-1)
    ?.tasks.map(({ node: where }) => where)
    .find(({ name }) => name === node);
  if (of === undefined || job.cluster === null) return null;
  return <Drain cluster={job.cluster} uid={of.uid} name={of.name} />;
}

interface DrainOfProps {
  cluster: NonNullable<Job['cluster']>;
  uid: string;
  name: string;
}

function Drain({ cluster, uid, name }: DrainOfProps) {
  const { t } = useTranslation('jobs');
  const toast = useToast();
  const words = useErrorWords();
  const node = useNodes(cluster.workspace, cluster.name).data?.find((one) => one.uid === uid);
  const drain = useMutation({
    mutationFn: () => {
      const params = { workspace: cluster.workspace, name: cluster.name, node: uid };
      return client.call('updateNode', { params, body: { schedulable: false } });
    },
    onSuccess: () => toast(t('page.finding.drained', { node: name })),
    onError: (error) => toast(words(error)),
  });
  if (node === undefined || !node.schedulable) return null;
  const refused = node.can.operate === true ? undefined : t('page.finding.mayNotDrain');
  return (
    <RefusableButton refused={refused} onClick={() => drain.mutate()} variant="text">
      {t('page.finding.drain', { node: name })}
    </RefusableButton>
  );
}
