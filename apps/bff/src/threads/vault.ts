import { createCipheriv, createDecipheriv, createHash, randomBytes } from 'node:crypto';
import type { Vault } from '@trainyard/control/interface';

/** Tokens are 256 bits of chance, so one round of SHA-256 is enough: there is nothing to guess. Hexadecimal. */
export function hashSecret(secret: string): string {
  return createHash('sha256').update(secret).digest('hex');
}

const version = 'v1';

/** Seals by AES-256-GCM with a fresh 96-bit nonce per value; `key` is 32 bytes in base64url. */
export function createVault(key: string): Vault {
  const bytes = Buffer.from(key, 'base64url');
  if (bytes.byteLength !== 32) throw new Error('the key of the vault must be 32 bytes');
  return {
    hash: hashSecret,
    seal(plain) {
      const nonce = randomBytes(12);
      const cipher = createCipheriv('aes-256-gcm', bytes, nonce);
      const sealed = Buffer.concat([cipher.update(plain, 'utf8'), cipher.final()]);
      return [version, nonce, sealed, cipher.getAuthTag()]
        .map((part) => (typeof part === 'string' ? part : part.toString('base64url')))
        .join('.');
    },
    open(sealed) {
      const [kind, nonce, text, tag] = sealed.split('.');
      if (kind !== version || nonce === undefined || text === undefined || tag === undefined) {
        throw new Error('this is not a value that the vault sealed');
      }
      const decipher = createDecipheriv('aes-256-gcm', bytes, Buffer.from(nonce, 'base64url'));
      decipher.setAuthTag(Buffer.from(tag, 'base64url'));
      return Buffer.concat([decipher.update(Buffer.from(text, 'base64url')), decipher.final()]).toString('utf8');
    },
  };
}
