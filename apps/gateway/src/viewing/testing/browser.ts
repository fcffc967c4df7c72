import { RTCPeerConnection, RTCRtpCodecParameters } from 'werift';

/** What a browser offers to receive, and how often it was sent something. */
export class TestBrowser {
  readonly #connection: RTCPeerConnection;
  #packets = 0;

  constructor(codec: 'H264' | 'VP8' = 'H264') {
    this.#connection = new RTCPeerConnection({
      iceServers: [],
      iceUseIpv6: false,
      iceAdditionalHostAddresses: ['127.0.0.1'],
      codecs: {
        audio: [],
        video: [
          new RTCRtpCodecParameters({
            mimeType: `video/${codec}`,
            clockRate: 90_000,
            payloadType: 102,
            rtcpFeedback: [{ type: 'nack' }, { type: 'nack', parameter: 'pli' }],
            parameters: codec === 'H264' ? 'packetization-mode=1;profile-level-id=42e01f' : '',
          }),
        ],
      },
    });
    const { onTrack } = this.#connection.addTransceiver('video', { direction: 'recvonly' });
    onTrack.subscribe((track) => {
      track.onReceiveRtp.subscribe(() => {
        this.#packets += 1;
      });
    });
  }

  /** RTP packets received. */
  get packets(): number {
    return this.#packets;
  }

  get isConnected(): boolean {
    return this.#connection.connectionState === 'connected';
  }

  async offer(): Promise<string> {
    await this.#connection.setLocalDescription(await this.#connection.createOffer());
    return this.#connection.localDescription?.sdp ?? '';
  }

  async accept(answerSdp: string): Promise<void> {
    await this.#connection.setRemoteDescription({ type: 'answer', sdp: answerSdp });
  }

  async close(): Promise<void> {
    await this.#connection.close();
  }
}
