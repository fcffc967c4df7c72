import type { DiskDefect } from './disk-defect.js';
import type { LogDefect } from './log-defect.js';

/** More than any client should read. */
const longPageCharacters = 3_000_000;
const manyDisks = 1_000;

/** A date as logs have it, in quotes. */
const quotedDate = /"(\d{4}\/\d\d\/\d\d) (\d\d:\d\d:\d\d)"/g;
/** The text and the zone at the end of an entry. */
const textAndZone = /"([^"]*)","(GMT[^"]*)"/g;
const diskLine = /^(MAIN|EXT\d)-\d,.*$/gm;
const usedDisk = /^((?:MAIN|EXT\d)-\d),(\d+GB)(\(R\))?,(\d+GB),/gm;
const usedRange =
  /,(\d{4}\/\d\d\/\d\d,[01],\d\d:\d\d:\d\d),(\d{4}\/\d\d\/\d\d,[01],\d\d:\d\d:\d\d)$/gm;

/** The page of a log as the defect wants it; one without entries may stay as it is. */
export function spoilLogPage(form: LogDefect['form'], page: string): string {
  const withText = (change: (text: string) => string): string =>
    page.replace(textAndZone, (_, text: string, zone: string) => `"${change(text)}","${zone}"`);
  switch (form) {
    case 'wrapped-lines':
      return page.replaceAll('","', '",\r\n"');
    case 'wrapped-dates':
      return page.replace(quotedDate, '"$1\r\n$2"');
    case 'wrapped-commas':
      return page.replace(/("GMT[^"]*","\d+"),/g, '$1\r\n,');
    case 'trailing-comma':
      return page.replace(/("GMT[^"]*")(?=\r?\n)/, '$1,');
    case 'commas':
      return withText((text) => `${text}, DOOR 1, A`);
    case 'quotes':
      return withText((text) => `${text} "A"`);
    case 'markup':
      return withText((text) => `${text}<script>alert(1)</script>&amp;=`);
    case 'formula':
      return page.replace(textAndZone, `"=cmd|' /C calc'!A0 $1","$2"`);
    case 'control-characters':
      return withText((text) => `${text}\u0000\u0007\u001b[31m\u202e`);
    case 'wrong-count':
      return page.replace(
        /(_LOG_NO=)(\d+)/,
        (_, key: string, no: string) => `${key}${Number(no) + 3}`,
      );
    case 'cut':
      return page.slice(0, Math.max(0, page.lastIndexOf(',"GMT')));
    case 'bad-date':
      return page.replace(/"\d{4}\/\d\d\/\d\d \d\d:\d\d:\d\d"/, '"2024/13/32 25:61:61"');
    case 'odd-zone':
      return page.replace(/"GMT[^"]*"/, '"JST"');
    case 'no-list':
      return page.replace(/^(?:ERROR|EVENT)_LOG=.*$/m, '');
    case 'too-long':
      return page + '\r\n'.repeat(longPageCharacters / 2);
  }
}

/** The page of the disks as the defect wants it. */
export function spoilDiskPage(form: DiskDefect['form'], page: string): string {
  const withLines = (change: (line: string) => string): string => page.replace(diskLine, change);
  const name = (line: string): string => line.slice(0, line.indexOf(','));
  switch (form) {
    case 'no-disks':
      return withLines((line) => `${name(line)},,,,,,,,`);
    case 'full':
      return page.replace(usedDisk, '$1,$2$3,0GB,');
    case 'unused':
      return page.replace(usedDisk, '$1,$2$3,$2,').replace(usedRange, ',,,,,, ');
    case 'all-recording':
      return page.replace(usedDisk, '$1,$2(R),$4,');
    case 'none-recording':
      return page.replace(usedDisk, '$1,$2,$4,');
    case 'odd-capacity':
      return page.replace(usedDisk, '$1,4.0TB$3,-1GB,');
    case 'bad-date':
      return page.replace(usedRange, ',2024/13/32,2,25:61:61,----/--/--,,--:--:--');
    case 'swapped-range':
      return page.replace(usedRange, ',$2,$1');
    case 'spaces':
      return withLines((line) => `${line.replaceAll(',', ', ')},, `);
    case 'missing-fields':
      return withLines((line) => line.split(',').slice(0, 3).join(','));
    case 'extra-fields':
      return withLines((line) => `${line},"SMART,OK",1,2`);
    case 'title-only':
      return page.replace(diskLine, '').trimEnd();
    case 'too-many':
      return page + `${page.match(diskLine)?.[0] ?? ''}\r\n`.repeat(manyDisks);
  }
}
