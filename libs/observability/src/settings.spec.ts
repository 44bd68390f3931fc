import { describe, expect, it } from '@jest/globals';
import { loadSettings } from '@libs/config';
import {
  instanceName,
  InstanceSettings,
  LogSettings,
  TracingSettings,
  tracingOptions,
} from './settings.js';

const options = (env: Record<string, string>): unknown =>
  tracingOptions(loadSettings(TracingSettings, env), 'verification', 'a');

describe('the settings of logs and traces', () => {
  it('have quiet defaults', () => {
    expect(loadSettings(LogSettings, {}).level).toBe('info');
    expect(options({})).toEqual({ service: 'verification', instance: 'a', sampleRatio: 1 });
  });

  it('take the standard variables of OpenTelemetry', () => {
    const env = {
      OTEL_EXPORTER_OTLP_ENDPOINT: 'http://127.0.0.1:4318',
      OTEL_EXPORTER_OTLP_HEADERS: 'api-key=a%3Db, x = 1,broken,y=%',
      OTEL_TRACES_SAMPLER_ARG: '0.1',
    };
    expect(options(env)).toMatchObject({
      otlpEndpoint: 'http://127.0.0.1:4318',
      sampleRatio: 0.1,
      otlpHeaders: { 'api-key': 'a=b', x: '1', y: '%' },
    });
  });

  it('send nothing when OpenTelemetry is disabled', () => {
    expect(
      options({ OTEL_SDK_DISABLED: 'true', OTEL_EXPORTER_OTLP_ENDPOINT: 'http://x' }),
    ).not.toHaveProperty('otlpEndpoint');
  });

  it('name the replica, by its host when nobody does', () => {
    expect(instanceName(loadSettings(InstanceSettings, { SERVICE_INSTANCE: 'a' }))).toBe('a');
    expect(instanceName(loadSettings(InstanceSettings, {}))).toMatch(/-\d+$/);
  });
});
