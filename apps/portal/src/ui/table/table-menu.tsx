import { Button, Checkbox, Divider, ListSubheader, Menu, MenuItem, Radio } from '@mui/material';
import { Columns3 } from 'lucide-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Column } from './columns.ts';
import { densities } from './kept.ts';
import type { TableState } from './table-state.ts';

interface TableMenuProps {
  columns: readonly Pick<Column<never>, 'id' | 'head' | 'optional'>[];
  state: TableState;
}

/** Which columns a table shows and how high its rows are. */
export function TableMenu({ columns, state }: TableMenuProps) {
  const { t } = useTranslation('ui');
  const [anchor, setAnchor] = useState<HTMLElement | null>(null);
  const { hidden, density } = state;
  const toggle = (id: string) =>
    state.setHidden(hidden.has(id) ? [...hidden].filter((one) => one !== id) : [...hidden, id]);
  return (
    <>
      <Button
        variant="text"
        startIcon={<Columns3 size={14} strokeWidth={1.5} aria-hidden />}
        aria-haspopup="menu"
        aria-expanded={anchor !== null}
        onClick={(event) => setAnchor(event.currentTarget)}
      >
        {t('table.columns')}
      </Button>
      <Menu anchorEl={anchor} open={anchor !== null} onClose={() => setAnchor(null)}>
        {columns.map(({ id, head, optional }) => (
          <MenuItem
            key={id}
            dense
            role="menuitemcheckbox"
            aria-checked={!hidden.has(id)}
            disabled={optional === false}
            onClick={() => toggle(id)}
          >
            <Checkbox checked={!hidden.has(id)} tabIndex={-1} disableRipple aria-hidden />
            {head}
          </MenuItem>
        ))}
        <Divider />
        <ListSubheader sx={{ fontSize: 11, lineHeight: '24px', background: 'none' }}>
          {t('table.density')}
        </ListSubheader>
        {densities.map((one) => (
          <MenuItem
            key={one}
            dense
            role="menuitemradio"
            aria-checked={one === density}
            onClick={() => state.setDensity(one)}
          >
            <Radio checked={one === density} tabIndex={-1} aria-hidden />
            {t(`table.densities.${one}`)}
          </MenuItem>
        ))}
      </Menu>
    </>
  );
}
