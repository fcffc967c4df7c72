import { parseProductInfo } from '@casement/protocol';
import { closeTestRecorders, startTestRecorder } from '../../testing/test-recorder.js';
import { fetchPage } from '../../testing/http-client.js';

afterEach(closeTestRecorders);

describe('getinfo', () => {
  async function pages(productInfo: object, alarms: object = {}) {
    const { url, recorder } = await startTestRecorder({
      scenario: { name: 'Depot', recorder: { productInfo }, alarms },
    });
    const file = await fetchPage(`${url}/cgi-bin/getinfo?FILE=1`);
    const bare = await fetchPage(`${url}/cgi-bin/getinfo`);
    return { file, bare, recorder };
  }

  it.each([
    ['document', '<HTML>\r\nMAC=', 'text/html'],
    ['marked', '\ufeff\r\n<HTML>\r\nMAC=', 'text/html'],
    ['plain', 'MAC=', 'text/plain'],
  ])('%s: tells who it is without a password', async (style, beginning, contentType) => {
    const { file, bare } = await pages({ style }, { mac: '00:80:45:0D:12:34' });
    expect(file).toMatchObject({ status: 200, headers: { 'content-type': contentType } });
    expect(file.body.startsWith(`${beginning}00-80-45-0D-12-34\r\n`)).toBe(true);
    expect(bare.body).toBe(file.body);
    expect(parseProductInfo(file.body)).toEqual({
      mac: '00:80:45:0D:12:34',
      version: 'V1.50',
      name: 'WJ-NX400',
      further: new Map(),
    });
  });

  it.each([
    ['both', 200, 200],
    ['file', 200, 404],
    ['bare', 404, 200],
    ['none', 404, 404],
  ])('answers %s', async (answers, file, bare) => {
    const answered = await pages({ answers });
    expect([answered.file.status, answered.bare.status]).toEqual([file, bare]);
    expect(answered.recorder.requests.counts.byCgi).toEqual({ getinfo: 2 });
  });

  it('has a MAC that follows from its name', async () => {
    const first = parseProductInfo((await pages({})).file.body).mac;
    expect(first).toMatch(/^00:80:45(:[0-9A-F]{2}){3}$/);
    expect(parseProductInfo((await pages({})).file.body).mac).toBe(first);
  });
});
