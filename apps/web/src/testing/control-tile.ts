import { flushPromises, mount, type VueWrapper } from '@vue/test-utils';
import type { PtzState, Role } from '@casement/contract';
import { nextTick } from 'vue';
import LiveTile from '../live/live-tile.vue';
import { useRecordersStore } from '../recorders/recorders-store.js';
import { useSessionStore } from '../session/session-store.js';
import { PageWorld } from './page-world.js';
import { sampleCamera, sampleRecorder } from './samples.js';

/** Where the camera of a {@link ControlTile} is asked. */
export const controlPlace = 'recorders/hq/cameras/3';

/** Its state while nobody drives it and nothing was refused. */
export const undrivenState: PtzState = {
  recorder: 'hq',
  camera: 3,
  driver: null,
  moving: false,
  refused: {},
};

type Question = { readonly name: string; readonly request: Record<string, unknown> };

/** A tile of the wall with a camera that can be moved, in a page of its own. */
export class ControlTile {
  readonly world = new PageWorld();
  readonly wrapper: VueWrapper;

  constructor(options: { role?: Role; kiosk?: boolean; ptz?: boolean; state?: PtzState } = {}) {
    const { world } = this;
    world.replies.set(`GET ${controlPlace}/ptz`, { json: options.state ?? undrivenState });
    world.replies.set(`GET ${controlPlace}/presets`, { json: [] });
    this.wrapper = mount(LiveTile, {
      props: { camera: 'hq:3', maximised: false, overlay: false, kiosk: options.kiosk ?? false },
      global: { plugins: [world.plugin] },
      attachTo: document.body,
    });
    const session = useSessionStore(world.pinia);
    session.me = {
      username: 'me',
      role: options.role ?? 'operator',
      via: 'session',
      mustChangePassword: false,
    };
    session.status = 'signed-in';
    const recorders = useRecordersStore(world.pinia);
    recorders.recorders = [sampleRecorder()];
    recorders.camera('hq:3').value = sampleCamera(3, {
      name: 'Gate',
      ptz: options.ptz ?? true,
      live: { state: 'playing' },
    });
    world.gatewaySocket.open();
    world.socket.becomesConnected();
  }

  /** With the picture playing, and control begun by its key. */
  async begin(): Promise<this> {
    await nextTick();
    this.world.players.at(-1)?.onConnected();
    this.world.players.at(-1)?.onPicture(40);
    await this.wrapper.trigger('keydown', { key: 'c' });
    await flushPromises();
    return this;
  }

  get(id: string) {
    return this.wrapper.get(`[data-testid="${id}"]`);
  }

  has(id: string): boolean {
    return this.wrapper.find(`[data-testid="${id}"]`).exists();
  }

  /** What was asked over the socket so far, as "pan tilt zoom". */
  get moves(): string[] {
    return (this.world.socket.questions as unknown as readonly Question[])
      .filter(({ name }) => name === 'ptz:move')
      .map(({ request }) => [request['pan'], request['tilt'], request['zoom']].join(' '));
  }

  requests(method: string): string[] {
    return this.world.requests
      .filter((one) => one.method === method)
      .map(
        ({ path, body }) =>
          `${path.replace(`${controlPlace}/`, '')} ${JSON.stringify(body ?? null)}`,
      );
  }

  async says(state: Partial<PtzState>): Promise<void> {
    this.world.socket.says('ptz-state', { ...undrivenState, ...state });
    await nextTick();
  }

  async press(key: string, more: KeyboardEventInit = {}): Promise<void> {
    await this.wrapper.trigger('keydown', { key, code: key, ...more });
  }

  async release(key: string): Promise<void> {
    await this.wrapper.trigger('keyup', { key, code: key });
  }

  /** A player's picture of 1920 x 1080 in an element of this size, at the top left of the window. */
  shows(width: number, height: number): void {
    const canvas = document.createElement('canvas');
    canvas.className = 'picture';
    canvas.width = 1920;
    canvas.height = 1080;
    const box = { left: 0, top: 0, width, height } as DOMRect;
    canvas.getBoundingClientRect = () => box;
    this.wrapper.get('.screen').element.replaceChildren(canvas);
    this.get('ptz-surface').element.getBoundingClientRect = () => box;
  }

  async pointer(type: string, x: number, y: number, more: PointerEventInit = {}): Promise<void> {
    const event = new PointerEvent(type, {
      bubbles: true,
      cancelable: true,
      pointerId: 1,
      clientX: x,
      clientY: y,
      ...more,
    });
    this.get('ptz-surface').element.dispatchEvent(event);
    await nextTick();
  }
}
