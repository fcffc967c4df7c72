import { chooseRunSender, openOffloadSender } from './choose-run-sender.js';
import { runSenderDefect } from './offload-trial.js';
import type { RunSender, SendOutcome } from './run-sender.js';
import { SingleSender } from './single-sender.js';

describe('chooseRunSender', () => {
  it.each(['auto', 'offload'] as const)('tries offload for %s', async (wanted) => {
    const { sender, notes } = await chooseRunSender(wanted);
    const offload = await openOffloadSender();
    const works = typeof offload !== 'string' && (await runSenderDefect(offload)) === undefined;

    expect(sender.name).toBe(works ? 'offload' : 'single');
    expect(notes).toHaveLength(works ? 0 : 1);
  });

  it('takes single without a word when it is wanted', async () => {
    const { sender, notes } = await chooseRunSender('single');

    expect([sender.name, notes]).toEqual(['single', []]);
  });
});

describe('openOffloadSender', () => {
  it.each([
    { platform: 'darwin', arch: 'arm64' },
    { platform: 'linux', arch: 'arm' },
  ])('has none for $platform on $arch', async ({ platform, arch }) => {
    expect(await openOffloadSender({ platform, arch })).toBe(
      `it is made for Linux on x64 and arm64, and this is ${platform} on ${arch}`,
    );
  });
});

describe('runSenderDefect', () => {
  /** A sender that sends something else than it was given. */
  function changed(
    send: (inner: SingleSender, ...rest: Parameters<RunSender['send']>) => SendOutcome,
  ): RunSender {
    const inner = new SingleSender();
    return {
      name: 'offload',
      open: (...rest) => inner.open(...rest),
      send: (...rest) => send(inner, ...rest),
    };
  }

  it('finds nothing wrong with a sender that works', async () => {
    expect(await runSenderDefect(new SingleSender())).toBeUndefined();
  });

  it('says what arrived otherwise', async () => {
    const wrongSize = changed((inner, run, _, to) => inner.send(run, 1_092, to));

    expect(await runSenderDefect(wrongSize)).toBe(
      'a run of 4 packets to 127.0.0.1 arrived as 4 (1092, 1092, 1092, 1090 bytes)',
    );
  });

  it('says what the sender said', async () => {
    expect(await runSenderDefect(changed(() => 'blocked'))).toBe(
      'a run of 4 packets to 127.0.0.1 was blocked; expected it to be sent',
    );
  });
});
