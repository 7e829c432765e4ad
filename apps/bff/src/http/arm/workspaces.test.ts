import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type ArmYard, armYard } from '../../testing/arm.ts';
import { type Booted, boot, until } from '../../testing/boot.ts';

let yard: Booted;
let arm: ArmYard;
beforeAll(async () => {
  yard = await boot();
  arm = armYard(yard);
});
afterAll(() => yard?.stop());

const group = '/subscriptions/s1/resourceGroups/Lab.One/providers/Microsoft.BatchAI';
const at = (name: string) => `${group}/workspaces/${name}`;

describe('a workspace', () => {
  test('is made at once and read as the service told it', async () => {
    const made = await arm.put(at('first'), { location: 'northeurope', tags: { a: '1' } });
    expect(made.status).toBe(200);
    expect(made.json).toEqual({
      id: at('first'),
      name: 'first',
      type: 'Microsoft.BatchAI/workspaces',
      location: 'northeurope',
      tags: { a: '1' },
      properties: {
        provisioningState: 'succeeded',
        provisioningStateTransitionTime: expect.stringMatching(/^\d{4}-.*Z$/),
        creationTime: expect.stringMatching(/^\d{4}-.*Z$/),
      },
    });
    const read = await arm.get(
      at('FIRST').replace('/subscriptions/', '/SUBSCRIPTIONS/').replace('providers', 'PROVIDERS'),
    );
    expect([read.status, read.json]).toEqual([200, made.json]);
    expect(read.headers.get('etag')).toBe(made.headers.get('etag'));
    expect(read.headers.get('etag')).toMatch(/^"0x[0-9A-F]{15}"$/);
  });

  test('is written again: tags are replaced, the location stays, and what is unknown is named', async () => {
    const made = await arm.put(at('again'), { location: 'North Europe' });
    expect(made.json).not.toHaveProperty('tags');
    const same = await arm.put(at('again'), { location: 'northeurope' });
    expect([same.status, same.json, same.headers.get('etag')]).toEqual([200, made.json, made.headers.get('etag')]);
    const tagged = await arm.put(at('again'), { location: 'northeurope', tags: { b: '2' }, sku: 1, properties: null });
    expect(tagged.json.tags).toEqual({ b: '2' });
    expect(tagged.headers.get('etag')).not.toBe(made.headers.get('etag'));
    expect(tagged.headers.get('warning')).toMatch(/^299 - "sku: [^"]*"$/);
    expect(tagged.json.properties.creationTime).toBe(made.json.properties.creationTime);
    const moved = await arm.put(at('again'), { location: 'westus' });
    expect(moved).toMatchObject({ status: 409, json: { error: { code: 'ExistsDifferently' } } });
    expect(moved.json.error.message).toContain('location');
  });

  test('is patched by its tags alone', async () => {
    await arm.put(at('patched'), { location: 'x' });
    const patched = await arm.patch(at('patched'), { tags: { c: '3' }, location: 'y' });
    expect(patched).toMatchObject({ status: 200, json: { location: 'x', tags: { c: '3' } } });
    expect(patched.headers.get('warning')).toContain('location');
    expect((await arm.patch(at('patched'), {})).json.tags).toEqual({ c: '3' });
    expect((await arm.patch(at('patched'), { tags: {} })).json).not.toHaveProperty('tags');
  });

  test.each([
    [undefined, ['location']],
    [{}, ['location']],
    [{ location: 5, tags: { a: 1 } }, ['location', 'tags.a']],
    [{ location: 'x', tags: 'no' }, ['tags']],
  ])('with the body %j is refused by its fields', async (body, targets) => {
    const { status, json } = await arm.put(at('bad'), body);
    expect([status, json.error.code]).toEqual([400, 'InvalidParameter']);
    expect(json.error.details.map(({ target }: { target: string }) => target)).toEqual(targets);
  });

  test.each(['[]', '5', '{', 'null'])('with the text %j is refused', async (raw) => {
    const answer = await arm.call('PUT', at('bad'), { raw, headers: { 'content-type': 'application/json' } });
    expect([answer.status, answer.json.error.code]).toEqual([400, 'InvalidRequestContent']);
  });

  test('with a name that none can have is refused, and not found', async () => {
    const { status, json } = await arm.put(at('no%20good'), { location: 'x' });
    expect([status, json.error.details[0].target]).toEqual([400, 'name']);
    expect((await arm.get(at('no%20good'))).status).toBe(404);
    expect((await arm.get(at('%zz'))).status).toBe(400);
    expect((await arm.get(at('a%00b'))).status).toBe(404);
  });

  test('is written on conditions', async () => {
    const put = (headers: Record<string, string>, tags = {}) =>
      arm.put(at('conditions'), { location: 'x', tags }, { headers });
    expect((await put({ 'if-match': '*' })).json.error.code).toBe('PreconditionFailed');
    const made = await put({ 'if-none-match': '*' });
    const tag = made.headers.get('etag') ?? '';
    expect(made.status).toBe(200);
    expect((await put({ 'if-none-match': '*' })).status).toBe(412);
    expect((await put({ 'if-match': '"0x1"' }, { a: '1' })).status).toBe(412);
    expect((await put({ 'if-match': `"0x1", ${tag}` }, { a: '1' })).status).toBe(200);
    expect((await arm.delete(at('conditions'), { headers: { 'if-match': tag } })).status).toBe(412);
    expect((await arm.get(at('conditions'), { headers: { 'if-none-match': '*' } })).status).toBe(200);
  });

  test('needs no type of its JSON', async () => {
    const body = new TextEncoder().encode('{"location":"x"}');
    expect((await arm.call('PUT', at('untyped'), { raw: body })).status).toBe(200);
    const typed = await arm.call('PUT', at('untyped'), { raw: body, headers: { 'content-type': 'text/xml' } });
    expect([typed.status, typed.json.error.code]).toEqual([415, 'UnsupportedMediaType']);
  });

  test('is listed by subscription and by group, page by page at whole addresses', async () => {
    const other = '/subscriptions/S2/resourceGroups/one/providers/Microsoft.BatchAI/workspaces';
    for (const name of ['a', 'b', 'c']) await arm.put(`${other}/${name}`, { location: 'x' });
    await arm.put(other.replace('/one/', '/two/').concat('/d'), { location: 'x' });
    const names = async (path: string) => (await arm.pages(path)).map(({ name }) => name);
    expect(await names('/subscriptions/s2/providers/microsoft.batchai/workspaces?maxresults=1')).toEqual([
      'a',
      'b',
      'c',
      'd',
    ]);
    expect(await names(`${other.replace('/one/', '/ONE/')}?maxResults=2`)).toEqual(['a', 'b', 'c']);
    expect((await arm.get('/subscriptions/nobody/providers/Microsoft.BatchAI/workspaces')).json).toEqual({ value: [] });
    for (const bad of ['0', '1001', 'x', '']) {
      const answer = await arm.get(`${other}?maxresults=${bad}`);
      expect([answer.status, answer.json.error.details[0].target]).toEqual([400, 'maxresults']);
    }
  });

  test('is deleted: 202 with two addresses, and 204 when it is not there', async () => {
    await arm.put(at('gone'), { location: 'East US' });
    await arm.put(`${at('gone')}/experiments/e`);
    const answer = await arm.delete(at('gone'));
    expect([answer.status, answer.text]).toEqual([202, '']);
    const poll = new URL(answer.headers.get('azure-asyncoperation') ?? '');
    const location = new URL(answer.headers.get('location') ?? '');
    expect(poll.pathname).toMatch(
      /^\/subscriptions\/s1\/providers\/Microsoft.BatchAI\/locations\/East%20US\/operationresults\/[0-9a-f-]{36}$/,
    );
    expect(location.href).toBe(poll.href.replace('operationresults', 'operationstatuses'));
    expect([poll.origin, poll.search, answer.headers.get('retry-after')]).toEqual([
      yard.url,
      '?api-version=2018-05-01',
      '1',
    ]);
    await until('the end', async () => (await arm.get(`${poll.pathname}`)).json.status === 'Succeeded');
    const { json } = await arm.get(poll.pathname);
    expect(json).toEqual({
      id: `${poll.origin}${poll.pathname}`,
      name: poll.pathname.split('/').at(-1),
      status: 'Succeeded',
      startTime: expect.stringMatching(/Z$/),
      endTime: expect.stringMatching(/Z$/),
      properties: { resourceId: 's1$Lab.One$gone' },
    });
    expect((await arm.get(location.pathname)).status).toBe(200);
    expect((await arm.get(at('gone'))).json).toEqual({
      error: { code: 'WorkspaceNotFound', message: 'The specified workspace gone is not found' },
    });
    expect((await arm.delete(at('gone'))).status).toBe(204);
    expect((await arm.delete(`${at('gone')}/experiments/e`)).status).toBe(204);
    expect((await arm.get(poll.pathname.replace('/s1/', '/s2/'))).json.error.code).toBe('OperationNotFound');
  });

  test('is deleted within the answer for a client that would wait half a minute', async () => {
    await arm.put(at('quick'), { location: 'x' });
    const answer = await arm.delete(at('quick'), {
      headers: { 'user-agent': 'x ms-rest-azure-js/1.4.0 ms-rest-js/1' },
    });
    expect([answer.status, answer.headers.get('location'), answer.headers.get('azure-asyncoperation')]).toEqual([
      200,
      null,
      null,
    ]);
    expect((await arm.get(at('quick'))).status).toBe(404);
  });
});

