import { MessagingServiceSettings } from '@libs/host';

/** What the receivable mapper is told by its environment. */
export class ReceivableMapperSettings extends MessagingServiceSettings {}
