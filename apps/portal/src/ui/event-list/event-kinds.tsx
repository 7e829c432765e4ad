import { useTranslation } from 'react-i18next';
import { useFormat } from '../use-format.ts';
import css from './event-list.module.css';
import type { ReadEvent } from './read-event.ts';
import { isKind, kinds } from './use-say-event.ts';

/** What an event is about: the innermost of what it names. */
export const kindOf = ({ subject }: ReadEvent): string => subject.at(-1)?.kind ?? '';

const placeOf = (kind: string): number => (kinds as readonly string[]).indexOf(kind);

interface EventKindsProps {
  told: readonly { said: ReadEvent }[];
  /** The one that is shown alone; null for all. */
  kind: string | null;
  onKind: (kind: string | null) => void;
}

/** A switch for each kind of thing that something happened to, with how often; nothing where all is of one kind. */
export function EventKinds({ told, kind, onKind }: EventKindsProps) {
  const { t } = useTranslation('ui');
  const { count } = useFormat();
  const counts = new Map<string, number>();
  for (const { said } of told) counts.set(kindOf(said), (counts.get(kindOf(said)) ?? 0) + 1);
  // The one that is chosen stays, or nobody could let it go.
  if (kind !== null && !counts.has(kind)) counts.set(kind, 0);
  if (counts.size < 2 && kind === null) return null;
  return (
    <fieldset className={css.kinds} aria-label={t('event.kinds')}>
      {[...counts]
        .sort(([a], [b]) => placeOf(a) - placeOf(b))
        .map(([one, number]) => (
          <button key={one} type="button" aria-pressed={one === kind} onClick={() => onKind(one === kind ? null : one)}>
            {isKind(one) ? t(`event.kind.${one}`) : one}
            <span>{count(number)}</span>
          </button>
        ))}
    </fieldset>
  );
}
