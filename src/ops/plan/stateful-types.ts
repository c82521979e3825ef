/** What is lost when a resource of the type is destroyed. */
export interface StatefulType {
  readonly noun: string;
  readonly loss: string;
}

/** Resources that hold what no apply brings back. Destroying one takes `--allow-destroy`. */
export const STATEFUL_TYPES: Readonly<Record<string, StatefulType>> = {
  aws_cloudwatch_log_group: { noun: 'log group', loss: 'its log events' },
  aws_cognito_user_pool: { noun: 'user pool', loss: 'its users' },
  aws_db_instance: { noun: 'database', loss: 'its data' },
  aws_dynamodb_table: { noun: 'table', loss: 'its items and its recovery points' },
  aws_dynamodb_table_replica: { noun: 'table replica', loss: "the region's copy of the items" },
  aws_ebs_volume: { noun: 'volume', loss: 'its data' },
  aws_efs_file_system: { noun: 'file system', loss: 'its files' },
  aws_kms_key: { noun: 'KMS key', loss: 'everything encrypted with it' },
  aws_kms_replica_key: { noun: 'KMS key', loss: 'everything encrypted with it in the region' },
  aws_rds_cluster: { noun: 'database cluster', loss: 'its data' },
  aws_route53_zone: { noun: 'hosted zone', loss: 'its records and its name servers' },
  aws_s3_bucket: { noun: 'bucket', loss: 'its objects, all versions, and its name' },
  aws_secretsmanager_secret: { noun: 'secret', loss: 'its value' },
  aws_sqs_queue: { noun: 'queue', loss: 'its messages' },
};
