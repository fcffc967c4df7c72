import type { Browser, BrowserContext, Page } from 'playwright-core';
import type { Demo } from './demo.js';

/** One picture as the browser presented it. */
export type PlainPicture = {
  /** Page clock when it was presented, in milliseconds. */
  readonly at: number;
  /** Page clock when its last packet arrived; null where the browser does not tell. */
  readonly receivedAt: number | null;
  readonly rtpTimestamp: number;
  readonly width: number;
};

/** What a browser knows of a viewing. */
export type PlainReading = {
  readonly connectionState: RTCPeerConnectionState;
  /** From the start of the offer to the first picture; null before it. */
  readonly firstPictureMs: number | null;
  readonly pictures: readonly PlainPicture[];
  readonly framesDecoded: number;
  readonly keyFramesDecoded: number;
  readonly packetsReceived: number;
  readonly packetsLost: number;
  readonly packetsRepaired: number;
  /** Of the browser's own side of the way that is used. */
  readonly transport: { readonly type: string; readonly protocol: string } | null;
};

/** A page of the gateway's origin with nothing on it, signed in: viewings without the web app. */
export async function plainPage(
  browser: Browser,
  demo: Demo,
): Promise<{ context: BrowserContext; page: Page }> {
  const context = await browser.newContext();
  const [name = '', value = ''] = (await demo.cookie()).split(/=(.*)/s);
  await context.addCookies([{ name, value, url: demo.url }]);
  const page = await context.newPage();
  await page.goto(new URL('healthz', demo.url).href);
  return { context, page };
}

/**
 * Opens a viewing with the browser's bare means and resolves when the gateway has answered. The video is put into an
 * element that `watchTiles` takes for a tile of that name.
 */
export async function openPlainViewing(page: Page, name: string, camera: number): Promise<void> {
  await page.evaluate(
    async ({ viewing, path }) => {
      type Kept = {
        pc: RTCPeerConnection;
        openedAt: number;
        location: string;
        pictures: {
          at: number;
          receivedAt: number | null;
          rtpTimestamp: number;
          width: number;
        }[];
      };
      const world = globalThis as unknown as { plainViewings?: Map<string, Kept> };
      world.plainViewings ??= new Map<string, Kept>();
      const pc = new RTCPeerConnection();
      const kept: Kept = { pc, openedAt: performance.now(), location: '', pictures: [] };
      world.plainViewings.set(viewing, kept);
      const video = document.createElement('video');
      Object.assign(video, { muted: true, autoplay: true, playsInline: true, width: 160 });
      const onPicture = (at: number, metadata: VideoFrameCallbackMetadata) => {
        kept.pictures.push({
          at,
          receivedAt: metadata.receiveTime ?? null,
          rtpTimestamp: metadata.rtpTimestamp ?? 0,
          width: metadata.width,
        });
        video.requestVideoFrameCallback(onPicture);
      };
      video.requestVideoFrameCallback(onPicture);
      const tile = document.createElement('span');
      Object.assign(tile.dataset, { testid: 'tile', camera: viewing });
      tile.append(video);
      document.body.append(tile);
      pc.addTransceiver('video', { direction: 'recvonly' });
      pc.ontrack = ({ track }) => {
        video.srcObject = new MediaStream([track]);
        void video.play();
      };
      await pc.setLocalDescription();
      const answer = await fetch(path, {
        method: 'POST',
        headers: { 'content-type': 'application/sdp' },
        body: pc.localDescription!.sdp,
      });
      if (answer.status !== 201) {
        throw new Error(`the offer was answered with ${answer.status}: ${await answer.text()}`);
      }
      kept.location = answer.headers.get('location') ?? '';
      await pc.setRemoteDescription({ type: 'answer', sdp: await answer.text() });
    },
    { viewing: name, path: `api/v1/recorders/demo/cameras/${camera}/live/whep` },
  );
}

/** What was seen of a viewing so far; with `forget` its list of pictures starts again. */
export async function readPlainViewing(
  page: Page,
  name: string,
  options: { forget?: boolean } = {},
): Promise<PlainReading> {
  return page.evaluate(
    async ({ viewing, forget }) => {
      type Picture = {
        at: number;
        receivedAt: number | null;
        rtpTimestamp: number;
        width: number;
      };
      type Kept = {
        pc: RTCPeerConnection;
        openedAt: number;
        pictures: Picture[];
        first?: number | undefined;
      };
      const kept = (
        globalThis as unknown as { plainViewings: Map<string, Kept> }
      ).plainViewings.get(viewing);
      if (!kept) {
        throw new Error(`there is no viewing "${viewing}"`);
      }
      const entries = new Map<string, Record<string, unknown>>();
      (await kept.pc.getStats()).forEach((entry: Record<string, unknown>, id) =>
        entries.set(id, entry),
      );
      const all = [...entries.values()];
      const video = all.find(({ type, kind }) => type === 'inbound-rtp' && kind === 'video') ?? {};
      const selected = all.find(({ type }) => type === 'transport')?.['selectedCandidatePairId'];
      const pair = entries.get(typeof selected === 'string' ? selected : '');
      const local = entries.get(String(pair?.['localCandidateId']));
      const count = (key: string) => {
        const value = video[key];
        return typeof value === 'number' ? value : 0;
      };
      kept.first ??= kept.pictures[0]?.at;
      const pictures = [...kept.pictures];
      if (forget) {
        kept.pictures.length = 0;
      }
      return {
        connectionState: kept.pc.connectionState,
        firstPictureMs: kept.first === undefined ? null : kept.first - kept.openedAt,
        pictures,
        framesDecoded: count('framesDecoded'),
        keyFramesDecoded: count('keyFramesDecoded'),
        packetsReceived: count('packetsReceived'),
        packetsLost: count('packetsLost'),
        packetsRepaired: count('retransmittedPacketsReceived'),
        transport: local
          ? {
              type: String(local['candidateType']),
              protocol: String(local['relayProtocol'] ?? local['protocol']),
            }
          : null,
      };
    },
    { viewing: name, forget: options.forget ?? false },
  );
}

/** Ends a viewing and takes its element away. */
export async function closePlainViewing(page: Page, name: string): Promise<void> {
  await page.evaluate(async (viewing) => {
    const viewings = (
      globalThis as unknown as {
        plainViewings: Map<string, { pc: RTCPeerConnection; location: string }>;
      }
    ).plainViewings;
    const kept = viewings.get(viewing);
    viewings.delete(viewing);
    for (const tile of document.querySelectorAll<HTMLElement>('[data-camera]')) {
      if (tile.dataset['camera'] === viewing) {
        tile.remove();
      }
    }
    if (kept) {
      // The gateway may be gone; then there is nothing to end there.
      await fetch(kept.location, { method: 'DELETE' }).catch(() => undefined);
      kept.pc.close();
    }
  }, name);
}

/** The longest time between two pictures' last packets, in milliseconds: what the network did, not the screen. */
export function longestGapMs(pictures: readonly PlainPicture[]): number {
  const times = pictures.map(({ receivedAt, at }) => receivedAt ?? at).sort((a, b) => a - b);
  return times.reduce(
    (longest, time, index) => Math.max(longest, index === 0 ? 0 : time - times[index - 1]!),
    0,
  );
}
