import { AccessUnitAssembler } from '../nal/access-unit-assembler.js';
import type { AccessUnitLimits } from '../nal/access-unit-assembler.js';
import type { AccessUnitBuilder } from '../nal/access-unit-builder.js';
import { NalDepacketizer } from '../nal/nal-depacketizer.js';
import type { NalRtpFormat } from '../nal/nal-rtp-format.js';
import { parseFuA } from './fu-a.js';
import type { H264OwnDefect } from './h264-defect.js';
import { h264Syntax } from './h264-syntax.js';
import { h264NalUnitTypes } from './nal-unit-type.js';
import { parseStapA } from './stap-a.js';

/** NAL unit headers of FU-As as pieces, so that no fragment needs an array of its own. Never written. */
const headerPieces: readonly Uint8Array[] = Array.from({ length: 256 }, (_, header) =>
  Uint8Array.of(header),
);

/** RFC 6184, non-interleaved mode. */
const h264RtpFormat: NalRtpFormat<H264OwnDefect> = {
  syntax: h264Syntax,
  fragmentType: h264NalUnitTypes.fuA,
  aggregateType: h264NalUnitTypes.stapA,
  defects: {
    aggregateOverrun: 'stap-a-overrun',
    fragmentTooShort: 'fu-a-too-short',
    fragmentWithoutStart: 'fu-a-without-start',
    fragmentWithoutEnd: 'fu-a-without-end',
    fragmentEndMissing: 'fu-a-end-missing',
    fragmentStartAndEnd: 'fu-a-start-and-end',
    fragmentInconsistentHeader: 'fu-a-inconsistent-header',
  },
  parseFragment: parseFuA,
  parseAggregate: parseStapA,
  headerPiece: (nalHeader) => headerPieces[nalHeader & 0xff] ?? Uint8Array.of(nalHeader),
  typeOfHeader: (nalHeader) => nalHeader & 0x1f,
};

/**
 * RTP payloads to H.264 access units (RFC 6184, non-interleaved mode: single NAL units, STAP-A, FU-A).
 * `push` a packet, then `pull` until `undefined`; see `NalDepacketizer`.
 */
export class H264Depacketizer extends NalDepacketizer<H264OwnDefect> {
  /** @param builder for access units that are handed on while they grow; `limits` mean nothing then */
  constructor(
    limits: AccessUnitLimits = {},
    builder: AccessUnitBuilder = new AccessUnitAssembler(limits),
  ) {
    super(h264RtpFormat, builder);
  }
}
