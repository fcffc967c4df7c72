/** What is known of a JPEG picture besides its bytes. */
export type JpegPictureInfo = {
  /** Position on the 90 kHz clock of the camera's timeline; strictly increasing. */
  readonly timestamp90k: number;
  /** When it was complete, in milliseconds on the receiver's monotonic clock. */
  readonly arrivalMs: number;
  readonly width: number;
  readonly height: number;
};

/** Takes the pictures of a `JpegReceiver`. Called within its `push`; must not throw. */
export type JpegSink = {
  /** A whole picture from SOI to EOI. A view of what was pushed, to be copied within the call. */
  picture(bytes: Uint8Array, info: JpegPictureInfo): void;
  /** A picture that stands for "no image": the recorder has no JPEG of this camera (decision B27). */
  placeholder(): void;
};
