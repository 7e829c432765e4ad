import { hash } from 'node:crypto';

/** How the database keeps a secret of 256 bits of chance: as runtime's vault does, in hexadecimal. */
export function hashSecret(secret: string): string {
  return hash('sha256', secret, 'hex');
}
