// `casement verify FOLDER|ZIP [--key FILE]`: checks the files of a download against its signed manifest, without the
// gateway. Exit codes: 0 everything is as it was signed, 1 something is not, 2 it could not be checked.
import { createHash, createPublicKey, verify } from 'node:crypto';
import {
  closeSync,
  fstatSync,
  lstatSync,
  openSync,
  readdirSync,
  readFileSync,
  readSync,
  statSync,
} from 'node:fs';
import { basename, join } from 'node:path';

const usage = 'usage: casement verify FOLDER|ZIP [--key FILE]';
const own = ['manifest.json', 'manifest.json.sig', 'signing-key.pem'];
const chunkBytes = 1024 * 1024;
/** A manifest of 10,000 pieces has a few megabytes; what is larger is none. */
const maxReadBytes = 64 * 1024 * 1024;
const max32 = 0xffffffff;

class NotCheckable extends Error {}

/** What was made by somebody else may hold what a terminal obeys. */
const plain = (text) => String(text).replace(/[\p{Cc}\p{Cf}\u2028\u2029]/gu, '?');

/** A folder as `{ names, read(name), hash(name) }`. */
function openFolder(path) {
  const within = (name, use) => {
    // A link is as good as what it points to today, and a pipe never ends.
    if (!lstatSync(join(path, name)).isFile()) {
      throw new NotCheckable(`found ${name} to be a link or a folder, expected a plain file`);
    }
    const file = openSync(join(path, name), 'r');
    try {
      return use(file, fstatSync(file).size);
    } finally {
      closeSync(file);
    }
  };
  return {
    names: readdirSync(path),
    read: (name) => within(name, (file, size) => readAt(file, 0, size)),
    hash: (name) => within(name, (file, size) => hashRange(file, 0, size)),
    close: () => undefined,
  };
}

function readAt(file, at, length) {
  if (length > maxReadBytes) {
    throw new NotCheckable(`found ${length} bytes to be read at once, expected far fewer`);
  }
  const bytes = Buffer.alloc(length);
  const read = readSync(file, bytes, 0, length, at);
  if (read !== length) {
    throw new NotCheckable(`found the end of the file after ${at + read} bytes, expected more`);
  }
  return bytes;
}

function hashRange(file, from, length) {
  const hash = createHash('sha256');
  for (let at = 0; at < length; at += chunkBytes) {
    hash.update(readAt(file, from + at, Math.min(chunkBytes, length - at)));
  }
  return { sha256: hash.digest('hex'), size: length };
}

/**
 * Whatever unpacks a zip must find what is checked here, also when it reads it from the front: so every byte belongs to a
 * file, and both headers of a file say the same.
 */
function requireInZip(isSo) {
  if (!isSo) {
    throw new NotCheckable(
      'found a zip that is damaged or was made otherwise: unpack it and check the folder',
    );
  }
}

/** The fields of ZIP64 stand in this order, each only when its short one is full (APPNOTE 4.5.3). */
function longFields(extra, short) {
  let long = short;
  for (let e = 0; e + 4 <= extra.length; e += 4 + extra.readUInt16LE(e + 2)) {
    // Some programs take the name of this field instead (APPNOTE 4.6.9).
    requireInZip(extra.readUInt16LE(e) !== 0x7075);
    if (extra.readUInt16LE(e) === 1) {
      let q = e + 4;
      long = short.map((value) => {
        q += value === max32 ? 8 : 0;
        return value === max32 ? Number(extra.readBigUInt64LE(q - 8)) : value;
      });
    }
  }
  return long;
}

