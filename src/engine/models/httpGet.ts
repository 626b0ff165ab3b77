import http from 'node:http';
import https from 'node:https';
import tls from 'node:tls';
import { bareHost, credentialsOf, openTunnel, proxyFor, proxyHeaders, withoutLogin } from './proxy.ts';
import type { ProxySettings } from './proxy.ts';

const MAX_REDIRECTS = 5;
const REDIRECTS = new Set([301, 302, 303, 307, 308]);

export interface GetOptions {
  readonly headers: http.OutgoingHttpHeaders;
  readonly proxy: ProxySettings | undefined;
  readonly signal: AbortSignal;
}

/** The last response of a chain of redirects, and what the ones before it declared of the file. */
export interface HubResponse {
  readonly message: http.IncomingMessage;
  /** SHA-256 in hexadecimal digits, from the first `X-Linked-ETag` that is one. */
  readonly sha256: string | null;
  /** Bytes, from the first `X-Linked-Size`. */
  readonly size: number | null;
}

/** A chain of redirects that is not followed to its end. */
export class RedirectError extends Error {}

/**
 * GET, following redirects by hand: a hub declares a file's checksum in the response that redirects to its storage, not in the last
 * one. Rejects with Node's network errors, `RedirectError`, `TunnelRefused`, EngineError (a proxy's address).
 */
export async function httpGet(address: string, options: GetOptions): Promise<HubResponse> {
  let url = new URL(address);
  let sha256: string | null = null;
  let size: number | null = null;
  for (let hop = 0; hop <= MAX_REDIRECTS; hop++) {
    const message = await send(url, options);
    sha256 ??= checksumIn(message.headers['x-linked-etag']);
    size ??= sizeIn(message.headers['x-linked-size']);
    const { location } = message.headers;
    if (!REDIRECTS.has(message.statusCode ?? 0) || location === undefined) return { message, sha256, size };
    message.destroy();
    url = redirected(url, location);
  }
  throw new RedirectError(`more than ${MAX_REDIRECTS} redirects`);
}

function redirected(from: URL, location: string): URL {
  const to = URL.canParse(location, from.href) ? new URL(location, from.href) : null;
  const safe = to !== null && (to.protocol === 'https:' || (to.protocol === 'http:' && from.protocol === 'http:'));
  if (!safe) throw new RedirectError(`a redirect to ${location}, which is no https address`);
  return to;
}

async function send(url: URL, { headers, proxy: settings, signal }: GetOptions): Promise<http.IncomingMessage> {
  const proxy = proxyFor(url, settings);
  const hostname = bareHost(url);
  const login = url.username === '' ? {} : { auth: credentialsOf(url) };
  const direct = { hostname, port: url.port, path: `${url.pathname}${url.search}`, headers, signal, ...login } as const;
  if (url.protocol === 'https:' && proxy !== null) {
    const socket = await openTunnel(proxy, url, signal);
    const servername = /^[\d.]+$|:/.test(hostname) ? '' : hostname; // no server name for addresses (RFC 6066)
    return answer(
      https.request({ ...direct, createConnection: () => tls.connect({ socket, host: hostname, servername }) }),
    );
  }
  if (url.protocol === 'https:') return answer(https.request({ ...direct, agent: false }));
  if (proxy === null) return answer(http.request({ ...direct, agent: false }));
  return answer(
    (proxy.protocol === 'https:' ? https : http).request({
      hostname: bareHost(proxy),
      port: proxy.port,
      path: withoutLogin(url.href),
      headers: { ...headers, Host: url.host, ...proxyHeaders(proxy) },
      agent: false,
      signal,
      ...login,
    }),
  );
}

function answer(request: http.ClientRequest): Promise<http.IncomingMessage> {
  return new Promise((resolve, reject) => {
    request.once('response', resolve);
    request.on('error', reject); // later ones come out of the response as well
    request.end();
  });
}

function checksumIn(header: string | string[] | undefined): string | null {
  return /^(?:W\/)?"?([0-9a-f]{64})"?$/i.exec(String(header))?.[1]?.toLowerCase() ?? null;
}

function sizeIn(header: string | string[] | undefined): number | null {
  return /^\d+$/.test(String(header)) ? Number(header) : null;
}
