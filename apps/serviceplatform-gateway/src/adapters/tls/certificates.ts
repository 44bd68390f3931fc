import { Injectable, type OnApplicationBootstrap, type OnModuleDestroy } from '@nestjs/common';
import { SettingsFailure } from '@libs/config';
import { Clock } from '@libs/kernel';
import { Log, Metrics } from '@libs/observability';
import { CertificateFiles, wrongWith } from './certificate-files.js';
import { CallbackSettings } from './callback.settings.js';
import { CertificateSettings } from './certificate.settings.js';
import { readKeyPair } from './key-pair.js';
import { readTrustedKeys, type TrustedKeys } from './trusted-keys.js';

type AnyFiles = CertificateFiles | CertificateFiles<TrustedKeys>;

const dayMs = 24 * 60 * 60 * 1_000;

/** Understands which certificates are in use: takes changed files into use, tells how long they last, and warns in time. */
@Injectable()
export class Certificates implements OnApplicationBootstrap, OnModuleDestroy {
  /** What we show when we call; absent where nothing is called over TLS. */
  readonly client: CertificateFiles | undefined;
  /** What we show when we are called. */
  readonly callback: CertificateFiles | undefined;
  /** Whose tokens we believe when we are called. */
  readonly tokenIssuer: CertificateFiles<TrustedKeys> | undefined;
  private readonly warnedAt = new Map<string, number>();
  private readonly wrong = new Map<string, string>();
  private timer: NodeJS.Timeout | undefined;

  /** @throws SettingsFailure naming the file that can't be used. */
  constructor(
    private readonly settings: CertificateSettings,
    callback: CallbackSettings,
    private readonly clock: Clock,
    private readonly log: Log,
    metrics: Metrics,
  ) {
    this.client = clientFiles(settings, clock);
    this.callback = callbackFiles(callback, clock);
    this.tokenIssuer = tokenIssuerFiles(callback, clock);
    metrics.gauge({
      name: 'debitorbro_certificate_expires_days',
      help: 'Days until the certificate in use expires; negative when it has',
      labels: ['certificate'],
      collect: (gauge) => {
        for (const files of this.all()) gauge.set({ certificate: files.name }, files.daysLeft);
      },
    });
  }

  onApplicationBootstrap(): void {
    this.look();
    this.timer = setInterval(() => {
      this.look();
    }, this.settings.checkMs);
    this.timer.unref();
  }

  onModuleDestroy(): void {
    clearInterval(this.timer);
  }

  private look(): void {
    for (const files of this.all()) {
      this.refresh(files);
      this.warnOf(files);
    }
  }

  private refresh(files: AnyFiles): void {
    const { name } = files;
    try {
      const changed = files.refresh();
      this.wrong.delete(name);
      if (!changed) return;
      this.warnedAt.delete(name);
      const expiresAt = files.current.expiresAt.toString();
      this.log.info('Another certificate is in use', { certificate: name, expiresAt });
    } catch (error) {
      if (!(error instanceof SettingsFailure)) throw error;
      const wrong = wrongWith(error);
      if (this.wrong.get(name) === wrong) return;
      this.wrong.set(name, wrong);
      this.log.error('A certificate can not be used; the former one stays', { wrong });
    }
  }

  private warnOf(files: AnyFiles): void {
    const { name, daysLeft } = files;
    const now = this.clock.now().epochMilliseconds;
    if (daysLeft >= this.settings.warningDays) return;
    if (now - (this.warnedAt.get(name) ?? -dayMs) < dayMs) return;
    this.warnedAt.set(name, now);
    const expiresAt = files.current.expiresAt.toString();
    this.log.warn('A certificate expires soon', { certificate: name, expiresAt });
  }

  private all(): AnyFiles[] {
    return [this.client, this.callback, this.tokenIssuer].filter((files) => files !== undefined);
  }
}

function clientFiles(settings: CertificateSettings, clock: Clock): CertificateFiles | undefined {
  const { clientCertificateFile, clientKeyFile, caFile } = settings;
  if (clientCertificateFile === undefined || clientKeyFile === undefined) return undefined;
  const files = {
    certificate: { variable: 'SP_CLIENT_CERTIFICATE_FILE', path: clientCertificateFile },
    key: { variable: 'SP_CLIENT_KEY_FILE', path: clientKeyFile },
    ca: caFile === undefined ? undefined : { variable: 'SP_CA_FILE', path: caFile },
  };
  return new CertificateFiles('client', (now) => readKeyPair(files, now), clock);
}

function callbackFiles(settings: CallbackSettings, clock: Clock): CertificateFiles | undefined {
  const { port, certificateFile, keyFile, caFile } = settings;
  if (port === undefined) return undefined;
  const files = {
    certificate: { variable: 'SP_CALLBACK_CERTIFICATE_FILE', path: certificateFile ?? '' },
    key: { variable: 'SP_CALLBACK_KEY_FILE', path: keyFile ?? '' },
    ca: caFile === undefined ? undefined : { variable: 'SP_CALLBACK_CA_FILE', path: caFile },
  };
  return new CertificateFiles('callback', (now) => readKeyPair(files, now), clock);
}

function tokenIssuerFiles(
  { tokenCertificateFile: path }: CallbackSettings,
  clock: Clock,
): CertificateFiles<TrustedKeys> | undefined {
  if (path === undefined) return undefined;
  const file = { variable: 'SP_CALLBACK_TOKEN_CERTIFICATE_FILE', path };
  return new CertificateFiles('token-issuer', (now) => readTrustedKeys(file, now), clock);
}
