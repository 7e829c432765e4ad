/** A capsule that is open in this page, or was dropped on it: its data unpacked when somebody looks at them, its hashes checked. */
import { sha256 } from '@noble/hashes/sha2.js';
import type { CapsuleManifest, CapsulePartKind, ReadCapsule } from '@trainyard/contracts/capsule';

const hexOf = (bytes: Uint8Array): string => Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');

/** SHA-256 of a text as UTF-8, by the browser where it lends its own to a page of a file. */
export async function hashOf(text: string): Promise<string> {
  const bytes = new TextEncoder().encode(text);
  const { subtle } = globalThis.crypto;
  return hexOf(subtle === undefined ? sha256(bytes) : new Uint8Array(await subtle.digest('SHA-256', bytes)));
}

/** The bytes of a part. Throws on what is no base64 or no gzip: it was changed. */
export async function unpacked(base64: string): Promise<Uint8Array<ArrayBuffer>> {
  const text = atob(base64);
  const packed = new Uint8Array(text.length);
  for (let at = 0; at < text.length; at += 1) packed[at] = text.charCodeAt(at);
  const stream = new Blob([packed]).stream().pipeThrough(new DecompressionStream('gzip'));
  return new Uint8Array(await new Response(stream).arrayBuffer());
}

/** All values of one kind, in their order: most kinds have one. What cannot be read is left out: the check tells of it. */
export async function valuesOf(capsule: ReadCapsule, kind: CapsulePartKind): Promise<unknown[]> {
  const found: unknown[] = [];
  for (const [at, part] of capsule.manifest.parts.entries()) {
    if (part.kind !== kind) continue;
    const text = capsule.part(at);
    try {
      if (text !== undefined) found.push(JSON.parse(new TextDecoder().decode(await unpacked(text))));
    } catch {
      // Told by the check.
    }
  }
  return found;
}

/** What the hashes say. `around`: all data are as they were written, but not what stands between them. */
export interface Checked {
  state: 'checking' | 'intact' | 'around' | 'damaged';
  done: number;
  of: number;
  /** Parts that are not as they were written. */
  damaged: CapsuleManifest['parts'];
}

/** Compares every part and the whole with their hashes, one after the other; tells how far it is. */
export async function check(capsule: ReadCapsule, onChange: (checked: Checked) => void): Promise<void> {
  const { manifest, text, seal, before } = capsule;
  const of = manifest.parts.length;
  const damaged: CapsuleManifest['parts'] = [];
  const sealed = (await hashOf(text)) === seal;
  for (const [at, part] of manifest.parts.entries()) {
    const own = capsule.part(at);
    if (own === undefined || (await hashOf(own)) !== part.sha256) damaged.push(part);
    onChange({ state: 'checking', done: at + 1, of, damaged });
  }
  const whole = (await hashOf(before)) === manifest.whole;
  const state = damaged.length > 0 || !sealed ? 'damaged' : whole ? 'intact' : 'around';
  onChange({ state, done: of, of, damaged });
}
