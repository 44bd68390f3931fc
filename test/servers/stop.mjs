/** After the last spec. */
export default async function stop() {
  await globalThis.testServers?.stop();
}
