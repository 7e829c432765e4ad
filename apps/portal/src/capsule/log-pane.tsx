import type { ReadCapsule } from '@trainyard/contracts/capsule';
import { useEffect, useMemo, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { ansiText } from '../ui/log/ansi.ts';
import { useFormat } from '../ui/use-format.ts';
import { LogRows } from './log-rows.ts';
import { LogText, type LogTextHandle } from './log-text.tsx';
import css from './page.module.css';
import { Pane } from './pane.tsx';
import { useStreamWords } from './use-stream-words.ts';

/** `#L12` is line 12 of the first stream, `#s3.L12` of the third. */
const link = /^#(?:s(\d+)\.)?L(\d+)$/;

const hashOf = (stream: number, line: number): string => `#${stream === 0 ? '' : `s${stream + 1}.`}L${line}`;

function askedBy(hash: string): { stream: number; line: number } | undefined {
  const [, stream, line] = link.exec(hash) ?? [];
  return line === undefined ? undefined : { stream: stream === undefined ? 0 : Number(stream) - 1, line: Number(line) };
}

/** Everything that the job printed, a stream at a time, with search and a link to each line. */
export function LogPane({ capsule }: { capsule: ReadCapsule }) {
  const { t } = useTranslation('capsule');
  const format = useFormat();
  const { streams } = capsule.manifest;
  const words = useStreamWords(streams);
  const [place, setPlace] = useState(
    () =>
      askedBy(location.hash)?.stream ??
      Math.max(
        0,
        streams.findIndex(({ lines }) => lines > 0),
      ),
  );
  const stream = streams[place] ?? streams[0];
  const rows = useMemo(
    () => (stream === undefined ? null : new LogRows(capsule, stream.stream, stream.lines)),
    [capsule, stream],
  );
  const text = useRef<LogTextHandle>(null);
  const [marked, setMarked] = useState<number | null>(null);
  useEffect(() => {
    const go = () => {
      const asked = askedBy(location.hash);
      if (asked === undefined || streams[asked.stream] === undefined) return;
      setPlace(asked.stream);
      setMarked(asked.line - 1);
    };
    go();
    addEventListener('hashchange', go);
    return () => removeEventListener('hashchange', go);
  }, [streams]);
  useEffect(() => {
    const row = marked === null ? undefined : rows?.rowOf(marked);
    if (row !== undefined) text.current?.show(row);
  }, [marked, rows]);
  const found = useFind(rows, (row) => text.current?.show(row));
  const goTo = (line: number) => {
    history.replaceState(null, '', hashOf(place, line + 1));
    setMarked(line);
  };
  if (stream === undefined || rows === null) return null;
  return (
    <Pane
      title={t('log.title')}
      meta={<span data-lines={rows.lines}>{t('log.lines', { count: rows.lines, n: format.count(rows.lines) })}</span>}
      tools={<Find found={found} />}
    >
      <div className={css.streams}>
        <select
          aria-label={t('log.stream')}
          value={place}
          onChange={({ target }) => {
            setMarked(null);
            setPlace(Number(target.value));
          }}
        >
          {streams.map(({ stream: id, lines }, at) => (
            <option key={id} value={at}>
              {`${words(id)} (${format.count(lines)})`}
            </option>
          ))}
        </select>
        <GoTo key={stream.stream} most={stream.lines} onLine={goTo} />
      </div>
      {rows.rows === 0 ? (
        <p className={css.none}>{t('log.empty')}</p>
      ) : (
        <LogText key={stream.stream} ref={text} rows={rows} marked={marked} hit={found.hit} onLine={goTo} />
      )}
    </Pane>
  );
}

/** Goes to a line by its number, and puts it into the address. */
function GoTo({ most, onLine }: { most: number; onLine: (line: number) => void }) {
  const { t } = useTranslation('capsule');
  return (
    <input
      type="text"
      inputMode="numeric"
      className={css.goTo}
      aria-label={t('log.goTo')}
      placeholder={t('log.goTo')}
      onKeyDown={({ key, currentTarget: { value } }) => {
        const line = Number(value.replace(/\D/g, ''));
        if (key === 'Enter' && line >= 1) onLine(Math.min(line, most) - 1);
      }}
    />
  );
}

/** Hits that are gone through one by one; beyond it they are counted. */
const hitsMost = 100_000;

interface Found {
  text: string;
  setText: (text: string) => void;
  matchCase: boolean;
  setMatchCase: (on: boolean) => void;
  /** Row that is shown; null without any. */
  hit: number | null;
  said: string;
  move: (by: number) => void;
}

/** Looks for a text from the first line to the last, a part at a time; what is typed next ends what is under way. */
function useFind(rows: LogRows | null, show: (row: number) => void): Found {
  const { t } = useTranslation('capsule');
  const format = useFormat();
  const [text, setText] = useState('');
  const [matchCase, setMatchCase] = useState(false);
  const [hits, setHits] = useState<number[]>([]);
  const [at, setAt] = useState(0);
  const [far, setFar] = useState<{ done: number; of: number } | null>(null);
  const latest = useRef(show);
  latest.current = show;
  useEffect(() => {
    setHits([]);
    setAt(0);
    setFar(null);
    if (text === '' || rows === null) return undefined;
    let over = false;
    const wanted = matchCase ? text : text.toLowerCase();
    const isHit = (line: string) => (matchCase ? ansiText(line) : ansiText(line).toLowerCase()).includes(wanted);
    const run = async () => {
      const all: number[] = [];
      for await (const { rows: more, done, of } of rows.search(isHit)) {
        if (over) return;
        const first = all.length === 0 ? more[0] : undefined;
        all.push(...more.slice(0, Math.max(0, hitsMost - all.length)));
        setHits([...all]);
        setFar({ done, of });
        if (first !== undefined) latest.current(first);
        // Lets the page draw and hear keys between two parts.
        await new Promise((resolve) => setTimeout(resolve));
      }
      if (!over) setFar(null);
    };
    void run();
    return () => {
      over = true;
    };
  }, [text, matchCase, rows]);
  const move = (by: number) => {
    if (hits.length === 0) return;
    const next = (at + by + hits.length) % hits.length;
    setAt(next);
    latest.current(hits[next] as number);
  };
  const count = format.count(hits.length);
  const said =
    text === ''
      ? ''
      : far !== null
        ? t('log.searching', { ...far, count })
        : hits.length === 0
          ? t('log.none')
          : t('log.found', { at: format.count(at + 1), of: count });
  return { text, setText, matchCase, setMatchCase, hit: hits[at] ?? null, said, move };
}

function Find({ found }: { found: Found }) {
  const { t } = useTranslation('capsule');
  const none = found.hit === null;
  return (
    <search className={css.find}>
      <input
        type="search"
        aria-label={t('log.search')}
        placeholder={t('log.search')}
        value={found.text}
        onChange={({ target }) => found.setText(target.value)}
        onKeyDown={({ key, shiftKey }) => key === 'Enter' && found.move(shiftKey ? -1 : 1)}
      />
      <button
        type="button"
        aria-pressed={found.matchCase}
        title={t('log.matchCase')}
        aria-label={t('log.matchCase')}
        onClick={() => found.setMatchCase(!found.matchCase)}
      >
        {t('log.case')}
      </button>
      <span role="status" className={css.quiet}>
        {found.said}
      </span>
      <button type="button" disabled={none} onClick={() => found.move(-1)}>
        {t('log.previous')}
      </button>
      <button type="button" disabled={none} onClick={() => found.move(1)}>
        {t('log.next')}
      </button>
    </search>
  );
}
