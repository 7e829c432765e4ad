/** What can go wrong between a client and the server before the server itself says anything of use. */

const causes: Record<string, string> = {
  ECONNREFUSED: 'nothing listens there',
  ECONNRESET: 'the connection was cut',
  EPIPE: 'the connection was cut',
  ENOTFOUND: 'the host name is not known',
  EAI_AGAIN: 'the host name could not be looked up',
  ETIMEDOUT: 'no answer in time',
  EHOSTUNREACH: 'the host cannot be reached',
  ENETUNREACH: 'the network cannot be reached',
  UND_ERR_SOCKET: 'the connection was cut',
  UND_ERR_CONNECT_TIMEOUT: 'no answer in time',
  UND_ERR_HEADERS_TIMEOUT: 'no answer in time',
  UND_ERR_BODY_TIMEOUT: 'no more bytes in time',
};

/** The server could not be reached, or the connection broke; `cause` is the error of the network. */
export class ConnectionError extends Error {
  override readonly name = 'ConnectionError';
  readonly url: string;

  constructor(url: string, cause: unknown) {
    super(`no answer from ${url}: ${whyOf(cause)}. Check the address and that the server runs (npm start)`, { cause });
    this.url = url;
  }
}

/** Something answered, but not Trainyard: a proxy's page, a redirect, a body that is no JSON. */
export class UnexpectedAnswerError extends Error {
  override readonly name = 'UnexpectedAnswerError';
  readonly url: string;
  readonly status: number;

  constructor(url: string, status: number, what: string) {
    super(`${url} answered ${status} with ${what}: check that the address is a Trainyard server's`);
    this.url = url;
    this.status = status;
  }
}

/** The network's own words live one or two causes deep: fetch says only "fetch failed". */
function whyOf(cause: unknown): string {
  let error: unknown = cause;
  for (let depth = 0; depth < 4 && error instanceof Error; depth++) {
    const code = (error as { code?: unknown }).code;
    if (typeof code === 'string') return causes[code] ?? code;
    if (error.name === 'TimeoutError') return 'no answer in time';
    // Happy Eyeballs tries several addresses and hides each failure in an AggregateError.
    error = error instanceof AggregateError ? error.errors[0] : (error.cause ?? error.message);
  }
  return typeof error === 'string' && error !== '' ? error : 'the connection failed';
}
