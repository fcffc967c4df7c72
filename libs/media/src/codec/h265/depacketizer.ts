import { AccessUnitAssembler } from '../nal/access-unit-assembler.js';
import type { AccessUnitLimits } from '../nal/access-unit-assembler.js';
import type { AccessUnitBuilder } from '../nal/access-unit-builder.js';
import { NalDepacketizer } from '../nal/nal-depacketizer.js';
import type { NalRtpFormat } from '../nal/nal-rtp-format.js';
import { parseAggregationPacket } from './aggregation-packet.js';
import { parseFu } from './fu.js';
import type { H265OwnDefect } from './h265-defect.js';
import { h265Syntax } from './h265-syntax.js';
import { h265NalUnitTypes } from './nal-unit-type.js';

/** RFC 7798 with sprop-max-don-diff 0: no decoding order numbers. */
const h265RtpFormat: NalRtpFormat<H265OwnDefect> = {
  syntax: h265Syntax,
  fragmentType: h265NalUnitTypes.fragment,
  aggregateType: h265NalUnitTypes.aggregate,
  refused: { type: h265NalUnitTypes.paci, defect: 'paci' },
  defects: {
    aggregateOverrun: 'ap-overrun',
    fragmentTooShort: 'fu-too-short',
    fragmentWithoutStart: 'fu-without-start',
    fragmentWithoutEnd: 'fu-without-end',
    fragmentEndMissing: 'fu-end-missing',
    fragmentStartAndEnd: 'fu-start-and-end',
    fragmentInconsistentHeader: 'fu-inconsistent-header',
  },
  parseFragment: parseFu,
  parseAggregate: parseAggregationPacket,
  headerPiece: (nalHeader) => Uint8Array.of(nalHeader >> 8, nalHeader & 0xff),
  typeOfHeader: (nalHeader) => (nalHeader >> 9) & 0x3f,
};

/**
 * RTP payloads to H.265 access units (RFC 7798: single NAL units, aggregation packets, fragmentation units).
 * `push` a packet, then `pull` until `undefined`; see `NalDepacketizer`.
 */
export class H265Depacketizer extends NalDepacketizer<H265OwnDefect> {
  /** @param builder for access units that are handed on while they grow; `limits` mean nothing then */
  constructor(
    limits: AccessUnitLimits = {},
    builder: AccessUnitBuilder = new AccessUnitAssembler(limits),
  ) {
    super(h265RtpFormat, builder);
  }
}
