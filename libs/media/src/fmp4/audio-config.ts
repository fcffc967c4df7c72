import {
  aacLowComplexity,
  serializeAudioSpecificConfig,
} from '../codec/aac/audio-specific-config.js';
import { aacSampleRateIndex } from '../codec/aac/sample-rates.js';
import { box, bytes, fullBox } from './boxes.js';
import type { AudioConfig } from './track-config.js';

/** What a frame of sound says about itself. */
export type SoundFormat = {
  readonly codec: string;
  readonly sampleRateHz: number;
  readonly channels: number;
};

/** Channel configurations that say how many channels there are: 1 to 6 (ISO/IEC 14496-3 table 1.19). */
const maxAacChannels = 6;

/** RFC 7845 section 5.1.1.2: two channels at most without a mapping table. */
const maxOpusChannels = 2;

/** What libopus needs before its output is right (RFC 7845 section 4.2): 6.5 ms. */
const opusPreSkip = 312;

/** Opus is always counted in these (RFC 7587). */
const opusRateHz = 48_000;

/**
 * The track of a kind of sound; `undefined` when MP4 players do not take it (G.711, G.726) or when it is described
 * in an impossible way.
 */
export function audioConfig({
  codec,
  sampleRateHz,
  channels,
}: SoundFormat): AudioConfig | undefined {
  if (codec === 'aac') {
    return aacConfig(sampleRateHz, channels);
  }
  return codec === 'opus' && channels >= 1 && channels <= maxOpusChannels
    ? opusConfig(channels)
    : undefined;
}

/** AAC-LC in `mp4a` with an elementary stream descriptor (ISO/IEC 14496-14 section 5.6). */
function aacConfig(sampleRateHz: number, channels: number): AudioConfig | undefined {
  if (aacSampleRateIndex(sampleRateHz) < 0 || channels < 1 || channels > maxAacChannels) {
    return undefined;
  }
  const specific = serializeAudioSpecificConfig({
    objectType: aacLowComplexity,
    sampleRateHz,
    channels,
  });
  return {
    codec: 'aac',
    codecString: 'mp4a.40.2',
    sampleRateHz,
    channels,
    sampleEntry: audioSampleEntry('mp4a', sampleRateHz, channels, esds(specific)),
  };
}

/** ES_Descriptor of ISO/IEC 14496-1 section 7.2.6: audio stream, MPEG-4 audio. */
function esds(specific: Uint8Array): Uint8Array {
  const specificInfo = bytes((to) => to.u8(5).u8(specific.length).bytes(specific));
  const decoder = bytes((to) =>
    to
      .u8(4)
      .u8(13 + specificInfo.length)
      .u8(0x40) // Audio ISO/IEC 14496-3
      .u8(0x15) // audio stream
      .zeros(3 + 4 + 4)
      .bytes(specificInfo),
  );
  const layer = Uint8Array.of(6, 1, 2);
  return fullBox(
    'esds',
    0,
    0,
    bytes((to) =>
      to
        .u8(3)
        .u8(3 + decoder.length + layer.length)
        .u16(0) // ES_ID
        .u8(0)
        .bytes(decoder)
        .bytes(layer),
    ),
  );
}

/** "Encapsulation of Opus in ISO Base Media File Format" section 4.3. */
function opusConfig(channels: number): AudioConfig {
  const specific = bytes((to) =>
    to.u8(0).u8(channels).u16(opusPreSkip).u32(opusRateHz).u16(0).u8(0),
  );
  return {
    codec: 'opus',
    codecString: 'opus',
    sampleRateHz: opusRateHz,
    channels,
    sampleEntry: audioSampleEntry('Opus', opusRateHz, channels, box('dOps', specific)),
  };
}

/** AudioSampleEntry (ISO/IEC 14496-12 section 12.2.3). Rates of more than 16 bits are in the configuration only. */
function audioSampleEntry(
  type: 'mp4a' | 'Opus',
  sampleRateHz: number,
  channels: number,
  configuration: Uint8Array,
): Uint8Array {
  const fields = bytes((to) =>
    to
      .zeros(6)
      .u16(1) // data_reference_index
      .zeros(8)
      .u16(channels)
      .u16(16)
      .u32(0)
      .u16(sampleRateHz > 0xffff ? 0 : sampleRateHz)
      .u16(0),
  );
  return box(type, fields, configuration);
}
