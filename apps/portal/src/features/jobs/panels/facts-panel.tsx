import { parseDuration } from '@trainyard/contracts/durations';
import { commandOf } from '@trainyard/contracts/submitted-body';
import { Fragment, type ReactNode, useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { addresses } from '../../../app/addresses.ts';
import { useArtifacts } from '../../../live/questions.ts';
import { Pane } from '../../../ui/pane.tsx';
import { Tag } from '../../../ui/tag.tsx';
import { useFormat } from '../../../ui/use-format.ts';
import { artifactsOf, instant, lastAttempt, processCount } from '../job-facts.ts';
import css from './facts-panel.module.css';
import { fileGroups } from './outputs.ts';
import type { PanelProps } from './panel.ts';
import { useTab } from './tab.ts';
import { useShareWords } from './use-share-words.ts';

interface Fact {
  label: string;
  value: ReactNode;
}

/** What one asks of a job beside its charts: command, files, limits. */
export function FactsPanel({ job, attempts }: PanelProps) {
  const { t } = useTranslation('jobs');
  const format = useFormat();
  const { searchOf } = useTab();
  const files = useFileFacts(job);
  const asked = useAskedFacts(job);
  const command = commandOf(job);
  const last = lastAttempt(attempts);
  const { startTime, endTime, exitCode } = job.executionInfo;
  const limit = (job.constraints as { maxWallClockTime?: string } | undefined)?.maxWallClockTime;
  const limitMs = limit === undefined ? undefined : parseDuration(limit);
  const rule = job.restart as { onFailure: number; onNodeLoss: number } | undefined;
  const facts: Fact[] = [];
  if (command !== null) facts.push({ label: t('page.facts.command'), value: <code title={command}>{command}</code> });
  facts.push(...files);
  if (last !== undefined) facts.push({ label: t('page.facts.processes'), value: format.count(processCount(last)) });
  facts.push({ label: t('page.facts.queue'), value: <bdi>{job.queue}</bdi> });
  facts.push(...asked);
  const times = [
    [t('page.facts.started'), instant(startTime)],
    [t('page.facts.ended'), instant(endTime)],
  ] as const;
  for (const [label, at] of times) {
    if (at !== null) facts.push({ label, value: <span title={format.fully(at)}>{format.instant(at)}</span> });
  }
  if (exitCode !== undefined) facts.push({ label: t('page.facts.exitCode'), value: String(exitCode) });
  if (limitMs !== undefined) facts.push({ label: t('page.facts.limit'), value: format.duration(limitMs) });
  if (rule !== undefined) {
    const counts = { failure: format.count(rule.onFailure), loss: format.count(rule.onNodeLoss) };
    facts.push({ label: t('page.facts.restarts'), value: t('page.facts.restartsRule', counts) });
  }
  return (
    <Pane
      title={t('page.facts.title')}
      tools={
        <Link to={searchOf('configuration')} className={css.all}>
          {t('page.facts.all')}
        </Link>
      }
    >
      <dl className={css.facts}>
        {facts.map(({ label, value }) => (
          <div key={label}>
            <dt>{label}</dt>
            <dd>{value}</dd>
          </div>
        ))}
      </dl>
      <Tags tags={job.tags} />
    </Pane>
  );
}

/** What it asks of its nodes beside their number, and of other jobs. */
function useAskedFacts(job: PanelProps['job']): Fact[] {
  const { t } = useTranslation('jobs');
  const share = useShareWords(job);
  const facts: Fact[] = [];
  if (share !== null) facts.push({ label: t('page.facts.share'), value: <span title={share}>{share}</span> });
  const labels = Object.entries((job.nodeLabels ?? {}) as Record<string, string>).map(pairOf);
  if (labels.length > 0) facts.push({ label: t('page.facts.labels'), value: <bdi>{labels.join(', ')}</bdi> });
  const before = (job.dependsOn ?? []) as { experiment?: string; job: string }[];
  if (before.length > 0) {
    const links = before.map(({ experiment = job.experiment, job: name }, at) => (
      <Fragment key={`${experiment}/${name}`}>
        {at > 0 && ', '}
        <Link to={addresses.job({ workspace: job.workspace, experiment, name })} className={css.link}>
          <bdi>{name}</bdi>
        </Link>
      </Fragment>
    ));
    facts.push({ label: t('page.facts.dependsOn'), value: links });
  }
  return facts;
}

const pairOf = ([name, value]: [string, string]): string => (value === '' ? name : `${name}=${value}`);

function useFileFacts(job: PanelProps['job']): Fact[] {
  const { t } = useTranslation('jobs');
  const format = useFormat();
  const { data } = useArtifacts(job);
  const groups = useMemo(() => fileGroups(artifactsOf(job, data ?? [])), [job, data]);
  return groups.map(({ kind, directory, files, bytes }) => {
    const number = format.count(files.length);
    const sum =
      kind === 'checkpoint'
        ? t('page.facts.checkpointsLast', { number, bytes: format.bytes(files[0]?.bytes ?? 0) })
        : t('page.facts.outputSum', { number, bytes: format.bytes(bytes) });
    const label = kind === 'checkpoint' ? t('page.facts.checkpoints') : directory;
    return { label, value: <FilesLink sum={sum} /> };
  });
}

function FilesLink({ sum }: { sum: string }) {
  const { searchOf } = useTab();
  return (
    <Link to={searchOf('files')} className={css.link}>
      {sum}
    </Link>
  );
}

function Tags({ tags }: { tags: Record<string, string> }) {
  const all = Object.entries(tags);
  if (all.length === 0) return null;
  return (
    <ul className={css.tags}>
      {all.map(([name, value]) => (
        <li key={name}>
          <Tag>
            <bdi>{value === '' ? name : `${name}: ${value}`}</bdi>
          </Tag>
        </li>
      ))}
    </ul>
  );
}
