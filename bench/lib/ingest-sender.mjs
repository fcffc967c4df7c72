// Sends a film to many ports in real time, each picture as one burst and the cameras' pictures evenly apart.
import { createSocket } from 'node:dgram';

const socket = createSocket('udp4');
let sent = 0;

process.on('message', (message) => {
  if (message === 'count') {
    process.send(sent);
  } else {
    start(message);
  }
});
process.on('disconnect', () => process.exit(0));

function start({ pictures, ports, fps }) {
  const periodMs = 1_000 / fps;
  const started = performance.now();
  const cameras = ports.map((port, at) => ({
    port,
    picture: 0,
    sequenceNumber: 0,
    dueMs: started + (at * periodMs) / ports.length,
  }));
  const turn = () => {
    const nowMs = performance.now();
    for (const camera of cameras) {
      while (camera.dueMs <= nowMs) sendPicture(camera, pictures, fps, periodMs);
    }
    setTimeout(turn, 1);
  };
  turn();
}

function sendPicture(camera, pictures, fps, periodMs) {
  for (const template of pictures[camera.picture % pictures.length]) {
    // The socket keeps the bytes until they are sent.
    const bytes = Buffer.from(template);
    bytes.writeUInt16BE(camera.sequenceNumber & 0xffff, 2);
    bytes.writeUInt32BE(((camera.picture * 90_000) / fps) >>> 0, 4);
    camera.sequenceNumber += 1;
    sent += 1;
    socket.send(bytes, camera.port, '127.0.0.1');
  }
  camera.picture += 1;
  camera.dueMs += periodMs;
}
