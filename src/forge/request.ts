/** The platform's fetch, or one that wraps it. */
export type Fetch = (url: string | URL | Request, init?: RequestInit) => Promise<Response>;

type Effects = {
  readonly fetch: Fetch;
  readonly sleep: (milliseconds: number) => Promise<void>;
  /** One line for the log when something is tried again. */
  readonly log: (line: string) => void;
};

/** How long one request may take, how often it is tried, and the longest pause that a server may ask for. Milliseconds. */
export type Patience = { readonly timeout: number; readonly attempts: number; readonly longestPause: number };

export const USUAL_PATIENCE: Patience = { timeout: 30_000, attempts: 4, longestPause: 120_000 };

/**
 * A fetch with timeouts that tries again what may be tried again. The answer is read to its end within the attempt, so that a
 * connection cut half-way counts as one that failed. Waits as long as Retry-After says (RFC 9110, 10.2.3), else 1, 2, 4… seconds.
 */
export function patientFetch(effects: Effects, patience: Patience = USUAL_PATIENCE): Fetch {
  return async (url, init = {}) => {
    const method = init.method ?? 'GET';
    const repeatable = mayRepeat(method, new URL(String(url)).pathname);
    for (let attempt = 1; ; attempt++) {
      const outcome = await attemptOnce(effects.fetch, { url, init }, patience.timeout);
      const pause = outcome.error === null ? pauseAsked(outcome.response) : null;
      const again =
        outcome.error === null ? worthRepeating(outcome.response, repeatable) : repeatable || outcome.unsent;
      const wait = pause ?? 1000 * 2 ** (attempt - 1);
      if (!again || attempt >= patience.attempts || wait > patience.longestPause) {
        if (outcome.error !== null) throw outcome.error;
        return outcome.response;
      }
      const what =
        outcome.error === null ? `answered ${outcome.response.status}` : `failed (${reason(outcome.error)})`;
      effects.log(
        `${method} ${new URL(String(url)).pathname} ${what}; trying again in ${Math.ceil(wait / 1000)} s`,
      );
      await effects.sleep(wait);
    }
  };
}

type Outcome =
  | { readonly error: null; readonly response: Response }
  /** `unsent`: the server never saw the request, so that even a create may be tried again. */
  | { readonly error: Error; readonly unsent: boolean };

async function attemptOnce(
  fetch: Fetch,
  asked: { readonly url: string | URL | Request; readonly init: RequestInit },
  timeout: number,
): Promise<Outcome> {
  const limit = AbortSignal.timeout(timeout);
  const signal = asked.init.signal ? AbortSignal.any([asked.init.signal, limit]) : limit;
  try {
    const response = await fetch(asked.url, { ...asked.init, signal });
    const bytes = await response.arrayBuffer();
    const { status, statusText, headers } = response;
    const body = [204, 205, 304].includes(status) ? null : bytes;
    return { error: null, response: new Response(body, { status, statusText, headers }) };
  } catch (thrown) {
    if (asked.init.signal?.aborted) throw asked.init.signal.reason;
    const error = thrown as Error; // fetch rejects with nothing else
    return { error, unsent: ['ECONNREFUSED', 'ENOTFOUND', 'EAI_AGAIN'].includes(codeOf(error)) };
  }
}

/**
 * Whether doing it twice is the same as doing it once: everything but POST, and the POSTs that set something. Opening a pull request
 * and commenting are not.
 */
function mayRepeat(method: string, path: string): boolean {
  return method !== 'POST' || /\/(statuses\/\w+|labels|assignees|requested_reviewers)$/.test(path);
}

/** 429, and a Retry-After, say that the request was not carried out; after other server errors nobody knows. */
function worthRepeating(response: Response, repeatable: boolean): boolean {
  if (response.status === 429) return true;
  if ([403, 503].includes(response.status) && response.headers.has('retry-after')) return true;
  return repeatable && [500, 502, 503, 504].includes(response.status);
}

function pauseAsked(response: Response): number | null {
  const text = response.headers.get('retry-after');
  if (text === null) return null;
  if (/^\d+$/.test(text)) return Number(text) * 1000;
  const date = Date.parse(text);
  return Number.isNaN(date) ? null : Math.max(0, date - Date.now());
}

function codeOf(error: Error): string {
  const cause = error.cause as { code?: unknown } | undefined;
  return typeof cause?.code === 'string' ? cause.code : '';
}

/** A word or two on why a request failed: "timed out", "other side closed", "connect ECONNREFUSED 127.0.0.1:443". */
export function reason(error: Error): string {
  if (error.name === 'TimeoutError') return 'timed out';
  const cause = error.cause as { message?: unknown } | undefined;
  return typeof cause?.message === 'string' && cause.message !== '' ? cause.message : error.message;
}
