import { api, type OperationName } from '@trainyard/contracts/api';
import type { Operation } from '@trainyard/contracts/api/operation';
import { productBuild } from '@trainyard/contracts/build';
import { errorBody } from '@trainyard/contracts/parse';
import * as z from 'zod';

type Schema = Record<string, unknown>;

/** JSON Schema 2020-12 of what a caller sends or receives; what it cannot say (refinements) stands in the messages. */
function schemaOf(schema: z.ZodType, io: 'input' | 'output'): Schema {
  const { $schema: _, ...rest } = z.toJSONSchema(schema, { io, unrepresentable: 'any' }) as Schema;
  return rest;
}

function parameters(schema: z.ZodObject | undefined, place: 'path' | 'query'): object[] {
  if (!schema) return [];
  const { properties = {}, required = [] } = schemaOf(schema, 'input') as {
    properties?: Record<string, Schema>;
    required?: string[];
  };
  return Object.entries(properties).map(([name, inner]) => ({
    name,
    in: place,
    required: place === 'path' || required.includes(name),
    schema: inner,
  }));
}

function responses({ output, verb, method }: Operation): object {
  const refusal = { description: 'Refused', content: json({ $ref: '#/components/schemas/Error' }) };
  if (output === 'none') return { 204: { description: 'Done' }, default: refusal };
  if (output === 'bytes') {
    const content = { 'application/octet-stream': { schema: { type: 'string', format: 'binary' } } };
    return { 200: { description: 'The bytes', content }, 206: { description: 'A part', content }, default: refusal };
  }
  const status = method === 'POST' && (verb === 'create' || verb === 'submit') ? 201 : 200;
  return { [status]: { description: 'Done', content: json(schemaOf(output, 'output')) }, default: refusal };
}

const json = (schema: Schema): object => ({ 'application/json': { schema } });

function operationOf(name: OperationName, operation: Operation): object {
  const body =
    name === 'putBlob'
      ? { required: true, content: { 'application/octet-stream': { schema: { type: 'string', format: 'binary' } } } }
      : operation.body && { required: true, content: json(schemaOf(operation.body, 'input')) };
  return {
    operationId: name,
    summary: operation.summary,
    parameters: [...parameters(operation.params, 'path'), ...parameters(operation.query, 'query')],
    ...(body ? { requestBody: body } : {}),
    responses: responses(operation),
  };
}

/** The description of the native API, made from its one table. */
export function openApi(): object {
  const paths: Record<string, Record<string, object>> = {};
  for (const [name, operation] of Object.entries(api) as [OperationName, Operation][]) {
    const path = `/api/v1${operation.path.replace(/:(\w+)/g, '{$1}')}`;
    paths[path] = { ...paths[path], [operation.method.toLowerCase()]: operationOf(name, operation) };
  }
  return {
    openapi: '3.1.0',
    info: { title: 'Trainyard', version: productBuild(), license: { name: 'Apache-2.0' } },
    security: [{ token: [] }, { session: [] }],
    paths,
    components: {
      securitySchemes: {
        token: { type: 'http', scheme: 'bearer' },
        session: { type: 'apiKey', in: 'cookie', name: 'trainyard_session' },
      },
      schemas: { Error: schemaOf(errorBody, 'output') },
    },
  };
}
