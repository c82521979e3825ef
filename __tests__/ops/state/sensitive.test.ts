import { describe, expect, it } from '@jest/globals';
import {
  attributesOf,
  isKnownSecret,
  mark,
  MASK,
  Sensitive,
} from '../../../src/ops/state/sensitive';

const asPrinted = (value: unknown): unknown => JSON.parse(JSON.stringify(value));

describe('attributesOf', () => {
  const resource = {
    type: 'aws_db_instance',
    sensitivePaths: [['nested', 0, 'pin'], ['flag']],
    attributes: { password: 'p', nested: [{ pin: 1234, name: 'n' }], flag: true, port: 5432 },
  };

  it('masks what Terraform has marked, numbers and flags too, and what the name gives away', () => {
    expect(asPrinted(attributesOf(resource))).toEqual({
      password: MASK,
      nested: [{ pin: MASK, name: 'n' }],
      flag: MASK,
      port: 5432,
    });
  });

  it('shows it when asked to', () => {
    expect(attributesOf(resource, true)).toBe(resource.attributes);
  });

  it('masks a whole block of which the inside is secret', () => {
    const block = {
      type: 't',
      sensitivePaths: [['block']],
      attributes: { block: [{ a: 1 }, { a: 2 }] },
    };
    expect(asPrinted(attributesOf(block))).toEqual({ block: MASK });
  });
});

describe('isKnownSecret', () => {
  it.each([
    { type: 'aws_db_instance', name: 'password', value: 'x' },
    { type: 'aws_rds_cluster', name: 'master_password_wo', value: 'x' },
    { type: 'aws_iam_access_key', name: 'secret', value: 'x' },
    { type: 'aws_iam_access_key', name: 'ses_smtp_password_v4', value: 'x' },
    { type: 'aws_secretsmanager_secret_version', name: 'secret_string', value: 'x' },
    { type: 'aws_acm_certificate', name: 'private_key', value: 'x' },
    { type: 'aws_cognito_user_pool_client', name: 'client_secret', value: 'x' },
    { type: 'aws_vpn_connection', name: 'tunnel1_preshared_key', value: 'x' },
    { type: 'aws_elasticache_user', name: 'passwords', value: ['x'] },
    { type: 'aws_ssm_parameter', name: 'value', value: 'x' },
    { type: 'random_password', name: 'result', value: 'x' },
  ])('knows $type.$name', ({ type, name, value }) => {
    expect(isKnownSecret(type)([name], value)).toBe(true);
  });

  it.each([
    { type: 'aws_route53_record', name: 'value', value: 'x' },
    { type: 'aws_iam_user_login_profile', name: 'password_length', value: 20 },
    { type: 'aws_rds_cluster', name: 'manage_master_user_password', value: true },
    { type: 'aws_secretsmanager_secret', name: 'arn', value: 'arn:aws:x' },
    { type: 'aws_secretsmanager_secret_version', name: 'secret_id', value: 'x' },
    { type: 'aws_db_instance', name: 'password', value: null },
    { type: 'aws_db_instance', name: 'password', value: '' },
    { type: 'aws_apigatewayv2_stage', name: 'access_log_settings', value: [] },
  ])('lets $type.$name = $value be seen', ({ type, name, value }) => {
    expect(isKnownSecret(type)([name], value)).toBe(false);
  });
});

describe('mark', () => {
  it('never shows what it wraps, in text or JSON', () => {
    const marked = mark('hidden', () => true);
    expect(marked).toEqual(new Sensitive('hidden'));
    expect(new Sensitive('hidden').toString()).toBe(MASK);
    expect(JSON.stringify({ marked })).toBe(`{"marked":"${MASK}"}`);
  });
});
