/** A payload type in which the browser is to receive a codec. */
export type ChosenFormat<Codec> = {
  readonly codec: Codec;
  readonly payloadType: number;
  /** The payload type of its retransmissions (RFC 4588), when the browser offers them. */
  readonly rtxPayloadType: number | undefined;
  /** As offered, such as `H264/90000`. */
  readonly encoding: string;
  /** The browser's format parameters, such as `profile-level-id=42e01f;packetization-mode=1`. */
  readonly parameters: string;
  /** Feedback that is acted on, such as `nack pli` (RFC 4585, RFC 5104). */
  readonly feedback: readonly string[];
};

/** A block of the offer that is taken, and how. */
export type ChosenBlock<Codec> = {
  /** Which `m=` block, counted from 0. */
  readonly mediaIndex: number;
  readonly mid: string;
  /** In the order of the answer; one for each codec, at least one. */
  readonly formats: readonly ChosenFormat<Codec>[];
};
