// Runs inside the page before its own scripts: answers WHEP with a second peer connection that sends a drawn
// picture, so that the page plays real WebRTC without a gateway. `window.fakeCameras` steers it:
//   answers: { 'hq:3': { status: 503, detail: '...' } }, frozen: Set of cameras whose picture stands still.
export function installLoopbackCameras() {
  const control = { answers: {}, frozen: new Set(), opened: 0, closed: 0, peers: new Map() };
  window.fakeCameras = control;
  const realFetch = window.fetch.bind(window);

  function draw(context, id, number) {
    const { width, height } = context.canvas;
    const hue = (number * 47) % 360;
    const sky = context.createLinearGradient(0, 0, 0, height);
    sky.addColorStop(0, `hsl(${hue} 14% 34%)`);
    sky.addColorStop(0.55, `hsl(${hue} 12% 24%)`);
    sky.addColorStop(1, `hsl(${hue} 10% 15%)`);
    context.fillStyle = sky;
    context.fillRect(0, 0, width, height);
    context.fillStyle = `hsl(${hue} 9% 20%)`;
    context.beginPath();
    context.moveTo(0, height);
    context.lineTo(width * 0.36, height * 0.52);
    context.lineTo(width * 0.64, height * 0.52);
    context.lineTo(width, height);
    context.fill();
    for (let index = 0; index < 5; index += 1) {
      context.fillStyle = `hsl(${hue} 8% ${26 + index * 3}%)`;
      context.fillRect(
        width * (0.04 + index * 0.19),
        height * (0.24 + ((number + index) % 3) * 0.06),
        width * 0.13,
        height * 0.3,
      );
    }
    const t = control.frozen.has(id) ? 0 : performance.now() / 1000;
    context.fillStyle = `hsl(${(hue + 180) % 360} 28% 62%)`;
    context.beginPath();
    context.arc(
      width * (0.5 + 0.36 * Math.sin(t * 0.6 + number)),
      height * 0.74,
      height * 0.045,
      0,
      7,
    );
    context.fill();
    context.fillStyle = 'rgb(255 255 255 / 80%)';
    context.font = `${Math.round(height * 0.055)}px sans-serif`;
    context.fillText(
      new Date().toISOString().slice(0, 19).replace('T', ' '),
      width * 0.03,
      height * 0.09,
    );
  }

  async function answer(id, number, offer) {
    const canvas = document.createElement('canvas');
    canvas.width = 640;
    canvas.height = 360;
    const context = canvas.getContext('2d');
    draw(context, id, number);
    const stream = canvas.captureStream(0);
    const [track] = stream.getTracks();
    const timer = setInterval(() => {
      if (!control.frozen.has(id)) {
        draw(context, id, number);
        track.requestFrame();
      }
    }, 100);
    const peer = new RTCPeerConnection();
    await peer.setRemoteDescription({ type: 'offer', sdp: offer });
    peer.addTrack(track, stream);
    await peer.setLocalDescription(await peer.createAnswer());
    await new Promise((resolve) => {
      if (peer.iceGatheringState === 'complete') resolve();
      peer.addEventListener(
        'icegatheringstatechange',
        () => peer.iceGatheringState === 'complete' && resolve(),
      );
      setTimeout(resolve, 1000);
    });
    control.opened += 1;
    const viewing = String(control.opened);
    control.peers.set(viewing, {
      id,
      close: () => (clearInterval(timer), track.stop(), peer.close()),
    });
    return { viewing, sdp: peer.localDescription.sdp };
  }

  window.fetch = async (input, init = {}) => {
    const url = String(input);
    const match = /recorders\/([^/]+)\/cameras\/(\d+)\/live\/whep(?:\/(.+))?$/.exec(url);
    if (!match) return realFetch(input, init);
    const [, recorder, number, viewing] = match;
    const id = `${recorder}:${number}`;
    if (init.method === 'DELETE') {
      control.peers.get(viewing)?.close();
      control.peers.delete(viewing);
      control.closed += 1;
      return new Response(null, { status: 204 });
    }
    if (init.method === 'PATCH') return new Response(null, { status: 204 });
    const refusal = control.answers[id] ?? control.answers['*'];
    if (refusal === 'unreachable') throw new TypeError('Failed to fetch');
    if (refusal) {
      const { status, detail } = refusal;
      const text = JSON.stringify({
        type: 'about:blank',
        title: 'x',
        status,
        kind: 'fake',
        detail,
        context: {},
      });
      return new Response(text, {
        status,
        headers: { 'Content-Type': 'application/problem+json' },
      });
    }
    const made = await answer(id, Number(number), init.body);
    return new Response(made.sdp, {
      status: 201,
      headers: { 'Content-Type': 'application/sdp', Location: `${url}/${made.viewing}` },
    });
  };
}
