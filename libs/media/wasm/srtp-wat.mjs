// Writes the WebAssembly text of the SRTP module: counter blocks, headers and XOR, and HMAC-SHA1 over four packets at once.
//
// The module has no state of its own but the memory it is given; src/webrtc/srtp/simd-protector.ts says what lies where
// and calls the three exports. Rounds are unrolled here so that the text stays readable and the code stays fast.

const slots = 44;
const jobs = 16;
const maxPayload = 1202;
const headerBytes = 12;
const tagBytes = 10;

const roundUp = (bytes, to) => Math.ceil(bytes / to) * to;

/** Offsets inside a job: what the module has to know of one viewer's run. All but the first three are u32. */
export const jobFields = {
  /** 14 bytes of session salt, 2 bytes of zeros. */
  salt: 0,
  /** SHA-1 states after the inner and the outer key block of HMAC (RFC 2104), five u32 each. */
  inner: 16,
  outer: 36,
  ssrc: 56,
  payloadType: 60,
  rollOver: 64,
  sequenceNumber: 68,
  fromSlot: 72,
  packets: 76,
  output: 80,
  /** One u32 per packet. */
  timestamps: 96,
};

/** Offsets inside an entry: one packet whose tag is to be made. Four u32. */
export const entryFields = { packet: 0, length: 4, job: 8, rollOver: 12 };

const sizes = {
  stageStride: roundUp(maxPayload, 16),
  jobStride: jobFields.timestamps + slots * 4,
  // A payload is written in steps of 16 bytes, the last of which may reach past the last packet's tag.
  outputStride: roundUp(slots * (headerBytes + maxPayload + tagBytes) + 16, 16),
  entryStride: 16,
  // Two blocks of message end, then room for the zeros that are written from wherever the message ends.
  tailStride: 256,
};

/** Where everything lies. Computed once, here; the generated file hands it to TypeScript. */
function memoryMap() {
  let next = 0;
  const take = (bytes) => {
    const at = next;
    next = roundUp(next + bytes, 64);
    return at;
  };
  const map = {
    state: take(5 * 16),
    tails: take(4 * sizes.tailStride),
    outerBlocks: take(4 * 64),
    result: take(16),
    lengths: take(slots * 2),
    markers: take(slots),
    jobs: take(jobs * sizes.jobStride),
    entries: take((jobs * slots + 4) * sizes.entryStride),
    stage: take(slots * sizes.stageStride),
    keyStream: take(slots * sizes.stageStride),
    outputs: take(jobs * sizes.outputStride),
  };
  return { ...map, pages: Math.ceil(next / 65_536) };
}

export const srtpLayout = { slots, maxJobs: jobs, ...sizes, ...memoryMap() };

const L = srtpLayout;
const J = jobFields;
const E = entryFields;
const lanes = [0, 1, 2, 3];

const i32 = (value) => `(i32.const ${value})`;
const get = (name) => `(local.get $${name})`;
const set = (name, value) => `(local.set $${name} ${value})`;
const add = (a, b) => `(i32.add ${a} ${b})`;
const vadd = (a, b) => `(i32x4.add ${a} ${b})`;
const vxor = (a, b) => `(v128.xor ${a} ${b})`;
const vload = (at, offset = 0) => `(v128.load offset=${offset} ${at})`;
const vstore = (at, value, offset = 0) => `(v128.store offset=${offset} ${at} ${value})`;
const field = (base, offset) => `(i32.load offset=${offset} ${get(base)})`;
const locals = (type, names) => names.map((name) => `(local $${name} ${type})`).join(' ');
const shuffle = (a, b, bytes) => `(i8x16.shuffle ${bytes.join(' ')} ${a} ${b})`;
/** Turns the bytes of each 32-bit lane around: network order to ours and back. */
const bigEndian = (name) =>
  shuffle(get(name), get(name), [3, 2, 1, 0, 7, 6, 5, 4, 11, 10, 9, 8, 15, 14, 13, 12]);
