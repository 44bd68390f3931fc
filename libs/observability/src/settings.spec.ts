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
    expect(options({})).toEqual({
      ...{ service: 'verification', instance: 'a' },
      ...{ sampleRatio: 1, decidesAll: false },
    });
  });

  it('take the standard variables of OpenTelemetry', () => {
    const env = {
      OTEL_EXPORTER_OTLP_ENDPOINT: 'http://127.0.0.1:4318',
      OTEL_EXPORTER_OTLP_HEADERS: 'api-key=a%3Db, x = 1,broken,y=%',
      OTEL_TRACES_SAMPLER_ARG: '0.1',
      OTEL_RESOURCE_ATTRIBUTES: 'deployment.environment.name=test',
      OTEL_BSP_SCHEDULE_DELAY: '200',
      OTEL_BSP_EXPORT_TIMEOUT: '5000',
      OTEL_EXPORTER_OTLP_TIMEOUT: '4000',
    };
    expect(options(env)).toMatchObject({
      otlpTracesUrl: 'http://127.0.0.1:4318/v1/traces',
      sampleRatio: 0.1,
      decidesAll: false,
      attributes: { 'deployment.environment.name': 'test' },
      otlpTimeoutMs: 4_000,
      batches: { everyMs: 200, timeoutMs: 5_000 },
      otlpHeaders: { 'api-key': 'a=b', x: '1', y: '%' },
    });
  });

  it.each([{ OTEL_SDK_DISABLED: 'true' }, { OTEL_TRACES_EXPORTER: 'none' }])(
    'send nothing by %j',
    (env) => {
      expect(options({ ...env, OTEL_EXPORTER_OTLP_ENDPOINT: 'http://x' })).not.toHaveProperty(
        'otlpTracesUrl',
      );
    },
  );

  it.each([
    [{}, 'verification'],
    [{ OTEL_RESOURCE_ATTRIBUTES: 'service.name=by-attribute' }, 'by-attribute'],
    [{ OTEL_SERVICE_NAME: 'by-name' }, 'by-name'],
    [
      { OTEL_SERVICE_NAME: 'by-name', OTEL_RESOURCE_ATTRIBUTES: 'service.name=by-attribute' },
      'by-name',
    ],
  ])('by %j name the service %s', (env, service) => {
    expect(options(env)).toMatchObject({ service });
    expect(options({ ...env, OTEL_EXPORTER_OTLP_ENDPOINT: 'http://x' })).toMatchObject({ service });
  });

  it('take what the exporter speaks, by its name', () => {
    const env = { OTEL_TRACES_EXPORTER: 'otlp', OTEL_EXPORTER_OTLP_PROTOCOL: 'http/json' };
    expect(options({ ...env, OTEL_EXPORTER_OTLP_ENDPOINT: 'http://x' })).toMatchObject({
      otlpTracesUrl: 'http://x/v1/traces',
    });
  });

  it.each([
    ['OTEL_EXPORTER_OTLP_PROTOCOL', 'grpc', /http\/json.* usually at port 4318\), not "grpc"/],
    ['OTEL_EXPORTER_OTLP_PROTOCOL', 'http/protobuf', /http\/json \(leave it out: .*protobuf/],
    [
      'OTEL_EXPORTER_OTLP_TRACES_PROTOCOL',
      'grpc',
      /http\/json.* usually at port 4318\), not "grpc"/,
    ],
    ['OTEL_TRACES_EXPORTER', 'zipkin', /otlp, none \(send to a collector by otlp, .* not "zipkin"/],
    ['OTEL_EXPORTER_OTLP_TIMEOUT', '0', /from 100 to 600000/],
    ['OTEL_BSP_EXPORT_TIMEOUT', '-1', /from 100 to 600000/],
  ])('refuse %s=%s, and say what to do', (variable, value, why) => {
    const refused = (): unknown => options({ [variable]: value });
    expect(refused).toThrow(why);
    expect(refused).toThrow(`${variable} must be`);
  });

  it('may name the receiver of traces by its whole address', () => {
    const env = {
      OTEL_EXPORTER_OTLP_ENDPOINT: 'http://x',
      OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: 'http://y/traces',
    };
    expect(options(env)).toMatchObject({ otlpTracesUrl: 'http://y/traces' });
  });

  it.each([
    ['always_on', 1, true],
    ['always_off', 0, true],
    ['traceidratio', 0.25, true],
    ['parentbased_always_on', 1, false],
    ['parentbased_always_off', 0, false],
    ['parentbased_traceidratio', 0.25, false],
  ])('sample by %s: a share of %s', (sampler, sampleRatio, decidesAll) => {
    const env = { OTEL_TRACES_SAMPLER: sampler, OTEL_TRACES_SAMPLER_ARG: '0.25' };
    expect(options(env)).toMatchObject({ sampleRatio, decidesAll });
  });

  it('name the replica, by its host when nobody does', () => {
    expect(instanceName(loadSettings(InstanceSettings, { SERVICE_INSTANCE: 'a' }))).toBe('a');
    expect(instanceName(loadSettings(InstanceSettings, {}))).toMatch(/-\d+$/);
  });
});
