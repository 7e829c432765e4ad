import type { Cure, Failure, FailureFamily } from '@trainyard/contracts/failure';
import { useCallback, useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { useTexts } from '../../../ui/use-texts.ts';

/** A value longer than this is a text of its own: that it changed is all that fits a line. */
const valueMost = 40;

/** Words for failures: what they are, how often, where, and what cured them. */
export function useSayFailure() {
  const { t } = useTranslation('jobs');
  const { sayReason } = useTexts();
  const title = useCallback(
    ({ title: text, says }: Pick<Failure, 'title' | 'says'>): string => (says === null ? text : sayReason(says)),
    [sayReason],
  );
  return useMemo(() => {
    const change = ({ what, from, to }: Cure['changes'][number]): string => {
      const name = what.replace(/^-+/, '');
      if ([from, to].some((value) => value !== null && (value.length > valueMost || value.includes('\n'))))
        return t('family.changed', { name });
      if (from === null) return t('family.added', { name, to: to ?? '' });
      return to === null ? t('family.removed', { name, from }) : t('family.change', { name, from, to });
    };
    const cure = ({ changes, nodes }: Cure): string => {
      const [first, ...rest] = changes;
      if (first === undefined)
        return nodes === null ? t('family.again') : t('family.elsewhere', { nodes: nodes.to.join(', ') });
      const text = change(first);
      return rest.length === 0 ? text : t('family.more', { text, count: rest.length });
    };
    /** "7 times, 6 on node-4". */
    const times = ({ count, suspect, nodes }: FailureFamily): string => {
      const at = nodes.find(({ node }) => node === suspect);
      return at ? t('family.timesOn', { count, times: at.count, node: at.node }) : t('family.times', { count });
    };
    return { title, cure, change, times };
  }, [t, title]);
}
