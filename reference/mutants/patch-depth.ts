/** PATCH beyond the plain paths: logic within brackets, objects within a path-less value. */
import type { Filter } from '../../scim/filter.js';
import { isObject } from '../../scim/json.js';
import { formatPath } from '../../scim/path.js';
import type { PatchOperation } from '../../scim/patch.js';
import type { ResourceModel } from '../../scim/types.js';
import type { Mutant } from './mutant.js';
import { mutant } from './mutant.js';
import { pathOf, stepwise } from './patching.js';

/** Evaluates the bracket of a path otherwise. */
function bracket(change: (filter: Filter) => Filter): ReturnType<typeof stepwise> {
  return stepwise((operation: PatchOperation, run, _resource, model: ResourceModel) => {
    const path = pathOf(operation, model);
    return path?.filter ? run({ ...operation, path: formatPath({ ...path, filter: change(path.filter) }) }) : run();
  });
}

const SELECTS = ['RFC7644-3.5.2.2-07', 'RFC7644-3.5.2-12'];

export const patchDepthMutants: Mutant[] = [
  mutant(
    'patch.filter-or-first',
    'Of alternatives in a value filter only the first counts',
    SELECTS,
    bracket((filter) => (filter.kind === 'or' && filter.filters[0] ? filter.filters[0] : filter)),
  ),
  mutant(
    'patch.filter-not-dropped',
    'A not in a value filter is passed over',
    SELECTS,
    bracket((filter) => (filter.kind === 'not' ? filter.filter : filter)),
  ),
  mutant(
    'patch.filter-always-equal',
    'Every comparison in a value filter is taken for eq',
    SELECTS,
    bracket((filter) => (filter.kind === 'compare' ? { ...filter, operator: 'eq' } : filter)),
  ),
  mutant(
    'patch.pathless-objects-replaced',
    'A replace without path puts objects in place of the stored ones',
    ['RFC7644-3.5.2.3-09', 'RFC7644-3.5.2.3-02'],
    stepwise((operation, run) => {
      const { value } = operation;
      if (operation.path !== undefined || !isObject(value)) return run();
      return { ...run(), ...Object.fromEntries(Object.entries(value).filter(([, part]) => isObject(part))) };
    }),
  ),
  mutant(
    'patch.pathless-objects-ignored',
    'A replace without path passes over objects',
    ['RFC7644-3.5.2.3-16'],
    stepwise((operation, run) => {
      const { value } = operation;
      if (operation.path !== undefined || !isObject(value)) return run();
      const flat = Object.fromEntries(Object.entries(value).filter(([, part]) => !isObject(part)));
      return run({ ...operation, value: flat });
    }),
  ),
];
