import { TransportMemory } from './transport-memory.js';

describe('TransportMemory', () => {
  it('prefers RTP, HTTP for ten minutes after only HTTP came through, and then RTP again', () => {
    const memory = new TransportMemory();
    expect(memory.preferred(0)).toBe('rtp');
    memory.packetsCame('http', true, 1_000);
    expect(memory.preferred(600_999)).toBe('http');
    expect(memory.preferred(601_000)).toBe('rtp');
  });

  it('learns nothing about RTP from a stream that was HTTP from the start', () => {
    const memory = new TransportMemory();
    memory.packetsCame('http', false, 0);
    expect(memory.preferred(1)).toBe('rtp');
    expect(memory.rtpWorks(1)).toBe(false);
  });

  it('begins with what came through before the gateway was started', () => {
    expect(new TransportMemory('http', 1_000).preferred(600_999)).toBe('http');
    expect(new TransportMemory('http', 1_000).preferred(601_000)).toBe('rtp');
    expect(new TransportMemory('rtp', 1_000).preferred(1_001)).toBe('rtp');
  });

  it('knows for ten minutes that RTP works', () => {
    const memory = new TransportMemory();
    memory.packetsCame('http', true, 0);
    memory.packetsCame('rtp', false, 1_000);
    expect(memory.preferred(1_001)).toBe('rtp');
    expect(memory.rtpWorks(600_999)).toBe(true);
    expect(memory.rtpWorks(601_000)).toBe(false);
  });
});
