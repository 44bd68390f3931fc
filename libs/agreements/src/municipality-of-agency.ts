/**
 * For a query in a service's own database: `agency_id`, and the `municipality_code` of its newest agreement. An agency that has never
 * had an agreement is missing.
 */
export const municipalityOfAgency = `(SELECT DISTINCT ON (agency_id) agency_id, settings ->> 'municipalityCode' AS municipality_code
         FROM agreement_version ORDER BY agency_id, version DESC)`;
