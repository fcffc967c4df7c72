import type { IncomingHttpHeaders } from 'node:http';

/** Whether a request comes from our own page, as far as the browser says so. */
export type OriginVerdict =
  { readonly ok: true } | { readonly ok: false; readonly found: string; readonly expected: string };

const OK: OriginVerdict = { ok: true };

/**
 * A proxy that forwards `Host` without the port is common and cannot be told from the default port.
 * Cookies do not know ports either, so the name alone decides in that case.
 */
const isSameHost = (origin: URL, host: string): boolean => {
  if (!URL.canParse(`${origin.protocol}//${host}`)) {
    return false;
  }
  const ours = new URL(`${origin.protocol}//${host}`);
  const withoutPort = !/:\d+$/.test(host);
  return ours.host === origin.host || (withoutPort && ours.hostname === origin.hostname);
};

/**
 * The check against requests that other web sites make with our cookie. Browsers say where a request
 * comes from: `Sec-Fetch-Site` in secure contexts, `Origin` always. A client that says neither is no
 * browser, and nobody else can make it send our cookie.
 *
 * @param hosts names under which the gateway is reached
 */
export const checkOrigin = (
  headers: IncomingHttpHeaders,
  hosts: readonly string[],
): OriginVerdict => {
  const site = headers['sec-fetch-site'];
  if (site === 'same-origin' || site === 'none') {
    return OK;
  }
  const { origin } = headers;
  if (origin === undefined) {
    return site === undefined
      ? OK
      : { ok: false, found: `Sec-Fetch-Site ${site}`, expected: 'same-origin' };
  }
  const url = URL.canParse(origin) ? new URL(origin) : undefined;
  const same = url !== undefined && hosts.some((host) => isSameHost(url, host));
  return same ? OK : { ok: false, found: `Origin ${origin}`, expected: hosts.join(' or ') };
};
