import type { Channel, ConsumeMessage } from 'amqplib';

/** A delivery as the transport takes it; a body belongs to the channel it came by, as does its acknowledgement. */
export type Delivery = { readonly message: ConsumeMessage; readonly channel: Channel };
