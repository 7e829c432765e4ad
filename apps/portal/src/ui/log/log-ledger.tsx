import { Check, TriangleAlert } from 'lucide-react';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { useConnectionPart } from '../../live/connection.ts';
import { useErrorWords } from '../use-error-words.ts';
import { useFormat } from '../use-format.ts';
import css from './log.module.css';
import type { LogModel } from './log-model.ts';
import { LogSummary } from './log-summary.tsx';

interface LogLedgerProps {
  model: LogModel;
  /** Goes to the next gap. */
  onGap(): void;
  children?: ReactNode;
}

/** The proof, always shown: which lines came, that none is missing and none is there twice, and how a cut ended. */
export function LogLedger({ model, onGap, children }: LogLedgerProps) {
  const { t } = useTranslation('ui');
  const format = useFormat();
  const say = useErrorWords();
  const state = useConnectionPart('state');
  const { ledger, resumed, sources } = model;
  const missing = ledger.missingLines + ledger.missingBytes;
  const doubled = ledger.doubledLines + ledger.doubledBytes;
  const clean = missing === 0 && doubled === 0;
  const error = sources.find((source) => source.error !== undefined)?.error;
  const one = sources.length === 1;
  const lines =
    ledger.lines === 0
      ? t('log.noLines')
      : one
        ? t('log.linesOfOne', { from: format.count(ledger.firstLine + 1), to: format.count(ledger.endLine) })
        : t('log.linesOfAll', { count: sources.length, lines: format.count(ledger.lines) });
  const missingWords = ledger.missingBytes > 0 ? format.bytes(ledger.missingBytes) : format.count(ledger.missingLines);
  const doubledWords =
    ledger.doubledLines === 0 && ledger.doubledBytes > 0
      ? format.bytes(ledger.doubledBytes)
      : format.count(ledger.doubledLines);
  const gaps = model.gaps.all().length;
  const cut = (state === 'cut' || state === 'refused') && !model.ended;
  return (
    <footer className={css.foot}>
      <span
        className={css.ledger}
        data-testid="log-ledger"
        data-lines={ledger.lines}
        data-missing={missing}
        data-doubled={doubled}
        data-resumed={resumed?.at}
      >
        {clean ? (
          <Check size={14} strokeWidth={2} className={css.proof} aria-hidden="true" />
        ) : (
          <TriangleAlert size={14} strokeWidth={1.5} className={css.amber} aria-hidden="true" />
        )}
        {ledger.lines === 0 && clean ? lines : t('log.ledger', { lines, missing: missingWords, doubled: doubledWords })}
      </span>
      {gaps > 0 && (
        <button type="button" className={css.gaps} aria-keyshortcuts="m" onClick={onGap}>
          {t('log.gaps', { count: gaps, n: format.count(gaps) })}
        </button>
      )}
      {cut && <span className={css.amber}>{t('log.cut', { bytes: format.count(ledger.bytes) })}</span>}
      {!cut && resumed && (
        <span>{t('log.resumed', { at: format.clock(resumed.at), cut: format.duration(resumed.cutMs) })}</span>
      )}
      {error !== undefined && !cut && <span className={css.red}>{t('log.failed', { why: say(error) })}</span>}
      <span className={css.space} />
      {children}
      {model.ended && ledger.lines > 0 && <span>{t('log.complete')}</span>}
      <span>{format.bytes(ledger.bytes)}</span>
      {model.opened && <LogSummary model={model} />}
    </footer>
  );
}
