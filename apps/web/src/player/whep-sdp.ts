/** A session description in which the peer refused every video line shows nothing, however long one waits. */
export function acceptsVideo(answerSdp: string): boolean {
  return mediaSections(answerSdp).some(
    (section) => /^m=video [1-9]\d* /.test(section) && !/^a=inactive\s*$/m.test(section),
  );
}

/** `a=ice-ufrag` and `a=ice-pwd` of a description; they name the session a candidate belongs to. */
export function iceCredentials(sdp: string): { ufrag: string; password: string } | undefined {
  const ufrag = /^a=ice-ufrag:(\S+)/m.exec(sdp)?.[1];
  const password = /^a=ice-pwd:(\S+)/m.exec(sdp)?.[1];
  return ufrag === undefined || password === undefined ? undefined : { ufrag, password };
}

/** What a browser says of one of its own addresses. */
export type LocalCandidate = { readonly candidate: string; readonly sdpMid: string | null };

/**
 * The body of a WHEP trickle PATCH: `application/trickle-ice-sdpfrag` (RFC 8840 section 9).
 *
 * @param ended whether no further candidates follow
 */
export function trickleFragment(
  offerSdp: string,
  candidates: readonly LocalCandidate[],
  ended: boolean,
): string | undefined {
  const credentials = iceCredentials(offerSdp);
  const mediaLine = /^m=.*$/m.exec(offerSdp)?.[0].trim();
  if (!credentials || mediaLine === undefined) {
    return undefined;
  }
  const mid = candidates[0]?.sdpMid ?? /^a=mid:(\S+)/m.exec(offerSdp)?.[1] ?? '0';
  return [
    `a=ice-ufrag:${credentials.ufrag}`,
    `a=ice-pwd:${credentials.password}`,
    mediaLine,
    `a=mid:${mid}`,
    ...candidates.map(({ candidate }) => `a=${candidate}`),
    ...(ended ? ['a=end-of-candidates'] : []),
    '',
  ].join('\r\n');
}

function mediaSections(sdp: string): string[] {
  return sdp.split(/^(?=m=)/m).slice(1);
}
