import type { Detail } from '@trainyard/contracts/errors';
import { useEffect, useMemo, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Glyph } from '../../../ui/glyph.tsx';
import { Pane } from '../../../ui/pane.tsx';
import { type Body, takeSecrets } from './body.ts';
import css from './yaml-pane.module.css';
import { fromYaml, lineOf, stepsOf, toYaml, type YamlFault } from './yaml-text.ts';

interface YamlPaneProps {
  body: Body;
  /** Faults of the body, already placed at fields. */
  faults: readonly Detail[];
  /** False while nothing is known of faults. */
  checked: boolean;
  onBody: (body: Body) => void;
}

/** The body as YAML, in step with the form: what is written on either side shows on the other. */
export function YamlPane({ body, faults, checked, onBody }: YamlPaneProps) {
  const { t } = useTranslation(['jobs', 'submit']);
  const written = useMemo(() => toYaml(body), [body]);
  const [text, setText] = useState(written);
  const [broken, setBroken] = useState<readonly YamlFault[]>([]);
  /** The body that the text says, secrets aside. */
  const own = useRef(JSON.stringify(body));
  const gutter = useRef<HTMLDivElement>(null);
  useEffect(() => {
    // What was typed here stays as it was typed: its own comments and order are the writer's.
    const now = JSON.stringify(body);
    if (own.current === now) return;
    own.current = now;
    setText(written);
    setBroken([]);
  }, [body, written]);
  const type = (next: string) => {
    setText(next);
    const read = fromYaml(next);
    setBroken(read.kind === 'faults' ? read.faults : []);
    if (read.kind === 'body') {
      own.current = JSON.stringify(takeSecrets(read.body, {}).body);
      onBody(read.body);
    }
  };
  // A secret stays in the text only while it is being typed.
  const leave = () => {
    const read = fromYaml(text);
    if (read.kind === 'body' && Object.keys(takeSecrets(read.body, {}).values).length > 0) setText(written);
  };
  const marks = useMemo(() => {
    const said = broken.length > 0 ? broken : faults.map(({ path, message }) => asMark(text, path, message));
    return new Map(said.map(({ line, message }) => [line, message]));
  }, [broken, faults, text]);
  const lines = text.split('\n').length;
  const first = [...marks].sort(([a], [b]) => a - b)[0];
  return (
    <Pane title={t('submit:yaml')} meta={t('submit:yamlNote')} padded={false} className={css.pane ?? ''}>
      <div className={css.editor}>
        <div ref={gutter} className={css.gutter} aria-hidden>
          {Array.from({ length: lines }, (_, at) => at + 1).map((line) => (
            <span key={line} className={marks.has(line) ? css.bad : undefined} title={marks.get(line)}>
              {line}
            </span>
          ))}
        </div>
        <textarea
          className={css.text}
          value={text}
          wrap="off"
          spellCheck={false}
          aria-label={t('submit:yaml')}
          aria-describedby="yaml-status"
          aria-invalid={broken.length > 0}
          onChange={(event) => type(event.target.value)}
          onBlur={leave}
          onScroll={(event) => gutter.current?.scrollTo({ top: event.currentTarget.scrollTop })}
        />
      </div>
      <p id="yaml-status" className={css.status} role="status">
        {first === undefined ? (
          checked && (
            <>
              <Glyph state="succeeded" named={false} /> {t('submit:valid')}
            </>
          )
        ) : (
          <>
            <Glyph state="warning" named={false} />
            <span className={css.message} title={first[1]}>
              {t('submit:faultAt', { line: first[0], message: first[1] })}
            </span>
          </>
        )}
      </p>
    </Pane>
  );
}

function asMark(text: string, path: string, message: string): YamlFault {
  return { line: lineOf(text, stepsOf(path)), message: path === '' ? message : `${path}: ${message}` };
}
