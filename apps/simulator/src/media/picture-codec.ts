/** Codecs in which a camera can send its pictures. */
export const pictureCodecs = ['h264', 'h265', 'jpeg'] as const;

/** One of {@link pictureCodecs}. */
export type PictureCodec = (typeof pictureCodecs)[number];

/** Profiles of H.264 that the footage can have; `baseline` is Constrained Baseline. */
export const h264Profiles = ['baseline', 'main', 'high'] as const;

/** One of {@link h264Profiles}. */
export type H264Profile = (typeof h264Profiles)[number];
