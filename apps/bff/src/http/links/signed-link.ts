import { Fault } from '@trainyard/contracts/errors';
import { uid } from '@trainyard/contracts/names';
import { formatTime } from '@trainyard/contracts/times';
import type { Vault } from '@trainyard/runtime/node/vault';
import * as z from 'zod';

/** What a link is for: signatures of another purpose prove nothing here. */
const purpose = 'download link v1';

const path = z.string().min(1).max(4096);

/** The one file that a link leads to. */
export const linkTarget = z.discriminatedUnion('of', [
  z.strictObject({
    of: z.literal('job'),
    uid,
    directory: z.string().max(64),
    path,
    unit: z.number().int().min(0).optional(),
    attempt: z.number().int().min(1).optional(),
  }),
  z.strictObject({ of: z.literal('fileServer'), uid, path }),
  z.strictObject({ of: z.literal('storageAccount'), uid, path }),
]);
export type LinkTarget = z.infer<typeof linkTarget>;

/** Written in few letters: links end up in mails and logs. */
const content = z.strictObject({
  target: linkTarget,
  /** uid of the token of whoever made it: with it the link ends. */
  by: uid,
  /** ms since 1970, by the server's clock. */
  until: z.number(),
});
export type LinkContent = z.infer<typeof content>;

type Signer = Pick<Vault, 'sign' | 'verify'>;

/** The text of a link: what it says, and the signature of exactly that. */
export function signLink(vault: Signer, link: LinkContent): string {
  const said = Buffer.from(JSON.stringify(link)).toString('base64url');
  return `${said}.${vault.sign(purpose, said)}`;
}

/** What a link says once its signature was checked. Throws LinkInvalid, LinkExpired. */
export function readLink(vault: Signer, text: string, now: number): LinkContent {
  const [said = '', signature = '', ...more] = text.split('.');
  if (more.length > 0 || !vault.verify(purpose, said, signature)) throw new Fault('LinkInvalid');
  const link = content.safeParse(JSON.parse(Buffer.from(said, 'base64url').toString()));
  // Signed by a version that wrote links otherwise.
  if (!link.success) throw new Fault('LinkInvalid');
  if (link.data.until <= now) throw new Fault('LinkExpired', { at: formatTime(link.data.until) });
  return link.data;
}