const bigEndianOf = (value) => `(call $swap ${value})`;
const rotl = (value, bits) =>
  `(v128.or (i32x4.shl ${value} ${i32(bits)}) (i32x4.shr_u ${value} ${i32(32 - bits)}))`;

/** A vector of four 32-bit words. */
const words = (a, b, c, d) =>
  `(i32x4.replace_lane 3 (i32x4.replace_lane 2 (i32x4.replace_lane 1 (i32x4.splat ${a}) ${b}) ${c}) ${d})`;

/** The next sequence number, and the next roll-over counter when it begins again (RFC 3711 section 3.3.1). */
const nextIndex = [
  set('sequence', add(get('sequence'), i32(1))),
  `(if (i32.eq ${get('sequence')} ${i32(65_536)}) (then
      ${set('sequence', i32(0))}
      ${set('rollOver', add(get('rollOver'), i32(1)))}))`,
].join('\n    ');

/** Locals and start values of a walk over the packets of a job. */
const walkLocals = locals('i32', ['left', 'slot', 'length', 'sequence', 'rollOver', 'key', 'end']);
const walkStart = [
  set('left', field('job', J.packets)),
  set('slot', field('job', J.fromSlot)),
  set('sequence', field('job', J.sequenceNumber)),
  set('rollOver', field('job', J.rollOver)),
  set('key', i32(L.keyStream)),
].join('\n  ');
const loadLength = set(
  'length',
  `(i32.load16_u offset=${L.lengths} (i32.shl ${get('slot')} ${i32(1)}))`,
);
const endOfKeyStream = set(
  'end',
  add(get('key'), `(i32.and ${add(get('length'), i32(15))} ${i32(-16)})`),
);

/**
 * Counter blocks of AES-CM (RFC 3711 section 4.1.1) for all packets of a job, one behind the other:
 * IV = (salt * 2^16) XOR (SSRC * 2^64) XOR (index * 2^16), and the block's number in the last byte.
 */
const counters = `
(func (export "counters") (param $job i32) (result i32)
  ${walkLocals} ${locals('v128', ['counter'])}
  ${walkStart}
  (loop $packet
    ${loadLength}
    ${endOfKeyStream}
    ${set('counter', words(i32(0), field('job', J.ssrc), get('rollOver'), `(i32.shl ${get('sequence')} ${i32(16)})`))}
    ${set('counter', vxor(bigEndian('counter'), vload(get('job'), J.salt)))}
    (loop $block
      ${vstore(get('key'), get('counter'))}
      ${set('counter', vadd(get('counter'), '(v128.const i32x4 0 0 0 0x01000000)'))}
      (br_if $block (i32.lt_u (local.tee $key ${add(get('key'), i32(16))}) ${get('end')})))
    ${nextIndex}
    ${set('slot', add(get('slot'), i32(1)))}
    (br_if $packet (local.tee $left ${add(get('left'), i32(-1))})))
  (i32.sub ${get('key')} ${i32(L.keyStream)}))`;

/**
 * The RTP header (RFC 3550 section 5.1: version 2, nothing optional) and the encrypted payload of all packets of a job.
 * Steps of 16 bytes write past the end of a payload, where the tag and the next header follow later.
 */
