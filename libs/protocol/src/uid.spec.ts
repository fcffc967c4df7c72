import fc from 'fast-check';
import { isUid, maskUid, redactUrl } from './uid.js';

const uids = fc.stringMatching(/^\d{5,19}$/u);

describe('UID', () => {
  it.each([
    { text: '1', uid: true },
    { text: '9223372036854775807', uid: true },
    { text: '12345678901234567890', uid: false },
    { text: '-1', uid: false },
    { text: '', uid: false },
    { text: '１２', uid: false },
    { text: '12\n', uid: false },
  ])('isUid($text) is $uid', ({ text, uid }) => {
    expect(isUid(text)).toBe(uid);
  });

  it.each([
    { uid: '13313', shown: '…13' },
    { uid: '9223372036854775807', shown: '…07' },
    { uid: '7888', shown: '…' },
    { uid: '', shown: '…' },
  ])('masks $uid as $shown', ({ uid, shown }) => {
    expect(maskUid(uid)).toBe(shown);
  });

  it.each([
    { url: '/cgi-bin/push.cgi?UID=13313&CAM=1', shown: '/cgi-bin/push.cgi?UID=…13&CAM=1' },
    { url: '/cgi-bin/dlogin.cgi?UID=-1', shown: '/cgi-bin/dlogin.cgi?UID=-1' },
    { url: '/a?FILE=2&uid=13313', shown: '/a?FILE=2&uid=…13' },
    { url: '/a?%55%49D%3d13313#x', shown: '/a?%55%49D%3d…13#x' },
    { url: '/a?UID＝13313', shown: '/a?UID＝…13' },
    { url: 'MAXUID=16\r\nUSEDUID=12345', shown: 'MAXUID=16\r\nUSEDUID=12345' },
    {
      url: 'https://admin:secret@192.0.2.10/a?UID=13313',
      shown: 'https://***@192.0.2.10/a?UID=…13',
    },
  ])('redactUrl shows $shown', ({ url, shown }) => {
    expect(redactUrl(url)).toBe(shown);
  });

  it('property: no UID gets through, whatever stands around it', () => {
    fc.assert(
      fc.property(uids, fc.string(), fc.string(), (uid, before, after) => {
        fc.pre(!before.includes(uid) && !after.includes(uid));
        expect(redactUrl(`${before}&UID=${uid}&${after}`)).not.toContain(uid);
      }),
    );
  });
});
