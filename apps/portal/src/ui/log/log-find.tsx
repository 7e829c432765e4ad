import { IconButton, Tooltip } from '@mui/material';
import { ChevronDown, ChevronUp, Search, X } from 'lucide-react';
import { type KeyboardEvent, memo, type RefObject } from 'react';
import { useTranslation } from 'react-i18next';
import { useErrorWords } from '../use-error-words.ts';
import { useFormat } from '../use-format.ts';
import { hitsMost, placeIn } from './hit-search.ts';
import css from './log.module.css';
import { meansAll } from './log-match.ts';
import type { HitSearching } from './use-hit-search.ts';

interface LogFindProps {
  searching: HitSearching;
  input: RefObject<HTMLInputElement | null>;
  /** Only lines with hits are shown. */
  only: boolean;
  onOnly(only: boolean): void;
  onStep(direction: 1 | -1): void;
  onLeave(): void;
}

/** Search in the whole log: plain or an expression, or what is without it; Enter goes on, Shift+Enter back. */
export const LogFind = memo(function LogFind({ searching, input, only, onOnly, onStep, onLeave }: LogFindProps) {
  const { t } = useTranslation('ui');
  const { query, setQuery } = searching;
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key === 'Enter') {
      event.preventDefault();
      onStep(event.shiftKey ? -1 : 1);
    } else if (event.key === 'Escape') {
      event.stopPropagation();
      if (query.text === '') onLeave();
      else setQuery({ ...query, text: '' });
    }
  };
  const flag = (of: 'matchCase' | 'regex' | 'inverse') => (
    <Flag
      name={t(`log.${of}`)}
      sign={t(`log.${of}Sign`)}
      on={query[of]}
      onClick={() => setQuery({ ...query, [of]: !query[of] })}
    />
  );
  return (
    <>
      <search className={css.find}>
        <Search size={14} strokeWidth={1.5} aria-hidden="true" />
        <input
          ref={input}
          value={query.text}
          placeholder={t('log.find')}
          aria-label={t('log.find')}
          aria-keyshortcuts="/"
          maxLength={1_000}
          spellCheck={false}
          autoComplete="off"
          onChange={(event) => setQuery({ ...query, text: event.target.value })}
          onKeyDown={onKeyDown}
        />
        {flag('matchCase')}
        {flag('regex')}
        {flag('inverse')}
      </search>
      {!meansAll(query) && <Found searching={searching} only={only} onOnly={onOnly} onStep={onStep} />}
    </>
  );
});

function Flag({ name, sign, on, onClick }: { name: string; sign: string; on: boolean; onClick: () => void }) {
  return (
    <button type="button" className={css.flag} aria-label={name} title={name} aria-pressed={on} onClick={onClick}>
      {sign}
    </button>
  );
}

function Found({ searching, only, onOnly, onStep }: Pick<LogFindProps, 'searching' | 'only' | 'onOnly' | 'onStep'>) {
  const { t } = useTranslation('ui');
  const { search } = searching;
  const step = (direction: 1 | -1) => {
    const words = t(direction === 1 ? 'log.next' : 'log.previous');
    return (
      <Tooltip title={words}>
        <IconButton className={css.step ?? ''} aria-label={words} onClick={() => onStep(direction)}>
          {direction === 1 ? <ChevronDown size={14} strokeWidth={1.5} /> : <ChevronUp size={14} strokeWidth={1.5} />}
        </IconButton>
      </Tooltip>
    );
  };
  return (
    <div className={css.foundRow}>
      <Words searching={searching} />
      {search?.state === 'searching' && (
        <Tooltip title={t('log.stop')}>
          <IconButton className={css.step ?? ''} aria-label={t('log.stop')} onClick={() => search.cancel()}>
            <X size={14} strokeWidth={1.5} />
          </IconButton>
        </Tooltip>
      )}
      {(search?.matches ?? 0) > 0 && (
        <>
          {step(-1)}
          {step(1)}
          <button type="button" className={css.only} aria-pressed={only} onClick={() => onOnly(!only)}>
            {t('log.onlyHits')}
          </button>
        </>
      )}
    </div>
  );
}

/** "3 of 14, searched back to the first line"; while it runs, how much of the log is searched. */
function Words({ searching }: Pick<LogFindProps, 'searching'>) {
  const { t } = useTranslation('ui');
  const format = useFormat();
  const say = useErrorWords();
  const { search, current } = searching;
  if (search === null) return null;
  const { state, matches, bytes, ofBytes } = search;
  const bad = state === 'failed';
  const all = format.count(matches);
  const at = current === undefined ? undefined : format.count(placeIn(search.rows(), current) + 1);
  const count = at === undefined ? t('log.hits', { count: matches, n: all }) : t('log.hit', { at, of: all });
  const share = ofBytes === 0 ? 0 : (100 * bytes) / ofBytes;
  const ends = {
    searching: t('log.searching', { found: count, share: format.percent(share), size: format.bytes(ofBytes) }),
    stopped: t('log.stopped', { found: count, share: format.percent(share) }),
    done: t(search.onlyStored ? 'log.searchedStored' : matches > hitsMost ? 'log.searchedFirst' : 'log.searchedAll', {
      found: count,
      most: format.count(hitsMost),
    }),
    failed: say(search.error),
    idle: '',
  };
  const text = ends[state];
  return (
    <span
      className={`${css.found} ${bad ? css.red : ''}`}
      role="status"
      title={text}
      data-search={state}
      style={state === 'searching' ? { backgroundSize: `${share}% 2px` } : undefined}
    >
      {text}
    </span>
  );
}
