import { Checkbox, Radio } from '@mui/material';
import { useTranslation } from 'react-i18next';
import { Menu, MenuDivider, MenuHead, MenuItem } from '../menu/menu.tsx';
import { densities } from './kept.ts';
import type { TableMenuProps } from './table-menu.tsx';

interface TableChoicesProps extends TableMenuProps {
  /** What the menu hangs on; null: it is closed. */
  anchor: HTMLElement | null;
  onClose: () => void;
}

/** The open menu of a table. */
export function TableChoices({ columns, state, anchor, onClose }: TableChoicesProps) {
  const { t } = useTranslation('ui');
  const { hidden, density } = state;
  const toggle = (id: string) =>
    state.setHidden(hidden.has(id) ? [...hidden].filter((one) => one !== id) : [...hidden, id]);
  return (
    <Menu anchorEl={anchor} open={anchor !== null} onClose={onClose}>
      {columns.map(({ id, head, optional }) => (
        <MenuItem
          key={id}
          role="menuitemcheckbox"
          aria-checked={!hidden.has(id)}
          disabled={optional === false}
          onClick={() => toggle(id)}
        >
          <Checkbox checked={!hidden.has(id)} tabIndex={-1} disableRipple aria-hidden />
          {head}
        </MenuItem>
      ))}
      <MenuDivider />
      <MenuHead>{t('table.density')}</MenuHead>
      {densities.map((one) => (
        <MenuItem key={one} role="menuitemradio" aria-checked={one === density} onClick={() => state.setDensity(one)}>
          <Radio checked={one === density} tabIndex={-1} aria-hidden />
          {t(`table.densities.${one}`)}
        </MenuItem>
      ))}
    </Menu>
  );
}
