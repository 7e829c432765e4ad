import type { CapsuleLeft, CapsuleStream } from '@trainyard/contracts/capsule';
import { useTranslation } from 'react-i18next';
import { useFormat } from '../ui/use-format.ts';
import css from './page.module.css';
import { Scroll } from './scroll.tsx';
import { useStreamWords } from './use-stream-words.ts';

/** What is not in the capsule, and why: nothing when all is. */
export function LeftPane({ left, streams }: { left: readonly CapsuleLeft[]; streams: readonly CapsuleStream[] }) {
  const { t } = useTranslation('capsule');
  const format = useFormat();
  const words = useStreamWords(streams);
  if (left.length === 0) return null;
  const say = ({ what, why, stream, from = 0, to = 0, lines = 0, kept = 0 }: CapsuleLeft): string => {
    const bytes = format.bytes(to - from);
    if (why === 'size') return t('left.logSize', { count: lines, bytes, stream: words(stream ?? '') });
    if (why === 'hole') return t('left.logHole', { bytes, stream: words(stream ?? '') });
    return t(`left.${why}`, { what: t(`left.what.${what}`), kept: format.count(kept) });
  };
  return (
    <section className={css.left} aria-label={t('left.title')}>
      <b>{t('left.title')}</b>
      <Scroll className={css.leftList}>
        <ul>
          {left.map((one, at) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: the list never changes
            <li key={at}>{say(one)}</li>
          ))}
        </ul>
      </Scroll>
    </section>
  );
}
