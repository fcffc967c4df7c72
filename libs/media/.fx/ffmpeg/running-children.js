/** Processes that run at the moment, so that none outlives this one. */
export const runningChildren = new Set();
process.on('exit', () => {
    for (const child of runningChildren) {
        child.kill('SIGKILL');
    }
});
