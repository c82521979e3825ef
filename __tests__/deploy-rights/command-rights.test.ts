import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { COMMAND_RIGHTS } from '../../src/deploy-rights/command-rights';
import { PROJECT_ROOT } from '../../src/system/project';

const SRC = path.join(PROJECT_ROOT, 'src');
const within = (folder: string): string[] =>
  readdirSync(path.join(SRC, folder)).map((file) => path.join(folder, file));

/**
 * Where a command asks AWS itself. What the state takes, its role has anyway, and who calls may be
 * asked by everybody.
 */
const SOURCES: Readonly<Record<keyof typeof COMMAND_RIGHTS, readonly string[]>> = {
  alarms: ['ops/open-stage.ts', 'ops/alarms/stage-alarms.ts', 'ops/alarms/alarm-table.ts'],
  apply: [
    'ops/apply/apply-plan.ts',
    'ops/plan/plan-identity.ts',
    'cdktf/stage-run.ts',
    'aws/stage-boundary.ts',
  ],
  'drift-issue': [
    'ops/state/drift.ts',
    'terraform/state/context.ts',
    'ops/drift-issue/drift-issue.ts',
  ],
  plan: ['ops/plan/plan-stage.ts', 'ops/plan/plan-identity.ts', 'cdktf/stage-run.ts'],
  state: ['ops/state/store-errored.ts'],
  verify: [...within('ops/verify'), 'ops/open-stage.ts', 'ops/alarms/stage-alarms.ts'],
};

/** Commands whose IAM action has another name, by AWS's service authorization reference. */
const ACTIONS: Readonly<Record<string, string>> = {
  'cloudwatch-logs:DescribeLogGroups': 'logs:DescribeLogGroups',
  'eventbridge:DescribeRule': 'events:DescribeRule',
  'eventbridge:ListTargetsByRule': 'events:ListTargetsByRule',
  's3:HeadBucket': 's3:ListBucket',
  's3:GetBucketCors': 's3:GetBucketCORS',
  's3:GetBucketEncryption': 's3:GetEncryptionConfiguration',
  's3:GetBucketNotificationConfiguration': 's3:GetBucketNotification',
  's3:GetBucketLifecycleConfiguration': 's3:GetLifecycleConfiguration',
  's3:GetPublicAccessBlock': 's3:GetBucketPublicAccessBlock',
};

/** The actions of the SDK's commands that a source file imports. */
function actionsIn(file: string): string[] {
  const text = readFileSync(path.join(SRC, file), 'utf8');
  const imports = [...text.matchAll(/import \{([^}]*)\} from '@aws-sdk\/client-([\w-]+)'/g)];
  return imports.flatMap(([, names = '', client = '']) =>
    names.split(',').flatMap((name) => {
      const command = /^(?:paginate)?(\w+?)(?:Command)?$/.exec(name.trim())?.[1];
      const isCommand = /^paginate|Command$/.test(name.trim());
      return command === undefined || !isCommand ? [] : [action(client, command)];
    }),
  );
}

function action(client: string, command: string): string {
  // API Gateway's actions are the methods of HTTP.
  if (client === 'apigatewayv2') return command.startsWith('Get') ? 'apigateway:GET' : command;
  return ACTIONS[`${client}:${command}`] ?? `${client}:${command}`;
}

const unique = (list: readonly string[]): string[] => [...new Set(list)].sort();

describe('COMMAND_RIGHTS', () => {
  it.each(Object.keys(SOURCES) as (keyof typeof SOURCES)[])(
    'holds what the sources of `ops %s` ask, and nothing else',
    (command) => {
      const needed = COMMAND_RIGHTS[command].flatMap(({ read }): readonly string[] => read);
      expect(unique(needed)).toEqual(unique(SOURCES[command].flatMap(actionsIn)));
    },
  );
});
