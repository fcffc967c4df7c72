import type { DeliveryChoice } from './choose-delivery.js';
import { lossOf } from './contest-loss.js';
import { WayError } from './way-error.js';
import { blockedWords } from './way-words.js';

const choice = { way: 'webrtc' } as DeliveryChoice;
const silent = { choice, answered: true, connected: false };
const transport = new WayError('transport', 'No connection came about');

describe('lossOf', () => {
  it('blames the network when the gateway has answered and nothing connected', () => {
    expect(lossOf(silent, transport, true)).toEqual({
      isForever: true,
      isBlocked: true,
      words: blockedWords('webrtc'),
    });
  });

  it.each([
    ['the gateway did not even answer', { ...silent, answered: false }],
    ['it had a connection', { ...silent, connected: true }],
  ])('blames the way when %s', (_, runner) => {
    expect(lossOf(runner, transport, true)).toEqual({
      isForever: true,
      isBlocked: false,
      words: 'No connection came about',
    });
  });

  it('blames neither for a gateway that is busy, refuses or is away', () => {
    const ofGateway = [
      lossOf(silent, new WayError('busy', 'busy'), true),
      lossOf(silent, new WayError('refused', 'refused'), true),
      lossOf(silent, transport, false),
    ];
    expect(ofGateway.map(({ isForever, isBlocked }) => [isForever, isBlocked])).toEqual([
      [false, false],
      [false, false],
      [false, false],
    ]);
  });
});
