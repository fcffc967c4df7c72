/** The codecs whose pictures are NAL units. */
export type NalCodec = 'h264' | 'h265';

/** What has to be known of a codec to find the pictures among its NAL units. All of it is pure. */
export type NalSyntax = {
  readonly codec: NalCodec;
  /** Bytes of a NAL unit header: 1 in H.264, 2 in H.265. */
  readonly headerBytes: number;
  /** The nal_unit_type of a NAL unit. */
  readonly nalUnitType: (nalUnit: Uint8Array) => number;
  /** Whether forbidden_zero_bit is set: somebody on the way knows that the NAL unit is damaged. */
  readonly hasForbiddenBit: (nalUnit: Uint8Array) => boolean;
  /** Whether the codec knows the type; the others exist in RTP only, or not at all. */
  readonly isCodecType: (type: number) => boolean;
  /** Whether NAL units of this type hold picture data (VCL). */
  readonly isVclType: (type: number) => boolean;
  /** Whether the type is one that neither decoders nor viewers need: delimiters, ends, filler. */
  readonly isUnwantedType: (type: number) => boolean;
  readonly isParameterSetType: (type: number) => boolean;
  /** Whether a NAL unit of this type behind picture data belongs to the next access unit. */
  readonly opensAccessUnit: (type: number) => boolean;
  /** Whether NAL units of this type begin with a slice header. */
  readonly hasSliceHeader: (type: number) => boolean;
  /** Whether it is the type of slices of pictures where decoding may start: IDR, in H.265 IRAP. */
  readonly isRandomAccessType: (type: number) => boolean;
  /** Whether slice data, behind the NAL unit header, is the first of its picture. */
  readonly startsPicture: (sliceData: Uint8Array) => boolean;
};
