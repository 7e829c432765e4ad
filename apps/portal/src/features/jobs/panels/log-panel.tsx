/** A job's log: which attempt, which rank and what printed it are chosen; the viewer does the rest. */
import type { Attempt } from '@trainyard/contracts/attempt';
import type { Job } from '@trainyard/contracts/job';
import { type StreamFd, streamFds } from '@trainyard/contracts/stream-fds';
import { useEffect, useMemo, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useLogStreams } from '../../../live/questions.ts';
import { EmptyState } from '../../../ui/empty-state.tsx';
import type { StreamSpec } from '../../../ui/log/log-source.ts';
import { LogView } from '../../../ui/log/log-view.tsx';
import { useTexts } from '../../../ui/use-texts.ts';
import { type Choice, LogChoices } from './log-choices.tsx';
import { type AttemptStream, firstKind, firstRank, ranksOf, streamsOf } from './log-streams.ts';
import { useLogAsked, useShard } from './tab.ts';

/** A page follows 256 topics at most, and a person at most a handful of ranks: more are looked at one by one. */
const streamsMost = 64;

interface LogPanelProps {
  job: Job;
  attempts: readonly Attempt[];
}

export function LogPanel({ job, attempts }: LogPanelProps) {
  const { t } = useTranslation('jobs');
  const { data, isError } = useLogStreams(job, useShard());
  // Without the list the streams of the processes are followed all the same.
  const listed = useMemo(() => data ?? (isError ? [] : undefined), [data, isError]);
  const linked = useLogAsked();
  const [asked, setAsked] = useState<Partial<Choice>>(linked);
  // A link on the page that leads into its log changes what is shown, and nothing that was chosen beside it.
  useEffect(() => setAsked((before) => ({ ...before, ...linked })), [linked]);
  const attempt = attempts.find(({ uid }) => uid === asked.attempt) ?? newest(attempts);
  const all = useMemo(
    () => (attempt === undefined ? [] : streamsOf(job.uid, attempt, listed ?? [])),
    [job.uid, attempt, listed],
  );
  const first = useFirst(attempt, all, listed !== undefined);
  const kind = asked.kind ?? firstKind(attempt);
  const fds = asked.fds ?? streamFds;
  const rank = asked.rank ?? first;
  const ofKind = all.filter((stream) => stream.kind === kind);
  const ranks = ranksOf(ofKind);
  const chosen = ofKind.filter(
    (one) => fds.includes(one.fd) && (rank === 'all' || ranks.length < 2 || one.rank === rank),
  );
  const streams = useStable(`${attempt?.uid} ${kind} ${fds.join()} ${rank}`, useSpecs(chosen.slice(0, streamsMost)));
  const waiting = attempt === undefined || listed === undefined;
  return (
    <LogView
      title={t('log.title')}
      name={t('log.of', { name: job.name })}
      streams={waiting ? [] : streams}
      over={attempt?.phase === 'ended'}
      downloadName={`${job.name}-${attempt?.number ?? 1}${streams.length === 1 ? '' : '-log'}`}
      choices={
        <LogChoices
          attempts={attempts}
          ranks={ranks}
          more={Math.max(0, chosen.length - streamsMost)}
          choice={{ attempt: attempt?.uid, kind, rank: ranks.includes(rank as number) ? rank : 'all', fds }}
          onChange={(part) => {
            // Another attempt has ranks of its own: which one is looked at first is decided anew.
            setAsked(({ rank: held, ...before }) => ({
              ...before,
              ...(held === undefined || part.attempt !== undefined ? {} : { rank: held }),
              ...part,
            }));
          }}
        />
      }
      empty={<NoLine job={job} attempt={attempt} loading={attempt !== undefined && listed === undefined} />}
    />
  );
}

/** Of several units the newest attempt is that of the highest number, then of the first unit. */
function newest(attempts: readonly Attempt[]): Attempt | undefined {
  return attempts.reduce<Attempt | undefined>(
    (best, one) => (best === undefined || one.number > best.number ? one : best),
    undefined,
  );
}

/** Decided once an attempt's streams are known: that it ends while it is watched changes nothing on the screen. */
function useFirst(attempt: Attempt | undefined, streams: readonly AttemptStream[], known: boolean): number | 'all' {
  const decided = useRef<{ attempt: string; rank: number | 'all' }>(undefined);
  if (attempt === undefined || !known) return 'all';
  if (decided.current?.attempt !== attempt.uid) {
    const ranks = ranksOf(streams.filter(({ kind }) => kind === 'run'));
    decided.current = { attempt: attempt.uid, rank: firstRank(attempt, ranks) };
  }
  return decided.current.rank;
}

/** Streams of the same choice are only ever added: a list that gets shorter when the attempt ends opens nothing anew. */
function useStable(choice: string, specs: StreamSpec[]): StreamSpec[] {
  const held = useRef<{ choice: string; specs: StreamSpec[] }>({ choice: '', specs: [] });
  const has = new Set(held.current.specs.map(({ stream }) => stream));
  if (held.current.choice !== choice || specs.some(({ stream }) => !has.has(stream))) held.current = { choice, specs };
  return held.current.specs;
}

function useSpecs(streams: readonly AttemptStream[]): StreamSpec[] {
  const { t } = useTranslation('jobs');
  return streams.map(({ stream, rank, node, fd, holes, kind }) => {
    const who =
      rank === null ? t('log.onNode', { node, kind: t(`log.kind.${kind}`) }) : t('log.ofRank', { rank, node });
    return { stream, rank, holes, label: kind === 'agent' ? who : `${who}, ${fd satisfies StreamFd}` };
  });
}

/** Why there is no line: it waits, it has not printed, or it never did. */
function NoLine({ job, attempt, loading }: { job: Job; attempt: Attempt | undefined; loading: boolean }) {
  const { t } = useTranslation('jobs');
  const { sayReason } = useTexts();
  if (loading) return null;
  const reasons = job.reasons.map(sayReason).join(' ');
  if (attempt === undefined) {
    // It has begun: what is not known is only its attempts.
    if (job.attempt > 0) return <EmptyState title={t('log.noLine')} />;
    return <EmptyState title={t('log.noLine')} text={reasons === '' ? t('log.waits') : reasons} />;
  }
  const text = attempt.phase === 'ended' ? t('log.never') : t('log.noneYet');
  return <EmptyState title={t('log.noLine')} text={text} />;
}
