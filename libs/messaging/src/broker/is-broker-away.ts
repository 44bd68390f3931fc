import { PermanentFailure } from '@libs/kernel';

/**
 * Whether a failure to reach the broker may pass by waiting: nobody listens, it is starting or stopping, it says nothing. A wrong
 * password, rights that are missing and a broker of the wrong kind don't. Source: AMQP 0-9-1, reply code 403 (access-refused).
 */
export function isBrokerAway(error: unknown): boolean {
  if (error instanceof PermanentFailure) return false;
  const { message } = error as { readonly message?: unknown };
  return !String(message).startsWith('Handshake terminated by server: 403'); // amqplib has the code in its words only
}
