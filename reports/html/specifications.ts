/** Links to the specifications, from requirement ids. */
import type { RequirementResult } from '../model.js';
import { html, link, type Markup } from './markup.js';

/** Public address of a section, or undefined for what is no RFC or Internet-Draft. */
export function sectionAddress(rfc: string, section: string): string | undefined {
  if (!/^[A-Za-z0-9.]{1,20}$/.test(section)) return undefined;
  const kind = /^[A-Z]/.test(section) ? 'appendix' : 'section';
  if (/^\d{4}$/.test(rfc)) return `https://www.rfc-editor.org/rfc/rfc${rfc}#${kind}-${section}`;
  if (/^draft-[a-z0-9-]{1,80}$/.test(rfc)) return `https://datatracker.ietf.org/doc/html/${rfc}#${kind}-${section}`;
  return undefined;
}

/** `RFC 7644` or the draft's name. */
export function documentName(rfc: string): string {
  return /^\d{4}$/.test(rfc) ? `RFC ${rfc}` : rfc;
}

/** A requirement's id, linked to its section where that is public. */
export function requirementLink(id: string, row: RequirementResult | undefined): Markup {
  const [, rfc, section] = /^RFC(\d{4})-([0-9A-Z][0-9.]*)-\d+$/.exec(id) ?? [];
  const address = row
    ? sectionAddress(row.rfc, row.section)
    : rfc && section
      ? sectionAddress(rfc, section)
      : undefined;
  return link(address, html`<code>${id}</code>`);
}
