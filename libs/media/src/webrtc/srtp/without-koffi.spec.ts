import { jest } from '@jest/globals';

/** The optional dependency is not installed: nothing but the speed may change. */
describe('without koffi', () => {
  beforeAll(() => {
    jest.unstable_mockModule('koffi', () => {
      throw new Error("Cannot find package 'koffi'\nRequire stack: ...");
    });
  });
  const reason =
    "koffi, which calls system libraries, cannot be used here: Cannot find package 'koffi'";

  it('takes wasm and says why', async () => {
    const { chooseProtector } = await import('./choose-protector.js');
    const { protector, notes } = await chooseProtector('auto');

    expect(protector.name).toBe('wasm');
    expect(notes).toEqual([`SRTP back end "ffi" is not used: ${reason}`]);
  });

  it('sends packet by packet and says why', async () => {
    const { chooseRunSender } = await import('../udp/choose-run-sender.js');
    const { sender, notes } = await chooseRunSender('auto');

    expect(sender.name).toBe('single');
    expect(notes).toEqual([`UDP segmentation offload is not used: ${reason}`]);
  });
});
