/** Headings of the sections that the requirement catalogues cite, one a line: document, section, heading. */
const table = String.raw`
7642 2.2.1 Triggers
7642 2.2.4 Bulk and Batch Operational Semantics
7642 2.3.1 CSP->CSP: Create Identity (Push)
7642 2.3.2 CSP->CSP: Update Identity (Push)
7642 2.3.3 CSP->CSP: Delete Identity (Push)
7642 2.3.4 CSP->CSP: SSO Trigger (Push)
7642 2.3.5 CSP->CSP: SSO Trigger (Pull)
7642 2.3.6 CSP->CSP: Password Reset (Push)
7642 2.4.1 ECS->CSP: Create Identity (Push)
7642 2.4.2 ECS->CSP: Update Identity (Push)
7642 2.4.3 ECS->CSP: Delete Identity (Push)
7642 2.4.4 ECS->CSP: SSO Trigger (Pull)
7642 3 SCIM Use Cases
7642 3.1 Migration of the Identities
7642 3.2 Single Sign-On (SSO) Service
7642 3.3 Provisioning of the User Accounts for a Community of Interest
7642 3.4 Transfer of Attributes to a Relying Party's Website
7642 3.5 Change Notification
7642 4 Security Considerations
7643 1.1 Requirements Notation and Conventions
7643 1.2 Definitions
7643 2 SCIM Schema
7643 2.1 Attributes
7643 2.2 Attribute Characteristics
7643 2.3 Attribute Data Types
7643 2.3.1 String
7643 2.3.2 Boolean
7643 2.3.3 Decimal
7643 2.3.4 Integer
7643 2.3.5 DateTime
7643 2.3.6 Binary
7643 2.3.7 Reference
7643 2.3.8 Complex
7643 2.4 Multi-Valued Attributes
7643 2.5 Unassigned and Null Values
7643 3 SCIM Resources
7643 3.1 Common Attributes
7643 3.2 Defining New Resource Types
7643 3.3 Attribute Extensions to Resources
7643 4 SCIM Core Resources and Extensions
7643 4.1 "User" Resource Schema
7643 4.1.1 Singular Attributes
7643 4.1.2 Multi-Valued Attributes
7643 4.2 "Group" Resource Schema
7643 4.3 Enterprise User Schema Extension
7643 5 Service Provider Configuration Schema
7643 6 ResourceType Schema
7643 7 Schema Definition
7643 8 JSON Representation
7643 8.7.1 Resource Schema Representation
7643 8.7.2 Service Provider Schema Representation
7643 9.1 Protocol
7643 9.2 Passwords and Other Sensitive Security Data
7643 9.3 Privacy
7643 10.2.1 Specification Template
7643 10.3.1 Registration Procedure
7643 10.4 Initial SCIM Schema Registry
7644 1.2 Notational Conventions
7644 1.3 Definitions
7644 2 Authentication and Authorization
7644 2.1 Use of Tokens as Authorizations
7644 2.2 Anonymous Requests
7644 3.1 Background
7644 3.2 SCIM Endpoints and HTTP Methods
7644 3.3 Creating Resources
7644 3.3.1 Resource Types
7644 3.4 Retrieving Resources
7644 3.4.1 Retrieving a Known Resource
7644 3.4.2 Query Resources
7644 3.4.2.1 Query Endpoints
7644 3.4.2.2 Filtering
7644 3.4.2.3 Sorting
7644 3.4.2.4 Pagination
7644 3.4.2.5 Attributes
7644 3.4.3 Querying Resources Using HTTP POST
7644 3.5 Modifying Resources
7644 3.5.1 Replacing with PUT
7644 3.5.2 Modifying with PATCH
7644 3.5.2.1 Add Operation
7644 3.5.2.2 Remove Operation
7644 3.5.2.3 Replace Operation
7644 3.6 Deleting Resources
7644 3.7 Bulk Operations
7644 3.7.1 Circular Reference Processing
7644 3.7.2 "bulkId" Temporary Identifiers
7644 3.7.3 Response and Error Handling
7644 3.7.4 Maximum Operations
7644 3.8 Data Input/Output Formats
7644 3.9 Additional Operation Response Parameters
7644 3.10 Attribute Notation
7644 3.11 "/Me" Authenticated Subject Alias
7644 3.12 HTTP Status and Error Response Handling
7644 3.13 SCIM Protocol Versioning
7644 3.14 Versioning Resources
7644 4 Service Provider Configuration Endpoints
7644 5 Preparation and Comparison of Internationalized Strings
7644 6 Multi-Tenancy
7644 6.1 Associating Clients to Tenants
7644 6.2 SCIM Identifiers with Multiple Tenants
7644 7.2 TLS Support Considerations
7644 7.3 Authorization Token Considerations
7644 7.4 Bearer Token and Cookie Considerations
7644 7.5.1 Personal Information
7644 7.5.2 Disclosure of Sensitive Information in URIs
7644 7.6 Anonymous Requests
7644 7.7 Secure Storage and Handling of Sensitive Data
7644 7.8 Case-Insensitive Comparison and International Languages
7644 8.1 Media Type Registration
7644 8.2 Registering URIs for SCIM Messages
9865 2 Query Parameters and Response Attributes
9865 2.1 Pagination Errors
9865 2.2 Sorting
9865 2.3 Implementing Cursors as the Only Pagination Method
9865 2.4 Implementing Both Cursors and Index Pagination
9865 3 Querying Resources Using HTTP POST
9865 4 Service Provider Configuration
9865 5.2 Confidentiality
9865 5.3 Availability
9967 2.1 Identifying the Subject of an Event
9967 2.2 Common Event Attributes
9967 2.4 SCIM Provisioning Events
9967 2.4.1 urn:ietf:params:scim:event:prov:create:{notice|full}
9967 2.4.4 urn:ietf:params:scim:event:prov:delete
9967 2.4.6 urn:ietf:params:scim:event:prov:deactivate
9967 2.5.1.1 Making an Asynchronous SCIM Request
9967 2.5.1.2 Asynchronous Bulk Endpoint Requests
9967 2.5.1.3 urn:ietf:params:scim:event:misc:asyncresp
9967 3 Set-Txn HTTP Response Header for Asynchronous Requests
9967 4 Events Discovery Schema for Service Provider Configuration
9967 5 Security Considerations
`;

const titles = new Map(
  table
    .trim()
    .split('\n')
    .map((line): [string, string] => {
      const [rfc = '', section = '', ...heading] = line.split(' ');
      return [`${rfc} ${section}`, heading.join(' ')];
    }),
);

/** Heading of a section, for example `Modifying with PATCH` for 7644, 3.5.2; undefined where it is not listed. */
export function sectionTitle(rfc: string, section: string): string | undefined {
  return titles.get(`${rfc} ${section}`);
}