describe('an experiment', () => {
  test('is put without a body, and again', async () => {
    await arm.put(at('exps'), { location: 'x' });
    const made = await arm.put(`${at('exps')}/experiments/One`);
    expect([made.status, made.json]).toEqual([
      200,
      {
        id: `${at('exps')}/experiments/One`,
        name: 'One',
        type: 'Microsoft.BatchAI/workspaces/experiments',
        properties: {
          provisioningState: 'succeeded',
          provisioningStateTransitionTime: expect.any(String),
          creationTime: expect.any(String),
        },
      },
    ]);
    const again = await arm.call('PUT', `${at('exps')}/experiments/one`, {
      raw: '{not json',
      headers: { 'content-type': 'x/y' },
    });
    expect([again.status, again.json, again.headers.get('etag')]).toEqual([200, made.json, made.headers.get('etag')]);
    expect((await arm.get(`${at('exps')}/experiments/ONE`)).json).toEqual(made.json);
    expect((await arm.get(`${at('exps')}/experiments`)).json).toEqual({ value: [made.json] });
    expect((await arm.get(`${at('exps')}/experiments/two`)).json.error).toEqual({
      code: 'ExperimentNotFound',
      message: 'The specified experiment two is not found',
    });
    const orphan = await arm.put(`${at('none')}/experiments/one`);
    expect([orphan.status, orphan.json.error.code]).toEqual([404, 'WorkspaceNotFound']);
    expect((await arm.delete(`${at('exps')}/experiments/one`)).status).toBe(202);
    await until('its end', async () => (await arm.get(`${at('exps')}/experiments/one`)).status === 404);
  });
});
