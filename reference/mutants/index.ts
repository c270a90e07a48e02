/** All mutants, with the checks that find them: those written beside them and those of kills.json. */
import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { queryCornerMutants } from './query-corners.js';
import { wireCornerMutants } from './wire-corners.js';
import { publishedMutants } from './published.js';
import { attributeMutants } from './attributes.js';
import { characteristicMutants } from './characteristics.js';
import { laterMutants } from './later-documents.js';
import { deviceMutants } from './devices.js';
import { readMutants } from './reads.js';
import { authMutants } from './auth.js';
import { mediaMutants } from './media.js';
import { errorMutants } from './errors.js';
import { discoveryMutants } from './discovery.js';
import { documentMutants } from './documents.js';
import { typeMutants } from './types.js';
import { schemaClaimMutants } from './schema-claims.js';
import { schemaMutants } from './schema.js';
import { createAnswerMutants } from './create-answers.js';
import { uniquenessMutants } from './create-uniqueness.js';
import { createInputMutants } from './create-input.js';
import { identityMutants } from './show-identity.js';
import { secretMutants } from './show-secrets.js';
import { metaMutants } from './show-meta.js';
import { shapeMutants } from './show-shape.js';
import { storedMutants } from './store-values.js';
import { valueMutants } from './show-values.js';
import { deleteMutants } from './delete.js';
import { replaceMutants } from './replace.js';
import { patchOrderMutants } from './patch-order.js';
import { patchMutants } from './patch.js';
import { patchDepthMutants } from './patch-depth.js';
import { patchPartMutants } from './patch-parts.js';
import { patchListMutants } from './patch-lists.js';
import { writeSlipMutants } from './write-slips.js';
import { patchBesideMutants } from './patch-beside.js';
import { bulkDataMutants } from './bulk-data.js';
import { patchPathMutants } from './patch-paths.js';
import { patchAddReplaceMutants } from './patch-add-replace.js';
import { patchRemoveMutants } from './patch-remove.js';
import { groupRuleMutants } from './group-rules.js';
import { memberMutants } from './members.js';
import { secondValueMutants } from './second-values.js';
import { groupMutants } from './groups.js';
import { groupChangeMutants } from './group-changes.js';
import { reportedMutants } from './reported.js';
import { otherPlaceMutants } from './other-places.js';
import { protocolRuleMutants } from './protocol-rules.js';
import { userRuleMutants } from './user-rules.js';
import { lifeCycleMutants } from './life-cycle.js';
import { filterOperatorMutants } from './filter-operators.js';
import { filterLogicMutants } from './filter-logic.js';
import { filterNameMutants } from './filter-names.js';
import { listMutants } from './lists.js';
import { sortMutants } from './sorting.js';
import { overTimeMutants } from './over-time.js';
import { pagingMutants } from './paging.js';
import { queryFilterMutants } from './query-filters.js';
import { queryLogicMutants } from './query-logic.js';
import { queryListMutants } from './query-lists.js';
import { projectionMutants } from './projection.js';
import { cursorMutants } from './cursors.js';
import { columnMutants } from './columns.js';
import { remainMutants } from './remains.js';
import { customerMutants } from './customers.js';
import { searchMutants } from './search.js';
import { queryFaultMutants } from './query-faults.js';
import { querySlipMutants } from './query-slips.js';
import { nearMissMutants } from './near-misses.js';
import { rareAttributeMutants } from './rare-attributes.js';
import { keptMutants } from './kept.js';
import { wireLabelMutants } from './wire-labels.js';
import { versionMutants } from './versions.js';
import { bulkMessageMutants } from './bulk-messages.js';
import { bulkMutants } from './bulk.js';
import { interopPatchMutants } from './interop-patch.js';
import { interopEntraMutants } from './interop-entra.js';
import { interopEntitlementMutants } from './interop-entitlements.js';
import { interopNameMutants } from './interop-names.js';
import { interopMutants } from './interop.js';
import { listCornerMutants } from './list-corners.js';
import { receivedMutants } from './received.js';
import { setApartMutants } from './set-apart.js';
import { leftBehindMutants } from './left-behind.js';
import { neighborMutants } from './neighbors.js';
import { reachMutants } from './reach.js';
import { secondTimeMutants } from './second-time.js';
import { afterDeletionMutants } from './after-deletion.js';
import { anewMutants } from './anew.js';
import { elsewhereMutants } from './elsewhere.js';
import { sideDoorMutants } from './side-doors.js';
import { providerChecks } from './provider-checks.js';
import type { Mutant } from './mutant.js';

