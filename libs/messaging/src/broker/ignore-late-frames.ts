type Frame = { readonly channel: number };
type Connection = { accept(frame: Frame): unknown; readonly channels: readonly unknown[] };

/**
 * Lets frames pass unread that come for a channel which is no more. A broker that closes a channel may still send what it had
 * begun to deliver there (rabbitmq-server, issue 13384); amqplib would end the whole connection over it, and with it the
 * consumers of all other queues. Deliveries among them have been given back with their channel. RabbitMQ's own clients
 * ignore them too. Where amqplib's inside looks different, nothing is changed.
 */
export function ignoreLateFrames(connection: object): void {
  if (!isAmqplibs(connection)) return;
  const accept = connection.accept.bind(connection);
  connection.accept = (frame) => {
    const isForNobody = frame.channel > 0 && !connection.channels[frame.channel];
    return isForNobody ? undefined : accept(frame);
  };
}

function isAmqplibs(connection: object): connection is Connection {
  return (
    'accept' in connection &&
    typeof connection.accept === 'function' &&
    'channels' in connection &&
    Array.isArray(connection.channels)
  );
}
