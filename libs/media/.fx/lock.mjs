import { spawn } from 'node:child_process';
import { madePictures } from './ffmpeg/testing/made-media.js';
import { matroskaCluster, matroskaHeader } from './ffmpeg/matroska-writer.js';
import { ffmpegArguments } from './ffmpeg/ffmpeg-command.js';
import { h264Command } from './ffmpeg/conversion-commands.js';
import { FlvReader } from './ffmpeg/flv-reader.js';
import { writeFileSync } from 'node:fs';
const codec = process.argv[2] ?? 'h265';
const pics = await madePictures({codec, pictures: 12});
console.log(pics.map(p=>p.parts.map(x=>x.length).join('+')).join(' '));
let args = ffmpegArguments(h264Command({maxWidth:1280,maxHeight:720,maxFps:15},false));
const extra = process.argv.slice(3);
for (const e of extra) { const [a,b]=e.split('=>'); args = args.flatMap(x => x===a ? b.split(' ').filter(Boolean) : [x]); }
args = args.map(x=> x==='warning' ? 'verbose' : x);
console.log(args.join(' '));
const c = spawn('ffmpeg', args);
c.stderr.on('data', d => process.env.V && process.stdout.write('   ! '+d.toString().split('\n').filter(l=>!/^(frame|fps|stream|bitrate|total|out_time|dup|drop|speed|progress)/.test(l)).join('\n   ! ')));
let n=0; const r = new FlvReader(p => { n++; console.log(`out ${n} t=${p.timeMs}`); });
c.stdout.on('data', d => r.push(d));
c.on('close', code => console.log('end', code));
const all=[matroskaHeader({codec,width:320,height:192})];
c.stdin.write(all[0]);
for (const [i,p] of pics.entries()) { const b = matroskaCluster(p.parts, codec!=='jpeg', {timeMs: i*100, keyFrame: p.randomAccess}); all.push(b); c.stdin.write(b); console.log('in', i+1); await new Promise(r=>setTimeout(r, 150)); }
writeFileSync('/tmp/fexp/x.mkv', Buffer.concat(all));
c.stdin.end();
