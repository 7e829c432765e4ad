import type { Answer, Booted, CallOptions } from './boot.ts';

/** Requests to the wire dialect, each with its api-version unless it names one. */
export interface ArmYard {
  call(method: string, path: string, options?: CallOptions): Promise<Answer>;
  get(path: string, options?: CallOptions): Promise<Answer>;
  put(path: string, body?: unknown, options?: CallOptions): Promise<Answer>;
  patch(path: string, body?: unknown, options?: CallOptions): Promise<Answer>;
  post(path: string, options?: CallOptions): Promise<Answer>;
  delete(path: string, options?: CallOptions): Promise<Answer>;
  /** Items of all pages, each asked for at the address that the one before gave. */
  pages(path: string): Promise<{ name: string }[]>;
}

export function armYard(yard: Pick<Booted, 'call' | 'url'>): ArmYard {
  const versioned = (path: string): string =>
    /[?&]api-version=/.test(path) ? path : `${path}${path.includes('?') ? '&' : '?'}api-version=2018-05-01`;
  const call: ArmYard['call'] = (method, path, options) => yard.call(method, versioned(path), options);
  return {
    call,
    get: (path, options) => call('GET', path, options),
    put: (path, body, options) => call('PUT', path, { ...options, ...(body === undefined ? { raw: '' } : { body }) }),
    patch: (path, body, options) => call('PATCH', path, { ...options, body }),
    post: (path, options) => call('POST', path, { raw: '', ...options }),
    delete: (path, options) => call('DELETE', path, options),
    async pages(path) {
      const items: { name: string }[] = [];
      for (let next: string | undefined = versioned(path); next !== undefined; ) {
        const { json }: Answer = await yard.call('GET', next);
        items.push(...json.value);
        const link: string | undefined = json.nextLink;
        if (link !== undefined && !link.startsWith(`${yard.url}/`)) throw new Error(`${link} is not whole`);
        next = link?.slice(yard.url.length);
      }
      return items;
    },
  };
}
