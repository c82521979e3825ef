import type { DataAwsIamPolicyDocumentStatement } from '@cdktf/provider-aws/lib/data-aws-iam-policy-document';

/** One statement that allows something. */
export interface PolicyGrant {
  readonly sid: string;
  readonly actions: readonly string[];
  readonly resources: readonly string[];
  /** @default none */
  readonly conditions?: readonly {
    readonly test: string;
    readonly variable: string;
    readonly values: readonly string[];
  }[];
}

/** The grant as a policy document has it. */
export function policyStatement(grant: PolicyGrant): DataAwsIamPolicyDocumentStatement {
  const { sid, actions, resources, conditions = [] } = grant;
  return {
    sid,
    actions: [...actions],
    resources: [...resources],
    ...(conditions.length > 0 && {
      condition: conditions.map((one) => ({ ...one, values: [...one.values] })),
    }),
  };
}
