/** A job's log: which attempt, which rank and what printed it are chosen; the viewer does the rest. */
import type { Attempt } from '@trainyard/contracts/attempt';
import type { Job } from '@trainyard/contracts/job';
import { type StreamFd, streamFds } from '@trainyard/contracts/stream-fds';
import { useEffect, useMemo, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { connection } from '../../../live/connection.ts';
import { useLogStreams } from '../../../live/questions.ts';
import { EmptyState } from '../../../ui/empty-state.tsx';
import type { LogSection, StreamSpec } from '../../../ui/log/log-source.ts';
import { LogView } from '../../../ui/log/log-view.tsx';
import type { AskedLines } from '../../../ui/log/use-asked.ts';
import { useFormat } from '../../../ui/use-format.ts';
import { useTexts } from '../../../ui/use-texts.ts';
import { type Choice, LogChoices } from './log-choices.tsx';
import {
  type AttemptStream,
  allAttempts,
  firstKind,
  firstRank,
  ranksOf,
  shownAttempts,
  streamsOf,
} from './log-streams.ts';
import { type LogAsked, useLogAsked, useLogSearch, useShard } from './tab.ts';

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
  const shown = useMemo(() => shownAttempts(attempts, asked.attempt), [attempts, asked.attempt]);
  const attempt = shown.at(-1);
  const several = shown.length > 1;
  const all = useMemo(() => shown.flatMap((one) => streamsOf(job.uid, one, listed ?? [])), [job.uid, shown, listed]);
  const first = useFirst(attempt, all, listed !== undefined);
  const kind = asked.kind ?? firstKind(attempt);
  const fds = asked.fds ?? streamFds;
  const rank = asked.rank ?? first;
  const ofKind = all.filter((stream) => stream.kind === kind);
  const ranks = ranksOf(ofKind);
  const chosen = ofKind.filter(
    (one) => fds.includes(one.fd) && (rank === 'all' || ranks.length < 2 || one.rank === rank),
  );
  const sections = useSections(shown);
  // Of more than fit, those of the newest attempts.
  const followed = several ? chosen.slice(-streamsMost) : chosen.slice(0, streamsMost);
  const streams = useStable(
    `${several ? allAttempts : attempt?.uid} ${kind} ${fds.join()} ${rank}`,
    useSpecs(followed, sections),
  );
  const waiting = attempt === undefined || listed === undefined;
  const searchOf = useLogSearch();
  const onRank = (to: number | 'all') => setAsked((before) => ({ ...before, rank: to }));
  /** A link shows the rank of its lines alone: what stands there is the same for everybody, however many ranks print. */
  const linkOf = ({ stream, from, to }: AskedLines): string => {
    const of = all.find((one) => one.stream === stream);
    const whose = of === undefined || of.rank === null ? { task: of?.task ?? 0 } : { rank: of.rank };
    const search = searchOf({
      // A line has its number within its own attempt.
      ...(of === undefined ? {} : { attempt: of.attempt }),
      ...whose,
      kind,
      fd: of?.fd ?? 'stdout',
      lines: [from, to],
    });
    return `${location.origin}${location.pathname}${search}`;
  };
  const linkedStream = streamOf(linked, chosen)?.stream;
  const askedLines = useMemo(() => {
    if (linked.lines === undefined || linkedStream === undefined) return undefined;
    return { stream: linkedStream, from: linked.lines[0], to: linked.lines[1] };
  }, [linked, linkedStream]);
  return (
    <LogView
      title={t('log.title')}
      name={t('log.of', { name: job.name })}
      streams={waiting ? [] : streams}
      over={shown.length > 0 && shown.every(({ phase }) => phase === 'ended')}
      ranks={{ all: ranks, rank: ranks.includes(rank as number) ? rank : 'all', onRank, foldable: !several }}
      asked={askedLines}
      linkOf={linkOf}
      downloadName={`${job.name}-${several ? allAttempts : (attempt?.number ?? 1)}${streams.length === 1 ? '' : '-log'}`}
      choices={
        <LogChoices
          attempts={attempts}
          ranks={ranks}
          more={Math.max(0, chosen.length - streamsMost)}
          choice={{
            attempt: several ? allAttempts : attempt?.uid,
            kind,
            rank: ranks.includes(rank as number) ? rank : 'all',
            fds,
          }}
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

/** The stream that a link's lines are of. */
function streamOf(
  { rank, task, fd = 'stdout' }: LogAsked,
  chosen: readonly AttemptStream[],
): AttemptStream | undefined {
  return chosen.find(
    (one) => one.fd === fd && (rank === undefined || one.rank === rank) && (task === undefined || one.task === task),
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

function useSpecs(streams: readonly AttemptStream[], sections: ReadonlyMap<string, LogSection>): StreamSpec[] {
  const { t } = useTranslation('jobs');
  return streams.map(({ stream, attempt, rank, node, fd, holes, kind }) => {
    const section = sections.get(attempt);
    const who =
      rank === null ? t('log.onNode', { node, kind: t(`log.kind.${kind}`) }) : t('log.ofRank', { rank, node });
    const label = kind === 'agent' ? who : `${who}, ${fd satisfies StreamFd}`;
    return section
      ? { stream, rank, holes, section, label: `${section.name}, ${label}` }
      : { stream, rank, holes, label };
  });
}

/** What divides attempts that stand one after the other, by their identity: which one begins, and why the one before it ended. */
function useSections(shown: readonly Attempt[]): ReadonlyMap<string, LogSection> {
  const { t } = useTranslation('jobs');
  const format = useFormat();
  const { sayReason } = useTexts();
  const sections = new Map<string, LogSection>();
  const today = new Date(connection.now()).toDateString();
  const when = (at: number) => (new Date(at).toDateString() === today ? format.clock(at) : format.instant(at));
  if (shown.length < 2) return sections;
  for (const [at, { uid, number, phaseTimes }] of shown.entries()) {
    const before = shown[at - 1];
    const name = t('log.attempt', { number });
    const began = phaseTimes.running ?? phaseTimes.starting ?? phaseTimes.allocating;
    const parts: string[] = [began === undefined ? name : t('log.attemptFrom', { number, at: when(began) })];
    if (before?.phaseTimes.ended !== undefined) {
      const why = before.reason === null ? t(`page.outcome.${before.outcome ?? 'stopped'}`) : sayReason(before.reason);
      const end = { number: before.number, at: when(before.phaseTimes.ended), why };
      parts.push(t('log.attemptEnded', end));
    }
    sections.set(uid, { key: uid, name, title: parts.join(' · ') });
  }
  return sections;
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
