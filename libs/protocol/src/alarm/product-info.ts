import type { KeyValuePageStyle } from '../http/key-value-page.js';
import { readKeyValuePage, serializeKeyValuePage } from '../http/key-value-page.js';
import { normaliseMac } from './mac-address.js';

/** What a device says about itself in answer to `cgi-bin/getinfo` (4), by which senders are known. */
export type ProductInfo = {
  /** As in messages, `00:80:45:0D:12:34`; `null`: none that can be read. */
  readonly mac: string | null;
  readonly version: string | null;
  /** The model. */
  readonly name: string | null;
  /** What else is on the page, in its order. */
  readonly further: ReadonlyMap<string, string>;
};

/**
 * Reads the page with the tolerance of A29: with or without byte order mark, `<HTML>` lines and CR; MAC addresses with
 * hyphens, colons or nothing.
 *
 * @throws ProtocolError `key-value-page` for a page that is far too large
 */
export function parseProductInfo(text: string): ProductInfo {
  const further = new Map(readKeyValuePage(text).values);
  const mac = take(further, 'MAC');
  return {
    // The document's own page has a note behind it: `MAC=00-80-45-0D-12-34 : MAC address`.
    mac: normaliseMac(mac?.split(/\s/u, 1)[0] ?? '') ?? null,
    version: take(further, 'VERSION'),
    name: take(further, 'NAME'),
    further,
  };
}

/** Writes the page; the MAC with hyphens, as devices do. @throws ProtocolError `key-value-page` */
export function serializeProductInfo(info: ProductInfo, style: KeyValuePageStyle = {}): string {
  const values: [string, string | null][] = [
    ['MAC', info.mac?.replaceAll(':', '-') ?? null],
    ['VERSION', info.version],
    ['NAME', info.name],
    ...info.further,
  ];
  return serializeKeyValuePage(
    values.flatMap(([key, value]) => (value === null ? [] : [[key, value] as const])),
    style,
  );
}

/** A value by its key in any case, taken out. */
function take(values: Map<string, string>, wanted: string): string | null {
  const key = [...values.keys()].find((name) => name.toUpperCase() === wanted);
  const value = key === undefined ? undefined : values.get(key);
  if (key === undefined || value === undefined) {
    return null;
  }
  values.delete(key);
  return value;
}