export type { Mutant } from './mutant.js';

/** What the full accuracy run saw, reviewed when it changes: `npm run accuracy -- --full --write`. */
interface Lock {
  [mutant: string]: { kills: string[]; collateral: string[] };
}

const lockFile = fileURLToPath(new URL('./kills.json', import.meta.url));
const lock: Lock = existsSync(lockFile) ? (JSON.parse(readFileSync(lockFile, 'utf8')) as Lock) : {};

const declared: readonly Mutant[] = [
  ...listCornerMutants,
  ...receivedMutants,
  ...authMutants,
  ...mediaMutants,
  ...errorMutants,
  ...discoveryMutants,
  ...documentMutants,
  ...typeMutants,
  ...schemaClaimMutants,
  ...schemaMutants,
  ...laterMutants,
  ...deviceMutants,
  ...readMutants,
  ...createAnswerMutants,
  ...uniquenessMutants,
  ...createInputMutants,
  ...publishedMutants,
  ...attributeMutants,
  ...characteristicMutants,
  ...identityMutants,
  ...secretMutants,
  ...metaMutants,
  ...shapeMutants,
  ...storedMutants,
  ...valueMutants,
  ...deleteMutants,
  ...replaceMutants,
  ...patchOrderMutants,
  ...patchMutants,
  ...patchPathMutants,
  ...patchDepthMutants,
  ...patchPartMutants,
  ...patchListMutants,
  ...writeSlipMutants,
  ...patchBesideMutants,
  ...bulkDataMutants,
  ...patchAddReplaceMutants,
  ...patchRemoveMutants,
  ...memberMutants,
  ...secondValueMutants,
  ...groupMutants,
  ...filterOperatorMutants,
  ...filterLogicMutants,
  ...filterNameMutants,
  ...listMutants,
  ...sortMutants,
  ...pagingMutants,
  ...queryFilterMutants,
  ...queryLogicMutants,
  ...queryListMutants,
  ...projectionMutants,
  ...cursorMutants,
  ...searchMutants,
  ...versionMutants,
  ...wireLabelMutants,
  ...queryFaultMutants,
  ...querySlipMutants,
  ...nearMissMutants,
  ...rareAttributeMutants,
  ...keptMutants,
  ...bulkMessageMutants,
  ...bulkMutants,
  ...interopPatchMutants,
  ...interopMutants,
  ...interopEntraMutants,
  ...interopNameMutants,
  ...interopEntitlementMutants,
  ...groupRuleMutants,
  ...userRuleMutants,
  ...lifeCycleMutants,
  ...protocolRuleMutants,
  ...otherPlaceMutants,
  ...groupChangeMutants,
  ...reportedMutants,
  ...queryCornerMutants,
  ...wireCornerMutants,
  ...setApartMutants,
  ...leftBehindMutants,
  ...neighborMutants,
  ...reachMutants,
  ...columnMutants,
  ...remainMutants,
  ...customerMutants,
  ...secondTimeMutants,
  ...afterDeletionMutants,
  ...elsewhereMutants,
  ...sideDoorMutants,
  ...anewMutants,
  ...overTimeMutants,
];

const forProviders = (id: string): string[] =>
  Object.entries(providerChecks).flatMap(([check, mutants]) => (mutants.includes(id) ? [check] : []));

/** The planted bugs. */
export const mutants: readonly Mutant[] = declared.map((each) => {
  const seen = lock[each.id];
  const kills = [...new Set([...each.kills, ...(seen?.kills ?? []), ...forProviders(each.id)])];
  const collateral = [...new Set([...(each.collateral ?? []), ...(seen?.collateral ?? [])])];
  return { ...each, kills, collateral: collateral.filter((id) => !kills.includes(id)) };
});

/** Throws RangeError for an id that does not exist. */
export function mutantsNamed(ids: readonly string[]): Mutant[] {
  return ids.map((id) => {
    const found = mutants.find((mutant) => mutant.id === id);
    if (!found) throw new RangeError(`There is no mutant "${id}".`);
    return found;
  });
}
