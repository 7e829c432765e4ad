import { createCipheriv, randomBytes } from 'node:crypto';

/** rclone's own key, which every copy of it has: this hides a password from glances only, and is the one form that its settings take. */
const key = Buffer.from('9c935b48730a554d6bfd7c63c886a92bd390198eb8128afbf4de162b8b95f638', 'hex');

/** A password as rclone's settings want it: what `rclone obscure` prints, without telling it to another process's arguments. */
export function obscure(password: string): string {
  const iv = randomBytes(16);
  const cipher = createCipheriv('aes-256-ctr', key, iv);
  return Buffer.concat([iv, cipher.update(password, 'utf8'), cipher.final()]).toString('base64url');
}
