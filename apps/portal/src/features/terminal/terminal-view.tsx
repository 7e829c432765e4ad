import { Button } from '@mui/material';
import { ClipboardPaste, Copy, Plus, Square } from 'lucide-react';
import { type ReactNode, Suspense, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { later } from '../../ui/later.ts';
import frame from '../../ui/page-head.module.css';
import { KeyRow } from './key-row.tsx';
import type { Hands } from './screen.tsx';
import type { Place, SessionState } from './session.ts';
import { SessionLine } from './session-line.tsx';
import css from './terminal.module.css';

const Screen = later('Screen', () => import('./screen.tsx'));

interface TerminalViewProps {
  /** What it is connected to, each a fact. */
  facts: ReactNode;
  /** Chooses among several places. */
  choices?: ReactNode;
  place: Place;
}

/** A terminal over the whole page: what it leads to, how its session stands, the screen. */
export function TerminalView({ facts, choices, place }: TerminalViewProps) {
  const { t } = useTranslation('terminal');
  const [state, setState] = useState<SessionState>({ kind: 'opening' });
  /** Sessions one after the other: each has a screen of its own. */
  const [session, setSession] = useState(1);
  const hands = useRef<Hands | null>(null);
  const way = useRef<HTMLButtonElement>(null);
  const over = state.kind !== 'opening' && state.kind !== 'open';
  const again = () => {
    setState({ kind: 'opening' });
    setSession(session + 1);
  };
  const paste = async () => {
    const text = await navigator.clipboard.readText().catch(() => '');
    if (text !== '') hands.current?.paste(text);
    hands.current?.focus();
  };
  return (
    <div className={frame.page}>
      <header className={`${frame.head} ${css.head}`}>
        <h1 className={`${frame.title} ${css.title}`}>{t('title')}</h1>
        <ul className={css.facts} aria-label={t('leadsTo')}>
          {facts}
        </ul>
        <div className={css.tools}>
          {choices}
          <Button
            variant="text"
            startIcon={<Copy size={14} strokeWidth={1.5} aria-hidden />}
            onClick={() => hands.current?.copy()}
          >
            {t('copy')}
          </Button>
          {navigator.clipboard !== undefined && !over && (
            <Button
              variant="text"
              startIcon={<ClipboardPaste size={14} strokeWidth={1.5} aria-hidden />}
              onClick={() => void paste()}
            >
              {t('paste')}
            </Button>
          )}
          {over ? (
            <Button
              ref={way}
              variant="contained"
              startIcon={<Plus size={14} strokeWidth={1.5} aria-hidden />}
              onClick={again}
            >
              {t('again')}
            </Button>
          ) : (
            <Button
              ref={way}
              color="error"
              startIcon={<Square size={14} strokeWidth={1.5} aria-hidden />}
              onClick={() => hands.current?.end()}
            >
              {t('end')}
            </Button>
          )}
        </div>
      </header>
      <SessionLine state={state} />
      <Suspense fallback={<div className={css.bones} />}>
        <Screen
          key={`${session} ${JSON.stringify(place)}`}
          place={place}
          hands={hands}
          onState={setState}
          onLeave={() => way.current?.focus()}
        />
      </Suspense>
      {!over && <KeyRow hands={hands} />}
      <footer className={css.foot}>
        <span>
          {t('keys.leave')} <kbd>{t('keys.leaveKeys')}</kbd>
        </span>
        <span>
          {t('keys.copy')} <kbd>{t('keys.copyKeys')}</kbd>
        </span>
        <span>
          {t('keys.paste')} <kbd>{t('keys.pasteKeys')}</kbd>
        </span>
        <span className={css.audit}>{t('audit')}</span>
      </footer>
    </div>
  );
}
