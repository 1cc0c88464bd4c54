/**
 * Ends the processes named by its arguments when its standard input closes: that is when the process that
 * started it is gone, however it ended. A killed `npm start` would else leave workerd behind on its port.
 */
const pids = process.argv.slice(2).map(Number);

process.stdin.resume();
process.stdin.once("close", () => {
  for (const pid of pids) {
    try {
      process.kill(pid, "SIGKILL");
    } catch {
      // It is gone already: what was wanted.
    }
  }
});
