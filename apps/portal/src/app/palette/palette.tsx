/** One field that finds pages, clusters, jobs and actions by their name. */
import { Dialog } from '@mui/material';
import { Search } from 'lucide-react';
import { type KeyboardEvent, useEffect, useId, useMemo, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { find } from './find.ts';
import css from './palette.module.css';
import { groups, type PaletteItem, usePaletteItems } from './use-palette-items.tsx';

interface PaletteProps {
  workspace: string;
  onClose: () => void;
}

/** Of a group, when nothing narrows it: a handful to recognise; typing finds the others. */
const restingMost = 5;
const foundMost = 50;

/** Items in the order in which they are shown: by group, the groups in the order of their best item. */
function arrange(items: readonly PaletteItem[], typed: string): PaletteItem[] {
  const found = find(items, typed);
  const isResting = typed.trim() === '';
  const order = isResting ? [...groups] : [...new Set(found.map(({ group }) => group))];
  return order
    .flatMap((group) =>
      found.filter((item) => item.group === group).slice(0, isResting && group === 'jobs' ? restingMost : foundMost),
    )
    .slice(0, foundMost);
}

export default function Palette({ workspace, onClose }: PaletteProps) {
  const { t } = useTranslation();
  const items = usePaletteItems(workspace);
  const [typed, setTyped] = useState('');
  const [chosen, setChosen] = useState(0);
  const found = useMemo(() => arrange(items, typed), [items, typed]);
  const at = Math.min(chosen, found.length - 1);
  const id = useId();
  const run = (item: PaletteItem | undefined) => {
    if (item === undefined) return;
    onClose();
    item.run();
  };
  const onKeyDown = (event: KeyboardEvent) => {
    const last = found.length - 1;
    const moves: Record<string, number> = {
      ArrowDown: at >= last ? 0 : at + 1,
      ArrowUp: at <= 0 ? last : at - 1,
      PageDown: Math.min(last, at + 8),
      PageUp: Math.max(0, at - 8),
    };
    const to = moves[event.key];
    if (to !== undefined) setChosen(to);
    else if (event.key === 'Enter' && !event.nativeEvent.isComposing) run(found[at]);
    else return;
    event.preventDefault();
  };
  return (
    <Dialog
      open
      onClose={onClose}
      aria-labelledby={`${id}-label`}
      fullWidth
      maxWidth="sm"
      slotProps={{
        container: { className: css.container },
        paper: { className: css.paper },
      }}
    >
      <h2 id={`${id}-label`} className="visually-hidden">
        {t('palette.label')}
      </h2>
      <div className={css.field}>
        <Search size={16} strokeWidth={1.5} aria-hidden="true" />
        <input
          autoFocus
          role="combobox"
          aria-expanded={found.length > 0}
          aria-controls={`${id}-list`}
          aria-autocomplete="list"
          aria-activedescendant={found[at] ? `${id}-${at}` : undefined}
          aria-label={t('palette.field')}
          placeholder={t('palette.field')}
          spellCheck={false}
          autoComplete="off"
          value={typed}
          onChange={(event) => {
            setTyped(event.target.value);
            setChosen(0);
          }}
          onKeyDown={onKeyDown}
        />
        <span className={css.key} aria-hidden="true">
          {t('palette.escape')}
        </span>
      </div>
      <Found found={found} at={at} id={id} onChoose={setChosen} onRun={run} />
      {found.length === 0 && <p className={css.none}>{t('palette.none', { typed: typed.trim() })}</p>}
      <p className="visually-hidden" role="status">
        {t('palette.count', { count: found.length })}
      </p>
    </Dialog>
  );
}

interface FoundProps {
  found: readonly PaletteItem[];
  at: number;
  id: string;
  onChoose: (at: number) => void;
  onRun: (item: PaletteItem) => void;
}

function Found({ found, at, id, onChoose, onRun }: FoundProps) {
  const { t } = useTranslation();
  const list = useRef<HTMLDivElement>(null);
  useEffect(() => {
    list.current?.querySelector(`[id="${CSS.escape(`${id}-${at}`)}"]`)?.scrollIntoView({ block: 'nearest' });
  }, [id, at]);
  const shown = [...new Set(found.map(({ group }) => group))];
  return (
    // The field keeps the focus and names the chosen option; the keys are its.
    <div ref={list} id={`${id}-list`} role="listbox" tabIndex={-1} aria-label={t('palette.found')} className={css.list}>
      {shown.map((group) => (
        <fieldset key={group} aria-labelledby={`${id}-${group}`}>
          <p id={`${id}-${group}`} className={css.group}>
            {t(`palette.groups.${group}`)}
          </p>
          {found.map(
            (item, index) =>
              item.group === group && (
                <div
                  key={item.key}
                  id={`${id}-${index}`}
                  role="option"
                  tabIndex={-1}
                  aria-selected={index === at}
                  className={css.option}
                  onPointerMove={() => index !== at && onChoose(index)}
                  onClick={() => onRun(item)}
                  onKeyDown={(event) => event.key === 'Enter' && onRun(item)}
                >
                  <span className={css.icon}>{item.icon}</span>
                  <bdi className={css.name}>{item.label}</bdi>
                  {item.also !== undefined && <bdi className={css.also}>{item.also}</bdi>}
                  {item.keys !== undefined && (
                    <span className={css.key} aria-hidden="true">
                      {item.keys}
                    </span>
                  )}
                </div>
              ),
          )}
        </fieldset>
      ))}
    </div>
  );
}
