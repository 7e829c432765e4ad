import express, { type Express } from 'express';
import { authorise, installation } from '../access/authorise.ts';
import type { Doors } from '../doors.ts';
import type { FleetDoor } from '../fleet/fleet-door.ts';
import { apiRouter } from './api-router.ts';
import { armMounts, armRouter } from './arm/arm-router.ts';
import { fleetRouter } from './fleet/fleet-routes.ts';
import { linkRouter } from './links/link-routes.ts';
import type { Metrics } from './metrics.ts';
import { openApi } from './openapi.ts';
import type { PortalBuild } from './portal/portal-build.ts';
import { portalRouter } from './portal/portal-routes.ts';
import { answerErrors, frame, refuseForeign, routeNotFound } from './request-frame.ts';
import { sessionRouter } from './session/sign-in.ts';

/**
 * Everything that needs no credentials. A test walks all routes and namespaces and holds that there is nothing else; the socket of
 * agents is open so that they can prove themselves, and hears nothing but a hello. The portal's pages and files are the same for
 * everybody and say nothing of this installation.
 */
export const open: readonly string[] = [
  'GET /healthz',
  'GET /readyz',
  'POST /api/v1/session',
  'POST /api/v1/fleet/enrol',
  'GET /api/v1/links/:link',
  'GET /assets/*file',
  'GET /:file',
  'GET /{*page}',
];

export interface AppPorts {
  doors: Doors;
  fleet: FleetDoor;
  metrics: Metrics;
  metricsOpen: boolean;
  portal: PortalBuild;
  /** True once everything serves and control answers. */
  ready(): Promise<boolean>;
  onSessionClosed(hash: string): void;
}

/** The whole of what is served by HTTP. */
export function createApp(ports: AppPorts): Express {
  const { doors, fleet, metrics } = ports;
  const app = express();
  app.disable('x-powered-by');
  app.disable('etag');
  app.set('query parser', 'simple');
  app.use(metrics.timing, frame(doors), refuseForeign(doors));
  addHealth(app, ports);
  app.use(sessionRouter(doors, ports.onSessionClosed));
  app.use('/api/v1/fleet', fleetRouter(doors, fleet));
  app.use('/api/v1/links', linkRouter(doors));
  addDescription(app, doors);
  app.use('/api/v1', apiRouter(doors));
  for (const mount of armMounts) app.use(mount, armRouter(doors, mount));
  app.use(portalRouter(ports.portal, doors.ids));
  app.use(routeNotFound, answerErrors(doors));
  return app;
}

function addHealth(app: Express, { doors, metrics, metricsOpen, ready }: AppPorts): void {
  app.get('/healthz', (_req, res) => {
    res.locals.operation = 'healthz';
    res.json({ status: 'ok' });
  });
  app.get('/readyz', async (_req, res) => {
    res.locals.operation = 'readyz';
    const isReady = await ready();
    res.status(isReady ? 200 : 503).json({ status: isReady ? 'ready' : 'not ready' });
  });
  app.get('/metrics', async (req, res) => {
    res.locals.operation = 'metrics';
    if (!metricsOpen) {
      const { actor } = await doors.authenticate({ headers: req.headers });
      // Numbers over all workspaces: not for a reader of one.
      authorise(actor, 'read', installation('metrics'));
    }
    res.type(metrics.registry.contentType).send(await metrics.registry.metrics());
  });
}

function addDescription(app: Express, doors: Doors): void {
  let text: string | undefined;
  app.get('/api/v1/openapi.json', async (req, res) => {
    res.locals.operation = 'openapi';
    await doors.authenticate({ headers: req.headers });
    text ??= JSON.stringify(openApi());
    res.type('json').send(text);
  });
}
