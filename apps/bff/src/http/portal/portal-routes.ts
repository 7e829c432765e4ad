import type { Ids } from '@trainyard/runtime/ids';
import { type Request, type RequestHandler, type Response, Router } from 'express';
import type { PortalBuild } from './portal-build.ts';
import { sendFile } from './send-file.ts';

/** First parts of addresses that are no page of the portal, whatever comes after them. */
const notPages = new Set(['api', 'assets', 'healthz', 'metrics', 'providers', 'readyz', 'socket.io', 'subscriptions']);

/** A year: the name of an asset changes with its content. */
const forEver = 'public, max-age=31536000, immutable';
/** Five minutes: icons and the manifest keep their names from build to build. */
const forNow = 'public, max-age=300';

/** A worker obeys the policy of its own script, so it may load its parts and ask the API; nothing else may happen here. */
const filePolicy =
  "default-src 'none'; script-src 'self'; connect-src 'self'; worker-src 'self' blob:; frame-ancestors 'none'; base-uri 'none'";

/** Scripts only from our own files; styles of the running page carry the nonce of this one answer. */
function pagePolicy(nonce: string): string {
  return [
    "default-src 'none'",
    "script-src 'self'",
    `style-src 'self' 'nonce-${nonce}'`,
    "img-src 'self' data: blob:",
    "font-src 'self'",
    "connect-src 'self'",
    "worker-src 'self' blob:",
    "manifest-src 'self'",
    "frame-ancestors 'none'",
    "base-uri 'none'",
    "form-action 'self'",
  ].join('; ');
}

const notBuilt = `<!doctype html><html lang="en"><meta charset="utf-8"><title>Trainyard</title>
<p>The portal is not built. <code>npm start</code> builds it and starts the server; the API and the command line work without it.</p></html>
`;

/** The browser's side: files of the built portal, and its one page at every other address. Comes after all other routes. */
export function portalRouter(portal: PortalBuild, ids: Pick<Ids, 'secret'>): Router {
  const router = Router({ caseSensitive: true, strict: true });
  router.get('/assets/*file', async (req, res, next) => {
    res.locals.operation = 'portalAsset';
    // The names come decoded; a slash that was written as %2F is inside of one and makes it no name.
    const names = ['assets', ...(req.params.file as unknown as string[])];
    const headers = { 'cache-control': forEver, 'content-security-policy': filePolicy };
    if (!(await sendFile(req, res, portal.dir, names, headers))) next();
  });
  router.get('/:file', async (req, res, next) => {
    const name = req.params.file;
    // The page itself is only given out with a nonce; and whatever has no ending is a page.
    if (!name.includes('.') || name.startsWith('index.html') || isNoPage(req)) return next();
    res.locals.operation = 'portalFile';
    const headers = { 'cache-control': forNow, 'content-security-policy': filePolicy };
    if (!(await sendFile(req, res, portal.dir, [name], headers))) next();
  });
  router.get('/{*page}', page(portal, ids));
  return router;
}

function isNoPage(req: Request): boolean {
  return notPages.has((req.path.split('/')[1] ?? '').toLowerCase());
}

/** Programs and images that ask for what is not there are told so; who wants to read gets the page. */
function wantsPage(req: Request): boolean {
  return req.path === '/' || req.accepts(['json', 'html']) === 'html';
}

function page(portal: PortalBuild, ids: Pick<Ids, 'secret'>): RequestHandler {
  return async (req, res, next) => {
    if (isNoPage(req) || !wantsPage(req)) return next();
    res.locals.operation = 'portalPage';
    const index = await portal.index();
    if (index === undefined) sendHtml(res.status(503), notBuilt);
    else {
      const nonce = ids.secret(16);
      res.set({ 'content-security-policy': pagePolicy(nonce), 'cross-origin-opener-policy': 'same-origin' });
      sendHtml(res, index.replaceAll('__NONCE__', nonce));
    }
  };
}

function sendHtml(res: Response, html: string): void {
  res.set('cache-control', 'no-store').type('html').send(html);
}
