import { BytesFromEnv, DurationFromEnv, FromEnv } from '@libs/config';

/** What the operator sets about calling, and being called over, Serviceplatformen. */
export class ServiceplatformSettings {
  /** Must be shorter than the lease of a delivery, or two attempts could be under way at once. */
  @DurationFromEnv('SP_TIMEOUT_MS', {
    what: 'How long a call may take until its outcome counts as unknown',
    default: 10_000,
    min: 100,
    max: 60_000,
  })
  readonly timeoutMs!: number;

  @BytesFromEnv('SP_BODY_MAX_BYTES', {
    what: 'The largest message that is read, in either direction',
    default: 1_048_576,
    min: 65_536,
    max: 16_777_216,
  })
  readonly bodyMaxBytes!: number;

  @FromEnv('SP_CALLBACK_URL', {
    what: 'The address under which debtor systems reach the gateway, as its WSDL tells them; else the one they asked at',
    protocols: ['https', 'http'],
    optional: true,
  })
  readonly callbackUrl?: string;
}
