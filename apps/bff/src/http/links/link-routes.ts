import { Fault } from '@trainyard/contracts/errors';
import type { FileTree } from '@trainyard/mounts/tree';
import { type Request, Router } from 'express';
import type { Credentials } from '../../access/authenticate.ts';
import { tokenActor } from '../../access/authenticate.ts';
import { authorise } from '../../access/authorise.ts';
import type { Doors } from '../../doors.ts';
import { schemeOf } from '../../services/service-hosts.ts';
import { fileServerByUid, jobByUid } from '../load.ts';
import { storageAccountByUid } from '../storage/storage-routes.ts';
import { sendTreeFile } from '../trees/answers.ts';
import { type LinkContent, type LinkTarget, readLink, signLink } from './signed-link.ts';

const minuteMs = 60_000;

/** Makes a link to one file; it may never do more than whoever has these credentials. */
export function makeLink(
  doors: Pick<Doors, 'vault' | 'clock'>,
  { req, credentials }: { req: Request; credentials: Pick<Credentials, 'tokenUid'> },
  target: LinkTarget,
  minutes: number,
): { url: string; expiresAt: number } {
  const expiresAt = doors.clock.now() + minutes * minuteMs;
  const text = signLink(doors.vault, { target, by: credentials.tokenUid, until: expiresAt });
  return { url: `${originOf(req)}/api/v1/links/${text}`, expiresAt };
}

/** The server as whoever asks sees it; its Host was checked before. */
export function originOf(req: Request): string {
  return `${schemeOf(req.headers)}://${req.headers.host}`;
}

/** Downloads by links, which are their own credentials. */
export function linkRouter(doors: Doors): Router {
  const router = Router({ caseSensitive: true, strict: true });
  router.get('/:link', async (req, res) => {
    res.locals.operation = 'link';
    const link = readLink(doors.vault, req.params.link, doors.clock.now());
    // To whoever holds the link nothing is said of what was there before.
    const tree = await treeOf(doors, link).catch((error: unknown) => {
      throw error instanceof Fault && error.status < 500 ? new Fault('LinkGone') : error;
    });
    const { path } = link.target;
    try {
      await sendTreeFile(tree, path, { req, res });
    } catch (error) {
      const isGone = error instanceof Fault && (error.code === 'FileNotFound' || error.code === 'NotAFile');
      throw isGone ? new Fault('LinkGone') : error;
    }
  });
  return router;
}

/** The tree of what the link names, as far as its maker may still read it. */
async function treeOf(doors: Doors, { target, by }: LinkContent): Promise<FileTree> {
  const gone = () => new Fault('LinkGone');
  const token = await doors.read('token.get', { uid: by });
  const now = doors.clock.now();
  if (!token || token.revokedAt !== null || (token.expiresAt !== null && token.expiresAt <= now)) throw gone();
  const actor = tokenActor(token, 'rest');
  switch (target.of) {
    case 'job': {
      const found = await jobByUid(doors, target.uid, gone);
      authorise(actor, 'read', found);
      return doors.trees.ofJob(found.value.row, target);
    }
    case 'fileServer': {
      const found = await fileServerByUid(doors, target.uid, gone);
      authorise(actor, 'read', found);
      return doors.trees.ofFileServer(found.value.row);
    }
    case 'storageAccount': {
      const found = await storageAccountByUid(doors, actor, target.uid, gone);
      authorise(actor, 'read', found);
      return doors.trees.ofAccount(found.value.row);
    }
  }
}