const encrypt = `
(func (export "encrypt") (param $job i32)
  ${walkLocals} ${locals('i32', ['packet', 'time', 'from', 'to'])} ${locals('v128', ['header'])}
  ${walkStart}
  ${set('packet', field('job', J.output))}
  ${set('time', get('job'))}
  (loop $packet
    ${loadLength}
    ${endOfKeyStream}
    ${set(
      'header',
      words(
        `(i32.or (i32.or ${i32('0x80000000')} (i32.shl (i32.load8_u offset=${L.markers} ${get('slot')}) ${i32(23)}))
          (i32.or (i32.shl ${field('job', J.payloadType)} ${i32(16)}) ${get('sequence')}))`,
        field('time', J.timestamps),
        field('job', J.ssrc),
        i32(0),
      ),
    )}
    ${vstore(get('packet'), bigEndian('header'))}
    ${set('from', `(i32.mul ${get('slot')} ${i32(L.stageStride)})`)}
    ${set('to', get('packet'))}
    (loop $block
      ${vstore(get('to'), vxor(vload(get('key')), vload(get('from'), L.stage)), headerBytes)}
      ${set('from', add(get('from'), i32(16)))}
      ${set('to', add(get('to'), i32(16)))}
      (br_if $block (i32.lt_u (local.tee $key ${add(get('key'), i32(16))}) ${get('end')})))
    ${set('packet', add(add(get('packet'), get('length')), i32(headerBytes + tagBytes)))}
    ${nextIndex}
    ${set('time', add(get('time'), i32(4)))}
    ${set('slot', add(get('slot'), i32(1)))}
    (br_if $packet (local.tee $left ${add(get('left'), i32(-1))}))))`;

/** Loads words 4q..4q+3 of the block of each lane and turns them so that local w(i) holds word i of all four. */
function loadWords(quarter) {
  const low = [0, 1, 2, 3, 16, 17, 18, 19, 4, 5, 6, 7, 20, 21, 22, 23];
  const high = low.map((byte) => byte + 8);
  const lowHalf = [0, 1, 2, 3, 4, 5, 6, 7, 16, 17, 18, 19, 20, 21, 22, 23];
  const highHalf = lowHalf.map((byte) => byte + 8);
  const w = lanes.map((lane) => `w${quarter * 4 + lane}`);
  return [
    ...lanes.map((lane) => set(`x${lane}`, vload(get(`p${lane}`), quarter * 16))),
    ...lanes.map((lane) => set(`x${lane}`, bigEndian(`x${lane}`))),
    set('y0', shuffle(get('x0'), get('x1'), low)),
    set('y1', shuffle(get('x2'), get('x3'), low)),
    set('y2', shuffle(get('x0'), get('x1'), high)),
    set('y3', shuffle(get('x2'), get('x3'), high)),
    set(w[0], shuffle(get('y0'), get('y1'), lowHalf)),
    set(w[1], shuffle(get('y0'), get('y1'), highHalf)),
    set(w[2], shuffle(get('y2'), get('y3'), lowHalf)),
    set(w[3], shuffle(get('y2'), get('y3'), highHalf)),
  ];
}

/** The four kinds of 20 rounds (FIPS 180-4 section 6.1.2). */
const choose = (b, c, d) => `(v128.bitselect ${get(c)} ${get(d)} ${get(b)})`;
const parity = (b, c, d) => vxor(vxor(get(b), get(c)), get(d));
const majority = (b, c, d) =>
  `(v128.or (v128.and ${get(b)} ${get(c)}) (v128.and ${get(d)} (v128.or ${get(b)} ${get(c)})))`;
const kinds = [
  { mix: choose, constant: '0x5a827999' },
  { mix: parity, constant: '0x6ed9eba1' },
  { mix: majority, constant: '0x8f1bbcdc' },
  { mix: parity, constant: '0xca62c1d6' },
];

/** One round. The five variables change their names instead of their places. */
function round(t) {
  const [a, b, c, d, e] = [0, 1, 2, 3, 4].map((index) => 'abcde'[(index + 80 - t) % 5]);
  const { mix } = kinds[Math.floor(t / 20)];
  const w = `w${t % 16}`;
  const expand = [
    set(
      'x0',
      vxor(
        vxor(get(`w${(t + 13) % 16}`), get(`w${(t + 8) % 16}`)),
        vxor(get(`w${(t + 2) % 16}`), get(w)),
      ),
    ),
    set(w, rotl(get('x0'), 1)),
  ];
  return [
    ...(t % 20 === 0
      ? [
          set(
            'k',
            `(v128.const i32x4 ${Array(4)
              .fill(kinds[t / 20].constant)
              .join(' ')})`,
          ),
        ]
      : []),
    ...(t < 16 ? [] : expand),
    set(e, vadd(vadd(vadd(get(e), get(w)), vadd(get('k'), mix(b, c, d))), rotl(get(a), 5))),
    set(b, rotl(get(b), 30)),
  ];
}

