/*
 * The memory of a `SharedRing`, as its writer and its readers see it. Packets have indexes: unsigned 32-bit
 * counters that wrap. They are kept in Int32Arrays and compared by the sign of their difference.
 */

/** Index one behind the newest packet. Readers in other threads wait for it to change. */
export const headWord = 0;

/**
 * The oldest packet that can be read. It is moved on *before* what it protected is written over: a reader
 * that finds its packet still at or behind the tail after reading has read what the writer wrote.
 */
export const tailWord = 1;

/** First packet of the newest complete random access unit; means nothing while `hasRandomAccessWord` is 0. */
export const randomAccessWord = 2;

/** 1 while there is a random access unit that leads up to the newest packet. */
export const hasRandomAccessWord = 3;

/** Access units from the random access unit to the head, the growing one included. */
export const unitsWord = 4;

/** How many readers wait for the head to move. */
export const waitersWord = 5;

/** Complete units since the ring was made; wraps. Readers of whole units wait for it to change. */
export const completeUnitsWord = 6;

/** How many readers wait for a unit to be complete. */
export const unitWaitersWord = 7;

/** A cache line, so that nothing else shares it. */
export const controlWords = 16;

/** A record of the directory: three 32-bit words, 4 bytes unused, two doubles. */
export const recordBytes = 32;
export const recordWords = recordBytes / Int32Array.BYTES_PER_ELEMENT;
export const recordDoubles = recordBytes / Float64Array.BYTES_PER_ELEMENT;

/** Words of a record. */
export const offsetField = 0;
export const lengthField = 1;
export const flagsField = 2;

/** Doubles of a record. */
export const timestampField = 2;
export const arrivalField = 3;

/** Bits of `flagsField`. */
export const markerFlag = 1;
export const unitStartFlag = 2;
export const randomAccessFlag = 4;
/** Units are missing in front of the packet's unit. */
export const discontinuityFlag = 8;

/** Above the bits: the place of the packet's codec in `ringCodecs`. */
export const codecShift = 8;
export const codecMask = 0xf;

/** The largest RTP payload in a ring: what everything is cut into (`defaultMaxPayloadBytes`). */
export const maxRingPayloadBytes = 1_200;

/** What the writer keeps free for the packet in hand: see `UnitStreamer` for the two bytes more. */
export const reservedBytes = maxRingPayloadBytes + 2;
