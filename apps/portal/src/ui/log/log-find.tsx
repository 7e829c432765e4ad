import { IconButton, Tooltip } from '@mui/material';
import { ChevronDown, ChevronUp, Search } from 'lucide-react';
import { type KeyboardEvent, memo, type RefObject } from 'react';
import { useTranslation } from 'react-i18next';
import { useFormat } from '../use-format.ts';
import css from './log.module.css';
import { placeIn } from './log-search.ts';
import type { LogSearching } from './use-log-search.ts';

interface LogFindProps {
  searching: LogSearching;
  input: RefObject<HTMLInputElement | null>;
  /** Line (from 1) back to which all is here and searched, when it is not the first. */
  backTo: number | undefined;
  onStep(direction: 1 | -1): void;
  onLeave(): void;
}

/** Search in what is here: plain or an expression; Enter goes on, Shift+Enter back. */
export const LogFind = memo(function LogFind({ searching, input, backTo, onStep, onLeave }: LogFindProps) {
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
  return (
    <>
      <search className={css.find}>
        <Search size={14} strokeWidth={1.5} aria-hidden="true" />
        <input
          ref={input}
          value={query.text}
          placeholder={t('log.find')}
          aria-label={t('log.find')}
          spellCheck={false}
          autoComplete="off"
          onChange={(event) => setQuery({ ...query, text: event.target.value })}
          onKeyDown={onKeyDown}
        />
        <Flag
          name={t('log.matchCase')}
          sign={t('log.matchCaseSign')}
          on={query.matchCase}
          onClick={() => setQuery({ ...query, matchCase: !query.matchCase })}
        />
        <Flag
          name={t('log.regex')}
          sign={t('log.regexSign')}
          on={query.regex}
          onClick={() => setQuery({ ...query, regex: !query.regex })}
        />
      </search>
      {query.text !== '' && <Found searching={searching} backTo={backTo} onStep={onStep} />}
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

function Found({ searching, backTo, onStep }: Pick<LogFindProps, 'searching' | 'backTo' | 'onStep'>) {
  const { t } = useTranslation('ui');
  const { search, current } = searching;
  const rows = search?.rows ?? [];
  return (
    <>
      <Words searching={searching} backTo={backTo} />
      {rows.length > 0 && (
        <>
          <Tooltip title={t('log.previous')}>
            <IconButton className={css.step ?? ''} aria-label={t('log.previous')} onClick={() => onStep(-1)}>
              <ChevronUp size={14} strokeWidth={1.5} />
            </IconButton>
          </Tooltip>
          <Tooltip title={t('log.next')}>
            <IconButton
              className={css.step ?? ''}
              aria-label={t('log.next')}
              onClick={() => onStep(1)}
              data-current={current}
            >
              <ChevronDown size={14} strokeWidth={1.5} />
            </IconButton>
          </Tooltip>
        </>
      )}
    </>
  );
}

/** "3 of 14, searched back to line 9,001". */
function Words({ searching, backTo }: Pick<LogFindProps, 'searching' | 'backTo'>) {
  const { t } = useTranslation('ui');
  const format = useFormat();
  const { search, current } = searching;
  const { rows = [], state } = search ?? {};
  const bad = state === 'invalid' || state === 'slow';
  const all = format.count(rows.length);
  const at = current === undefined ? undefined : format.count(placeIn(rows, current) + 1);
  const count = at === undefined ? t('log.hits', { count: rows.length, n: all }) : t('log.hit', { at, of: all });
  const back = backTo === undefined ? t('log.backToFirst') : t('log.backTo', { line: format.count(backTo) });
  const text = bad
    ? t(`log.${state}`)
    : state === 'searching'
      ? t('log.searching', { found: count })
      : `${count}, ${back}`;
  return (
    <span className={`${css.found} ${bad ? css.red : ''}`} role="status" title={text}>
      {text}
    </span>
  );
}
