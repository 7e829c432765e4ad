import { createHash } from 'node:crypto';
import type { Response } from 'express';

const style = `body{font:16px/1.5 system-ui,sans-serif;max-width:40rem;margin:4rem auto;padding:0 1rem;color:#1c2430;background:#fff}
code,input{font:15px ui-monospace,monospace}button{font:inherit;padding:.5rem 1rem}pre{background:#f2f4f7;padding:1rem;overflow:auto}
@media (prefers-color-scheme:dark){body{color:#e6e9ee;background:#12161c}pre{background:#1c222b}a{color:#8ab4f8}}`;
const styleHash = createHash('sha256').update(style).digest('base64');

/** Text that may stand in HTML: nothing of it becomes markup. */
export function escapeHtml(text: string): string {
  const entities: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' };
  return text.replace(/[&<>"']/g, (character) => entities[character] as string);
}

/** Sends a page: no script at all, the one style by its hash, forms to ourselves only. */
export function sendPage(res: Response, status: number, body: string): void {
  const policy = `default-src 'none'; style-src 'sha256-${styleHash}'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'`;
  res.status(status).set('content-security-policy', policy).type('html');
  res.send(
    `<!doctype html><html lang="en"><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>Trainyard</title><style>${style}</style><main><h1>Trainyard</h1>${body}</main></html>`,
  );
}

/** The sign-in form for a one-time link; without a code it says where to get one. */
export function signInPage(link: string | undefined, problem?: string): string {
  const said = problem === undefined ? '' : `<p role="alert"><strong>${escapeHtml(problem)}</strong></p>`;
  if (link === undefined) {
    return `${said}<p>Open the sign-in link that the server printed when it started. Each link works once; starting the server again prints a new one.</p>
<p>Programs send an API token: <code>Authorization: Bearer TOKEN</code>.</p>`;
  }
  return `${said}<form method="post" action="/signin"><input type="hidden" name="link" value="${escapeHtml(link)}"><button autofocus>Sign in</button></form>
<p>This link works once.</p>`;
}

/** What stands at / : who is signed in, and the ways to go on. */
export function frontPage(who: string | undefined): string {
  const access =
    who === undefined
      ? '<p>You are not signed in. <a href="/signin">How to sign in</a></p>'
      : `<p>Signed in as <strong>${escapeHtml(who)}</strong>.</p>`;
  return `${access}<p>The server runs. It is used through its <a href="/api/v1/openapi.json">API</a> and its command line:</p>
<pre>npx trainyard login
npx trainyard job list
npx trainyard job logs -f</pre>`;
}
