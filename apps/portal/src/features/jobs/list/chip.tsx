import { Plus, X } from 'lucide-react';
import { type MouseEvent, type ReactNode, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Menu, MenuItem } from '../../../ui/menu/menu.tsx';
import css from './filter-bar.module.css';

interface ChipProps {
  label: string;
  /** Empty: the filter is not set. */
  value: string;
  onClear: () => void;
  /** Name of the button that takes it away. */
  clearName?: string;
  /** Choices of its menu; without them it can only be taken away. */
  children?: ((close: () => void) => ReactNode) | undefined;
}

/** What the list is narrowed to by one thing: can be changed and taken away. */
export function Chip({ label, value, onClear, clearName, children }: ChipProps) {
  const { t } = useTranslation('jobs');
  const [anchor, setAnchor] = useState<HTMLElement | null>(null);
  const close = () => setAnchor(null);
  const set = value !== '';
  return (
    <span className={`${css.chip} ${set ? css.set : ''}`}>
      <button
        type="button"
        className={css.pick}
        {...(children && {
          'aria-haspopup': 'menu' as const,
          'aria-expanded': anchor !== null,
          onClick: (event: MouseEvent<HTMLElement>) => setAnchor(event.currentTarget),
        })}
      >
        {!set && <Plus size={14} strokeWidth={1.5} aria-hidden />}
        {label}
        {set && (
          <b>
            <bdi>{value}</bdi>
          </b>
        )}
      </button>
      {set && (
        <button
          type="button"
          className={css.clear}
          aria-label={clearName ?? t('list.dropFilter', { name: label })}
          onClick={onClear}
        >
          <X size={14} strokeWidth={1.5} aria-hidden />
        </button>
      )}
      <Menu anchorEl={anchor} open={anchor !== null} onClose={close}>
        {children?.(close)}
      </Menu>
    </span>
  );
}

/** Names to choose from. */
export function Names({ names, onPick }: { names: readonly string[]; onPick: (name: string) => void }) {
  const { t } = useTranslation('jobs');
  if (names.length === 0) return <MenuItem disabled>{t('list.noneToPick')}</MenuItem>;
  return names.map((name) => (
    <MenuItem key={name} onClick={() => onPick(name)}>
      <bdi>{name}</bdi>
    </MenuItem>
  ));
}
