import { SecretFromEnv, Secret } from '@libs/config';

/** The keys by which personal data is sealed and looked up; both rotate by putting a new key first. */
export class SealingSettings {
  @SecretFromEnv('SEALING_KEYS', {
    what: 'JWK set of 256-bit keys ("oct") that seal personal data; the first seals, all open',
  })
  readonly sealingKeys!: Secret;

  @SecretFromEnv('HASH_KEYS', {
    what: 'JWK set of 256-bit keys ("oct") for keyed hashes; the first writes, all look up',
  })
  readonly hashKeys!: Secret;
}
