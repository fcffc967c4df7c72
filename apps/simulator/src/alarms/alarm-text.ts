/** What a message is about; fills the places that the tables leave open. */
export type AlarmSubject = {
  readonly camera: number;
  /** Of `TERMINAL ALARM **ch` and its like. */
  readonly channel: number;
  /** Percent or hours. */
  readonly value: number;
  /** Disk, disk unit, port, fan. */
  readonly unit: number;
};

/**
 * A text of the tables (3.2, 3.3) as a device sends it: letter for letter, with its misspellings (A12), and with numbers
 * instead of `**`, `xx`, `x` and `y`.
 */
export function fillAlarmText(sent: string, subject: AlarmSubject): string {
  const { camera, channel, value, unit } = subject;
  return sent
    .replace('***', String(value).padStart(3, '0'))
    .replace('**%', `${value}%`)
    .replace('**ch', `${twoDigits(channel)}ch`)
    .replace(/\*\*|\bxx\b/, twoDigits(camera))
    .replace('x-y', `${unit}-1`)
    .replace(/\b(HDD|PORT|EXT)[xy]\b/, `$1${unit}`);
}

function twoDigits(value: number): string {
  return String(value).padStart(2, '0');
}
