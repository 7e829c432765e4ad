import type { ServerResponse } from 'node:http';

export interface PlainPage {
  status: number;
  title: string;
  text: string;
}

/** What is said instead of a service's page. */
export const pages = {
  notOpen: {
    status: 403,
    title: 'This page is not open to you',
    text: 'Its address was used already, its time is over, or its job has ended. Open the service again on the page of its job.',
  },
  foreign: {
    status: 403,
    title: 'Refused',
    text: 'Another page asked for this in your name. Open the service on the page of its job.',
  },
  busy: {
    status: 503,
    title: 'Too many connections',
    text: 'This service has as many connections open as it may. Close a few of its tabs, then load this one again.',
  },
} as const satisfies Record<string, PlainPage>;

/** A service that did not answer, and why. */
export function unavailable(service: string, notYet: boolean, why: string): PlainPage {
  return notYet
    ? {
        status: 502,
        title: `${service} does not listen yet`,
        text: 'Its program is still starting, has ended, or is not installed in the job’s image: the job’s logs tell. Load this page again in a moment.',
      }
    : { status: 502, title: `${service} cannot be reached`, text: why };
}

const escapes: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' };
const escaped = (text: string): string => text.replace(/[&<>"']/g, (sign) => escapes[sign] ?? sign);

/** One small page without scripts, in light and dark. */
export function pageOf({ title, text }: PlainPage): string {
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>${escaped(title)} · Trainyard</title>
<style>
:root { color-scheme: light dark; font: 15px/1.5 system-ui, sans-serif; }
main { max-width: 34rem; margin: 15vh auto 0; padding: 0 1.5rem; }
h1 { font-size: 1.25rem; font-weight: 600; margin: 0 0 .5rem; }
p { margin: 0; }
</style>
</head>
<body>
<main>
<h1>${escaped(title)}</h1>
<p>${escaped(text)}</p>
</main>
</body>
</html>
`;
}

/** Headers of every answer that is ours and not the service's. */
export const ownHeaders = {
  'cache-control': 'no-store',
  'referrer-policy': 'no-referrer',
  'x-content-type-options': 'nosniff',
  'content-security-policy': "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'; base-uri 'none'",
} as const;

/** Answers with a page of ours, unless the answer has begun. */
export function sendPage(res: ServerResponse, page: PlainPage, head = false): void {
  if (res.headersSent) {
    res.destroy();
    return;
  }
  const body = Buffer.from(pageOf(page));
  res.writeHead(page.status, {
    ...ownHeaders,
    'content-type': 'text/html; charset=utf-8',
    'content-length': body.byteLength,
    // What of the request was not read is not read any more.
    connection: 'close',
  });
  res.end(head ? undefined : body);
}
