/** Why something that came to a port was thrown away, in the order of the checks. */
export const dropReasons = [
  /** A datagram of no bytes. */
  'empty',
  /** From port 0, which cannot be answered. */
  'bad-source',
  /** None of STUN, DTLS, RTP, RTCP. */
  'unknown-protocol',
  /** Media: browsers send none. */
  'rtp',
  /** Looks like STUN, but is neither a sound request nor an indication. */
  'malformed-stun',
  /** An indication on a path that is not known. */
  'stranger-indication',
  /** A request without a user name. */
  'no-username',
  /** A request for a viewer that does not exist, or no more. */
  'unknown-fragment',
  /** More checks of a viewer than are paid for. */
  'check-budget',
  /** A check with a wrong or no MESSAGE-INTEGRITY, or a wrong FINGERPRINT. */
  'wrong-password',
  /** A check with an attribute that must be understood and is not; answered with 420. */
  'unknown-attribute',
  /** A check of a peer that wants to be controlled; answered with 487. */
  'role-conflict',
  /** A DTLS record or RTCP packet on a path that no check has opened. */
  'stranger-dtls',
  'stranger-rtcp',
  /** A path given up because its viewer has opened too many, or because nothing was heard on it. */
  'path-evicted',
  'path-silent',
  /** TCP: too many connections; silent or useless ones; frames too long, or too many; what a viewer does not read. */
  'tcp-refused',
  'tcp-idle',
  'tcp-garbage',
  'tcp-frame-too-long',
  'tcp-flood',
  'tcp-queue-full',
] as const;

export type DropReason = (typeof dropReasons)[number];
