/**
 * Runs one step and prints one line about it: what it did, and how long that took.
 * @template Result
 * @param {string} name
 * @param {(tell: (text: string) => void) => Promise<string>} work gets a voice for what takes long; returns what was done
 */
export async function step(name, work) {
  const startedAt = performance.now();
  const say = (text) => process.stdout.write(`${name.padEnd(10)} ${text}\n`);
  const done = await work(say);
  say(`${done} (${((performance.now() - startedAt) / 1000).toFixed(1)} s)`);
}
