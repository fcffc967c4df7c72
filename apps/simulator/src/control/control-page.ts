import { alarmControls, alarmScript } from './alarm-controls.js';

/** A page for people at the root of the control port: the state, renewed every second. */
export const controlPage = `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>Recorder simulator</title>
<link rel="icon" href="data:,">
<style>
  :root { color-scheme: light dark; }
  body { font: 15px/1.5 system-ui, sans-serif; margin: 2rem auto; max-width: 60rem; padding: 0 1rem; }
  table { border-collapse: collapse; display: block; margin: 0.5rem 0 1.5rem; overflow-x: auto; }
  th, td { border-bottom: 1px solid #8884; padding: 0.25rem 0.75rem 0.25rem 0; text-align: left; white-space: nowrap; }
  td.number { font-variant-numeric: tabular-nums; }
  label { display: inline-block; margin: 0 0.75rem 0.5rem 0; }
  input, select { font: inherit; max-width: 100%; }
  code { overflow-wrap: anywhere; }
  button { font: inherit; margin: 0 0.5rem 0.5rem 0; }
</style>
<h1 id="title">Recorder simulator</h1>
<p id="summary" role="status">Waiting for the state…</p>
<div>
  <button data-action="reboot">Reboot (5 s)</button>
  <button data-action="evict-uid">Evict a UID</button>
  <button data-action="expire-uids">Expire all UIDs</button>
  <button data-action="reset-connections">Reset connections</button>
  <button id="heal">Take all faults away</button>
</div>
<h2>Cameras</h2><table id="cameras"></table>
${alarmControls}
<h2>UIDs</h2><table id="uids"></table>
<h2>Faults</h2><table id="faults"></table>
<script>
  const fill = (id, heads, rows) => {
    const cells = (kind, values) => values.map((value) => {
      const cell = document.createElement(kind);
      cell.textContent = String(value);
      if (typeof value === 'number') cell.className = 'number';
      return cell;
    });
    const lines = [cells('th', heads), ...rows.map((row) => cells('td', row))].map((content) => {
      const line = document.createElement('tr');
      line.append(...content);
      return line;
    });
    document.getElementById(id).replaceChildren(...lines);
  };
  const show = (state) => {
    document.getElementById('title').textContent = state.name + ' (' + state.model + ')';
    const urls = [state.urls.http, state.urls.https].filter(Boolean).join(' and ');
    document.getElementById('summary').textContent = 'The recorder is ' + state.reachability + ' at ' + urls +
      ', its clock shows ' + state.recorderTime +
      (state.fingerprint256 ? '; certificate ' + state.fingerprint256 : '');
    fill('cameras', ['No.', 'Name', 'Connection', 'Picture', 'Streams', 'Pictures sent'], state.cameras.map((camera) =>
      [camera.number, camera.name, camera.connection, camera.width + ' × ' + camera.height + ', ' + camera.fps + ' fps',
        camera.streams, camera.pictures]));
    fill('uids', ['UID', 'User', 'Age', 'Idle', 'Streams', 'Dropped packets'], state.uids.map((uid) =>
      [uid.uid, uid.username, uid.ageS.toFixed(0) + ' s', uid.idleS.toFixed(0) + ' s', uid.streams.length,
        uid.streams.reduce((sum, stream) => sum + stream.droppedPackets, 0)]));
    fill('faults', ['Id', 'Fault', 'Age', 'Hits'], state.faults.map((active) =>
      [active.id, JSON.stringify(active.fault), active.ageS.toFixed(0) + ' s', active.hits]));
  };
${alarmScript}
  const renew = () => fetch('state').then((answer) => answer.json()).then((state) => {
    show(state);
    showAlarms(state);
  }).catch(() => {
    document.getElementById('summary').textContent = 'The simulator does not answer.';
  });
  for (const button of document.querySelectorAll('[data-action]')) {
    button.addEventListener('click', () => fetch('actions/' + button.dataset.action, { method: 'POST' }).then(renew));
  }
  document.getElementById('heal').addEventListener('click', () => fetch('faults', { method: 'DELETE' }).then(renew));
  setInterval(renew, 1000);
  renew();
</script>
</html>
`;
