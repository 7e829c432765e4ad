import type { CapsuleStream } from '@trainyard/contracts/capsule';
import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';

/** What a stream is called: its rank where it has one, else what printed it. */
export function useStreamWords(streams: readonly CapsuleStream[]): (stream: string) => string {
  const { t } = useTranslation('capsule');
  return useMemo(() => {
    const byId = new Map(streams.map((one) => [one.stream, one]));
    const units = streams.some(({ unit }) => unit > 0);
    return (stream) => {
      const found = byId.get(stream);
      if (found === undefined) return stream;
      const { rank, node, fd, attempt, unit, phase } = found;
      if (rank === null) return t('log.ofPhase', { phase, node, fd, attempt });
      return t(units ? 'log.ofUnitRank' : 'log.ofRank', { unit, rank, node, fd, attempt });
    };
  }, [streams, t]);
}
