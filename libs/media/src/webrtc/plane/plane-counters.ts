/** What a plane counted since it was opened, over all its viewers. Plain numbers: the send path adds to them. */
export class PlaneCounters {
  /** Packets given to the system, repeated ones and sound included. */
  packetsSent = 0;
  /** RTP payloads of those, in bytes. */
  bytesSent = 0;
  retransmitted = 0;
  retransmissionsRefused = 0;
  /** Of `packetsSent`, those of sound. */
  soundPacketsSent = 0;
  /** Access units that slow and lossy viewers did not get, or could not decode. */
  skipped = 0;
  /** The same of pieces of sound. */
  soundSkipped = 0;
  /** How often the system took no more packets for the moment. */
  blocked = 0;
  sendErrors = 0;
  /** Feedback that was not this viewer's, not readable, or more than its share. */
  forgedFeedback = 0;
  excessFeedback = 0;
  excessDtls = 0;
}
