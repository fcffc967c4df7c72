import { problemSchema } from '@casement/contract';
import type { INestApplication } from '@nestjs/common';
import { DocumentBuilder, type OpenAPIObject, SwaggerModule } from '@nestjs/swagger';
import { z } from 'zod';
import { problemResponse } from '../errors/api-problems.js';

/** Path of the document, below the base path. */
export const OPEN_API_PATH = 'api/openapi.json';
/** Path of the page that shows it, below the base path. */
export const DOCUMENTATION_PATH = 'api/docs';

type JsonObject = Readonly<Record<string, unknown>>;

/** Schemas carry their id for the name only; OpenAPI 3.0 does not know the key. */
const withoutId = (schema: JsonObject): JsonObject =>
  Object.fromEntries(Object.entries(schema).filter(([key]) => key !== 'id' && key !== '$schema'));

/** A schema as OpenAPI 3.0 wants it: those with an id become components, referred to by name. */
const convertSchema = (schema: unknown, { schemaType }: { schemaType: 'input' | 'output' }) => {
  if (!(schema instanceof z.ZodType)) {
    return undefined;
  }
  const { definitions = {}, ...root } = z.toJSONSchema(schema, {
    target: 'openapi-3.0',
    io: schemaType,
    unrepresentable: 'any',
  });
  const components = Object.fromEntries(
    Object.entries(definitions as Readonly<Record<string, JsonObject>>).map(
      ([name, definition]) => [name, withoutId(definition)],
    ),
  );
  return { schema: withoutId(root), components };
};

const methods = ['get', 'put', 'post', 'delete', 'options', 'patch'] as const;

/** What every operation of its kind may answer before it is asked: its path or its body cannot be read. */
const addRequestProblems = ({ paths }: OpenAPIObject): void => {
  for (const path of Object.values(paths)) {
    for (const method of methods) {
      const operation = path[method];
      if (operation === undefined) {
        continue;
      }
      const readsBody = operation.requestBody !== undefined;
      const readsPath = operation.parameters?.some((each) => 'in' in each && each.in === 'path');
      const statuses = [
        ...(readsBody || readsPath === true ? [400] : []),
        ...(readsBody ? [413, 415] : []),
      ];
      const added = statuses.map((status) => [status, problemResponse(status)] as const);
      operation.responses = { ...Object.fromEntries(added), ...operation.responses };
    }
  }
};

/** The description of the whole HTTP interface (OpenAPI 3.0), made from the schemas that check it. */
export const createOpenApiDocument = (app: INestApplication, basePath: string): OpenAPIObject => {
  const config = new DocumentBuilder()
    .setTitle('Casement')
    .setDescription('Live pictures of i-PRO and Panasonic recorders in any web browser.')
    .setVersion('1')
    .setLicense('Apache-2.0', 'https://www.apache.org/licenses/LICENSE-2.0')
    .addServer(basePath)
    .addCookieAuth(
      'casement_session',
      { type: 'apiKey', in: 'cookie', name: 'casement_session' },
      'session',
    )
    .addBearerAuth({ type: 'http', scheme: 'bearer', bearerFormat: 'API token' }, 'token')
    .addSecurityRequirements('session')
    .addSecurityRequirements('token')
    .build();
  const document = SwaggerModule.createDocument(app, config, {
    standardSchemaConverter: convertSchema,
    operationIdFactory: (controller, method) =>
      `${controller.replace(/Controller$/, '')}_${method}`,
    autoTagControllers: false,
  });
  // ApiProblems() refers to it by name.
  const problem = convertSchema(problemSchema, { schemaType: 'output' });
  document.components = {
    ...document.components,
    schemas: { ...document.components?.schemas, ...problem?.components },
  };
  addRequestProblems(document);
  return document;
};

/** Serves the document and its page. */
export const serveOpenApi = (app: INestApplication, basePath: string): void => {
  let document: OpenAPIObject | undefined;
  SwaggerModule.setup(
    DOCUMENTATION_PATH,
    app,
    () => (document ??= createOpenApiDocument(app, basePath)),
    { jsonDocumentUrl: OPEN_API_PATH, raw: ['json'], customSiteTitle: 'Casement API' },
  );
};
