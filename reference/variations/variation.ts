/** A variation: the server behaving unusually but legally. */
import type { Resource, ResourceModel } from '../../scim/types.js';
import type { Behavior, Change } from '../behavior.js';

export interface Variation {
  id: string;
  /** What it does, as one sentence. */
  title: string;
  /** Sections or requirement ids that allow it. */
  allowedBy: readonly string[];
  change: Change;
  /** What the published model is instead. */
  models?: (models: readonly ResourceModel[]) => ResourceModel[];
  /** What a fresh server holds besides, with the names of the resource types. */
  holds?: readonly { type: string; resource: Resource }[];
}

export function variation(
  id: string,
  title: string,
  allowedBy: readonly string[],
  change: Change | Partial<Behavior>,
  models?: (models: readonly ResourceModel[]) => ResourceModel[],
): Variation {
  return {
    id,
    title,
    allowedBy,
    change: typeof change === 'function' ? change : () => change,
    ...(models ? { models } : {}),
  };
}
