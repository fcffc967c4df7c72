import { noonMs, playbackBench } from './testing/playback-bench.js';
it('traces', async () => {
    const bench = playbackBench({ atMs: noonMs + 500_000 });
    await bench.clock.advance(4_000);
    await bench.session.command({ command: 'rewind', speed: 4 });
    let n = 0;
    for (let i = 0; i < 100; i++) { await bench.clock.advance(200);
      const rs = bench.recorder.requests.slice(n); n = bench.recorder.requests.length;
      process.stdout.write(`${i*200} p=${bench.position()} run=${bench.group.state.running} ${bench.session.view.cameras[0]?.state} shown=${bench.shown()} ${rs.join(' | ')} gops=${bench.output.gops.length} last=${(bench.output.gops.at(-1)?.gop.startMs ?? 0)-noonMs}\n`);
    }
    expect(1).toBe(1);
});
