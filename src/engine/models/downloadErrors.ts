/** What goes wrong on the way of a download: whether another try may help, and the one line that says what to do. */
import { EngineError } from '../errors.ts';
import { systemCode } from '../../files/replaceFile.ts';
import { describe } from '../files.ts';
import { RedirectError } from './httpGet.ts';
import { TunnelRefused } from './proxy.ts';

/** A final answer that is no file. */
export class StatusError extends Error {
  constructor(readonly status: number) {
    super(`the server answered ${status}`);
  }
}

/** A connection that ended before the file did, or that gave nothing for too long. */
export class BrokenError extends Error {}

/** No way to the server: nothing to wait for, unless it worked a moment ago. */
const OFFLINE = new Set(['ENOTFOUND', 'EAI_AGAIN', 'ECONNREFUSED', 'ENETUNREACH', 'EHOSTUNREACH', 'ENETDOWN']);
const BREAKS = new Set(['ECONNRESET', 'EPIPE', 'ETIMEDOUT', 'ECONNABORTED', 'ERR_STREAM_PREMATURE_CLOSE']);
const TLS = /^(CERT_|DEPTH_ZERO_|SELF_SIGNED_|UNABLE_TO_|ERR_TLS_|ERR_SSL_|EPROTO$|HOSTNAME_MISMATCH|CRL_)/;

/** @param connected whether the same download already received something. */
export function mayHelpToRetry(error: unknown, connected: boolean): boolean {
  if (error instanceof BrokenError) return true;
  if (error instanceof StatusError) return error.status >= 500 || error.status === 429 || error.status === 408;
  const code = codeOf(error);
  return BREAKS.has(code) || (connected && OFFLINE.has(code)) || describe(error) === 'aborted';
}

/** What the user reads. `file` is what messages call it, the model's id first; `url` its address. @returns EngineError `download-failed`. */
export function downloadError(error: unknown, file: string, url: string): EngineError {
  const { host, hostname } = new URL(url);
  const elsewhere = `name a mirror (--mirror URL or KSHOT_MODELS_MIRROR), or fetch ${url} elsewhere and run: kshot models add PATH --id ${file.split('/')[0]!}`;
  return new EngineError('download-failed', `${expected()}.`, { cause: error });

  function expected(): string {
    if (error instanceof StatusError) return statusText(error.status, { file, url, host, elsewhere });
    if (error instanceof TunnelRefused) {
      return error.status === 407
        ? `Expected the proxy to let ${file} through; it wants a user and a password (407). Put them into HTTPS_PROXY: http://USER:PASSWORD@HOST:PORT`
        : `Expected the proxy to connect to ${host} for ${file}; ${error.message}. Check HTTPS_PROXY and what the proxy allows, or ${elsewhere}`;
    }
    if (error instanceof RedirectError)
      return `Expected ${file} at ${url}; the server gave ${error.message}. Check the mirror, or ${elsewhere}`;
    const code = codeOf(error);
    if (TLS.test(code)) {
      return `Expected a trusted connection to ${host} for ${file}; ${code}. Behind a proxy with a certificate of its own set NODE_EXTRA_CA_CERTS=FILE.pem, or ${elsewhere}`;
    }
    if (OFFLINE.has(code))
      return `Expected to reach ${hostname} for ${file}; ${code}. Check the connection (a proxy: HTTPS_PROXY), ${elsewhere}`;
    return `Expected to receive ${file} whole from ${host}; the connection broke (${describe(error)}). Run the same again: it continues`;
  }
}

function statusText(
  status: number,
  { file, url, host, elsewhere }: { file: string; url: string; host: string; elsewhere: string },
): string {
  switch (status) {
    case 401:
    case 403:
      return `Expected ${host} to give ${file}; it refused (${status}). Check whether it needs a login or a proxy blocks it, ${elsewhere}`;
    case 404:
    case 410:
      return `Expected ${file} at ${url}; there is no such file (${status}). Check the mirror's address, ${elsewhere}`;
    case 407:
      return `Expected the proxy to let ${file} through; it wants a user and a password (407). Put them into HTTPS_PROXY or HTTP_PROXY: http://USER:PASSWORD@HOST:PORT`;
    default:
      return `Expected ${host} to give ${file}; it answered ${status}. Run the same again later: it continues, or ${elsewhere}`;
  }
}

/** Node's code; of several failed addresses the first one's. */
function codeOf(error: unknown): string {
  const code = systemCode(error);
  return code === '' && error instanceof AggregateError ? systemCode(error.errors[0]) : code;
}
