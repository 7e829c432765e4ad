import fc from 'fast-check';
import { expect, it } from 'vitest';
import {
  type CapsuleManifest,
  capsuleEnd,
  capsuleOpening,
  embeddable,
  manifestElement,
  manifestText,
  partElement,
  readCapsule,
} from './capsule.ts';

const manifest = (name: string, parts: number): CapsuleManifest => ({
  format: 1,
  job: { uid: 'u', workspace: 'w', experiment: 'e', name },
  at: 1,
  by: name,
  server: '0',
  going: false,
  parts: Array.from({ length: parts }, () => ({ kind: 'log' as const, bytes: 1, sha256: 'x', stream: name })),
  streams: [],
  left: [],
  whole: 'h',
});

const documentOf = (name: string, parts: string[]): string => {
  const opening = capsuleOpening({ title: name, style: 's', styleHash: 'a', scriptHash: 'b' });
  const data = parts.map((text, at) => partElement(at, text)).join('');
  return `<!doctype html>${opening}${data}${manifestElement(manifestText(manifest(name, parts.length)), 'seal')}${capsuleEnd('run()')}`;
};

it('is read as it was written, whatever the job was called and printed', () => {
  const nasty = fc.oneof(
    fc.string(),
    fc.constantFrom('</script><script>alert(1)</script>', '<!--', '<script', '<html', '\u2028', '</title>'),
  );
  const base64 = fc.base64String({ maxLength: 64 });
  fc.assert(
    fc.property(nasty, fc.array(base64, { maxLength: 12 }), (name, parts) => {
      const document = documentOf(name, parts);
      const read = readCapsule(document);
      expect(read?.manifest).toEqual(manifest(name, parts.length));
      expect(read?.seal).toBe('seal');
      expect(parts.map((_, at) => read?.part(at))).toEqual(parts);
      // As many elements as we wrote: nothing of it became markup.
      expect(document.match(/<script/g)?.length).toBe(parts.length + 2);
      expect(document.match(/<\/script/g)?.length).toBe(parts.length + 2);
    }),
  );
});

it('is none without its manifest, and a part that is gone is told as such', () => {
  const document = documentOf('n', ['AAAA', 'BBBB']);
  expect(readCapsule(document.replace('id="manifest"', 'id="x"'))).toBeUndefined();
  expect(readCapsule(document.replace('"format":1', '"format":9'))).toBeUndefined();
  expect(readCapsule(document.replace('data-part="1"', 'data-part="7"'))?.part(1)).toBeUndefined();
  expect(readCapsule('hello')).toBeUndefined();
});

it('keeps a program from ending its element', () => {
  const code = embeddable('const a = "</script>", b = "<!--<script>", c = 1 < 2;');
  expect(code).not.toMatch(/<\/script|<!--|<script/i);
  expect(new Function(`${code}; return [a, b, c]`)()).toEqual(['</script>', '<!--<script>', true]);
});