/** Where the directory is: `{ count, at, bytes }`. */
function findDirectory(file) {
  const { size } = fstatSync(file);
  const tailBytes = Math.min(size, 22 + 65_535);
  const tail = readAt(file, size - tailBytes, tailBytes);
  const end = tail.lastIndexOf(Buffer.from('PK\x05\x06', 'latin1'));
  if (end < 0) {
    throw new NotCheckable(
      'found no end of a zip, expected a whole one: was the download of it cut off?',
    );
  }
  requireInZip(end + 22 + tail.readUInt16LE(end + 20) === tailBytes);
  const short = [tail.readUInt16LE(end + 10), tail.readUInt32LE(end + 12)];
  const [count, bytes, at] = [...short, tail.readUInt32LE(end + 16)];
  const endAt = size - tailBytes + end;
  if (end < 20 || tail.readUInt32LE(end - 20) !== 0x07064b50) {
    requireInZip(at + bytes === endAt);
    return { count, at, bytes };
  }
  const recordAt = Number(tail.readBigUInt64LE(end - 12));
  requireInZip(recordAt + 56 + 20 === endAt);
  const record = readAt(file, recordAt, 56);
  const long = [32, 40, 48].map((field) => Number(record.readBigUInt64LE(field)));
  requireInZip(record.readUInt32LE(0) === 0x06064b50 && long[1] + long[2] === recordAt);
  requireInZip([0xffff, long[0]].includes(count) && [max32, long[1]].includes(bytes));
  requireInZip([max32, long[2]].includes(at));
  return { count: long[0], bytes: long[1], at: long[2] };
}

/** The data of an entry behind its own header, which must say what the directory says. */
function dataOf(file, { name, offset, length }) {
  const head = readAt(file, offset, 30);
  const nameBytes = head.readUInt16LE(26);
  const rest = readAt(file, offset + 30, nameBytes + head.readUInt16LE(28));
  const sizes = [head.readUInt32LE(22), head.readUInt32LE(18)];
  const isSame = longFields(rest.subarray(nameBytes), sizes).every((each) => each === length);
  // Neither encrypted nor with its size behind it, and stored.
  const isStored = (head.readUInt16LE(6) & 0x9) === 0 && head.readUInt16LE(8) === 0;
  requireInZip(head.readUInt32LE(0) === 0x04034b50 && isSame && isStored);
  requireInZip(rest.toString('utf8', 0, nameBytes) === name);
  return { from: offset + 30 + rest.length, length };
}

/** A zip whose files are stored, with or without ZIP64, as the gateway makes them. */
function openZip(path) {
  const file = openSync(path, 'r');
  const { count, at, bytes } = findDirectory(file);
  const directory = readAt(file, at, bytes);
  const entries = new Map();
  let p = 0;
  let dataEnd = 0;
  for (let n = 0; n < count; n += 1) {
    requireInZip(p + 46 <= directory.length && directory.readUInt32LE(p) === 0x02014b50);
    const nameEnd = p + 46 + directory.readUInt16LE(p + 28);
    const extraEnd = nameEnd + directory.readUInt16LE(p + 30);
    const name = directory.toString('utf8', p + 46, nameEnd);
    if (directory.readUInt16LE(p + 10) !== 0) {
      throw new NotCheckable(`found ${name} compressed: unpack the zip and check the folder`);
    }
    if (entries.has(name)) {
      throw new NotCheckable(`found ${name} twice in the zip`);
    }
    const short = [24, 20, 42].map((field) => directory.readUInt32LE(p + field));
    const [length, packed, offset] = longFields(directory.subarray(nameEnd, extraEnd), short);
    requireInZip(packed === length && offset === dataEnd);
    const data = dataOf(file, { name, offset, length });
    entries.set(name, data);
    dataEnd = data.from + length;
    p = extraEnd + directory.readUInt16LE(p + 32);
  }
  requireInZip(p === directory.length && dataEnd === at);
  const within = (name, use) => use(file, entries.get(name).from, entries.get(name).length);
  return {
    names: [...entries.keys()],
    read: (name) => within(name, readAt),
    hash: (name) => within(name, hashRange),
    close: () => closeSync(file),
  };
}

function publicKey(box, keyFile) {
  if (keyFile !== undefined) {
    return createPublicKey(readFileSync(keyFile));
  }
  if (!box.names.includes('signing-key.pem')) {
    throw new NotCheckable(
      'found no signing-key.pem, expected it beside the manifest, or --key FILE',
    );
  }
  return createPublicKey(box.read('signing-key.pem'));
}

function fingerprint(key) {
  const der = key.export({ type: 'spki', format: 'der' });
  return createHash('sha256').update(der).digest('hex').match(/../g).join(':').toUpperCase();
}

