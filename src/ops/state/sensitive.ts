import type { Json, Path, StateResource } from './state-file';

/** What is shown in a sensitive value's place. */
export const MASK = '(sensitive)';

/** A value that is compared but never shown: as JSON and as text it is its mask. */
export class Sensitive {
  constructor(readonly value: Json) {}

  toJSON(): string {
    return MASK;
  }

  toString(): string {
    return MASK;
  }
}

/** A value in which what nobody should see is wrapped. */
export type Marked = Json | Sensitive | Marked[] | { [key: string]: Marked };

/** Says of one value in a resource whether it is to be masked. */
export type IsSensitive = (path: Path, value: Json) => boolean;

/**
 * Names that hold secrets whatever the resource, in case the state does not say so: Terraform
 * before 1.10 marks only what configuration had marked, not what the provider knows.
 */
const SECRET_NAME =
  /(password|passphrase|secret|credentials?|private_key|preshared_key|plaintext|passwords|(^|_)(token|api_key|access_key|ssh_key|key_material_base64|smtp_password_v4|certificate_pem|customer_key))(_value|_map|_string|_binary|_token|_key)?(_wo)?$/;

const PUSH_CHANNEL = ['bundle_id', 'certificate', 'team_id', 'token_key_id'];
const SAML_OPTIONS = ['master_user_name'];

/** Names that are secret in one type only: what the AWS provider's schema calls sensitive. */
const SECRET_OF_TYPE: Readonly<Record<string, readonly string[]>> = {
  aws_api_gateway_api_key: ['value'],
  aws_appconfig_configuration_profile: ['content'],
  aws_appconfig_hosted_configuration_version: ['content'],
  aws_appsync_api_key: ['key'],
  aws_cloudcontrolapi_resource: ['schema'],
  aws_cloudwatch_event_connection: ['value'],
  aws_directory_service_shared_directory: ['notes'],
  aws_dms_certificate: ['certificate_wallet'],
  aws_elasticsearch_domain_saml_options: SAML_OPTIONS,
  aws_glue_connection: ['athena_properties', 'connection_properties'],
  aws_grafana_workspace_api_key: ['key'],
  aws_grafana_workspace_service_account_token: ['key'],
  aws_iot_authorizer: ['token_signing_public_keys'],
  aws_iot_certificate: ['ca_pem', 'public_key'],
  aws_mwaa_environment: ['airflow_configuration_options'],
  aws_opensearch_domain_saml_options: SAML_OPTIONS,
  aws_pinpoint_adm_channel: ['client_id'],
  aws_pinpoint_apns_channel: PUSH_CHANNEL,
  aws_pinpoint_apns_sandbox_channel: PUSH_CHANNEL,
  aws_pinpoint_apns_voip_channel: PUSH_CHANNEL,
  aws_pinpoint_apns_voip_sandbox_channel: PUSH_CHANNEL,
  aws_pinpoint_gcm_channel: ['service_json'],
  aws_quicksight_data_source: ['username'],
  aws_redshiftserverless_namespace: ['admin_username'],
  aws_s3_object_copy: ['kms_encryption_context', 'kms_key_id'],
  aws_sns_platform_application: ['platform_principal'],
  aws_ssm_maintenance_window_task: ['payload', 'input'],
  aws_ssm_parameter: ['value', 'value_wo'],
  aws_ssm_parameters_by_path: ['values'],
  aws_transfer_certificate: ['certificate', 'certificate_chain'],
  aws_transfer_server: [
    'host_key',
    'post_authentication_login_banner',
    'pre_authentication_login_banner',
  ],
  aws_vpn_connection: ['customer_gateway_configuration'],
  random_bytes: ['base64', 'hex'],
  random_password: ['result', 'bcrypt_hash'],
};

/** Everything that Terraform or the name says about a resource's attributes. */
export function sensitiveIn({
  type,
  sensitivePaths,
}: Pick<StateResource, 'type' | 'sensitivePaths'>): IsSensitive {
  const marked = new Set(sensitivePaths.map((path) => JSON.stringify(path)));
  const known = isKnownSecret(type);
  return (path, value) => marked.has(JSON.stringify(path)) || known(path, value);
}

/** What the name says about a value; flags and numbers such as `password_length` are none. */
export function isKnownSecret(type: string): IsSensitive {
  const ofType = SECRET_OF_TYPE[type] ?? [];
  return (path, value) => {
    const name = path.at(-1);
    if (typeof name !== 'string' || value === null || value === '') return false;
    if (typeof value === 'boolean' || typeof value === 'number') return false;
    return SECRET_NAME.test(name) || ofType.includes(name);
  };
}

/** A copy with every sensitive value wrapped. */
export function mark(value: Json, isSensitive: IsSensitive, path: Path = []): Marked {
  if (isSensitive(path, value)) return new Sensitive(value);
  if (value === null || typeof value !== 'object') return value;
  if (Array.isArray(value))
    return value.map((item, index) => mark(item, isSensitive, [...path, index]));
  return Object.fromEntries(
    Object.entries(value).map(([key, item]) => [key, mark(item, isSensitive, [...path, key])]),
  );
}

/** A resource's attributes, marked; as they are when revealed. */
export const attributesOf = (
  resource: Pick<StateResource, 'type' | 'sensitivePaths' | 'attributes'>,
  reveal = false,
): Marked => (reveal ? resource.attributes : mark(resource.attributes, sensitiveIn(resource)));
