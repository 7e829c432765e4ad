import fc from 'fast-check';
import { expect, test } from 'vitest';
import { formatOperationId, operationVerbs, parseOperationId } from './operation-id.ts';

const uids = fc.uuid({ version: 7 });

test('an operation is found again by its GUID, in whatever case', () => {
  fc.assert(
    fc.property(uids, fc.constantFrom(...operationVerbs), (uid, verb) => {
      const id = formatOperationId(uid, verb);
      expect(id).toMatch(/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/);
      expect(parseOperationId(id.toUpperCase())).toEqual({ uid, verb });
    }),
  );
});

test('a uid itself is no operation, and neither is anything else', () => {
  fc.assert(
    fc.property(fc.oneof(uids, fc.string()), (text) => {
      expect(parseOperationId(text)).toBeUndefined();
    }),
  );
});