function check(path, keyFile) {
  const box = statSync(path).isDirectory() ? openFolder(path) : openZip(path);
  try {
    for (const name of own.slice(0, 2)) {
      if (!box.names.includes(name)) {
        throw new NotCheckable(
          `found no ${name} in ${basename(path)}, expected it beside the files`,
        );
      }
    }
    const text = box.read('manifest.json');
    const signature = Buffer.from(
      box.read('manifest.json.sig').toString('latin1').trim(),
      'base64',
    );
    const key = publicKey(box, keyFile);
    const faults = [];
    if (key.asymmetricKeyType !== 'ed25519' || !verify(null, text, key, signature)) {
      faults.push('the signature does not belong to this manifest and this key');
    }
    let manifest;
    try {
      manifest = JSON.parse(text.toString('utf8'));
    } catch {
      throw new NotCheckable('found a manifest that is no JSON');
    }
    if (manifest?.kind !== 'casement-download' || !Array.isArray(manifest.files)) {
      throw new NotCheckable('found a manifest of another kind, expected that of a download');
    }
    const there = new Set(box.names);
    const known = new Set(own);
    for (const { name, size, sha256 } of manifest.files) {
      if (typeof name !== 'string' || name !== basename(name) || !there.has(name)) {
        faults.push(`${String(name)}: missing`);
        continue;
      }
      if (known.has(name)) {
        faults.push(`${name}: more than once in the manifest`);
      }
      known.add(name);
      const found = box.hash(name);
      if (found.size !== size) {
        faults.push(`${name}: found ${found.size} bytes, expected ${size}`);
      } else if (found.sha256 !== sha256) {
        faults.push(
          `${name}: its content was changed (SHA-256 ${found.sha256}, expected ${sha256})`,
        );
      }
    }
    for (const name of box.names.filter((each) => !known.has(each))) {
      faults.push(`${name}: not part of what was signed`);
    }
    return { manifest, faults, fingerprint: fingerprint(key) };
  } finally {
    box.close();
  }
}

function describe({ manifest, fingerprint: of }, hasKey) {
  const lines = [
    `download  ${manifest.download} of recorder ${manifest.recorder?.id} (${manifest.recorder?.name})`,
    `range     ${manifest.asked?.from} to ${manifest.asked?.to}, cameras ${manifest.cameras?.map(({ number }) => number).join(', ')}`,
    `asked by  ${manifest.askedBy}, ${manifest.askedAt}`,
    `key       ${of}${hasKey ? '' : ' (as enclosed: compare it with that of the gateway, or use --key)'}`,
    ...(manifest.gaps ?? []).map(
      ({ camera, from, to }) => `gap       camera ${camera}: nothing recorded ${from} to ${to}`,
    ),
    ...(manifest.missing ?? []).map(
      ({ camera, from, to, reason }) =>
        `missing   camera ${camera}: ${from} to ${to} ${reason ?? ''}`,
    ),
  ];
  return lines.map((line) => plain(line)).join('\n');
}

function main(argv) {
  const args = [...argv];
  const at = args.indexOf('--key');
  const keyFile = at < 0 ? undefined : args.splice(at, 2)[1];
  if (args.length !== 1 || args[0].startsWith('--') || (at >= 0 && keyFile === undefined)) {
    console.error(usage);
    return 2;
  }
  try {
    const result = check(args[0], keyFile);
    console.log(describe(result, keyFile !== undefined));
    for (const fault of result.faults) {
      console.error(`WRONG     ${plain(fault)}`);
    }
    const count = result.manifest.files.length;
    console.log(
      result.faults.length === 0
        ? `ok        ${count === 1 ? '1 file is as it was' : `${count} files are as they were`} signed`
        : `NOT OK    ${result.faults.length} ${result.faults.length === 1 ? 'fault' : 'faults'}`,
    );
    return result.faults.length === 0 ? 0 : 1;
  } catch (error) {
    console.error(`cannot be checked: ${plain(error.message)}`);
    return 2;
  }
}

process.exitCode = main(process.argv.slice(2));
