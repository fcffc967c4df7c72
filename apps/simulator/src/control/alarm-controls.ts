import { alarmCatalogue, alarmClasses } from '@casement/protocol';
import { alarmFaultNames, alarmWays } from '../alarms/alarm-request.js';

/** Buttons for what is wanted most; the text is the body of `send-alarm`, to which the page adds camera and way. */
const buttons: readonly (readonly [label: string, alarm: object])[] = [
  ['Motion', { class: 'motion' }],
  ['Terminal alarm', { class: 'terminal' }],
  ['Sabotage', { class: 'sabotage' }],
  ['Video loss, back after 20 s', { category: 2, messageId: 0x34, recoverAfter: '20s' }],
  ['Emergency recording', { category: 2, messageId: 0x04 }],
  ['Disk warning', { category: 2, messageId: 0x20 }],
  ['RAID 6, two disks down', { category: 2, messageId: 0x62 }],
  ['Alarms suspended for 30 s', { category: 2, messageId: 0xf0, recoverAfter: '30s' }],
  ['Storm: 100 a second for 10 s', { class: 'motion', camera: 'each', count: 1_000 }],
];

/** The part of the control page that sends alarms. */
export const alarmControls = `
<h2>Alarms</h2>
<p id="alarm-summary" role="status"></p>
<form id="alarm">
  <label>Camera <input name="camera" size="4" value="any" pattern="[0-9]+|any|each"></label>
  <label>Way <select name="via">${options([['', 'as it is usual'], ...named(alarmWays)])}</select></label>
  <label>Fault <select name="fault">${options(named(alarmFaultNames))}</select></label>
  <p>${buttons.map(([label, alarm]) => button(label, alarm)).join('\n  ')}
  <button type="button" data-action="sleep">Sleep (30 s)</button>
  <button type="button" data-action="power-loss">Power loss</button>
  <button type="button" data-action="calm">End the storms</button></p>
  <label>Any message <select name="message">${options(messages())}</select></label>
  <button>Send</button>
  <output id="alarm-answer"></output>
</form>
<table id="alarms"></table>`;

/** What the page does with it; a part of its script. */
export const alarmScript = `
  const form = document.getElementById('alarm');
  const sendAlarm = (alarm) => {
    const camera = form.elements.camera.value;
    const body = {
      ...(form.elements.via.value && { via: form.elements.via.value }),
      fault: form.elements.fault.value,
      ...alarm,
    };
    if (camera && body.camera === undefined) body.camera = /^[0-9]+$/.test(camera) ? Number(camera) : camera;
    fetch('actions/send-alarm', { method: 'POST', body: JSON.stringify(body) })
      .then((answer) => answer.json())
      .then(({ error, count, logNumber }) => {
        document.getElementById('alarm-answer').textContent =
          error ?? 'Sent ' + (count > 1 ? count + ' messages from' : 'message') + ' number ' + logNumber + '.';
      })
      .then(renew);
  };
  form.addEventListener('submit', (event) => {
    event.preventDefault();
    sendAlarm(JSON.parse(form.elements.message.value));
  });
  for (const button of document.querySelectorAll('[data-alarm]')) {
    button.addEventListener('click', () => sendAlarm(JSON.parse(button.dataset.alarm)));
  }
  const showAlarms = ({ alarms }) => {
    document.getElementById('alarm-summary').textContent = alarms.destinations.length === 0
      ? 'Nobody gets alarms: no destination is set.'
      : 'Alarms go to ' + alarms.destinations.join(', ') + ' from ' + alarms.mac + ': ' + alarms.sent + ' sent, ' +
        alarms.failed + ' failed, ' + alarms.waiting + ' waiting, ' + alarms.dropped + ' dropped.';
    fetch('alarms').then((answer) => answer.json()).then((sent) => fill('alarms',
      ['Time', 'From', 'No.', 'Class', 'Camera', 'Text', 'Outcome'], sent.slice(-10).reverse().map((alarm) =>
        [new Date(alarm.atMs).toLocaleTimeString(), alarm.from, alarm.logNumber, alarm.class, alarm.camera ?? '', alarm.text,
          alarm.outcomes.map(({ error }) => error ?? 'sent').join(', ') || 'waiting'])));
  };`;

function button(label: string, alarm: object): string {
  return `<button type="button" data-alarm="${escape(JSON.stringify(alarm))}">${escape(label)}</button>`;
}

function messages(): readonly (readonly [string, string])[] {
  const ofTables = alarmCatalogue.map(({ category, messageId, sent }) => {
    const id = `${category}/0x${messageId.toString(16).toUpperCase().padStart(2, '0')}`;
    return [JSON.stringify({ category, messageId }), `${id} ${sent}`] as const;
  });
  const ofClasses = alarmClasses.map(
    (name) => [JSON.stringify({ class: name }), `class ${name}`] as const,
  );
  return [...ofClasses, ...ofTables];
}

function named(names: readonly string[]): readonly (readonly [string, string])[] {
  return names.map((name) => [name, name]);
}

function options(list: readonly (readonly [value: string, label: string])[]): string {
  return list
    .map(([value, label]) => `<option value="${escape(value)}">${escape(label)}</option>`)
    .join('');
}

function escape(text: string): string {
  return text.replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/"/g, '&quot;');
}
