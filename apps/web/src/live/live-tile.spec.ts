import { jest } from '@jest/globals';
import { mount, type VueWrapper } from '@vue/test-utils';
import { nextTick } from 'vue';
import { WayError } from '../player/way-error.js';
import { readStatistics } from '../player/raw-statistics.js';
import { useRecordersStore } from '../recorders/recorders-store.js';
import { PageWorld } from '../testing/page-world.js';
import { sampleCamera, sampleRecorder, sampleReport } from '../testing/samples.js';
import LiveTile from './live-tile.vue';

async function tile(change: { kiosk?: boolean; overlay?: boolean } = {}) {
  const world = new PageWorld();
  const props = {
    camera: 'hq:3' as const,
    maximised: false,
    overlay: false,
    kiosk: false,
    ...change,
  };
  const wrapper = mount(LiveTile, {
    props,
    global: { plugins: [world.plugin] },
    attachTo: document.body,
  });
  const recorders = useRecordersStore(world.pinia);
  recorders.recorders = [sampleRecorder()];
  recorders.camera('hq:3').value = sampleCamera(3, { name: 'Gate', live: { state: 'playing' } });
  await nextTick();
  return { world, wrapper, recorders };
}

async function play({ world, wrapper }: { world: PageWorld; wrapper: VueWrapper }): Promise<void> {
  world.players.at(-1)?.onConnected();
  picture(world);
  await wrapper.vm.$nextTick();
}

function picture(world: PageWorld): void {
  world.players.at(-1)?.onPicture(40);
}

/** What a browser reports after so many seconds that were all alike. */
function videoReport(
  second: number,
  each: { lost: number; received: number; repaired: number },
): RTCStatsReport {
  return new Map<string, object>([
    [
      'I',
      {
        type: 'inbound-rtp',
        kind: 'video',
        timestamp: second * 1_000,
        transportId: 'T',
        packetsLost: each.lost * second,
        packetsReceived: each.received * second,
        retransmittedPacketsReceived: each.repaired * second,
        bytesReceived: 90_000 * second,
        framesDecoded: 25 * second,
      },
    ],
    ['T', { type: 'transport', selectedCandidatePairId: 'P', bytesReceived: 91_000 * second }],
    ['P', { type: 'candidate-pair', localCandidateId: 'L', currentRoundTripTime: 0.02 }],
    ['L', { type: 'local-candidate', candidateType: 'relay', relayProtocol: 'udp' }],
  ]);
}

function state(wrapper: VueWrapper): string | undefined {
  return wrapper.attributes('data-state');
}

