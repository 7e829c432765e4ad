import type { Attempt } from '@trainyard/contracts/attempt';
import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { useArtifacts } from '../../../live/questions.ts';
import type { ChartMark } from '../../../ui/chart/marks.ts';
import { sentence } from '../../../ui/sentence.ts';
import { useFormat } from '../../../ui/use-format.ts';
import { useTexts } from '../../../ui/use-texts.ts';
import { artifactsOf } from '../job-facts.ts';
import type { FindingSpan } from './finding-spans.ts';
import { findingMarks, jobMarks } from './job-marks.ts';
import type { PanelProps } from './panel.ts';
import { useLogSearch } from './tab.ts';
import { useFindingSpans } from './use-finding-spans.ts';

/** What happened to a job, for its charts: the same function until something more does. */
export function useJobMarks({
  job,
  attempts,
}: Pick<PanelProps, 'job'> & { attempts: readonly Attempt[] }): () => readonly ChartMark[] {
  const { t } = useTranslation('jobs');
  const { data } = useArtifacts(job);
  const { sayReason } = useTexts();
  const format = useFormat();
  const search = useLogSearch();
  const spans = useFindingSpans(job, attempts);
  const found = useMemo(() => {
    const words = {
      found({ says, since }: FindingSpan['finding'], until: number | null) {
        const from = format.clock(since);
        const how = sentence(sayReason(says));
        return until === null
          ? t('charts.marks.foundSince', { from, how })
          : t('charts.marks.foundUntil', { from, until: format.clock(until), how });
      },
    };
    return findingMarks(spans, words, (rank, attempt) => search({ rank, attempt: String(attempt) }));
  }, [spans, sayReason, format, search, t]);
  return useMemo(() => {
    const marks = jobMarks(attempts, artifactsOf(job, data ?? []), {
      runs: (number) => t('charts.marks.runs', { number: String(number) }),
      ended({ number, outcome }) {
        const how = outcome === null ? '' : t(`page.outcome.${outcome}`);
        return t('charts.marks.ended', { number: String(number), outcome: how });
      },
      checkpoint: (path) => t('charts.marks.checkpoint', { path }),
    });
    const all = [...marks, ...found].sort((a, b) => a.at - b.at);
    return () => all;
  }, [job, attempts, data, found, t]);
}
