import type {
  FunctionDefinition,
  FunctionStorage,
} from '../../src/constructs/functions/function-definition';

const environment = ({ table, bucket }: FunctionStorage): Readonly<Record<string, string>> => ({
  TABLE_NAME: table.table.name,
  BUCKET_NAME: bucket.bucket.bucket,
});

/** A form to upload with, what becomes of the upload, and the question after it. */
export const UPLOAD_FUNCTIONS = [
  {
    name: 'upload',
    route: 'POST /uploads',
    entry: 'examples/upload/upload-handler.ts',
    environment,
    // The form can do what the function may.
    grants: ({ bucket }, role) => {
      bucket.grantPut(role, 'uploads/*');
    },
  },
  {
    name: 'publish',
    objects: { prefix: 'uploads/' },
    entry: 'examples/upload/publish-handler.ts',
    environment,
    grants: ({ table, bucket }, role) => {
      bucket.grantGet(role, 'uploads/*');
      bucket.grantPut(role, 'images/*');
      bucket.grantDelete(role, 'uploads/*');
      table.grantReadWrite(role);
    },
  },
  {
    name: 'get',
    route: 'GET /images/{id}',
    entry: 'examples/upload/get-handler.ts',
    environment,
    grants: ({ table }, role) => {
      table.grantRead(role);
    },
  },
] as const satisfies readonly FunctionDefinition[];
