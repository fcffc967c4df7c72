import {
  type Recorder,
  type RecorderInput,
  recorderInputSchema,
  type RecorderPatch,
  recorderPatchSchema,
} from '@casement/contract';

/** What the form holds: text as it was typed. In a change, an empty field means "leave as it is". */
export type RecorderDraft = {
  id: string;
  name: string;
  url: string;
  username: string;
  password: string;
  transport: '' | 'auto' | 'rtp' | 'http';
  timeZone: string;
  /** Empty: as the gateway is configured, or as it is. */
  downloadTime: '' | 'utc' | 'local';
  uidLimit: string;
  controlMs: string;
  /** One camera a line: "3 Gate". Empty: all that the recorder names. */
  cameras: string;
  fingerprint: string;
};

/** Words for the fields that are wrong; `form` for what belongs to none. */
export type DraftErrors = Readonly<Partial<Record<keyof RecorderDraft | 'form', string>>>;

export type Checked<T> =
  { readonly ok: true; readonly value: T } | { readonly ok: false; readonly errors: DraftErrors };

/** A form for a recorder that is to be added. The password is never filled in. */
export function newDraft(timeZone: string): RecorderDraft {
  return { ...emptyDraft, transport: 'auto', timeZone, uidLimit: '12', controlMs: '3000' };
}

/** A form for changing a recorder: filled with what the gateway tells of it. */
export function draftOf(recorder: Recorder): RecorderDraft {
  return { ...emptyDraft, id: recorder.id, name: recorder.name, url: recorder.url };
}

/** What is sent to add the recorder, or what is wrong with it. */
export function checkNew(draft: RecorderDraft): Checked<RecorderInput> {
  const cameras = parseCameras(draft.cameras);
  return checked(
    recorderInputSchema.safeParse({
      id: draft.id.trim(),
      ...(draft.name.trim() === '' ? {} : { name: draft.name.trim() }),
      url: withScheme(draft.url),
      username: draft.username.trim(),
      password: draft.password,
      ...(draft.fingerprint.trim() === ''
        ? {}
        : { tls: { fingerprint256: draft.fingerprint.trim() } }),
      transport: draft.transport === '' ? 'auto' : draft.transport,
      timeZone: draft.timeZone,
      ...(draft.downloadTime === '' ? {} : { downloadTime: draft.downloadTime }),
      cameras,
      pacing: { controlMs: numeric(draft.controlMs) },
      uidLimit: numeric(draft.uidLimit),
    }),
  );
}

/** What is sent to change the recorder: only what differs. */
export function checkChange(draft: RecorderDraft, recorder: Recorder): Checked<RecorderPatch> {
  const url = withScheme(draft.url);
  return checked(
    recorderPatchSchema.safeParse({
      ...(draft.name.trim() === recorder.name ? {} : { name: draft.name.trim() }),
      ...(url === recorder.url ? {} : { url }),
      ...(draft.username.trim() === '' ? {} : { username: draft.username.trim() }),
      ...(draft.password === '' ? {} : { password: draft.password }),
      ...(draft.fingerprint.trim() === ''
        ? {}
        : { tls: { fingerprint256: draft.fingerprint.trim() } }),
      ...(draft.transport === '' ? {} : { transport: draft.transport }),
      ...(draft.timeZone === '' ? {} : { timeZone: draft.timeZone }),
      ...(draft.downloadTime === '' ? {} : { downloadTime: draft.downloadTime }),
      ...(draft.cameras.trim() === '' ? {} : { cameras: parseCameras(draft.cameras) }),
      ...(draft.controlMs.trim() === '' ? {} : { pacing: { controlMs: numeric(draft.controlMs) } }),
      ...(draft.uidLimit.trim() === '' ? {} : { uidLimit: numeric(draft.uidLimit) }),
    }),
  );
}

/** A short name for paths, made of the name: "Head office" becomes "head-office". */
export function suggestId(name: string, taken: readonly string[]): string {
  const plain =
    name
      .normalize('NFKD')
      .toLowerCase()
      .replaceAll(/\p{M}/gu, '')
      .replaceAll(/[^a-z0-9]+/g, '-')
      .replaceAll(/^-+|-+$/g, '')
      .slice(0, 28)
      .replace(/-+$/, '') || 'recorder';
  const free = Array.from({ length: taken.length + 1 }, (_, index) =>
    index === 0 ? plain : `${plain}-${index + 1}`,
  ).find((id) => !taken.includes(id));
  return free ?? plain;
}

const emptyDraft: RecorderDraft = {
  id: '',
  name: '',
  url: '',
  username: '',
  password: '',
  transport: '',
  timeZone: '',
  downloadTime: '',
  uidLimit: '',
  controlMs: '',
  cameras: '',
  fingerprint: '',
};

/** Which field of the form shows an error of the schema. */
const fieldOfKey: Readonly<Record<string, keyof RecorderDraft>> = {
  id: 'id',
  name: 'name',
  url: 'url',
  username: 'username',
  password: 'password',
  tls: 'fingerprint',
  transport: 'transport',
  timeZone: 'timeZone',
  downloadTime: 'downloadTime',
  cameras: 'cameras',
  pacing: 'controlMs',
  uidLimit: 'uidLimit',
};

/** The schema's own words are for developers; these are for the person before the form. */
const wordsOfField: DraftErrors = {
  id: '1 to 32 of a–z, 0–9 and “-”.',
  name: '1 to 64 characters.',
  url: 'An http:// or https:// address, such as http://192.0.2.10.',
  username: 'The user name of the recorder, 1 to 64 characters.',
  password: 'At most 128 characters.',
  fingerprint: '32 pairs of hexadecimal digits with colons, such as AB:CD:…',
  cameras: 'One camera a line: its number from 1 to 128, then its name.',
  controlMs: '0 to 60000 milliseconds.',
  uidLimit: '1 to 64 sessions.',
};

type ParseResult<T> =
  | { readonly success: true; readonly data: T }
  | {
      readonly success: false;
      readonly error: {
        readonly issues: readonly {
          readonly path: readonly PropertyKey[];
          readonly message: string;
        }[];
      };
    };

function checked<T>(result: ParseResult<T>): Checked<T> {
  if (result.success) {
    return { ok: true, value: result.data };
  }
  const errors: Partial<Record<keyof RecorderDraft | 'form', string>> = {};
  for (const { path, message } of result.error.issues) {
    const field = fieldOfKey[String(path[0])];
    if (field) {
      errors[field] ??= wordsOfField[field] ?? message;
    } else {
      errors.form ??= message;
    }
  }
  return { ok: false, errors };
}

/** People type "192.0.2.10"; recorders speak http unless told otherwise. */
function withScheme(url: string): string {
  const text = url.trim();
  return text === '' || /^[a-z][a-z0-9+.-]*:\/\//i.test(text) ? text : `http://${text}`;
}

function parseCameras(text: string): 'auto' | { number: number; name?: string }[] {
  const lines = text
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '');
  if (lines.length === 0) {
    return 'auto';
  }
  return lines.map((line) => {
    const match = /^(\d+)\s*[.:)]?\s*(.*)$/.exec(line);
    const name = match?.[2] ?? '';
    // A line without a number becomes NaN, which the schema refuses.
    return { number: Number(match?.[1] ?? Number.NaN), ...(name === '' ? {} : { name }) };
  });
}

function numeric(text: string): number {
  return /^\d+$/.test(text.trim()) ? Number(text) : Number.NaN;
}
