import { freePorts } from '../../../deploy/local/run/ports.js';

/** A port of the loopback that nobody listens on. */
export async function freePort(): Promise<number> {
  const [port = 0] = await freePorts(1);
  return port;
}
