import { Credentials, nvrCommands } from '@casement/protocol';
import { DialError } from '../net/dial-error.js';
import { createDialler } from '../net/dial.js';
import { StreamUnavailableError } from '../net/stream-requester.js';
import type { StreamHead, StreamRequest } from '../net/stream-requester.js';
import { RecorderClient } from './recorder-client.js';
import { FakeRecorder } from './testing/fake-recorder.js';
import type { FakeAnswer } from './testing/fake-recorder.js';

const challenge = 'Digest realm="Network disk recorder", nonce="abc", qop="auth", algorithm=MD5';

describe('RecorderClient.open', () => {
  const dispatcher = createDialler();
  afterAll(() => dispatcher.destroy());

  /** A client, and a requester that answers in turn and remembers what it was asked. */
  function open(...answers: (Partial<StreamHead> | Error)[]) {
    const client = new RecorderClient({
      url: new URL('http://recorder.example:8080/ignored'),
      credentials: new Credentials('admin', 'secret'),
      dispatcher,
    });
    const asked: StreamRequest[] = [];
    let discarded = 0;
    const request = (wanted: StreamRequest): Promise<StreamHead> => {
      asked.push(wanted);
      const answer = answers.shift();
      return answer instanceof Error
        ? Promise.reject(answer)
        : Promise.resolve({
            status: 200,
            contentType: 'multipart/x-mixed-replace',
            challenges: [],
            discard: () => Promise.resolve(void (discarded += 1)),
            ...answer,
          });
    };
    const command = nvrCommands.startLiveHttp('123', 1, 'H264');
    return {
      client,
      asked,
      discarded: () => discarded,
      head: (options = {}) => client.open(command, { request }, options),
    };
  }

  it('answers a challenge, after the body that came with it was discarded', async () => {
    const { head, asked, discarded, client } = open({ status: 401, challenges: [challenge] }, {});
    await expect(head()).resolves.toMatchObject({ status: 200 });
    expect(discarded()).toBe(1);
    expect(client.requests).toBe(2);
    expect(asked[0]).toMatchObject({
      origin: 'http://recorder.example:8080',
      headers: {},
      headersTimeoutMs: 12_000,
    });
    expect(asked[0]?.path).toContain('123');
    expect(asked[1]?.headers['authorization']).toMatch(/^Digest username="admin"/);
    expect(asked[1]?.headers['authorization']).not.toContain('secret');
  });

  it('hands a refusal on, and leaves its body to the caller', async () => {
    const wrong = open({ status: 401, challenges: [challenge] }, { status: 401, challenges: [] });
    await expect(wrong.head()).resolves.toMatchObject({ status: 401 });
    expect(wrong.discarded()).toBe(1);
    const basic = open({ status: 401, challenges: ['Basic realm="x"'] });
    await expect(basic.head()).resolves.toMatchObject({ status: 401 });
    const unasked = open({ status: 401, challenges: [challenge] });
    await expect(unasked.head({ challenge: 'never' })).resolves.toMatchObject({ status: 401 });
    expect([basic, unasked].map(({ discarded }) => discarded())).toEqual([0, 0]);
  });

  it('sends once more when an idle connection was closed, unless it was aborted', async () => {
    const lost = new DialError('no-answer', 'cut', { cause: { code: 'ECONNRESET' } });
    const again = open(lost, {});
    await expect(again.head()).resolves.toMatchObject({ status: 200 });
    expect(again.client.requests).toBe(2);
    const twice = open(lost, lost);
    await expect(twice.head()).rejects.toBe(lost);
    const aborted = open(lost);
    await expect(aborted.head({ signal: AbortSignal.abort() })).rejects.toBe(lost);
    expect(aborted.asked).toHaveLength(1);
  });

  it('says when there is nobody who could have the stream, which is no fault of the recorder', async () => {
    const reason = new StreamUnavailableError('the media threads are being started again');
    await expect(open(reason).head()).rejects.toBe(reason);
    await expect(open(new TypeError('other')).head()).rejects.toBeInstanceOf(DialError);
  });
});

describe('RecorderClient.data', () => {
  const dispatcher = createDialler();
  let fake: FakeRecorder;
  beforeAll(async () => {
    fake = await FakeRecorder.start();
  });
  afterAll(async () => {
    await dispatcher.destroy();
    await fake.dispose();
  });

  const ask = (answer: FakeAnswer, silenceMs?: number) => {
    fake.answer = () => answer;
    const client = new RecorderClient({
      url: fake.url,
      credentials: new Credentials('admin', 'secret'),
      dispatcher,
      silenceMs,
    });
    return client.data(nvrCommands.playbackVideo('123', 1));
  };

  it('reads data as they are, with and without a length', async () => {
    const body = Uint8Array.of(0xff, 0x15, 0, 0x80);
    const contentType = 'application/octet-stream; x=y';
    for (const announced of [{}, { announcedBytes: 4 }]) {
      expect(await ask({ status: 200, contentType, body, ...announced })).toEqual({
        status: 200,
        contentType: 'application/octet-stream',
        isPage: false,
        bytes: Buffer.from(body),
      });
    }
  });

  it('does not read what is no data', async () => {
    const page = await ask({ status: 200, contentType: 'Text/HTML', body: '<html>' });
    expect(page).toMatchObject({ status: 200, isPage: true, bytes: new Uint8Array() });
    const refusal = await ask({ status: 503, body: 'busy' });
    expect(refusal).toMatchObject({ status: 503, isPage: false, bytes: new Uint8Array() });
  });

  it.each<[string, FakeAnswer]>([
    ['no head', 'hang'],
    ['half a body', { status: 200, announcedBytes: 10, body: 'x', stalls: true }],
  ])('gives up when nothing more comes after %s', async (_name, answer) => {
    await expect(ask(answer, 20)).rejects.toEqual(
      new DialError('no-answer', 'it sent nothing more for 0.02 s'),
    );
  });
});
