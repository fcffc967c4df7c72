/** What a test sees of a peer connection, and what it can make happen to it. */
export class FakePeerConnection extends EventTarget {
  connectionState: RTCPeerConnectionState = 'new';
  iceGatheringState: RTCIceGatheringState = 'new';
  localDescription: { type: string; sdp: string } | null = null;
  remoteSdp: string | undefined;
  closed = 0;
  tracksStopped = 0;
  readonly transceivers: { kind: string; direction: string | undefined }[] = [];
  remoteFails = false;

  addTransceiver(kind: string, init?: { direction?: string }): void {
    this.transceivers.push({ kind, direction: init?.direction });
  }

  getTransceivers(): unknown[] {
    return this.transceivers.map(() => ({
      receiver: { track: { stop: () => (this.tracksStopped += 1) } },
    }));
  }

  createOffer(): Promise<{ type: string; sdp: string }> {
    return Promise.resolve({ type: 'offer', sdp: fakeOffer });
  }

  setLocalDescription(description: { type: string; sdp: string }): Promise<void> {
    this.localDescription = description;
    return Promise.resolve();
  }

  setRemoteDescription(description: { sdp: string }): Promise<void> {
    if (this.remoteFails) {
      return Promise.reject(new Error('Failed to parse SessionDescription'));
    }
    this.remoteSdp = description.sdp;
    return Promise.resolve();
  }

  close(): void {
    this.closed += 1;
    this.connectionState = 'closed';
  }

  /** Ends gathering, as a browser does after its last candidate. */
  gathered(): void {
    this.iceGatheringState = 'complete';
    this.dispatchEvent(new Event('icegatheringstatechange'));
  }

  candidate(candidate: string | null): void {
    const value = candidate === null ? null : { candidate, sdpMid: '0' };
    this.dispatchEvent(Object.assign(new Event('icecandidate'), { candidate: value }));
  }

  becomes(state: RTCPeerConnectionState): void {
    this.connectionState = state;
    this.dispatchEvent(new Event('connectionstatechange'));
  }

  track(stream: unknown): void {
    this.dispatchEvent(
      Object.assign(new Event('track'), { track: { kind: 'video' }, streams: [stream] }),
    );
  }
}

export const fakeOffer = [
  'v=0',
  'm=video 9 UDP/TLS/RTP/SAVPF 96',
  'a=ice-ufrag:abcd',
  'a=ice-pwd:secretsecretsecretsecret',
  'a=mid:0',
  'a=recvonly',
  '',
].join('\r\n');

export const fakeAnswer = [
  'v=0',
  'm=video 9 UDP/TLS/RTP/SAVPF 96',
  'a=mid:0',
  'a=sendonly',
  '',
].join('\r\n');
