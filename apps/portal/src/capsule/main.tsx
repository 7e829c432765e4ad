/** What shows a capsule: started by the last element of the file, when all of it is read. */
import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { readCapsule } from '@trainyard/contracts/capsule';
import { createRoot } from 'react-dom/client';
import { CapsulePage } from './capsule-page.tsx';
import { startWords } from './i18n.ts';
import './capsule.css';

// The document as it was read, before anything is drawn: this is what the hashes are of.
const capsule = readCapsule(document.documentElement.outerHTML);
const root = document.getElementById('root');
const asked = new URLSearchParams(location.search).get('theme');
const light = asked === null ? matchMedia('(prefers-color-scheme: light)').matches : asked === 'light';
document.documentElement.dataset.theme = light ? 'light' : 'dark';

if (capsule !== undefined && root !== null) {
  void startWords().then(() => {
    document.getElementById('unopened')?.remove();
    // Nothing is asked of a network: words of other languages are in the file.
    const client = new QueryClient({ defaultOptions: { queries: { networkMode: 'always', retry: false } } });
    createRoot(root).render(
      <QueryClientProvider client={client}>
        <CapsulePage capsule={capsule} />
      </QueryClientProvider>,
    );
  });
}
