import { jobSorts } from '@trainyard/contracts/job-sorts';
import { priorities } from '@trainyard/contracts/priorities';
import { useTranslation } from 'react-i18next';
import { MenuHead, MenuItem } from '../../../ui/menu/menu.tsx';
import { Chip } from './chip.tsx';
import type { FilterBarProps } from './filter-bar.tsx';
import type { FilterKey } from './filters.ts';

const since = ['PT1H', 'P1D', 'P7D', 'P30D'] as const;
const more = ['owner', 'priority', 'tag', 'since', 'exit', 'family'] as const;
/** Choices of one kind in a menu. */
const choicesMost = 8;

/** The filters that are set besides those that are always there, the order, and what else can be chosen. */
export function MoreChips({ filter, onChange, sort, onDropSort, owners, tags }: FilterBarProps) {
  const { t } = useTranslation('jobs');
  const shown = (key: FilterKey, value: string): string => {
    const known = key === 'since' ? since.find((one) => one === value) : undefined;
    return known === undefined ? value : t(`list.sinceChoices.${known}`);
  };
  const by = jobSorts.find((one) => one === sort?.id);
  const word = by === undefined ? (sort?.id ?? '') : t(`list.sortBy.${by}`);
  const choices: Record<'owner' | 'priority' | 'tag' | 'since', readonly string[]> = {
    owner: owners.slice(0, choicesMost),
    priority: priorities.toReversed(),
    tag: tags.slice(0, choicesMost),
    since,
  };
  return (
    <>
      {more.map((key) => {
        const value = filter[key];
        if (value === undefined) return null;
        return (
          <Chip
            key={key}
            label={t(`list.filterNames.${key}`)}
            value={shown(key, value)}
            onClear={() => onChange(key, '')}
          />
        );
      })}
      {sort && (
        <Chip
          label={t('list.sort')}
          value={t(sort.desc ? 'list.sortDown' : 'list.sortUp', { by: word })}
          clearName={t('list.dropSort')}
          onClear={onDropSort}
        />
      )}
      <Chip label={t('list.more')} value="" onClear={() => undefined}>
        {(close) =>
          (['owner', 'priority', 'tag', 'since'] as const).flatMap((key) => {
            if (choices[key].length === 0) return [];
            return [
              <MenuHead key={key}>{t(`list.filterNames.${key}`)}</MenuHead>,
              ...choices[key].map((value) => (
                <MenuItem
                  key={`${key} ${value}`}
                  selected={filter[key] === value}
                  onClick={() => {
                    onChange(key, value);
                    close();
                  }}
                >
                  <bdi>{shown(key, value)}</bdi>
                </MenuItem>
              )),
            ];
          })
        }
      </Chip>
    </>
  );
}
