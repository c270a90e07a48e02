/** Values that break careless readers, each with a name. All are legal strings (RFC 7643 section 2.3.1). */

export interface AwkwardValue {
  name: string;
  value: string;
}

/** Awkward values; `mark` keeps each unique. */
export function awkwardValues(mark: string): AwkwardValue[] {
  return [
    { name: 'an apostrophe', value: `O'Neill ${mark}` },
    { name: 'quotes', value: `Ada "the Countess" ${mark}` },
    { name: 'a backslash', value: `back\\slash ${mark}` },
    { name: 'emoji', value: `Zoë 🚀👩‍🚀 ${mark}` },
    { name: 'combining marks', value: `e\u0301 ${mark}` },
    { name: 'right-to-left script', value: `שלום عليكم ${mark}` },
    { name: 'leading zeros', value: `00042 ${mark}` },
    { name: 'what looks like a number', value: `1e5 ${mark}` },
    { name: 'what looks like markup', value: `<b>&amp; ${mark}` },
    { name: 'percent and plus signs', value: `100% + 5%20 ${mark}` },
    { name: '255 characters', value: `${mark} ${'x'.repeat(254 - mark.length)}` },
  ];
}
