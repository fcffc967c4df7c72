const pattern = /(?:[0-9A-Fa-f]{2}:){31}[0-9A-Fa-f]{2}/;

/** The SHA-256 fingerprint that a recorder's reason names, in capitals; undefined when it names none. */
export function fingerprintIn(reason: string | null): string | undefined {
  return pattern.exec(reason ?? '')?.[0].toUpperCase();
}

/** The same words with the ends of the fingerprint only: enough to tell two apart, not enough to trust one. */
export function shortenFingerprint(words: string): string {
  return words.replace(pattern, (found) => `${found.slice(0, 11)}:…:${found.slice(-5)}`);
}

/** The fingerprint in four lines of eight pairs, as it is compared by eye. */
export function fingerprintLines(fingerprint: string): string[] {
  const pairs = fingerprint.split(':');
  return Array.from({ length: Math.ceil(pairs.length / 8) }, (_, line) =>
    pairs.slice(line * 8, line * 8 + 8).join(':'),
  );
}
