import type { Cluster } from '@trainyard/contracts/cluster';
import type { Experiment } from '@trainyard/contracts/experiment';
import { jobMoves } from '@trainyard/contracts/lifecycles';
import { ListFilter as FilterIcon, Link, Search } from 'lucide-react';
import { startTransition, useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { copyText } from '../../../ui/copy-text.ts';
import { Glyph, isGlyphState } from '../../../ui/glyph.tsx';
import { frameShown } from '../../../ui/later.ts';
import { MenuItem } from '../../../ui/menu/menu.tsx';
import type { Sort } from '../../../ui/table/sort-param.ts';
import { useToast } from '../../../ui/toasts.tsx';
import { Chip, Names } from './chip.tsx';
import css from './filter-bar.module.css';
import type { FilterKey, ListFilter } from './filters.ts';
import { MoreChips } from './more-chips.tsx';

export interface FilterBarProps {
  filter: ListFilter;
  clusters: readonly Cluster[];
  experiments: readonly Experiment[];
  onChange: (key: FilterKey, value: string) => void;
  /** What the list is sorted by; null: its own order. */
  sort: Sort | null;
  onDropSort: () => void;
  /** What stands in the rows that are here: people and tags to choose from. */
  owners: readonly string[];
  tags: readonly string[];
}

const states = Object.keys(jobMoves);

/** What the list is narrowed to: chips that can be changed and taken away, and a search in names. */
export function FilterBar(props: FilterBarProps) {
  const { filter, clusters, experiments, onChange } = props;
  const { t } = useTranslation(['jobs', 'ui']);
  const chosen = (filter.state ?? '').split(',').filter((state) => state !== '');
  const toggle = (state: string) =>
    onChange('state', (chosen.includes(state) ? chosen.filter((one) => one !== state) : [...chosen, state]).join(','));
  const words = chosen.map((state) => (isGlyphState(state) ? t(`ui:state.${state}`) : state)).join(', ');
  const name = (key: 'cluster' | 'experiment') => ({
    label: t(`list.${key}`).toLowerCase(),
    value: filter[key] ?? '',
    onClear: () => onChange(key, ''),
  });
  const pick = (key: FilterKey, value: string, close: () => void) => {
    onChange(key, value);
    close();
  };
  return (
    <search className={css.bar} aria-label={t('list.filters')}>
      <FilterIcon size={14} strokeWidth={1.5} className={css.icon} aria-hidden />
      <Chip label={t('list.state')} value={words} onClear={() => onChange('state', '')}>
        {() =>
          states.map((state) => (
            <MenuItem
              key={state}
              role="menuitemcheckbox"
              aria-checked={chosen.includes(state)}
              selected={chosen.includes(state)}
              onClick={() => toggle(state)}
            >
              {isGlyphState(state) && <Glyph state={state} named={false} />}
              {isGlyphState(state) ? t(`ui:state.${state}`) : state}
            </MenuItem>
          ))
        }
      </Chip>
      <Chip {...name('cluster')}>
        {(close) => <Names names={clusters.map((one) => one.name)} onPick={(value) => pick('cluster', value, close)} />}
      </Chip>
      <Chip {...name('experiment')}>
        {(close) => (
          <Names names={experiments.map((one) => one.name)} onPick={(value) => pick('experiment', value, close)} />
        )}
      </Chip>
      <MoreChips {...props} />
      <span className={css.address} aria-hidden>
        {address()}
      </span>
      <CopyLink />
      <SearchField text={filter.text ?? ''} onChange={(text) => onChange('text', text)} />
    </search>
  );
}

/** The field shows its letters first; the address and the list follow when they are seen. */
function SearchField({ text, onChange }: { text: string; onChange: (text: string) => void }) {
  const { t } = useTranslation('jobs');
  const [typed, setTyped] = useState(text);
  const field = useRef<HTMLInputElement>(null);
  /** Typed here, and not yet in the address. */
  const sent = useRef<string[]>([]);
  /** Typed, and not yet sent. */
  const unsent = useRef<string>(undefined);
  const change = useRef(onChange);
  useEffect(() => {
    change.current = onChange;
  });
  // A letter typed last on this page is none of the next one's address.
  useEffect(
    () => () => {
      unsent.current = undefined;
    },
    [],
  );
  useEffect(() => {
    const own = document.activeElement === field.current ? sent.current.indexOf(text) : -1;
    sent.current = sent.current.slice(own + 1);
    // Somebody else changed it: a link, the way back, a button that drops the filter.
    if (own >= 0) return;
    unsent.current = undefined;
    setTyped(text);
  }, [text]);
  const send = (value: string) => {
    const waits = unsent.current !== undefined;
    unsent.current = value;
    if (waits) return;
    void frameShown().then(() => {
      const newest = unsent.current;
      unsent.current = undefined;
      if (newest === undefined) return;
      sent.current.push(newest);
      startTransition(() => change.current(newest));
    });
  };
  return (
    <label className={css.search}>
      <Search size={14} strokeWidth={1.5} aria-hidden />
      <input
        ref={field}
        type="search"
        value={typed}
        aria-label={t('list.search')}
        placeholder={t('list.search')}
        onChange={({ target: { value } }) => {
          setTyped(value);
          send(value);
        }}
      />
    </label>
  );
}

/** The list's own address, as people read it. */
function address(): string {
  const text = `${location.pathname}${location.search}`;
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

function CopyLink() {
  const { t } = useTranslation('jobs');
  const toast = useToast();
  const copy = () => void copyText(location.href).then(() => toast(t('views.linkCopied')));
  return (
    <button type="button" className={css.copy} aria-label={t('views.copyLink')} onClick={copy}>
      <Link size={14} strokeWidth={1.5} aria-hidden />
    </button>
  );
}
