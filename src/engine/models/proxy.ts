/** HTTP proxies: which requests go through one, and the tunnel that an https request needs. */
import http from 'node:http';
import https from 'node:https';
import type { Duplex } from 'node:stream';
import { EngineError } from '../errors.ts';

/** As the variables HTTP_PROXY, HTTPS_PROXY and NO_PROXY have them. */
export interface ProxySettings {
  readonly http?: string | undefined;
  readonly https?: string | undefined;
  /** Hosts that are reached without: names, `.suffix`, `host:port` or `*`, separated by commas. */
  readonly no?: string | undefined;
}

/** The proxy of a request, or null. @throws EngineError `download-failed` where its address is none. */
export function proxyFor(target: URL, settings: ProxySettings | undefined): URL | null {
  const address = target.protocol === 'https:' ? settings?.https : settings?.http;
  if (!address || bypasses(target, settings?.no ?? '')) return null;
  const full = address.includes('://') ? address : `http://${address}`;
  if (URL.canParse(full) && /^https?:/i.test(full)) return new URL(full);
  throw new EngineError(
    'download-failed',
    `Expected the proxy as http://HOST:PORT; got ${withoutLogin(address)}. Correct HTTPS_PROXY or HTTP_PROXY.`,
  );
}

function bypasses({ hostname, port, protocol }: URL, list: string): boolean {
  const ownPort = port || (protocol === 'https:' ? '443' : '80');
  return list
    .split(',')
    .map((entry) => entry.trim().toLowerCase())
    .some((entry) => {
      if (entry === '*') return true;
      const [, host = '', onlyPort] = /^(.*?)(?::(\d+))?$/.exec(entry)!;
      const name = host.replace(/^\*?\./, '');
      if (name === '' || (onlyPort !== undefined && onlyPort !== ownPort)) return false;
      return hostname === name || hostname.endsWith(`.${name}`);
    });
}

/** `Proxy-Authorization` from the user and password in the proxy's address. */
export function proxyHeaders(proxy: URL): http.OutgoingHttpHeaders {
  if (proxy.username === '') return {};
  return { 'Proxy-Authorization': `Basic ${Buffer.from(credentialsOf(proxy)).toString('base64')}` };
}

/** `user:password` of an address. */
export function credentialsOf({ username, password }: URL): string {
  return `${decodeURIComponent(username)}:${decodeURIComponent(password)}`;
}

/** An address as messages and files may show it. */
export function withoutLogin(address: string): string {
  return address.replace(/\/\/[^/@]*@/, '//');
}

/** A proxy that did not open the tunnel: its answer's status. */
export class TunnelRefused extends Error {
  constructor(readonly status: number) {
    super(`the proxy answered ${status}`);
  }
}

/** Asks a proxy for a connection to the target's host (CONNECT, RFC 9110 9.3.6). */
export function openTunnel(proxy: URL, target: URL, signal: AbortSignal): Promise<Duplex> {
  const authority = `${target.hostname}:${target.port || '443'}`;
  return new Promise((resolve, reject) => {
    const request = (proxy.protocol === 'https:' ? https : http).request({
      hostname: bareHost(proxy),
      port: proxy.port || (proxy.protocol === 'https:' ? 443 : 80),
      method: 'CONNECT',
      path: authority,
      headers: { Host: authority, ...proxyHeaders(proxy) },
      agent: false,
      signal,
    });
    request.once('connect', (response, socket) => {
      if (response.statusCode === 200) {
        resolve(socket);
        return;
      }
      socket.destroy();
      reject(new TunnelRefused(response.statusCode ?? 0));
    });
    request.once('response', (response) => {
      response.resume();
      reject(new TunnelRefused(response.statusCode ?? 0));
    });
    request.once('error', reject);
    request.end();
  });
}

/** Without the brackets that an IPv6 address has in a URL. */
export function bareHost({ hostname }: URL): string {
  return hostname.replace(/^\[|\]$/g, '');
}
