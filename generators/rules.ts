/** What a vendor demands of the data that it is sent, beyond its schema. */
export interface VendorRules {
  /** Domain of every address; example.com when absent. */
  emailDomain?: string;
  /** Attributes that must be present, by resource type. */
  required?: { User?: string[]; Group?: string[] };
  /** Attributes that must not be sent, by resource type. */
  forbidden?: { User?: string[]; Group?: string[] };
  /** Attribute path -> value; `{marker}` stands for a fresh marker. */
  templates?: Record<string, string>;
  /** Id of an existing user to name as manager. */
  managerId?: string;
  /** Features that the operator has switched off. */
  featuresOff?: string[];
}
