import { useTranslation } from 'react-i18next';
import { useFormat } from '../../../ui/use-format.ts';
import type { TimelineRow } from './timeline.ts';

/** The timeline for those who do not see it. */
export function TimelineTable({ rows }: { rows: TimelineRow[] }) {
  const { t } = useTranslation('jobs');
  const format = useFormat();
  return (
    <div className="visually-hidden">
      <table>
        <caption>{t('page.timeline.title')}</caption>
        <thead>
          <tr>
            <th scope="col">{t('page.timeline.attemptHead')}</th>
            <th scope="col">{t('page.timeline.phaseHead')}</th>
            <th scope="col">{t('page.timeline.from')}</th>
            <th scope="col">{t('page.timeline.to')}</th>
            <th scope="col">{t('page.timeline.took')}</th>
          </tr>
        </thead>
        <tbody>
          {rows.flatMap((row) =>
            row.segments.map(({ kind, from, to, live }) => (
              <tr key={`${row.unit}/${row.attempt}/${kind}${from}`}>
                <th scope="row">{row.attempt}</th>
                <td>{t(`page.timeline.kinds.${kind}`)}</td>
                <td>{format.clock(from)}</td>
                <td>{live ? t('page.timeline.goesOn') : format.clock(to)}</td>
                <td>{format.duration(to - from)}</td>
              </tr>
            )),
          )}
        </tbody>
      </table>
    </div>
  );
}
