/**
 * Reports: forms in which results are written. Authors implement {@link
 * org.heredity.api.report.ReportFormat} (start there) and contribute it in their {@link
 * org.heredity.api.HeredityPlugin}; all that a report shows is in an {@link
 * org.heredity.api.result.SuiteResult}.
 */
package org.heredity.api.report;
