import { fillAlarmText } from './alarm-text.js';

const subject = { camera: 3, channel: 5, value: 10, unit: 2 };

describe('texts of alarms', () => {
  it.each([
    ['TERMINAL ALARM **ch', 'TERMINAL ALARM 05ch'],
    ['HDD CAPACITY REMAINS **%', 'HDD CAPACITY REMAINS 10%'],
    ['HDDy EXCHANGE WARNING **%', 'HDD2 EXCHANGE WARNING 10%'],
    ['HDDy SWAP WARNING ***', 'HDD2 SWAP WARNING 010'],
    ['HDDx-y RAID5 1 DOWN', 'HDD2-1 RAID5 1 DOWN'],
    ['HDDx RAID5 2 DOWN', 'HDD2 RAID5 2 DOWN'],
    ['FAN ERROR x-y', 'FAN ERROR 2-1'],
    ['VIDEO-LOSS **', 'VIDEO-LOSS 03'],
    ['CAM ** VIDEO RECOVERED', 'CAM 03 VIDEO RECOVERED'],
    ['CAM xx COMMUNICATION RECOVERD(AUDIO)', 'CAM 03 COMMUNICATION RECOVERD(AUDIO)'],
    ['PORTx DHCP ERROR', 'PORT2 DHCP ERROR'],
    ['EXTx RAID6 2 DOWN', 'EXT2 RAID6 2 DOWN'],
    ['EXTERNAL', 'EXTERNAL'],
    ['SLEEP', 'SLEEP'],
  ])('%s', (sent, expected) => {
    expect(fillAlarmText(sent, subject)).toBe(expected);
  });

  it('has room for every camera', () => {
    expect(fillAlarmText('VIDEO-LOSS **', { ...subject, camera: 128 })).toBe('VIDEO-LOSS 128');
  });
});
