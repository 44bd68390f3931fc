import { connect } from 'amqplib';

const handshakeWithinMs = 5_000;

/**
 * Opens a connection and closes it again: a broker that answers is ready, one that only listens is not.
 * @throws Error while it is not ready, or refuses name or password
 */
export async function answersAmqp(url: string): Promise<void> {
  const connection = await connect(url, { timeout: handshakeWithinMs });
  connection.on('error', () => undefined);
  await connection.close();
}
