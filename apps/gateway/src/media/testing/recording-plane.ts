import type {
  CatchUpPolicy,
  PlaneViewer,
  SharedRing,
  ViewerEvents,
  ViewerKeys,
  ViewerSpec,
} from '@casement/media';
import type { ThreadPlane } from '../media-thread-server.js';
import type { PlaneFigures, PlaneStatus } from '../messages.js';

/** A viewer of a recording plane: what was asked of it, and its events, to be called by a test. */
export type RecordedViewer = {
  readonly spec: ViewerSpec;
  readonly events: ViewerEvents;
  readonly datagrams: Uint8Array[];
  readonly keys: ViewerKeys[];
  readonly played: { readonly ring: SharedRing; readonly catchUp: CatchUpPolicy }[];
  /** What was heard one after the other; `undefined`: nothing. */
  readonly heard: (SharedRing | undefined)[];
  isStopped: boolean;
  isClosed: boolean;
};

/** A plane without sockets, which remembers what it was told. */
export class RecordingPlane implements ThreadPlane {
  readonly status: PlaneStatus;
  readonly viewers: RecordedViewer[] = [];
  readonly news: string[] = [];
  isClosed = false;

  constructor(port = 50_000) {
    const addresses = { udp4: port, udp6: undefined, tcp4: port, tcp6: undefined };
    this.status = { backend: 'node', sender: 'single', notes: ['a test'], addresses };
  }

  get addresses(): PlaneStatus['addresses'] {
    return this.status.addresses;
  }

  get statistics(): PlaneFigures {
    return {
      viewers: this.viewers.filter(({ isClosed }) => !isClosed).length,
      rings: 0,
      packetsSent: 7,
      bytesSent: 0,
      retransmitted: 0,
      retransmissionsRefused: 0,
      skipped: 0,
      soundPacketsSent: 5,
      soundSkipped: 0,
      blocked: 0,
      sendErrors: 0,
      joinsWaiting: 0,
      droppedDatagrams: { unknown: 3 },
      bytesPerViewer: 0,
    };
  }

  open(spec: ViewerSpec, events: ViewerEvents): PlaneViewer {
    const viewer: RecordedViewer = {
      spec,
      events,
      datagrams: [],
      keys: [],
      played: [],
      heard: [],
      isStopped: false,
      isClosed: false,
    };
    this.viewers.push(viewer);
    return {
      sendDtls: (datagram) => void viewer.datagrams.push(datagram),
      setKeys: (keys) => void viewer.keys.push(keys),
      play: (ring, catchUp) => void viewer.played.push({ ring, catchUp }),
      playAudio: (ring) => void viewer.heard.push(ring),
      stop: () => void (viewer.isStopped = true),
      close: () => void (viewer.isClosed = true),
    };
  }

  ringHasNews(ringId: string): void {
    this.news.push(ringId);
  }

  close(): Promise<void> {
    this.isClosed = true;
    return Promise.resolve();
  }
}
