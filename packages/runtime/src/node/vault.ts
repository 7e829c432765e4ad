import {
  createCipheriv,
  createDecipheriv,
  createHash,
  createHmac,
  hkdfSync,
  randomBytes,
  timingSafeEqual,
} from 'node:crypto';
import { chmodSync, existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs';

/** Encrypts what must be read back and hashes what must not. */
export interface Vault {
  /** AES-256-GCM under the installation's key: `v1.` and nonce, tag and ciphertext in base64url. */
  seal(plain: string): string;
  /** The way back; throws when the text was changed or sealed under another key. */
  open(sealed: string): string;
  /** SHA-256 in hexadecimal: for secrets of 128 bits and more of chance, which need no slow hash. */
  hash(secret: string): string;
  /**
   * HMAC-SHA256 of a text in base64url, under a key that is derived from the installation's for this `purpose` alone: what was signed for
   * one purpose proves nothing for another.
   */
  sign(purpose: string, text: string): string;
  /** Whether `signature` is that of the text for this purpose; takes as long whatever is wrong. */
  verify(purpose: string, text: string, signature: string): boolean;
}

/** Opens the vault whose key lies in `file` (32 bytes, mode 0600), making the key at the first call. */
export function openVault(file: string): Vault {
  const key = existsSync(file) ? readFileSync(file) : makeKey(file);
  if (key.length !== 32)
    throw new Error(
      `the key in ${file} is damaged: restore it from a backup, without it stored secrets cannot be read`,
    );
  const keys = new Map<string, Buffer>();
  const mac = (purpose: string, text: string): Buffer => {
    const derived = keys.get(purpose) ?? Buffer.from(hkdfSync('sha256', key, '', `trainyard sign ${purpose}`, 32));
    keys.set(purpose, derived);
    return createHmac('sha256', derived).update(text).digest();
  };
  return {
    seal(plain) {
      const nonce = randomBytes(12);
      const cipher = createCipheriv('aes-256-gcm', key, nonce);
      const body = Buffer.concat([cipher.update(plain, 'utf8'), cipher.final()]);
      return `v1.${Buffer.concat([nonce, cipher.getAuthTag(), body]).toString('base64url')}`;
    },
    open(sealed) {
      const bytes = Buffer.from(sealed.slice(3), 'base64url');
      const decipher = createDecipheriv('aes-256-gcm', key, bytes.subarray(0, 12));
      decipher.setAuthTag(bytes.subarray(12, 28));
      return Buffer.concat([decipher.update(bytes.subarray(28)), decipher.final()]).toString('utf8');
    },
    hash: (secret) => createHash('sha256').update(secret).digest('hex'),
    sign: (purpose, text) => mac(purpose, text).toString('base64url'),
    verify(purpose, text, signature) {
      const expected = Buffer.from(mac(purpose, text).toString('base64url'));
      const given = Buffer.from(signature);
      // As text: several texts decode to the same bytes.
      return given.byteLength === expected.byteLength && timingSafeEqual(given, expected);
    },
  };
}

/** Written aside and renamed, so that a crash leaves the whole key or none. */
function makeKey(file: string): Buffer {
  const key = randomBytes(32);
  const aside = `${file}.new`;
  writeFileSync(aside, key, { mode: 0o600 });
  chmodSync(aside, 0o600);
  renameSync(aside, file);
  return key;
}