describe('live tile', () => {
  beforeEach(() => {
    jest.useFakeTimers();
  });
  afterEach(() => {
    jest.useRealTimers();
    localStorage.clear();
    document.body.innerHTML = '';
  });

  it('asks for its camera below the base path and says what it does meanwhile', async () => {
    const { world, wrapper } = await tile();
    expect(world.players.map(({ request }) => request)).toMatchObject([
      { camera: 'hq:3', choice: { way: 'webrtc', untouched: true, why: null }, listening: false },
    ]);
    expect(wrapper.attributes()).toMatchObject({
      'data-testid': 'tile',
      'data-camera': 'hq:3',
      'data-state': 'connecting',
      'aria-label': 'Gate, Head office: connecting',
    });
    expect(wrapper.get('.caption').text()).toContain('Gate');
    expect(wrapper.get('[data-testid="tile-notice"]').text()).toContain('Connecting');
    wrapper.unmount();
  });

  it('plays without words over the picture', async () => {
    const world = await tile();
    await play(world);
    expect(state(world.wrapper)).toBe('playing');
    expect(world.wrapper.find('[data-testid="tile-notice"]').exists()).toBe(false);
    expect(world.wrapper.find('[data-testid="not-live"]').exists()).toBe(false);
    world.wrapper.unmount();
  });

  it('says in the gateway’s words why there is no picture, and for how long', async () => {
    const { world, wrapper, recorders } = await tile();
    world.players[0]?.onConnected();
    recorders.camera('hq:3').value = sampleCamera(3, {
      live: { state: 'waiting', reason: 'waiting for the first key frame' },
    });
    await nextTick();
    jest.advanceTimersByTime(15_000);
    await nextTick();
    expect(state(wrapper)).toBe('waiting');
    expect(wrapper.get('[data-testid="tile-reason"]').text()).toBe(
      'waiting for the first key frame',
    );
    expect(wrapper.get('[data-testid="tile-notice"]').text()).toContain('15 s');
    wrapper.unmount();
  });

  it('explains black pictures of a recorder that sleeps, and their absence', async () => {
    const world = await tile();
    world.recorders.recorders = [sampleRecorder({ asleepSince: '2026-11-21T10:00:00Z' })];
    await nextTick();
    expect(world.wrapper.get('[data-testid="tile-reason"]').text()).toContain('sleeps since');
    await play(world);
    expect(world.wrapper.get('[data-testid="tile-sleep"]').text()).toContain('black pictures');
    world.recorders.recorders = [sampleRecorder()];
    await nextTick();
    expect(world.wrapper.find('[data-testid="tile-sleep"]').exists()).toBe(false);
    world.wrapper.unmount();
  });

  it('never lets a picture that stopped look live', async () => {
    const world = await tile();
    await play(world);
    jest.advanceTimersByTime(4_000);
    await nextTick();
    expect(state(world.wrapper)).toBe('frozen');
    expect(world.wrapper.get('[data-testid="not-live"]').text()).toBe('Not live');
    expect(world.wrapper.get('[data-testid="tile-notice"]').text()).toContain(
      'The picture stopped',
    );
    picture(world.world);
    await nextTick();
    expect(state(world.wrapper)).toBe('playing');
    world.wrapper.unmount();
  });

  it('counts down to the next try and may be asked to try now', async () => {
    const { world, wrapper } = await tile();
    for (let failure = 0; failure < 4; failure += 1) {
      world.players.at(-1)?.onEnded(new WayError('busy', 'All 16 sessions are in use.'));
      jest.advanceTimersByTime(failure < 3 ? 10_000 : 0);
    }
    await nextTick();
    expect(state(wrapper)).toBe('reconnecting');
    const words = wrapper.get('[data-testid="tile-notice"]').text();
    expect(words).toContain('All 16 sessions are in use.');
    expect(words).toMatch(/Next try in \d+ s/);
    const before = world.players.length;
    await wrapper.get('.retry').trigger('click');
    expect(world.players).toHaveLength(before + 1);
    wrapper.unmount();
  });

  it('tells the page when the session is over', async () => {
    const { world, wrapper } = await tile();
    let signedOut = 0;
    world.api.onSignedOut(() => {
      signedOut += 1;
    });
    world.players[0]?.onEnded(new WayError('signed-out', 'Sign in.'));
    await nextTick();
    expect(signedOut).toBe(1);
    expect(state(wrapper)).toBe('signed-out');
    wrapper.unmount();
  });

  it('shows figures when asked, and says when there are none', async () => {
    const { wrapper } = await tile({ overlay: true });
    expect(wrapper.get('[data-testid="overlay"]').text()).toContain('No connection to measure.');
    expect(wrapper.get('[data-testid="overlay"]').text()).toContain('RTP (UDP)');
    wrapper.unmount();
  });

  it('says in plain words what the network does to the picture, and what the gateway does about it', async () => {
    const world = await tile({ overlay: true });
    await play(world);
    world.world.report = sampleReport({ mode: 'key-pictures', retransmitted: 41 });
    for (let second = 1; second <= 4; second += 1) {
      world.world.statistics = readStatistics(
        videoReport(second, { lost: 20, received: 80, repaired: 9 }),
      );
      picture(world.world);
      await jest.advanceTimersByTimeAsync(1_000);
    }
    expect(world.wrapper.get('[data-testid="tile-network"]').text()).toBe(
      'Your network loses 20 %: key pictures only',
    );
    const overlay = world.wrapper.get('[data-testid="overlay"]').text();
    expect(overlay).toContain('WebRTC, UDP over a relay');
    expect(overlay).toContain('36, by the gateway 41');
    expect(overlay).toContain('Round trip20 ms');
    expect(overlay).toContain('key pictures only');
    world.wrapper.unmount();
  });

  it('shows its last picture, marked as not live, while it joins again over another network', async () => {
    const world = await tile();
    await play(world);
    jest.advanceTimersByTime(1_600);
    window.dispatchEvent(new Event('online'));
    await nextTick();
    expect(world.world.players.map(({ closed }) => closed)).toEqual([true, false]);
    expect(state(world.wrapper)).toBe('connecting');
    await play(world);
    jest.advanceTimersByTime(1_100);
    picture(world.world);
    await nextTick();
    expect(state(world.wrapper)).toBe('playing');
    world.wrapper.unmount();
  });

  it('says which way the picture comes, and why', async () => {
    const world = await tile();
    expect(world.wrapper.find('[data-testid="tile-way"]').exists()).toBe(false);
    world.world.players[0]?.onEnded(new WayError('transport', 'x'));
    await play(world);
    expect(world.wrapper.get('[data-testid="tile-way"]').text()).toBe(
      'over WebSocket: UDP is blocked',
    );
    expect(world.wrapper.attributes('data-way')).toBe('websocket-frames');
    const shown = world.wrapper.get('[data-testid="tile-picture"]');
    expect(shown.attributes('data-way')).toBe('websocket-frames');
    expect(shown.classes()).toEqual(['picture']);
    world.wrapper.unmount();
  });

  it('says that the picture is converted', async () => {
    const world = await tile();
    await play(world);
    world.world.players[0]?.onConverted('H.265 converted to H.264');
    await nextTick();
    expect(world.wrapper.get('[data-testid="tile-way"]').text()).toBe(
      'converted: H.265 converted to H.264',
    );
    world.wrapper.unmount();
  });

  it('goes the way that somebody chooses, remembers it, and finds its own way again', async () => {
    const world = await tile();
    await play(world);
    const menu = world.wrapper.get('[data-testid="tile-way-menu"]');
    expect(menu.findAll('option').map((option) => option.text())).toContain('Automatic: WebRTC');
    await menu.setValue('hls');
    expect(world.world.players.map(({ request, closed }) => [request.choice.way, closed])).toEqual([
      ['webrtc', true],
      ['hls', false],
    ]);
    expect(localStorage.getItem('casement.ways')).toBe('{"hq:3":"hls"}');
    await menu.setValue('');
    expect(world.world.players.at(-1)?.request.choice.way).toBe('webrtc');
    world.wrapper.unmount();
  });

  it('lets one camera be heard, with sound by a second connection behind the picture', async () => {
    const world = await tile();
    await play(world);
    await world.wrapper.trigger('keydown', { key: 'm' });
    const [silent, sounding] = world.world.players;
    expect(sounding?.request.listening).toBe(true);
    expect(silent?.closed).toBe(false);
    sounding?.onPicture(40);
    sounding?.onSound('on');
    await nextTick();
    expect(silent?.closed).toBe(true);
    expect(sounding?.volume).toBe(0.8);
    world.world.level = 0.5;
    await jest.advanceTimersByTimeAsync(200);
    const button = world.wrapper.get('[data-testid="tile-sound"]');
    expect(button.attributes()).toMatchObject({
      'aria-pressed': 'true',
      'data-sound': 'on',
      'data-level': '0.50',
    });
    await button.trigger('click');
    expect(sounding?.volume).toBeNull();
    world.wrapper.unmount();
  });

  it('says when a camera has no sound', async () => {
    const world = await tile();
    await play(world);
    await world.wrapper.get('[data-testid="tile-sound"]').trigger('click');
    world.world.players[1]?.onPicture(40);
    world.world.players[1]?.onSound('none');
    await nextTick();
    expect(world.wrapper.get('[data-testid="tile-sound-words"]').text()).toBe(
      'This camera sends no sound',
    );
    world.wrapper.unmount();
  });

  it('looks for a better way on another network', async () => {
    const world = await tile();
    world.world.players[0]?.onEnded(new WayError('transport', 'x'));
    await play(world);
    world.world.memory.forget();
    world.world.otherNetwork.forEach((listener) => listener());
    world.world.players.at(-1)?.onPicture(40);
    await nextTick();
    expect(world.wrapper.attributes('data-way')).toBe('webrtc');
    world.wrapper.unmount();
  });

  it.each([
    ['Enter', {}, 'maximise'],
    ['Delete', {}, 'close'],
    ['a', {}, 'acknowledge'],
    ['I', { shiftKey: true }, 'overlay'],
    ['ArrowRight', {}, 'go'],
    ['ArrowRight', { shiftKey: true }, 'move'],
  ])('%s %j: %s', async (key, modifiers, event) => {
    const { wrapper } = await tile();
    await wrapper.trigger('keydown', { key, ...modifiers });
    expect(wrapper.emitted(event)).toHaveLength(1);
    wrapper.unmount();
  });

  it('has no buttons on a kiosk', async () => {
    const { wrapper } = await tile({ kiosk: true });
    expect(wrapper.findAll('button')).toHaveLength(0);
    wrapper.unmount();
  });

  it('closes its viewing when it goes', async () => {
    const world = await tile();
    await play(world);
    world.wrapper.unmount();
    expect(world.world.players.map(({ closed }) => closed)).toEqual([true]);
    jest.advanceTimersByTime(120_000);
    expect(world.world.players).toHaveLength(1);
  });
});
