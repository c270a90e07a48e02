/** Every attribute that the schemas of a user declare, by the path that names it. */
import { oracle, type Attribute, type Context } from '../../harness/language.js';

export interface Named {
  path: string;
  attribute: Attribute;
  /** The attribute of which this is a part. */
  whole?: Attribute;
}

/** Attributes at the top, those of extensions, and their parts; `$ref` excepted, which no path can name (RFC 7644 figure 1). */
export function namedAttributes({ target }: Context): Named[] {
  const model = target.user ?? oracle.userModel;
  const named = (attributes: readonly Attribute[], urn = ''): Named[] =>
    attributes.flatMap((attribute) => {
      const path = `${urn}${attribute.name}`;
      const parts = (attribute.subAttributes ?? []).filter(({ name }) => !name.startsWith('$'));
      return [
        { path, attribute },
        ...parts.map((part) => ({ path: `${path}.${part.name}`, attribute: part, whole: attribute })),
      ];
    });
  return [
    ...named(oracle.topAttributes(model)),
    ...model.extensions.flatMap(({ id, attributes }) => named(attributes, `${id}:`)),
  ];
}
