/** What a test wants in a state. */
export interface StateContent {
  readonly serial?: number;
  readonly lineage?: string;
  readonly outputs?: object;
  /** Instances with `address` as `type.name`, or `data.type.name`. */
  readonly resources?: readonly {
    readonly address: string;
    readonly attributes?: object;
    readonly instance?: object;
    readonly module?: string;
  }[];
}

/** A state as Terraform writes it. */
export function stateText({
  serial = 1,
  lineage = 'a-lineage',
  outputs = {},
  resources = [],
}: StateContent = {}): string {
  return JSON.stringify(
    {
      version: 4,
      terraform_version: '1.11.4',
      serial,
      lineage,
      outputs,
      resources: resources.map(({ address, attributes = {}, instance = {}, module }) => {
        const parts = address.split('.');
        const [type, name] = parts.slice(-2);
        return {
          ...(module !== undefined && { module }),
          mode: parts.length === 3 ? 'data' : 'managed',
          type,
          name,
          provider: 'provider["registry.terraform.io/hashicorp/aws"]',
          instances: [{ schema_version: 0, attributes, ...instance }],
        };
      }),
      check_results: null,
    },
    null,
    2,
  );
}

/** What Terraform writes about a lock. */
export const terraformLock = {
  ID: '5d1c7c0e-3f0b-0d5e-9c4b-2f1f0a8f7b6d',
  Operation: 'OperationTypeApply',
  Info: '',
  Who: 'ann@elsewhere',
  Version: '1.11.4',
  Created: '2025-11-22T10:00:00Z',
  Path: 'lego-moc-image-service-state/image-service/dev/terraform.tfstate',
};