/**
 * One SHA-1 block of four messages at once; $p0..$p3 are their addresses. Lanes whose message has ended before
 * ($active is zero there) keep their state, because what is added to it is nothing.
 */
const compress = `
(func $compress (param $p0 i32) (param $p1 i32) (param $p2 i32) (param $p3 i32) (param $active v128)
  ${locals('v128', [...'abcde', 'k', 'x0', 'x1', 'x2', 'x3', 'y0', 'y1', 'y2', 'y3'])}
  ${locals(
    'v128',
    Array.from({ length: 16 }, (_, index) => `w${index}`),
  )}
  ${[0, 1, 2, 3].flatMap(loadWords).join('\n  ')}
  ${[...'abcde'].map((name, index) => set(name, vload(i32(L.state + index * 16)))).join('\n  ')}
  ${Array.from({ length: 80 }, (_, t) => round(t))
    .flat()
    .join('\n  ')}
  ${[...'abcde']
    .map((name, index) => {
      const at = i32(L.state + index * 16);
      return vstore(at, vadd(vload(at), `(v128.and ${get(name)} ${get('active')})`));
    })
    .join('\n  ')})`;

/** Lays the end of a lane's message out: its last bytes, the roll-over counter, 0x80, zeros, the length in bits. */
function padTail(lane) {
  const tail = L.tails + lane * L.tailStride;
  const [packet, length, direct, blocks] = ['packet', 'length', 'direct', 'blocks'].map(
    (name) => name + lane,
  );
  const steps = Array.from({ length: 8 }, (_, index) => index * 16);
  return [
    set(packet, field('entry', lane * L.entryStride + E.packet)),
    set(length, field('entry', lane * L.entryStride + E.length)),
    set(`job${lane}`, field('entry', lane * L.entryStride + E.job)),
    // 4 bytes of roll-over counter, 1 of 0x80 and 8 of length belong to the message too.
    set(blocks, add(`(i32.shr_u ${add(get(length), i32(12))} ${i32(6)})`, i32(1))),
    set(
      direct,
      `(select (i32.sub ${get(blocks)} ${i32(2)}) ${i32(0)} (i32.ge_u ${get(blocks)} ${i32(2)}))`,
    ),
    set('from', add(get(packet), `(i32.shl ${get(direct)} ${i32(6)})`)),
    ...steps.map((step) => vstore(i32(tail), vload(get('from'), step), step)),
    set('from', `(i32.sub ${get(length)} (i32.shl ${get(direct)} ${i32(6)}))`),
    `(i32.store offset=${tail} ${get('from')} ${bigEndianOf(field('entry', lane * L.entryStride + E.rollOver))})`,
    `(i32.store8 offset=${tail + 4} ${get('from')} ${i32(0x80)})`,
    ...steps.map((step) => vstore(get('from'), '(v128.const i32x4 0 0 0 0)', `${tail + 5 + step}`)),
    // The key block in front of the message counts too: 64 bytes, and the 4 of the roll-over counter.
    `(i32.store offset=${tail - 4} (i32.shl (i32.sub ${get(blocks)} ${get(direct)}) ${i32(6)})
      ${bigEndianOf(`(i32.shl ${add(get(length), i32(68))} ${i32(3)})`)})`,
  ];
}

