import type { AlarmClass } from '@casement/protocol';
import type { TitleWords } from './title-words.js';

type Title = string | ((words: TitleWords) => string);

/** Of memory cards, which cameras and encoders have. */
const cardTitles: readonly (readonly [number, Title])[] = [
  [0x01, ({ camera }) => `the memory card of ${camera} is full`],
  [0x02, ({ camera }) => `${camera} finds no memory card`],
  [0x03, ({ camera, left }) => `the memory card of ${camera} has ${left} of its space left`],
  [0x04, ({ camera }) => `${camera} cannot write to its memory card`],
];

const recorderTitles: readonly (readonly [number, Title])[] = [
  [0x01, ({ terminal }) => `${terminal} of the recorder was triggered`],
  [0x02, ({ camera }) => `alarm by command for ${camera}`],
  [0x03, ({ camera }) => `alarm at ${camera}`],
  [0x04, ({ cameras }) => `emergency recording${cameras}`],
  [0x0f, ({ left }) => `the disks have ${left} of their space left`],
  [0x10, 'the disk space for normal recordings is full'],
  [0x11, ({ left }) => `the disk space for event recordings has ${left} left`],
  [0x12, 'the disk space for event recordings is full'],
  [0x13, ({ left }) => `the disk space for copies has ${left} left`],
  [0x14, 'the disk space for copies is full'],
  [0x15, 'there was nothing to copy'],
  [0x16, 'recordings have been altered'],
  [0x18, ({ disk, share }) => `${disk} should be exchanged${share}`],
  [0x20, ({ disk }) => `${disk} reports that it may fail`],
  [0x21, 'a disk has run for more hours than it should'],
  [0x22, ({ disk }) => `${disk} was taken out of use`],
  [0x23, ({ disk }) => `RAID 5: ${disk} has failed`],
  [0x24, ({ unit }) => `RAID 5: two disks of ${unit} have failed`],
  [0x25, 'RAID 5 could not be restored'],
  [0x26, 'the RAID board has failed'],
  [0x28, 'the mirrored disks could not be restored'],
  [0x29, ({ disk }) => `${disk} could not be formatted`],
  [0x2a, 'the mirrored disks could not be formatted'],
  [0x2c, ({ disk }) => `${disk} should be swapped`],
  [0x30, 'the power has failed'],
  [0x31, 'the power is back'],
  [0x32, ({ fan }) => `${fan} has failed`],
  [0x33, ({ sensor }) => `it is too hot at ${sensor}`],
  [0x34, ({ camera }) => `video of ${camera} is lost`],
  [0x35, ({ camera }) => `video of ${camera} is back`],
  [0x36, ({ disk }) => `${disk} was inserted or removed`],
  [0x40, ({ camera }) => `the recorder does not reach ${camera}`],
  [0x41, ({ camera }) => `the recorder reaches ${camera} again`],
  [0x42, ({ port }) => `the network link of ${port} is down`],
  [0x43, ({ port }) => `${port} got no address by DHCP`],
  [0x44, ({ camera }) => `the recorder gets no sound from ${camera}`],
  [0x45, ({ camera }) => `the recorder gets sound from ${camera} again`],
  [0x50, ({ camera }) => `the memory card of ${camera} has an error`],
  [0x51, ({ camera }) => `recording on the memory card of ${camera} could not be started`],
  [0x52, ({ camera }) => `recording on the memory card of ${camera} could not be ended`],
  [0x53, ({ camera }) => `the list of the memory card of ${camera} could not be fetched`],
  [0x54, ({ camera }) => `pictures of the memory card of ${camera} could not be fetched`],
  [0x55, ({ camera }) => `pictures of the memory card of ${camera} could not be deleted`],
  [0x56, 'recording on memory cards has begun'],
  [0x60, ({ unit }) => `RAID 5 of ${unit} could not be formatted`],
  [0x61, ({ unit }) => `RAID 6: one disk of ${unit} has failed`],
  [0x62, ({ unit }) => `RAID 6: two disks of ${unit} have failed`],
  [0x63, ({ unit }) => `RAID 6: three disks of ${unit} have failed`],
  [0x64, ({ unit }) => `RAID 6 of ${unit} could not be restored`],
  [0x65, ({ unit }) => `RAID 6 of ${unit} could not be formatted`],
  [0xe0, 'the recorder sleeps and sends no pictures'],
  [0xf0, 'alarms are suspended'],
  [0xf1, 'alarms are no longer suspended'],
];

const encoderTitles: readonly (readonly [number, Title])[] = [
  ...cardTitles,
  [0x10, ({ camera }) => `video of ${camera} is lost`],
  [0x11, ({ camera }) => `video of ${camera} is back`],
  [0x20, ({ terminal }) => `${terminal} of the encoder was triggered`],
  [0x21, ({ camera }) => `alarm at ${camera}`],
  [0x22, ({ camera }) => `alarm by command for ${camera}`],
];

const titles = new Map<number, ReadonlyMap<number, Title>>([
  [1, new Map(cardTitles)],
  [2, new Map(recorderTitles)],
  [3, new Map(encoderTitles)],
]);

/** A message of the tables in plain words; `undefined` for one whose words are those of its class, and for unknown ones. */
export function rowTitle(
  { category, messageId }: { readonly category: number; readonly messageId: number },
  words: TitleWords,
): string | undefined {
  const title = titles.get(category)?.get(messageId);
  return typeof title === 'function' ? title(words) : title;
}

/** What the class of a message says, in plain words (2.2.1 *1, A15). */
export function classTitle(alarmClass: AlarmClass, { camera, terminal }: TitleWords): string {
  switch (alarmClass) {
    case 'notification':
      return `notification of ${camera}`;
    case 'terminal':
      return `${terminal} of ${camera} was triggered`;
    case 'motion':
      return `motion at ${camera}`;
    case 'command':
      return `alarm by command for ${camera}`;
    case 'sabotage':
      return `somebody may have tampered with ${camera}`;
    case 'record':
      return `alarm at ${camera} that asks for a recording`;
    case 'reserved-5':
    case 'reserved-6':
      return `alarm of unknown class ${alarmClass.slice(-1)} at ${camera}`;
  }
}
