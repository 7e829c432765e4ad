import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { BodyOf, BodyType, ObjectType } from './body-types.ts';

/** As much of a schema as bodies are made of. */
interface Schema {
  $ref?: string;
  type?: string;
  enum?: string[];
  readOnly?: boolean;
  required?: string[];
  properties?: Record<string, Schema>;
  additionalProperties?: Schema;
  items?: Schema;
}

const texts = ['', 'a', '$AZ_BATCHAI_JOB_TEMP', '/', 'PT1H', '10.0.0.0/8', 'EPOCHS', 'ssh-rsa AAAA', '学習'];
/** Never a count that would really be made: 0 nodes, 1 GB. */
const numbers = (name: string): number[] => (name.endsWith('NodeCount') ? [0] : [1]);

/** Bodies as the published description has them; none where it is not at hand. What its types allow may still not go together. */
export function bodiesOfSwagger(clusterId: string): BodyOf[] {
  const samples = process.env.BATCHAI_SAMPLES;
  if (samples === undefined) return [];
  const file = join(samples, 'swagger-2018-05-01', 'BatchAI.json');
  const { definitions } = JSON.parse(readFileSync(file, 'utf8')) as { definitions: Record<string, Schema> };

  const typeOf = (schema: Schema, name: string): BodyType => {
    if (schema.$ref) {
      const referred = schema.$ref.split('/').at(-1) ?? '';
      return name === 'cluster'
        ? objectOf({ properties: { id: { enum: [clusterId] } }, required: ['id'] })
        : typeOf(definitions[referred] ?? {}, name);
    }
    if (schema.type === 'array') return { kind: 'list', of: typeOf(schema.items ?? {}, name) };
    if (schema.type === 'integer' || schema.type === 'number') return { kind: 'integer', right: numbers(name) };
    if (schema.type === 'boolean') return { kind: 'boolean' };
    if (schema.additionalProperties) return { kind: 'map' };
    if (schema.properties) return objectOf(schema);
    return { kind: 'string', right: schema.enum ?? texts };
  };

  const objectOf = ({ properties = {}, required = [] }: Schema): ObjectType => {
    const written = Object.entries(properties).filter(([, { readOnly }]) => !readOnly);
    const fields = Object.fromEntries(written.map(([name, schema]) => [name, typeOf(schema, name)]));
    const scales = ['manual', 'autoScale'].filter((name) => name in fields);
    const isToolkit = (name: string) => name.endsWith('Settings') && name !== 'containerSettings';
    const toolkits = 'nodeCount' in fields ? Object.keys(fields).filter(isToolkit) : [];
    return { kind: 'object', fields, required, oneOf: [...toolkits, ...scales] };
  };

  const body = (name: string): ObjectType => objectOf(definitions[name] ?? {});
  return [
    { resource: 'workspaces', type: body('WorkspaceCreateParameters'), alwaysRight: false },
    { resource: 'clusters', type: body('ClusterCreateParameters'), alwaysRight: false },
    { resource: 'fileServers', type: body('FileServerCreateParameters'), alwaysRight: false },
    { resource: 'jobs', type: body('JobCreateParameters'), alwaysRight: false },
  ];
}
