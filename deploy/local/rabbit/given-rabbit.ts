import { BrokerManagement } from '../../rabbitmq/broker-management.js';
import { answersAmqp } from './answers-amqp.js';
import { never, type Broker } from './broker.js';

const managementPort = '15672';

/**
 * Uses the broker that AMQP_URL names. Its management side is looked for where RABBITMQ_MANAGEMENT_URL says, or else at its usual
 * port with the same name and password; without it, virtual host and policies stay as they are.
 */
export async function useGivenRabbit(
  amqpUrl: string,
  managementUrl: string | undefined,
): Promise<Broker> {
  try {
    await answersAmqp(amqpUrl);
  } catch (error) {
    const reason = error instanceof Error ? error.message : 'no answer';
    throw new Error(`The broker of AMQP_URL (${new URL(amqpUrl).host}) can't be used: ${reason}`, {
      cause: error,
    });
  }
  const management = managementUrl ?? usualManagement(amqpUrl);
  const managed = await new BrokerManagement(management).answers().then(
    () => true,
    () => false,
  );
  const stop = (): Promise<void> => Promise.resolve();
  return {
    origin: `AMQP_URL (${new URL(amqpUrl).host})`,
    amqpUrl,
    isPrivate: false,
    failed: never,
    stop,
    ...(managed ? { managementUrl: management } : {}),
  };
}

function usualManagement(amqpUrl: string): string {
  const { username, password, hostname } = new URL(amqpUrl);
  const url = new URL(`http://${hostname}:${managementPort}`);
  url.username = username === '' ? 'guest' : username;
  url.password = password === '' ? 'guest' : password;
  return url.toString();
}
