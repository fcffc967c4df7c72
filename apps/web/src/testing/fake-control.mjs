// Camera control of fake-gateway.mjs: remembers what was asked, lets somebody else drive when it is told to, and keeps presets.
// Never part of the build.

/** A grey picture of one pixel. */
const pixel = Buffer.from('R0lGODlhAQABAIAAAHh4eP///yH5BAAAAAAALAAAAAABAAEAAAICRAEAOw==', 'base64');

export function fakeControl({ io, me }) {
  /** Everything that was asked, the oldest first: [what, camera, more]. */
  const asked = [];
  const presets = new Map();
  const drivers = new Map();
  const refused = {};

  const stateOf = (recorder, camera) => ({
    recorder,
    camera,
    driver: drivers.get(`${recorder}/${camera}`) ?? null,
    moving: false,
    refused,
  });
  const tell = (recorder, camera) => io.emit('ptz-state', stateOf(recorder, camera));
  const drive = (recorder, camera, username = me()) => {
    const isYou = username === me();
    drivers.set(`${recorder}/${camera}`, { username, isYou, since: new Date().toISOString() });
    tell(recorder, camera);
  };
  const refusal = (recorder, camera) => {
    const driver = drivers.get(`${recorder}/${camera}`);
    return driver && !driver.isYou ? `${driver.username} drives this camera` : null;
  };

  io.on('connection', (socket) => {
    socket.on('ptz:move', ({ recorder, camera, ...move }, answer) => {
      const why = refusal(recorder, camera);
      asked.push(['move', `${recorder}:${camera}`, move]);
      if (why === null && !drivers.has(`${recorder}/${camera}`)) {
        drive(recorder, camera);
      }
      answer(why);
    });
  });

  async function answer(request, response, { pathname }, { json, problem, body }) {
    const [, recorder, number, what, rest] =
      /recorders\/([^/]+)\/cameras\/(\d+)\/(ptz|centre|focus|iris|aux|presets)(?:\/(.*))?$/.exec(
        pathname,
      ) ?? [];
    if (what === undefined) return false;
    const camera = Number(number);
    const { method } = request;
    if (what === 'ptz' && method === 'GET')
      return (json(response, stateOf(recorder, camera)), true);
    if (what === 'presets' && method === 'GET') {
      if (rest?.endsWith('thumbnail.jpg')) {
        response.writeHead(200, { 'Content-Type': 'image/gif' }).end(pixel);
      } else {
        json(
          response,
          [...presets.values()].sort((a, b) => a.number - b.number),
        );
      }
      return true;
    }
    const given = await body(request);
    asked.push([what, `${recorder}:${camera}`, rest ? { rest, ...given } : given]);
    if (what === 'ptz' && rest === 'take') {
      drive(recorder, camera);
    } else {
      const why = refusal(recorder, camera);
      if (why) return (problem(response, 409, 'driven', why), true);
    }
    if (what === 'presets' && method === 'PUT') {
      const preset = {
        number: Number(rest),
        name: given.name ?? `Preset ${rest}`,
        storedAt: new Date().toISOString(),
        storedBy: me(),
        hasThumbnail: true,
      };
      presets.set(preset.number, preset);
      json(response, preset);
    } else if (what === 'ptz') {
      json(response, stateOf(recorder, camera));
    } else {
      json(response, undefined, 204);
    }
    return true;
  }

  return { asked, presets, refused, drive, tell, answer };
}
