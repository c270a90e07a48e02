/** The public pages that the dialects rest on. */
import type { Citation, Evidence } from './dialect.js';

const LEARN = 'https://learn.microsoft.com/en-us/entra/identity/app-provisioning';
const GITHUB = 'https://github.com';
const OKTA = 'https://developer.okta.com/docs';

export const PAGES = {
  entraScim: `${LEARN}/use-scim-to-provision-users-and-groups`,
  entraCompatibility: `${LEARN}/application-provisioning-config-problem-scim-compatibility`,
  entraAttributes: `${LEARN}/customize-application-attributes`,
  entraCycle: `${LEARN}/how-provisioning-works`,
  entraDiscovery: `${LEARN}/how-to-account-discovery`,
  entraValidation: `${GITHUB}/AzureAD/SCIMReferenceCode/blob/master/Microsoft.SCIM.LogicAppValidationTemplate/StandardLogicApp/SCIM-Validation-Test-Overview.md`,
  entraPlusCapture: `${GITHUB}/MicrosoftDocs/azure-docs/issues/94189`,
  entraHeaderCapture: `${GITHUB}/MicrosoftDocs/azure-docs/issues/12728`,
  entraNoAgentCapture: `${GITHUB}/kortix-ai/suna/issues/7297`,
  entraPatch204: 'https://learn.microsoft.com/en-us/answers/questions/1389417',
  oktaScim: `${OKTA}/api/openapi/okta-scim/guides/scim-20`,
  oktaFaq: `${OKTA}/concepts/scim/faqs/`,
  oktaEntitlements: `${OKTA}/guides/scim-with-entitlements/main/`,
  oktaHeaderCapture: `${GITHUB}/oktadeveloper/okta-blog-archive/pull/1956`,
  oktaReactivation: `${GITHUB}/better-auth/better-auth/issues/11111`,
  oktaEmptyPush: `${GITHUB}/Captain-P-Goldfish/SCIM-SDK/issues/757`,
  oneloginCapture: `${GITHUB}/goauthentik/authentik/issues/11249`,
  oneloginCreateApp: 'https://developers.onelogin.com/scim/create-app',
  oneloginTest: 'https://developers.onelogin.com/scim/test-your-scim',
  oneloginTemplate: 'https://scim.dev/guide/applications/onelogin',
  pingFeatures: 'https://docs.pingidentity.com/pingone/integrations/p1_scim_provisioning_features.html',
  pingLimits: 'https://docs.pingidentity.com/pingone/integrations/p1_scim_provisioning_limitations.html',
  pingSettings:
    'https://docs.pingidentity.com/integrations/scim/setup/pf_scim_connector_scim_connector_settings_reference.html',
  jumpcloudScim:
    'https://jumpcloud.com/support/provision-and-manage-users-and-groups-in-apps-using-custom-scim-identity-management-integration',
  jumpcloudMembers: 'https://boxyhq.com/docs/directory-sync/providers/jumpcloud',
  cyberarkScim: 'https://identity-developer.cyberark.com/docs/for-more-information-about-scim-provisioning-redirected',
  sailpointDiscovery: 'https://developer.sailpoint.com/discuss/t/91746',
  googleProbe: 'https://authn-sh-docs.pages.dev/guides/scim/google-workspace/',
  googleSuspend: 'https://workspaceupdates.googleblog.com/2016/07/automatically-provision-users-with-scim.html',
} as const;

/** A citation of one of the pages. */
export function cite(page: keyof typeof PAGES, evidence: Evidence, note?: string): Citation {
  return { source: PAGES[page], evidence, ...(note === undefined ? {} : { note }) };
}

/** What no public page tells. */
export function unsourced(note?: string): Citation {
  return { source: '', evidence: 'UNSOURCED', ...(note === undefined ? {} : { note }) };
}
