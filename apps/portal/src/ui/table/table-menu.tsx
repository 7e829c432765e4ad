import { Button } from '@mui/material';
import { Columns3 } from 'lucide-react';
import { Suspense, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { later } from '../later.ts';
import type { Column } from './columns.ts';
import type { TableState } from './table-state.ts';

/** Its marks weigh more than a page's own code, and most visits never open it. */
const TableChoices = later('TableChoices', () => import('./table-choices.tsx'));

export interface TableMenuProps {
  columns: readonly Pick<Column<never>, 'id' | 'head' | 'optional'>[];
  state: TableState;
}

/** Which columns a table shows and how high its rows are. */
export function TableMenu({ columns, state }: TableMenuProps) {
  const { t } = useTranslation('ui');
  const [anchor, setAnchor] = useState<HTMLElement | null>(null);
  const [asked, setAsked] = useState(false);
  return (
    <>
      <Button
        variant="text"
        startIcon={<Columns3 size={14} strokeWidth={1.5} aria-hidden />}
        aria-haspopup="menu"
        aria-expanded={anchor !== null}
        onClick={(event) => {
          setAnchor(event.currentTarget);
          setAsked(true);
        }}
      >
        {t('table.columns')}
      </Button>
      <Suspense>{asked && <TableChoices {...{ columns, state, anchor }} onClose={() => setAnchor(null)} />}</Suspense>
    </>
  );
}
