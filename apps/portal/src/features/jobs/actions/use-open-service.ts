import type { Job } from '@trainyard/contracts/job';
import { client } from '../../../live/client.ts';
import { useToast } from '../../../ui/toasts.tsx';
import { useErrorWords } from '../../../ui/use-error-words.ts';

/** Opens a service of the job in a tab of its own, which has no way back into this page. What goes wrong is told here. */
export function useOpenService({ workspace, experiment, name }: Job): (service: string) => Promise<void> {
  const toast = useToast();
  const say = useErrorWords();
  return async (service) => {
    // At once: browsers let nothing open by itself, and an answer that comes later is no click any more.
    const tab = window.open('about:blank', '_blank');
    if (tab) tab.opener = null;
    try {
      const { url } = await client.call('openService', { params: { workspace, experiment, name, service } });
      if (tab) tab.location.replace(url);
      else location.assign(url);
    } catch (error) {
      tab?.close();
      toast(say(error));
    }
  };
}
