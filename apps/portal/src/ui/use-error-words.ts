import { Fault } from '@trainyard/contracts/errors';
import { ConnectionError } from '@trainyard/sdk/connection-error';
import { useCallback } from 'react';
import { useTranslation } from 'react-i18next';
import { BrokenAnswer } from '../live/well-formed.ts';
import { useCatalogue } from './use-catalogue.ts';

/** Words for anything that was thrown: the server's refusal in the language in force, the network, or the error's own. */
export function useErrorWords(): (error: unknown) => string {
  const { t } = useTranslation('ui');
  const { sayError } = useCatalogue();
  return useCallback(
    (error: unknown) => {
      if (error instanceof Fault) return sayError(error) ?? error.message;
      if (error instanceof ConnectionError) return t('error.connection', { url: location.origin });
      if (error instanceof BrokenAnswer) return t('error.broken');
      return error instanceof Error ? error.message : String(error);
    },
    [t, sayError],
  );
}