/** The state of each lane from its viewer's keys. */
const gatherState = (from) =>
  [0, 1, 2, 3, 4].map((index) =>
    vstore(
      i32(L.state + index * 16),
      words(...lanes.map((lane) => field(`job${lane}`, from + index * 4))),
    ),
  );

/** Where block $block of a lane's message lies: in the packet, at the end in the tail. */
const blockAddress = (lane) => `(select
        ${add(get(`packet${lane}`), `(i32.shl ${get('block')} ${i32(6)})`)}
        (i32.add ${i32(L.tails + lane * L.tailStride)} (i32.shl (i32.sub ${get('block')} ${get(`direct${lane}`)}) ${i32(6)}))
        (i32.lt_u ${get('block')} ${get(`direct${lane}`)}))`;

/** The digest of the inner hash is the message of the outer one; its padding never changes. */
const outerBlocks = [0, 1, 2, 3, 4].flatMap((index) => [
  set('x', vload(i32(L.state + index * 16))),
  set('x', bigEndian('x')),
  ...lanes.map(
    (lane) =>
      `(v128.store32_lane ${lane} ${i32(L.outerBlocks + lane * 64 + index * 4)} ${get('x')})`,
  ),
]);

/** The first 80 bits of each digest behind its packet. */
const tags = [0, 1, 2].flatMap((index) => [
  set('x', vload(i32(L.state + index * 16))),
  set('x', bigEndian('x')),
  ...lanes.map((lane) => {
    const at = add(get(`packet${lane}`), get(`length${lane}`));
    return index < 2
      ? `(v128.store32_lane offset=${index * 4} ${lane} ${at} ${get('x')})`
      : `(v128.store16_lane offset=8 ${lane * 2} ${at} ${get('x')})`;
  }),
]);

/**
 * Tags of `groups` groups of four entries (RFC 3711 section 4.2: HMAC-SHA1 over packet and roll-over counter). The first
 * entry of a group has the longest packet.
 */
const authenticate = `
(func (export "authenticate") (param $groups i32)
  ${locals(
    'i32',
    lanes.flatMap((lane) =>
      ['packet', 'length', 'job', 'blocks', 'direct'].map((name) => name + lane),
    ),
  )}
  ${locals('i32', ['entry', 'from', 'block'])} ${locals('v128', ['x', 'blocks'])}
  ${set('entry', i32(L.entries))}
  (loop $group
    ${lanes.flatMap(padTail).join('\n    ')}
    ${set('blocks', words(...lanes.map((lane) => get(`blocks${lane}`))))}
    ${gatherState(J.inner).join('\n    ')}
    ${set('block', i32(0))}
    (loop $next
      (call $compress
        ${lanes.map(blockAddress).join('\n        ')}
        (i32x4.gt_u ${get('blocks')} (i32x4.splat ${get('block')})))
      (br_if $next (i32.lt_u (local.tee $block ${add(get('block'), i32(1))}) ${get('blocks0')})))
    ${outerBlocks.join('\n    ')}
    ${gatherState(J.outer).join('\n    ')}
    (call $compress ${lanes.map((lane) => i32(L.outerBlocks + lane * 64)).join(' ')} (v128.const i32x4 -1 -1 -1 -1))
    ${tags.join('\n    ')}
    ${set('entry', add(get('entry'), i32(4 * L.entryStride)))}
    (br_if $group (local.tee $groups ${add(get('groups'), i32(-1))}))))`;

const swap = `
(func $swap (param $word i32) (result i32)
  (i32.or
    (i32.and (i32.rotl ${get('word')} ${i32(8)}) ${i32('0x00ff00ff')})
    (i32.and (i32.rotr ${get('word')} ${i32(8)}) ${i32('0xff00ff00')})))`;

/** The text of the module. */
export function srtpWat() {
  return `(module
(import "casement" "memory" (memory ${L.pages} ${L.pages}))
${[swap, counters, encrypt, compress, authenticate].join('\n')}
)
`;
}
