import { Module } from '@nestjs/common';
import { ViewConversions } from '../viewing/view-conversions.js';
import { Conversions } from './conversions.js';
import { TranscodingMetrics } from './transcoding-metrics.js';

/** Conversions of pictures and sound by ffmpeg. */
@Module({
  providers: [
    Conversions,
    TranscodingMetrics,
    { provide: ViewConversions, useExisting: Conversions },
  ],
  exports: [Conversions, ViewConversions],
})
export class TranscodingModule {}
