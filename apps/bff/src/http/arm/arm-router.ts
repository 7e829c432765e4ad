import { Fault } from '@trainyard/contracts/errors';
import { Router } from 'express';
import type { Doors } from '../../doors.ts';
import { answerArmErrors } from './arm-error.ts';
import { type ArmOperation, authenticateArm, handleArm } from './arm-operation.ts';
import { listOutputFiles } from './list-output-files.ts';

/** What of Batch AI's wire dialect is spoken. */
const operations: readonly ArmOperation[] = [listOutputFiles];

/** Batch AI's wire dialect as its clients speak it; mounted at /subscriptions. Names in addresses are compared without case. */
export function armRouter(doors: Doors): Router {
  const router = Router({ caseSensitive: false });
  for (const operation of operations) router[operation.method](operation.path, handleArm(operation, doors));
  router.use(async (req) => {
    await authenticateArm(req, doors);
    throw new Fault('RouteNotFound', { method: req.method, path: `${req.baseUrl}${req.path}`.slice(0, 200) });
  });
  router.use(answerArmErrors(doors));
  return router;
}
