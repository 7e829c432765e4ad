/** The contract's schemas, at work on a draft: fetched apart, since they are heavier than the form. */
import { clusterCreate, clusterUpdate } from '@trainyard/contracts/cluster';
import { Fault } from '@trainyard/contracts/errors';
import { parse } from '@trainyard/contracts/parse';
import { bodyOf, type Draft, type Scaling, scaleSettingsOf, settingsOf } from './draft.ts';

/** The body of a draft. Throws Fault with what the contract says against it. */
export const checkedBody = (draft: Draft) => parse(clusterCreate, bodyOf(draft, { withSecrets: true }));

/** The body that scales a cluster. Throws as {@link checkedBody}. */
export const checkedScaling = (scaling: Scaling) => parse(clusterUpdate, { scaleSettings: scaleSettingsOf(scaling) });

/** The body that changes how a cluster is scheduled and priced. Throws as {@link checkedBody}. */
export const checkedSettings = (draft: Draft) => parse(clusterUpdate, settingsOf(draft));

/** What the contract says against a draft; undefined when nothing. */
export function faultOf(draft: Draft): Fault | undefined {
  try {
    checkedBody(draft);
    return undefined;
  } catch (error) {
    if (error instanceof Fault) return error;
    throw error;
  }
}
