import { useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useFormat } from '../use-format.ts';
import type { LogModel } from './log-model.ts';
import { type Counted, Summaries } from './summaries.ts';

/** How often it is looked whether there is something to say; how often it is said is {@link Summaries}'s. */
const lookEveryMs = 1_000;
/** More are counted, not named. */
const namedMost = 3;

/** Says "42 new lines, 1 error on rank 3" to a screen reader, now and then. */
export function LogSummary({ model }: { model: LogModel }) {
  const { t } = useTranslation('ui');
  const format = useFormat();
  const [said, setSaid] = useState('');
  const words = useRef({ t, format });
  words.current = { t, format };
  useEffect(() => {
    const summaries = new Summaries(countedOf(model, ''), performance.now());
    const timer = setInterval(() => {
      // Who does not look at the page is told when they are back.
      if (document.hidden) return;
      const { t: say, format: in_ } = words.current;
      const noRank = say('log.noRank');
      const news = summaries.next(
        countedOf(model, noRank, (rank) => say('log.ofRank', { rank })),
        performance.now(),
      );
      if (news === undefined) return;
      const lines = say('log.newLines', { count: news.lines, n: in_.count(news.lines) });
      const by =
        news.by.length > namedMost
          ? say('log.byMany', { count: news.by.length, n: in_.count(news.by.length) })
          : news.by.filter((who) => who !== '').join(', ');
      const errors = say(by === '' || by === noRank ? 'log.newErrors' : 'log.newErrorsOn', {
        count: news.errors,
        n: in_.count(news.errors),
        by,
      });
      setSaid(news.errors === 0 ? lines : say('log.both', { lines, errors }));
    }, lookEveryMs);
    return () => clearInterval(timer);
  }, [model]);
  return (
    <span className="visually-hidden" role="status" data-testid="log-summary">
      {said}
    </span>
  );
}

function countedOf(model: LogModel, noRank: string, nameOf: (rank: number) => string = String): Counted {
  const errors = new Map<string, number>();
  let lines = 0;
  for (const [at, { spec, buffer }] of model.sources.entries()) {
    lines += buffer?.endLine ?? 0;
    const who = typeof spec.rank === 'number' ? nameOf(spec.rank) : noRank;
    errors.set(who, (errors.get(who) ?? 0) + (model.levels.streams[at]?.failed ?? 0));
  }
  return { lines, errors };
}
