// A process with N WHEP viewers. Each does real ICE and DTLS; after that its packets are counted, not decrypted, so
// that 50 of them fit beside the gateway. The RTP header is not encrypted: time stamps and markers are read from it.
//   node receivers.mjs URL COOKIE COUNT     JSON commands on stdin: {"mark":true} starts, {"report":true} answers on stdout
import { createInterface } from 'node:readline';
import { RTCPeerConnection, RTCRtpCodecParameters } from 'werift';

const [url, cookie, count] = process.argv.slice(2);
const h264 = new RTCRtpCodecParameters({
  mimeType: 'video/H264',
  clockRate: 90000,
  parameters: 'level-asymmetry-allowed=1;packetization-mode=1;profile-level-id=42e01f',
  rtcpFeedback: [{ type: 'nack' }, { type: 'nack', parameter: 'pli' }],
});

const viewers = [];

class Viewer {
  packets = 0;
  lost = 0;
  last = -1;
  /** [RTP time stamp, wall-clock ms] of each picture's last packet since the mark. */
  pictures = [];

  async open() {
    const pc = new RTCPeerConnection({
      iceServers: [],
      iceUseIpv6: false,
      codecs: { video: [h264] },
    });
    this.pc = pc;
    pc.addTransceiver('video', { direction: 'recvonly' });
    await pc.setLocalDescription(await pc.createOffer());
    const started = performance.now();
    const answer = await fetch(url, {
      method: 'POST',
      headers: { 'content-type': 'application/sdp', cookie, origin: new URL(url).origin },
      body: pc.localDescription.sdp,
    });
    if (answer.status !== 201) throw new Error(`WHEP: ${answer.status} ${await answer.text()}`);
    await pc.setRemoteDescription({ type: 'answer', sdp: await answer.text() });
    await new Promise((done, fail) => {
      pc.connectionStateChange.subscribe((state) => {
        if (state === 'connected') done();
        if (state === 'failed') fail(new Error('the connection failed'));
      });
    });
    this.joinMs = performance.now() - started;
    this.#tap();
  }

  /** Takes media off werift's hands: STUN, DTLS and RTCP still go through it, SRTP is only counted. */
  #tap() {
    for (const protocol of this.pc.iceTransports[0].connection.protocols) {
      const transport = protocol.transport;
      // The default holds some 90 packets, less than one IDR of a 1080p camera.
      transport.socket.setRecvBufferSize(4 << 20);
      const original = transport.onData;
      transport.onData = (data, address) => {
        const isRtp = data[0] >= 128 && data[0] < 192 && !(data[1] >= 192 && data[1] <= 223);
        if (!isRtp) return original(data, address);
        // Retransmissions come under a payload type and sequence of their own.
        this.payloadType ??= data[1] & 0x7f;
        if ((data[1] & 0x7f) !== this.payloadType) return undefined;
        const sequence = data.readUInt16BE(2);
        if (this.last >= 0)
          this.lost +=
            ((sequence - this.last - 1) & 0xffff) < 1000 ? (sequence - this.last - 1) & 0xffff : 0;
        this.last = sequence;
        this.packets += 1;
        if ((data[1] & 0x80) !== 0)
          this.pictures.push([data.readUInt32BE(4), performance.timeOrigin + performance.now()]);
        return undefined;
      };
    }
  }
}

for (let index = 0; index < Number(count); index++) {
  const viewer = new Viewer();
  await viewer.open();
  viewers.push(viewer);
}
const say = (message) => process.stdout.write(`${JSON.stringify(message)}\n`);
say({ ready: true, joinMs: viewers.map((viewer) => viewer.joinMs) });

createInterface({ input: process.stdin }).on('line', (line) => {
  const command = JSON.parse(line);
  if (command.mark) {
    for (const viewer of viewers) {
      viewer.packets = 0;
      viewer.lost = 0;
      viewer.pictures = [];
    }
    say({ marked: true });
  }
  if (command.report) {
    say({
      packets: viewers.map((viewer) => viewer.packets),
      lost: viewers.map((viewer) => viewer.lost),
      pictures: viewers.map((viewer) => viewer.pictures),
    });
  }
  if (command.end) process.exit(0);
});
